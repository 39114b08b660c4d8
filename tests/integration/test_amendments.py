"""Amendments of the plan: signed by its chain, carried out exactly as they were signed, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from config.database import Database
from models.plans import FinalReview
from models.states import (
    Assurance,
    DecisionKind,
    ItemState,
    NoticeKind,
    PlanState,
    Recurrence,
    SubmissionState,
    TaskState,
)
from tests.integration.amending import (
    DOCUMENT,
    NAZEMKINA,
    REASON,
    ROGOVAYA,
    ROMANENKO,
    active_office,
    amend,
    copied,
    new_item,
    no_difference,
    propose,
    responsible,
    submission,
    tasks,
    told,
)
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import at, commands, on_both
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import AddItem, CancelItem, ChangeItem, ItemAmendment
from workflow.errors import (
    CommandRefused,
    ConflictOfInterest,
    EvidenceDamaged,
    InvalidCommand,
    NotFound,
    NotYourTurn,
    PlanNotReady,
    StaleSubmission,
    TransitionNotAllowed,
)
from workflow.queries import item_view, ledger_lines, plan_view, sign_off_view
from workflow.rows import ITEM, PERSON, PLAN, RESPONSIBLE, SUBMISSION, TASK
from workflow.sweep import sweep
from workflow.transaction import NOTICE

NEW_DEADLINE = ChangeItem(place=3, due_on=date(2021, 4, 30))


@pytest.fixture(scope="module")
def active(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return active_office(sqlite_template, tmp_path_factory.mktemp("active"))


@pytest.fixture
def office(request: pytest.FixtureRequest, active: Path, tmp_path: Path) -> Iterator[Office]:
    """The office on SQLite; with `on_both` also on PostgreSQL."""
    if getattr(request, "param", "sqlite") == "postgresql":
        yield Office(request.getfixturevalue("postgresql_database")).ready()
        return
    with copied(active, tmp_path) as office:
        yield office


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


# Who signs.


@on_both
def test_who_is_responsible_for_a_touched_item_does_not_decide(office: Office) -> None:
    proposed = propose(office, ChangeItem(place=2, due_on=date(2021, 4, 30)))
    first, last = tasks(office, proposed)
    assert (first.state, last.state) == (TaskState.SKIPPED, TaskState.OPEN)
    assert first.skip_reason == (
        "Этап «Согласование» пропущен: Шестаков В.В. — ответственный исполнитель изменяемого пункта "
        "(совмещение ролей исполнителя и согласующего)."
    )
    office.sign(EFIMOVA)
    assert office.item(2).due_on == date(2021, 4, 30)
    no_difference(office)


def test_who_becomes_responsible_does_not_decide_either(office: Office) -> None:
    proposed = propose(office, ChangeItem(place=3, responsible=(NAZEMKINA, SHESTAKOV)))
    assert tasks(office, proposed)[0].state is TaskState.SKIPPED
    office.sign(EFIMOVA)
    no_difference(office)


def test_who_adds_an_item_for_an_approver_leaves_their_step_out(office: Office) -> None:
    proposed = propose(office, AddItem(item=new_item(responsible=[SHESTAKOV])))
    assert tasks(office, proposed)[0].state is TaskState.SKIPPED


def test_a_substitute_of_who_is_responsible_does_not_decide(office: Office) -> None:
    office.engine.execute(
        c.AddSubstitution(
            absent_id=office.person(NAZEMKINA),
            substitute_id=office.person(SHESTAKOV),
            starts_on=date(2021, 1, 21),
            ends_on=date(2021, 2, 21),
            order_number="7",
            order_date=date(2021, 1, 20),
        ),
        SYSTEM,
    )
    first, _ = tasks(office, propose(office, NEW_DEADLINE))
    assert "замещает ответственного исполнителя изменяемого пункта" in first.skip_reason


def test_an_amendment_that_nobody_could_approve_is_refused(office: Office) -> None:
    with pytest.raises(ConflictOfInterest, match="Пункт 3: Некому принять последнее решение"):
        propose(office, ChangeItem(place=3, responsible=(NAZEMKINA, EFIMOVA)))
    with pytest.raises(ConflictOfInterest, match="Пункт 22: Некому принять последнее решение"):
        propose(office, AddItem(item=new_item(responsible=[EFIMOVA])))
    no_difference(office)


def test_a_coordinator_who_is_an_approver_does_not_decide_on_their_own_amendment(office: Office) -> None:
    with office.database.write() as conn:
        conn.execute(update(PLAN).values(coordinator_id=office.person(SHESTAKOV)))
    receipt = office.do(SHESTAKOV, c.ProposeAmendment(plan_id=office.plan_id, reason=REASON, changes=(NEW_DEADLINE,)))
    first, _ = tasks(office, receipt)
    assert "направил этот документ на согласование" in first.skip_reason


def test_a_conflict_that_arose_since_stops_the_decision(office: Office) -> None:
    propose(office, NEW_DEADLINE)
    task = office.task_of(SHESTAKOV)
    with office.database.write() as conn:
        conn.execute(
            RESPONSIBLE.insert().values(item_id=office.item(3).id, person_id=office.person(SHESTAKOV), place=9)
        )
    with pytest.raises(ConflictOfInterest):
        office.do(SHESTAKOV, c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest))


@on_both
def test_what_is_shown_is_the_frozen_amendment(office: Office) -> None:
    propose(office, NEW_DEADLINE, source=DOCUMENT)
    task = office.task_of(SHESTAKOV)
    with office.database.read() as conn:
        view = sign_off_view(conn, task.id, office.engine.today())
    proposes = view.submission.manifest["proposes"]
    assert proposes["changes"] == [
        {
            "kind": "change",
            "place": 3,
            "number": "3",
            "title": "Мониторинговые визиты",
            "responsible": [office.person(name) for name, _ in responsible(office, 3)],
            "before": {"due_on": "2021-02-28"},
            "after": {"due_on": "2021-04-30"},
        }
    ]
    assert proposes["document"]["sha256"] == DOCUMENT.sha256
    assert (view.item, view.newer_task_id) == (None, None)


def test_an_outcome_is_not_asked_for_and_not_taken(office: Office) -> None:
    propose(office, NEW_DEADLINE)
    office.sign(SHESTAKOV)
    with pytest.raises(InvalidCommand):
        office.sign(EFIMOVA, outcome="executed")


def test_s25_a_damaged_document_blocks_the_decision(office: Office) -> None:
    propose(office, NEW_DEADLINE, source=DOCUMENT)
    office.files.damaged.add(DOCUMENT.sha256)
    with pytest.raises(EvidenceDamaged, match="редакция 2"):
        office.sign(SHESTAKOV)


def test_a_document_that_is_not_in_the_store_is_refused(office: Office) -> None:
    office.files.damaged.add(DOCUMENT.sha256)
    with pytest.raises(EvidenceDamaged):
        propose(office, NEW_DEADLINE, source=DOCUMENT)


def test_a_decision_on_an_amendment_can_be_disowned(office: Office) -> None:
    propose(office, NEW_DEADLINE)
    decision = office.sign(SHESTAKOV).decision_id
    assert decision is not None
    office.do(SHESTAKOV, c.DisownDecision(decision_id=decision))
    assert told(office, NoticeKind.DECISION_DISOWNED) == [COORDINATOR]
    no_difference(office)
    office.sign(EFIMOVA)
    no_difference(office)


# What is refused.

REFUSED: list[tuple[type[CommandRefused], str, tuple[ItemAmendment, ...]]] = [
    (NotFound, "Пункта на месте 99 в плане нет", (CancelItem(place=99),)),
    (InvalidCommand, "новые значения не отличаются", (ChangeItem(place=3, due_on=date(2021, 2, 28)),)),
    (InvalidCommand, "новые значения не отличаются", (ChangeItem(place=3),)),
    (InvalidCommand, "начало не может быть позже срока", (ChangeItem(place=3, starts_on=date(2021, 3, 1)),)),
    (InvalidCommand, "Нет|нет в списке организаций плана: 999", (ChangeItem(place=3, organisations=("11", "999")),)),
    (InvalidCommand, "нет в списке организаций плана", (AddItem(item=new_item(organisations=["999"])),)),
    (InvalidCommand, "в списке людей нет лица «Новый Н.Н.»", (ChangeItem(place=3, responsible=("Новый Н.Н.",)),)),
    (InvalidCommand, "в списке людей нет лица «Новый Н.Н.»", (AddItem(item=new_item(responsible=["Новый Н.Н."])),)),
    (InvalidCommand, "должен быть среди ответственных", (ChangeItem(place=3, lead=ROMANENKO),)),
    (InvalidCommand, "назовите ответственного исполнителя", (ChangeItem(place=3, responsible=()),)),
    (InvalidCommand, "назовите ответственного исполнителя", (AddItem(item=new_item(responsible=[])),)),
    (InvalidCommand, "укажите срок", (ChangeItem(place=3, due_on=None),)),
    (InvalidCommand, "укажите срок", (AddItem(item=new_item(due_on=None, recurrence="on_request")),)),
    (InvalidCommand, "назван дважды", (NEW_DEADLINE, CancelItem(place=3))),
]  # fmt: skip


@pytest.mark.parametrize(("error", "words", "changes"), REFUSED)
def test_what_does_not_hold_together_is_refused_in_words(
    office: Office, error: type[CommandRefused], words: str, changes: tuple[ItemAmendment, ...]
) -> None:
    with pytest.raises(error, match=words):
        propose(office, *changes)
    no_difference(office)


def test_texts_that_no_entry_could_hold_are_refused(office: Office) -> None:
    long = {"title": "щ" * 4000, "note": "ю" * 4000, "expected_result": "я" * 4000}
    amend(office, ChangeItem.model_validate({"place": 3} | long))
    no_difference(office)
    with pytest.raises(InvalidCommand, match="тексты слишком длинные"):
        propose(office, ChangeItem.model_validate({"place": 3} | {name: text[1:] for name, text in long.items()}))


def test_a_lead_without_an_address_and_who_left_are_refused(office: Office) -> None:
    silent = office.engine.execute(c.AddPerson(name="Тихий Т.Т."), SYSTEM).person_id
    with pytest.raises(InvalidCommand, match="нет адреса электронной почты"):
        propose(office, ChangeItem(place=3, responsible=("Тихий Т.Т.",)))
    propose(office, ChangeItem(place=3, responsible=(NAZEMKINA, "Тихий Т.Т.")))
    with office.database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.id == silent).values(is_active=False))
    with pytest.raises(InvalidCommand, match="исключён из числа пользователей"):
        propose(office, ChangeItem(place=4, responsible=(NAZEMKINA, "Тихий Т.Т.")))


def test_an_organisation_that_the_item_had_may_stay(office: Office) -> None:
    with office.database.write() as conn:
        conn.execute(update(ITEM).where(ITEM.c.place == 3).values(organisations=["11", "КШИ № 9"]))
    propose(office, ChangeItem(place=3, organisations=("11", "27", "КШИ № 9")))


def test_executed_and_cancelled_items_are_not_amended(office: Office) -> None:
    office.finish(4)
    with pytest.raises(TransitionNotAllowed, match="Пункт 4 исполнен и снят с контроля: сначала возобновите контроль"):
        propose(office, CancelItem(place=4))
    amend(office, CancelItem(place=5))
    with pytest.raises(TransitionNotAllowed, match="Пункт 5 уже исключён из плана"):
        propose(office, ChangeItem(place=5, due_on=date(2021, 9, 30)))


def test_an_item_is_in_one_open_amendment_at_a_time(office: Office) -> None:
    first = propose(office, NEW_DEADLINE)
    with pytest.raises(TransitionNotAllowed, match="Пункт 3 уже меняет изменение № 1, оно на согласовании"):
        propose(office, CancelItem(place=3))
    propose(office, CancelItem(place=5))
    office.do(COORDINATOR, c.WithdrawProposal(plan_id=office.plan_id, submission_id=first.submission_id or 0))
    third = propose(office, CancelItem(place=3))
    assert submission(office, third).number == 3
    no_difference(office)


@on_both
def test_two_amendments_are_signed_in_either_order(office: Office) -> None:
    propose(office, AddItem(item=new_item(title="Первый")))
    propose(office, AddItem(item=new_item(title="Второй")), NEW_DEADLINE)
    for _ in range(2):
        office.sign(SHESTAKOV)
    for _ in range(2):
        office.sign(EFIMOVA)
    assert {office.item(place).title for place in (22, 23)} == {"Первый", "Второй"}
    no_difference(office)


def test_only_the_coordinator_proposes_and_withdraws(office: Office) -> None:
    command = c.ProposeAmendment(plan_id=office.plan_id, reason=REASON, changes=(NEW_DEADLINE,))
    for name in (NAZEMKINA, EFIMOVA):
        with pytest.raises(NotYourTurn):
            office.do(name, command)
    proposed = propose(office, NEW_DEADLINE)
    with pytest.raises(NotYourTurn):
        office.do(EFIMOVA, c.WithdrawProposal(plan_id=office.plan_id, submission_id=proposed.submission_id or 0))


def test_a_draft_and_a_closed_plan_take_no_amendment(database: Database) -> None:
    office = Office(database).import_plan()
    with pytest.raises(PlanNotReady, match="исправьте черновик"):
        propose(office, NEW_DEADLINE)
    with office.database.write() as conn:
        conn.execute(update(PLAN).values(state=PlanState.CLOSED))
    with pytest.raises(PlanNotReady, match="План закрыт"):
        propose(office, NEW_DEADLINE)


# What happens on the way.


@on_both
def test_an_amendment_is_withdrawn_until_it_is_approved(office: Office) -> None:
    proposed = propose(office, NEW_DEADLINE)
    office.sign(SHESTAKOV)
    office.do(COORDINATOR, c.WithdrawProposal(plan_id=office.plan_id, submission_id=proposed.submission_id or 0))
    assert office.item(3).due_on == date(2021, 2, 28)
    no_difference(office)
    second = propose(office, CancelItem(place=5))
    task = office.task_of(SHESTAKOV)
    office.do(COORDINATOR, c.WithdrawProposal(plan_id=office.plan_id, submission_id=second.submission_id or 0))
    assert [each.state for each in tasks(office, second)] == [TaskState.VOIDED, TaskState.VOIDED]
    with pytest.raises(StaleSubmission):
        office.do(SHESTAKOV, c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest))
    with pytest.raises(TransitionNotAllowed, match="отзывать нечего"):
        office.do(COORDINATOR, c.WithdrawProposal(plan_id=office.plan_id, submission_id=second.submission_id or 0))
    with pytest.raises(NotFound):
        office.do(COORDINATOR, c.WithdrawProposal(plan_id=office.plan_id, submission_id=1))
    no_difference(office)


def test_a_returned_amendment_goes_back_to_the_coordinator_and_frees_its_items(office: Office) -> None:
    proposed = propose(office, NEW_DEADLINE)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Обоснуйте срок.")
    assert submission(office, proposed).state is SubmissionState.RETURNED
    assert told(office, NoticeKind.RETURNED) == [COORDINATOR]
    assert office.item(3).due_on == date(2021, 2, 28)
    no_difference(office)
    amend(office, NEW_DEADLINE)
    assert office.item(3).due_on == date(2021, 4, 30)
    no_difference(office)


@on_both
def test_an_item_that_was_finished_meanwhile_refuses_the_decision(office: Office) -> None:
    proposed = propose(office, NEW_DEADLINE, CancelItem(place=5))
    office.sign(SHESTAKOV)
    office.finish(3)
    task = next(each for each in tasks(office, proposed) if each.state is TaskState.OPEN)
    digest = submission(office, proposed).digest
    with pytest.raises(StaleSubmission, match="Пункт 3 уже исполнен и снят с контроля"):
        office.do(EFIMOVA, c.Decide(task_id=task.id, kind=DecisionKind.APPROVE, digest=digest))
    assert (office.item(5).state, submission(office, proposed).state) == (ItemState.PLANNED, SubmissionState.OPEN)
    no_difference(office)
    office.do(
        EFIMOVA, c.Decide(task_id=task.id, kind=DecisionKind.RETURN, digest=digest, comment="Пункт уже исполнен.")
    )
    no_difference(office)


def test_an_item_whose_deadline_moved_meanwhile_refuses_the_decision(office: Office) -> None:
    office.finish(4)
    office.do(EFIMOVA, c.ReopenItem(plan_id=office.plan_id, place=4, reason="Ошибка.", due_on=date(2021, 5, 31)))
    propose(office, ChangeItem(place=4, due_on=date(2021, 6, 30)))
    with office.database.write() as conn:
        conn.execute(update(ITEM).where(ITEM.c.place == 4).values(extended_due_on=date(2021, 6, 1)))
    with pytest.raises(StaleSubmission, match="изменился с тех пор, как изменение было предложено"):
        office.sign(SHESTAKOV)


def test_work_that_touches_nothing_amended_does_not_make_it_stale(office: Office) -> None:
    propose(office, NEW_DEADLINE)
    office.start(3)
    office.add(3, units=7)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert (office.item(3).state, office.item(3).due_on) == (ItemState.IN_PROGRESS, date(2021, 4, 30))
    no_difference(office)


def test_a_decision_is_answered_again_and_carried_out_once(office: Office) -> None:
    propose(office, AddItem(item=new_item()))
    office.sign(SHESTAKOV)
    task = office.task_of(EFIMOVA)
    command = c.Decide(task_id=task.id, kind=DecisionKind.APPROVE, digest=task.digest)
    first, again = office.do(EFIMOVA, command), office.do(EFIMOVA, command)
    assert (again.is_repeat, again.seq) == (True, first.seq)
    with office.database.read() as conn:
        assert len(plan_view(conn, office.plan_id, office.engine.today()).items) == 22


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


def test_the_sign_request_of_an_amendment_reminds_and_escalates_like_any(office: Office) -> None:
    propose(office, NEW_DEADLINE)
    at(office, "2021-01-25")
    fired = {name for name, about, _ in sweep(office.engine).fired if about == "plan"}
    assert fired == {"approval_waiting"}


def test_an_amendment_needs_the_pin_of_who_decides(office: Office) -> None:
    propose(office, NEW_DEADLINE)
    task = office.task_of(SHESTAKOV)
    with pytest.raises(CommandRefused):
        office.engine.execute(
            c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest),
            office.actor(SHESTAKOV, Assurance.CLI),
        )


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
