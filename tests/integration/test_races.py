"""Many at once: one outcome, the others told clearly, nothing lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from config.database import Database
from models.mail import Notice
from models.states import DecisionKind, ItemState, NoticeKind, Outcome
from tests.integration.amending import propose
from tests.integration.office import EFIMOVA, SHESTAKOV, Office
from workflow import commands as c
from workflow.amendment_changes import CancelItem, ChangeItem
from workflow.errors import AlreadyDecided, CommandRefused
from workflow.replay import replay
from workflow.rows import DECISION
from workflow.views import Receipt

NOTICE = Notice.__table__  # type: ignore[attr-defined]


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database).ready()


def at_once(office: Office, name: str, commands: list[c.Command]) -> list[Receipt | CommandRefused]:
    actor = office.actor(name)

    def run(command: c.Command) -> Receipt | CommandRefused:
        try:
            return office.engine.execute(command, actor)
        except CommandRefused as refusal:
            return refusal

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(run, commands))


def test_s03_parallel_decisions_give_one_decision(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    command = c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)
    answers = at_once(office, SHESTAKOV, [command] * 64)
    receipts = [answer for answer in answers if isinstance(answer, Receipt)]
    assert len(receipts) == 64
    assert len({receipt.seq for receipt in receipts}) == 1
    assert sum(not receipt.is_repeat for receipt in receipts) == 1
    with office.database.read() as conn:
        assert conn.execute(select(func.count()).select_from(DECISION)).scalar_one() == 3
        letters = conn.execute(
            select(func.count()).select_from(NOTICE).where(NOTICE.c.kind == NoticeKind.RECEIPT)
        ).scalar_one()
        assert letters == 3
        assert replay(conn, office.plan_id) == []


def test_an_amendment_and_the_report_of_its_item_are_approved_one_after_the_other(office: Office) -> None:
    office.bring_to_approvers(3)
    office.sign(SHESTAKOV)
    report = office.task_of(EFIMOVA)
    propose(office, ChangeItem(place=3, target_count=6), CancelItem(place=5))
    office.sign(SHESTAKOV)
    amendment = office.task_of(EFIMOVA)
    commands: list[c.Command] = [
        c.Decide(task_id=report.id, kind=DecisionKind.APPROVE, digest=report.digest, outcome=Outcome.EXECUTED),
        c.Decide(task_id=amendment.id, kind=DecisionKind.APPROVE, digest=amendment.digest),
    ]
    answers = at_once(office, EFIMOVA, commands * 4)
    decided = {answer.submission_id for answer in answers if isinstance(answer, Receipt)}
    # Whichever came first: an approved item refuses the amendment, an amendment voids the report.
    assert len(decided) == 1
    assert office.item(3).state in (ItemState.APPROVED, ItemState.IN_PROGRESS)
    assert (office.item(5).state is ItemState.CANCELLED) == (office.item(3).state is ItemState.IN_PROGRESS)
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []


def test_agreeing_against_returning_has_one_winner(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    agree = c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)
    back = c.Decide(task_id=task.id, kind=DecisionKind.RETURN, digest=task.digest, comment="Доработайте.")
    answers = at_once(office, SHESTAKOV, [agree, back] * 8)
    state = office.item(3).state
    assert state in (ItemState.AGREED, ItemState.IN_PROGRESS)
    losers = [answer for answer in answers if isinstance(answer, CommandRefused)]
    assert len(losers) == 8
    assert all(isinstance(loser, AlreadyDecided) for loser in losers)
    assert "Уже решено: Шестаков В.В., 21.01.2021" in losers[0].message
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []


def test_withdrawing_against_deciding_leaves_one_truth(office: Office) -> None:
    office.bring_to_approvers(4)
    task = office.task_of(SHESTAKOV)
    lead, approver = office.actor(office.lead(4)), office.actor(SHESTAKOV)
    jobs = [
        (c.Withdraw(plan_id=office.plan_id, place=4), lead),
        (c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest), approver),
    ] * 4

    def run(job: tuple[c.Command, object]) -> bool:
        try:
            office.engine.execute(job[0], job[1])  # type: ignore[arg-type]
        except CommandRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, jobs))
    assert office.item(4).state in (ItemState.IN_PROGRESS, ItemState.AGREED)
    with office.database.read() as conn:
        decisions = conn.execute(
            select(func.count()).select_from(DECISION).where(DECISION.c.task_id == task.id)
        ).scalar_one()
        assert (decisions == 1) == (office.item(4).state is ItemState.AGREED)
        assert replay(conn, office.plan_id) == []
