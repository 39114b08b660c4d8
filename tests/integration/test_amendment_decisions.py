"""The decisions on an amendment: who may not make them, what they see, and what no longer holds."""

from datetime import date

import pytest
from sqlalchemy import update

from models.states import (
    Assurance,
    DecisionKind,
    ItemState,
    NoticeKind,
    SubmissionState,
    TaskState,
)
from tests.integration.amending import (
    DOCUMENT,
    NAZEMKINA,
    NEW_DEADLINE,
    REASON,
    amend,
    new_item,
    no_difference,
    propose,
    responsible,
    submission,
    tasks,
    told,
)
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import at, on_both
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import AddItem, CancelItem, ChangeItem
from workflow.errors import (
    CommandRefused,
    ConflictOfInterest,
    EvidenceDamaged,
    InvalidCommand,
    NotFound,
    StaleSubmission,
    TransitionNotAllowed,
)
from workflow.queries import plan_view, sign_off_view
from workflow.rows import ITEM, PLAN, RESPONSIBLE
from workflow.sweep import sweep


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


def test_a_substitute_of_who_is_responsible_does_not_decide(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    # As one that was set before the approver came into the route: today it would be refused.
    monkeypatch.setattr("workflow.substitutions.demand_no_approver_lost", lambda _conn, _new: None)
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
    with pytest.raises(ConflictOfInterest, match=r"Пункт 3\. Некому принять последнее решение"):
        propose(office, ChangeItem(place=3, responsible=(NAZEMKINA, EFIMOVA)))
    with pytest.raises(ConflictOfInterest, match=r"Пункт 22\. Некому принять последнее решение"):
        propose(office, AddItem(item=new_item(responsible=[EFIMOVA])))
    no_difference(office)


def test_a_coordinator_who_is_an_approver_does_not_decide_on_their_own_amendment(office: Office) -> None:
    with office.database.write() as conn:
        conn.execute(update(PLAN).values(coordinator_id=office.person(SHESTAKOV)))
    receipt = office.do(SHESTAKOV, c.ProposeAmendment(plan_id=office.plan_id, reason=REASON, changes=(NEW_DEADLINE,)))
    first, _ = tasks(office, receipt)
    assert "направившее этот документ на согласование" in first.skip_reason


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


def test_a_decision_on_an_amendment_can_be_disowned_and_is_asked_for_anew(office: Office) -> None:
    propose(office, NEW_DEADLINE)
    decision = office.sign(SHESTAKOV).decision_id
    assert decision is not None
    office.do(SHESTAKOV, c.DisownDecision(decision_id=decision))
    assert told(office, NoticeKind.DECISION_DISOWNED) == [COORDINATOR]
    no_difference(office)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert office.item(3).due_on == NEW_DEADLINE.due_on
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
