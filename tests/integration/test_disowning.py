"""«Сообщить: решение принято не мной»: what nothing was built upon is void, what was built upon is recorded."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from config.database import Database
from models.states import DecisionKind, ItemState, NoticeKind, Outcome, TaskState
from tests.integration.amending import amend, told
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from workflow import commands as c
from workflow.amendment_changes import ChangeItem
from workflow.conflicts import earlier_deciders
from workflow.errors import StaleSubmission, TransitionNotAllowed
from workflow.queries import item_view
from workflow.replay import replay
from workflow.rows import DECISION, TASK


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database).ready()


def tasks(office: Office, submission_id: int) -> list[Any]:
    with office.database.read() as conn:
        return list(conn.execute(select(TASK).where(TASK.c.submission_id == submission_id).order_by(TASK.c.id)))


def disown(office: Office, name: str, decision_id: int | None) -> None:
    assert decision_id is not None
    office.do(name, c.DisownDecision(decision_id=decision_id))


def differences(office: Office) -> list[str]:
    with office.database.read() as conn:
        return replay(conn, office.plan_id)


def test_a_disowned_decision_that_nothing_is_built_upon_is_void_and_its_step_waits_again(office: Office) -> None:
    submission = office.bring_to_approvers(3).submission_id
    assert submission is not None
    first = office.sign(SHESTAKOV)
    waiting = office.task_of(EFIMOVA)
    assert office.item(3).state is ItemState.AGREED
    disown(office, SHESTAKOV, first.decision_id)
    assert office.item(3).state is ItemState.EVIDENCE_SUBMITTED
    again = office.task_of(SHESTAKOV)
    states = {task.id: task.state for task in tasks(office, submission)}
    assert states[waiting.id] is TaskState.VOIDED
    assert list(states.values())[-2:] == [TaskState.OPEN, TaskState.PENDING]
    with office.database.read() as conn:
        decision = conn.execute(select(DECISION).where(DECISION.c.id == first.decision_id)).one()
        newest = item_view(conn, office.plan_id, 3, office.engine.today()).history[-1]
        by_step = [office.person(SHESTAKOV) in earlier_deciders(conn, submission, step) for step in (1, 2)]
    assert decision.voided_at == decision.disowned_at is not None
    assert newest.text == "Сообщено: решение принято не мной. Решение утратило силу, этап ждёт его заново"
    assert (newest.body["from"], newest.body["to"]) == ("agreed", "evidence_submitted")
    assert by_step == [False, True]
    assert told(office, NoticeKind.DECISION_DISOWNED) == [COORDINATOR]
    assert differences(office) == []
    approve = c.Decide(task_id=waiting.id, kind=DecisionKind.APPROVE, digest=waiting.digest, outcome=Outcome.EXECUTED)
    with pytest.raises(StaleSubmission):
        office.do(EFIMOVA, approve)
    assert office.sign(SHESTAKOV).submission_id == submission
    assert again.id != first.decision_id
    office.sign(EFIMOVA)
    assert office.item(3).state is ItemState.APPROVED
    assert differences(office) == []


def test_a_disowned_decision_that_was_built_upon_is_recorded_alone(office: Office) -> None:
    office.bring_to_approvers(3)
    first = office.sign(SHESTAKOV)
    last = office.sign(EFIMOVA)
    disown(office, SHESTAKOV, first.decision_id)
    disown(office, EFIMOVA, last.decision_id)
    assert office.item(3).state is ItemState.APPROVED
    with office.database.read() as conn:
        rows = conn.execute(select(DECISION).where(DECISION.c.id.in_((first.decision_id, last.decision_id)))).all()
    assert all(row.disowned_at is not None and row.voided_at is None for row in rows)
    assert differences(office) == []


def test_a_return_that_was_disowned_stays_a_return(office: Office) -> None:
    office.bring_to_approvers(3)
    returned = office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Доработайте.")
    disown(office, SHESTAKOV, returned.decision_id)
    assert office.item(3).state is ItemState.IN_PROGRESS
    assert differences(office) == []


def test_an_item_whose_decision_is_void_can_be_withdrawn_again(office: Office) -> None:
    office.bring_to_approvers(3)
    withdraw = c.Withdraw(plan_id=office.plan_id, place=3)
    decision = office.sign(SHESTAKOV).decision_id
    with pytest.raises(TransitionNotAllowed):
        office.do(office.lead(3), withdraw)
    disown(office, SHESTAKOV, decision)
    office.do(office.lead(3), withdraw)
    assert office.item(3).state is ItemState.IN_PROGRESS
    assert differences(office) == []


def test_a_disowned_decision_on_an_amendment_is_void_too(office: Office) -> None:
    office.do(
        COORDINATOR,
        c.ProposeAmendment(
            plan_id=office.plan_id, reason="Приказ № 15.", changes=(ChangeItem(place=5, title="Новое название"),)
        ),
    )
    for _ in range(2):
        disown(office, SHESTAKOV, office.sign(SHESTAKOV).decision_id)
        assert differences(office) == []
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert office.item(5).title == "Новое название"
    assert differences(office) == []
    amend(office, ChangeItem(place=5, title="Ещё одно название"))
    assert differences(office) == []


def test_a_seat_that_a_substitute_took_waits_again_as_its_approvers_own(office: Office) -> None:
    """Who signs for them is looked up when it opens: the route was sent before the substitution began."""
    deputy = "Кузнецова Н.М."
    office.bring_to_approvers(3)
    office.move_to(office.clock.now() + timedelta(days=1))
    first = office.sign(SHESTAKOV)
    today = office.engine.today()
    about = {"absent_id": office.person(EFIMOVA), "substitute_id": office.person(deputy), "starts_on": today}
    order = {"ends_on": today + timedelta(days=9), "order_number": "7-к", "order_date": today}
    office.do(COORDINATOR, c.AddSubstitution.model_validate(about | order))
    disown(office, SHESTAKOV, first.decision_id)
    assert differences(office) == []
    office.sign(SHESTAKOV)
    assert differences(office) == []
    office.sign(deputy)
    assert office.item(3).state is ItemState.APPROVED
    assert differences(office) == []
