"""Amendments of the plan: signed by its chain, carried out exactly as they were signed, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.plans import FinalReview
from models.states import (
    DecisionKind,
    ItemState,
    NoticeKind,
    Recurrence,
    SubmissionState,
    TaskState,
)
from tests.integration.amending import (
    DOCUMENT,
    NAZEMKINA,
    NEW_DEADLINE,
    REASON,
    ROGOVAYA,
    ROMANENKO,
    amend,
    new_item,
    no_difference,
    office_in_force,
    propose,
    responsible,
    submission,
    tasks,
    told,
)
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import at, commands, on_both
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import AddItem, CancelItem, ChangeItem
from workflow.errors import (
    InvalidCommand,
    NotYourTurn,
    PlanNotReady,
    StaleSubmission,
    TransitionNotAllowed,
)
from workflow.queries import item_view, ledger_lines, plan_view
from workflow.rows import ITEM, SUBMISSION, TASK
from workflow.sweep import sweep
from workflow.transaction import NOTICE


@pytest.fixture
def office(request: pytest.FixtureRequest, active_plan: Path, tmp_path: Path) -> Iterator[Office]:
    """The office on SQLite; with `on_both` also on PostgreSQL."""
    yield from office_in_force(request, active_plan, tmp_path)


@on_both
def test_a_new_deadline_is_in_force_when_the_chain_has_approved_it(office: Office) -> None:
    proposed = propose(office, NEW_DEADLINE)
    assert submission(office, proposed).state is SubmissionState.OPEN
    no_difference(office)
    office.sign(SHESTAKOV)
    no_difference(office)
    assert office.item(3).due_on == date(2021, 2, 28)
    office.sign(EFIMOVA)
    item = office.item(3)
    assert (item.due_on, item.state, item.version) == (date(2021, 4, 30), ItemState.PLANNED, 2)
    assert item.as_written["due_on"] == "2021-02-28"
    assert submission(office, proposed).state is SubmissionState.ACCEPTED
    no_difference(office)


def test_a_new_deadline_starts_a_new_clock_that_passes_over_what_was(office: Office) -> None:
    at(office, "2021-03-04")
    sweep(office.engine)
    before = office.item(3)
    amend(office, NEW_DEADLINE)
    item = office.item(3)
    assert item.clock_id != before.clock_id
    assert (item.clock_ends_on, item.clock_floor) == (date(2021, 4, 30), date(2021, 3, 4))
    assert item.next_rung_on > date(2021, 3, 4)
    at(office, "2021-03-05")
    assert not [fired for fired in sweep(office.engine).fired if fired[1] == "item/3"]
    no_difference(office)


def test_a_change_of_words_alone_leaves_the_clock_running(office: Office) -> None:
    before = office.item(3)
    amend(office, ChangeItem(place=3, note="Выборочно", target_count=8))
    item = office.item(3)
    assert (item.clock_id, item.next_rung_on) == (before.clock_id, before.next_rung_on)
    assert (item.note, item.target_count) == ("Выборочно", 8)
    no_difference(office)


@on_both
def test_every_field_can_be_amended(office: Office) -> None:
    change = ChangeItem(
        place=4,
        number="4.1",
        title="Перепроверка работ",
        expected_result="Справка (не менее 3)",
        target_count=3,
        target_percent=90,
        starts_on=date(2021, 2, 1),
        due_on=date(2021, 5, 31),
        recurrence=Recurrence.MONTHLY,
        note=None,
        organisations=("11", "ККШИ"),
        responsible=(ROMANENKO, NAZEMKINA),
        lead=NAZEMKINA,
    )
    amend(office, change.model_copy(update={"note": "По графику"}))
    item = office.item(4)
    for name, value in change.wanted().items():
        if name not in ("responsible", "lead", "note", "organisations"):
            assert getattr(item, name) == value
    assert item.organisations == ["11", "ККШИ"]
    assert responsible(office, 4) == [(ROMANENKO, False), (NAZEMKINA, True)]
    no_difference(office)


@on_both
def test_a_replaced_lead_hands_the_item_over(office: Office) -> None:
    assert responsible(office, 3)[0] == (NAZEMKINA, True)
    amend(office, ChangeItem(place=3, responsible=(ROMANENKO,)))
    assert responsible(office, 3) == [(ROMANENKO, True)]
    with pytest.raises(NotYourTurn):
        office.do(NAZEMKINA, c.StartItem(plan_id=office.plan_id, place=3))
    office.do(ROMANENKO, c.StartItem(plan_id=office.plan_id, place=3))
    no_difference(office)


def test_a_cancelled_item_takes_part_in_nothing_any_more(office: Office) -> None:
    office.start(3)
    amend(office, CancelItem(place=3))
    item = office.item(3)
    assert (item.state, item.next_rung_on) == (ItemState.CANCELLED, None)
    with pytest.raises(TransitionNotAllowed):
        office.do(NAZEMKINA, c.SubmitEvidence(plan_id=office.plan_id, place=3, summary="Готово."))
    at(office, "2021-03-09")
    assert not [fired for fired in sweep(office.engine).fired if fired[1] == "item/3"]
    assert commands(office, 3, NAZEMKINA) == []
    with office.database.read() as conn:
        view = item_view(conn, office.plan_id, 3, office.engine.today())
    assert view.brief.state_text == "Исключён из плана"
    no_difference(office)


@on_both
def test_an_added_item_stands_at_the_end_and_is_worked_on_like_any(office: Office) -> None:
    amend(office, AddItem(item=new_item(target_count=2)))
    item = office.item(22)
    assert (item.state, item.version, item.due_on) == (ItemState.PLANNED, 1, date(2021, 9, 1))
    assert (item.clock_ends_on, item.as_written) == (date(2021, 9, 1), {})
    assert responsible(office, 22) == [(NAZEMKINA, True), (ROMANENKO, False)]
    office.do(NAZEMKINA, c.StartItem(plan_id=office.plan_id, place=22))
    office.add(22, units=2, by=NAZEMKINA)
    office.do(NAZEMKINA, c.SubmitEvidence(plan_id=office.plan_id, place=22, summary="Проведён."))
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert office.item(22).state is ItemState.APPROVED
    no_difference(office)


@on_both
def test_an_added_item_brings_no_chain_and_no_role_of_its_own(office: Office) -> None:
    """Who signs the amendment is shown neither."""
    chain = [{"verb": "approve", "approvers": [EFIMOVA]}]
    for hidden in ({"chain": chain}, {"role": "final_review"}):
        with pytest.raises(InvalidCommand, match="по маршруту плана"):
            propose(office, AddItem(item=new_item(**hidden)))
    no_difference(office)


def test_an_item_added_from_a_document_is_as_the_document_writes_it(office: Office) -> None:
    amend(office, AddItem(item=new_item()), source=DOCUMENT)
    written = office.item(22).as_written
    assert (written["title"], written["responsible"]) == ("Педагогический совет", [NAZEMKINA, ROMANENKO])
    no_difference(office)


@on_both
def test_one_amendment_changes_cancels_and_adds(office: Office) -> None:
    receipt = amend(office, NEW_DEADLINE, CancelItem(place=5), AddItem(item=new_item()))
    states = [office.item(place).state for place in (3, 5, 22)]
    assert states == [ItemState.PLANNED, ItemState.CANCELLED, ItemState.PLANNED]
    with office.database.read() as conn:
        lines = ledger_lines(conn, office.plan_id, limit=5)
    assert [line.action for line in lines] == [
        "item:added",
        "item:cancelled",
        "item:amended",
        "plan:amended",
        "submission:decided",
    ]
    assert lines[3].text == (
        f"Изменение № 1 вступило в силу: изменён 1 пункт, исключён 1 пункт, добавлен 1 пункт, причина: «{REASON}»"
    )
    assert lines[2].text.startswith("Пункт изменён (изменение № 1): срок: 28.02.2021 → 30.04.2021, причина: ")
    assert receipt.text == "Изменение № 1 направлено на согласование и утверждение."
    no_difference(office)


@on_both
@pytest.mark.parametrize("is_agreed", [False, True])
def test_a_report_of_a_touched_item_that_waits_is_void(office: Office, is_agreed: bool) -> None:
    office.bring_to_approvers(3)
    if is_agreed:
        office.sign(SHESTAKOV)
    waiting = office.task_of(EFIMOVA if is_agreed else SHESTAKOV)
    at(office, "2021-03-01")
    amend(office, ChangeItem(place=3, target_count=9))
    item = office.item(3)
    assert (item.state, item.rework_until) == (ItemState.IN_PROGRESS, date(2021, 3, 4))
    assert item.clock_ends_on == date(2021, 3, 4)
    with office.database.read() as conn:
        task = conn.execute(select(TASK).where(TASK.c.id == waiting.id)).one()
        report = conn.execute(select(SUBMISSION).where(SUBMISSION.c.id == waiting.submission_id)).one()
    assert (task.state, report.state) == (TaskState.VOIDED, SubmissionState.VOIDED)
    with pytest.raises(StaleSubmission):
        office.do(
            EFIMOVA if is_agreed else SHESTAKOV,
            c.Decide(task_id=waiting.id, kind=DecisionKind.RETURN, digest=waiting.digest, comment="Поздно."),
        )
    no_difference(office)
    office.add(3, units=2)
    office.submit(3)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    with office.database.read() as conn:
        brief = item_view(conn, office.plan_id, 3, office.engine.today()).brief
    assert (brief.state, brief.was_on_time) == (ItemState.APPROVED, True)
    no_difference(office)


def test_cancelling_voids_a_report_that_waits(office: Office) -> None:
    office.bring_to_approvers(3)
    amend(office, CancelItem(place=3))
    with office.database.read() as conn:
        report = conn.execute(select(SUBMISSION).where(SUBMISSION.c.item_id == office.item(3).id)).one()
    assert report.state is SubmissionState.VOIDED
    no_difference(office)


def test_a_new_deadline_replaces_one_that_was_set_by_a_reopening(office: Office) -> None:
    office.finish(4)
    office.do(EFIMOVA, c.ReopenItem(plan_id=office.plan_id, place=4, reason="Ошибка.", due_on=date(2021, 5, 31)))
    amend(office, ChangeItem(place=4, due_on=date(2021, 6, 30)))
    item = office.item(4)
    assert (item.due_on, item.extended_due_on, item.clock_ends_on) == (date(2021, 6, 30), None, date(2021, 6, 30))
    no_difference(office)


def test_a_deadline_after_the_plans_last_month_moves_the_final_review(office: Office) -> None:
    amend(office, ChangeItem(place=3, due_on=date(2022, 2, 28)))
    with office.database.read() as conn:
        plan = plan_view(conn, office.plan_id, office.engine.today())
    assert (plan.review_opens_on, plan.closes_by) == (date(2022, 2, 1), date(2023, 1, 20))
    no_difference(office)


@on_both
def test_while_the_report_is_frozen_nothing_is_amended_and_the_close_voids_what_waits(office: Office) -> None:
    at(office, "2021-12-01")
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), SYSTEM)
    proposed = propose(office, ChangeItem(place=3, due_on=date(2021, 12, 30)))
    at(office, "2022-01-20")
    office.engine.execute(c.FreezeReport(plan_id=office.plan_id), SYSTEM)
    with pytest.raises(PlanNotReady, match="Отчёт об исполнении плана уже зафиксирован"):
        propose(office, CancelItem(place=5))
    with pytest.raises(PlanNotReady, match="до решения по нему план не меняется"):
        office.sign(SHESTAKOV)
    office.engine.execute(c.SubmitReport(plan_id=office.plan_id, report_sha256="cd" * 32, size=10), SYSTEM)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert submission(office, proposed).state is SubmissionState.VOIDED
    assert {task.state for task in tasks(office, proposed)} == {TaskState.VOIDED}
    no_difference(office)


def test_who_was_and_who_is_responsible_hear_of_it_with_the_coordinator(office: Office) -> None:
    before = {name for name, _ in responsible(office, 3)}
    amend(office, ChangeItem(place=3, responsible=(ROGOVAYA,)))
    assert set(told(office, NoticeKind.PLAN_AMENDED)) == before | {ROGOVAYA, COORDINATOR}


def test_whose_decision_is_no_longer_needed_hears_of_it(office: Office) -> None:
    office.bring_to_approvers(3)
    amend(office, NEW_DEADLINE)
    assert SHESTAKOV in told(office, NoticeKind.PLAN_AMENDED)


def test_the_item_tells_what_was_amended(office: Office) -> None:
    at(office, "2021-02-10")
    amend(office, ChangeItem(place=3, due_on=date(2021, 4, 30), responsible=(ROGOVAYA,)))
    with office.database.read() as conn:
        view = item_view(conn, office.plan_id, 3, office.engine.today())
    (change,) = view.amendments
    assert (change.number, change.reason, change.at) == (1, REASON, datetime(2021, 2, 10, 6, tzinfo=UTC))
    told_fields = [(field.label, field.before, field.after) for field in change.fields]
    assert told_fields[0] == ("срок", "28.02.2021", "30.04.2021")
    assert told_fields[2] == ("ответственный исполнитель", NAZEMKINA, ROGOVAYA)
    assert view.history[-1].text.startswith("Пункт изменён (изменение № 1): срок: 28.02.2021 → 30.04.2021")


def test_the_review_counts_no_cancelled_item(office: Office) -> None:
    amend(office, *(CancelItem(place=place) for place in range(3, 7)))
    at(office, "2021-12-01")
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), SYSTEM)
    review: Any = FinalReview.__table__  # type: ignore[attr-defined]
    with office.database.read() as conn:
        assert conn.execute(select(review.c.frozen_at)).scalar() is None
    assert not {3, 4, 5, 6} & {place for _, place in _asked(office)}


def _asked(office: Office) -> list[tuple[str, int]]:
    with office.database.read() as conn:
        rows = conn.execute(
            select(NOTICE.c.kind, ITEM.c.place)
            .join(ITEM, ITEM.c.id == NOTICE.c.item_id)
            .where(NOTICE.c.kind == NoticeKind.EXPLANATION_REQUEST)
        ).all()
    return [(row.kind.value, row.place) for row in rows]
