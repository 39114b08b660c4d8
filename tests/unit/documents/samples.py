"""Views of the first plan, as the engine would hand them out, made from its plan file."""

from datetime import UTC, date, datetime
from pathlib import Path

from config.plan_draft import DraftItem, PlanDraft
from config.plan_file import read_plan
from models.states import (
    Assurance,
    DecisionKind,
    ExplanationKind,
    ItemState,
    Outcome,
    PlanState,
    Subject,
    SubmissionState,
    TaskState,
    Verb,
)
from workflow.views import (
    DecisionView,
    EvidenceView,
    ItemBrief,
    PersonView,
    PlanBrief,
    PlanView,
    ResponsibleView,
    ReviewLine,
    ReviewView,
    SubmissionView,
    TaskView,
)

SEED = Path(__file__).parents[3] / "config/plans/omsk-2021.toml"
DECEMBER = datetime(2021, 12, 27, 5, 30, 7, 123_456, tzinfo=UTC)
ROOT = "K0tnrPOuEsLCFaL8WuwUlKWVPhyCcQ1v4cQb5gqmnXs="
SIGNATURE = "mHSHFJnOL8DQlPWvzFJ0FCLB3ehBA2MTlWJcYVpVvV1hJ2yS" * 2
NOTE = f"viza-omsk.example/plan-1\n412\n{ROOT}\n\n— viza-omsk.example/plan-1 {SIGNATURE[:92]}\n"
HOSTILE = '<script>alert(1)</script> #panic("x") *b* $x$ @ref "\\ =1+1'


def person(id_: int, name: str, position: str | None = None) -> PersonView:
    return PersonView(id_, name, None, position, f"p{id_}@omsk-edu.example", None, True, True, "member")


def seed_plan() -> PlanDraft:
    return read_plan(SEED)


def plan_view(draft: PlanDraft) -> PlanView:
    names = sorted({name for item in draft.items for name in item.responsible})
    people = {name: person(at, name) for at, name in enumerate(names, 1)}
    return PlanView(
        brief=_plan(draft),
        version=3,
        timezone=draft.timezone,
        closes_by=date(2022, 1, 20),
        review_opens_on=date(2021, 12, 1),
        coordinator=person(90, draft.coordinator),
        agreed_by=draft.agreed_by.model_dump(mode="json") if draft.agreed_by else None,
        approved_by=draft.approved_by.model_dump(mode="json") if draft.approved_by else None,
        activated_at=DECEMBER,
        closed_at=None,
        items=tuple(_item(place, item, people) for place, item in enumerate(draft.items, 1)),
        organisations=tuple((organisation.code, organisation.name) for organisation in draft.organisations),
        warnings=(),
        activation=None,
    )


def signers(plan: PlanView) -> tuple[tuple[Verb, PersonView], ...]:
    """Who agrees to the report and who approves it: the people of the plan, whatever they are called now."""
    known = {part.person.name: part.person for item in plan.items for part in item.responsible}
    return (Verb.AGREE, known["Шестаков В.В."]), (Verb.APPROVE, person(91, "Ефимова Л.Г."))


def review_view(draft: PlanDraft, *, explanation: str | None = None) -> ReviewView:
    return ReviewView(
        plan=_plan(draft),
        is_open=True,
        opened_at=DECEMBER,
        frozen_at=DECEMBER,
        closes_by=date(2022, 1, 20),
        opens_on=date(2021, 12, 1),
        lines=tuple(_line(place, item, explanation) for place, item in enumerate(draft.items, 1)),
        on_time=16,
        extended=1,
        due=21,
        late=3,
        partly=0,
        not_executed=1,
        organisations=tuple((organisation.code, at % 9, 8) for at, organisation in enumerate(draft.organisations)),
        may_freeze=True,
        freeze_refusal=None,
        submission=None,
        report_sha256=None,
    )


def submission_view(*, summary: str = "Подготовлены 7 справок по итогам визитов.") -> SubmissionView:
    lead = person(1, "Наземкина Е.А.", "начальник отдела мониторинга")
    first = person(2, "Шестаков В.В.", "директор БОУ ДО г. Омска «ЦТРИГО «Перспектива»")
    final = person(3, "Ефимова Л.Г.", "директор департамента образования Администрации города Омска")
    deputy = person(4, "Петренко А.А.", "заместитель директора департамента образования")
    digest = "9f" * 32
    return SubmissionView(
        id=11,
        subject=Subject.ITEM,
        plan_id=1,
        place=3,
        number=2,
        state=SubmissionState.ACCEPTED,
        state_text="принят",
        digest=digest,
        manifest={"item": {"number": "3", "title": "Мониторинговые визиты", "expected_result": "Справки, не менее 7"}},
        summary=summary,
        shortfall_reason=None,
        shown_count=7,
        shown_percent=None,
        submitted_by=lead,
        submitted_at=datetime(2021, 3, 1, 4, 0, tzinfo=UTC),
        submitted_on=date(2021, 3, 1),
        evidence=tuple(_evidence(at, lead) for at in range(1, 4)),
        tasks=(
            _task(1, first, first, TaskState.SKIPPED, None, skip_reason="совмещение ролей исполнителя и согласующего"),
            _task(2, final, deputy, TaskState.DECIDED, _decision(deputy, final)),
        ),
    )


def _plan(draft: PlanDraft) -> PlanBrief:
    return PlanBrief(1, draft.title, draft.year, PlanState.IN_REVIEW, "итоговое рассмотрение")


def _item(place: int, item: DraftItem, people: dict[str, PersonView]) -> ItemBrief:
    return ItemBrief(
        id=place,
        plan_id=1,
        place=place,
        number=item.number,
        title=item.title,
        expected_result=item.expected_result,
        note=item.note,
        state=ItemState.APPROVED,
        state_text="Исполнен, снят с контроля",
        version=4,
        outcome=Outcome.EXECUTED,
        role=item.role,
        starts_on=item.starts_on,
        due_on=item.due_on,
        extended_due_on=None,
        effective_due_on=item.due_on,
        control_date=item.due_on,
        rework_until=None,
        executed_on=item.due_on,
        was_on_time=True,
        is_overdue=False,
        days_late=0,
        days_left=None,
        target=item.target_count or 1,
        target_percent=item.target_percent,
        shown=item.target_count or 1,
        shown_percent=None,
        returns=0,
        lead=people[item.lead] if item.lead else None,
        responsible=tuple(ResponsibleView(people[name], name == item.lead) for name in item.responsible),
        organisations=tuple(item.organisations),
        waits_for=(),
    )


def _line(place: int, item: DraftItem, explanation: str | None) -> ReviewLine:
    is_late = place in (5, 11, 14)
    extended = date(2021, 6, 30) if place == 8 else item.due_on
    return ReviewLine(
        place=place,
        number=item.number,
        title=item.title,
        state=ItemState.APPROVED,
        result_text="Не исполнен" if place == 20 else "Исполнен",
        planned_on=item.due_on,
        effective_due_on=extended,
        executed_on=None if place == 20 else item.due_on,
        was_on_time=not is_late,
        days_late=4 if is_late else 0,
        shown=item.target_count or 1,
        target=item.target_count or 1,
        shown_percent=96 if item.target_percent else None,
        target_percent=item.target_percent,
        returns=place % 3,
        approvers_days=place % 4,
        lead=item.lead or "—",
        explanation=explanation or ("Две школы перенесли визит из-за карантина." if is_late else None),
        needs=ExplanationKind.DEVIATION if is_late else None,
        is_extended=place == 8,
    )


def _evidence(id_: int, by: PersonView) -> EvidenceView:
    return EvidenceView(
        id=id_,
        sha256=f"{id_:x}" * 64,
        size=184_320 * id_,
        file_name=f"spravka-{id_}.pdf",
        media_type="application/pdf",
        kind="справка",
        doc_number=f"{id_}/2021",
        doc_date=date(2021, 2, 20 + id_),
        signed_by="Роговая М.В.",
        units=2,
        organisations=("5", "11"),
        uploaded_by=by,
        uploaded_at=DECEMBER,
    )


def _task(
    step: int,
    approver: PersonView,
    acting: PersonView,
    state: TaskState,
    decision: DecisionView | None,
    skip_reason: str | None = None,
) -> TaskView:
    return TaskView(
        id=step,
        step=step,
        steps=2,
        verb=Verb.AGREE if step == 1 else Verb.APPROVE,
        approver=approver,
        acting=acting,
        state=state,
        skip_reason=skip_reason,
        opened_at=DECEMBER,
        due_on=date(2021, 3, 3),
        is_last_step=step == 2,
        decision=decision,
    )


def _decision(by: PersonView, absent: PersonView) -> DecisionView:
    return DecisionView(
        id=5,
        kind=DecisionKind.APPROVE,
        person=by,
        on_behalf_of=absent,
        order="приказ № 12 от 01.02.2021",
        comment="Принять к сведению замечания.",
        outcome=Outcome.EXECUTED,
        assurance=Assurance.PIN,
        decided_at=datetime(2021, 3, 3, 8, 5, tzinfo=UTC),
        ledger_seq=57,
        is_disowned=False,
    )
