"""Many at once: one outcome, the others told clearly, nothing lost."""

import json

import pytest
from sqlalchemy import func, select

from config.database import Database
from models.mail import Notice
from models.states import Assurance, DecisionKind, ItemState, NoticeKind, Outcome, PaperState, TaskState
from tests.integration.amending import NEW_DEADLINE, no_difference, propose
from tests.integration.busy_office import BELOVA, DROZDOVA, HEIR, RESERVED, SAMPLED, BusyOffice
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.office_rules import Watch
from tests.integration.racing import at_once, done, refused
from tests.integration.sheets import on_its_day, paper_of, papers
from workflow import commands as c
from workflow.amendment_changes import CancelItem, ChangeItem
from workflow.errors import AlreadyDecided, NotYourTurn, StaleSubmission, StaleVersion
from workflow.rows import DECISION, SUBMISSION, TASK
from workflow.views import Receipt

NOTICE = Notice.__table__  # type: ignore[attr-defined]


@pytest.fixture
def office(database: Database) -> Office:
    return BusyOffice(database).ready()


def decisions_on(office: Office, task_id: int) -> int:
    with office.database.read() as conn:
        return conn.execute(
            select(func.count()).select_from(DECISION).where(DECISION.c.task_id == task_id)
        ).scalar_one()


def nothing_is_wrong(office: Office) -> None:
    """The ledger gives the tables, and whatever is open has its turn and its letter."""
    no_difference(office)
    with office.database.read() as conn:
        assert Watch(office.plan_id).problems(conn, office.engine.today()) == []


def test_s03_parallel_decisions_give_one_decision(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    command = c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)
    answers = at_once(office, [(SHESTAKOV, command)] * 64)
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
    nothing_is_wrong(office)


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
    answers = at_once(office, [(EFIMOVA, command) for command in commands * 4])
    decided = {answer.submission_id for answer in answers if isinstance(answer, Receipt)}
    # Whichever came first: an approved item refuses the amendment, an amendment voids the report.
    assert len(decided) == 1
    assert office.item(3).state in (ItemState.APPROVED, ItemState.IN_PROGRESS)
    assert (office.item(5).state is ItemState.CANCELLED) == (office.item(3).state is ItemState.IN_PROGRESS)
    nothing_is_wrong(office)


def test_agreeing_against_returning_has_one_winner(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    agree = c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)
    back = c.Decide(task_id=task.id, kind=DecisionKind.RETURN, digest=task.digest, comment="Доработайте.")
    answers = at_once(office, [(SHESTAKOV, command) for command in (agree, back) * 8])
    state = office.item(3).state
    assert state in (ItemState.AGREED, ItemState.IN_PROGRESS)
    losers = refused(answers)
    assert len(losers) == 8
    assert all(isinstance(loser, AlreadyDecided) for loser in losers)
    assert "Уже решено: Шестаков В.В., 21.01.2021" in losers[0].message
    nothing_is_wrong(office)


def test_withdrawing_against_deciding_leaves_one_truth(office: Office) -> None:
    office.bring_to_approvers(4)
    task = office.task_of(DROZDOVA)
    withdraw = c.Withdraw(plan_id=office.plan_id, place=4)
    decide = c.Decide(task_id=task.id, kind=DecisionKind(task.verb.value), digest=task.digest)
    answers = at_once(office, [(office.lead(4), withdraw), (DROZDOVA, decide)] * 4)
    state = office.item(4).state
    assert state in (ItemState.IN_PROGRESS, ItemState.AGREED)
    assert len(done(answers)) == 1
    assert decisions_on(office, task.id) == (state is ItemState.AGREED)
    assert len(refused(answers)) in (4, 7)
    nothing_is_wrong(office)


@pytest.mark.parametrize("place", [RESERVED, SAMPLED], ids=["any", "all"])
def test_two_approvers_of_one_step_end_it_once(office: Office, place: int) -> None:
    office.bring_to_approvers(place)
    jobs = []
    for name in (SHESTAKOV, BELOVA):
        task = office.task_of(name)
        jobs.append((name, c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)))
    answers = at_once(office, jobs * 4)
    # Where one is enough, the other hears that nothing waits for them; where both must, both are in.
    assert len(done(answers)) == (1 if place == RESERVED else 2)
    late = refused(answers)
    assert len(late) == (4 if place == RESERVED else 0)
    assert all(isinstance(answer, StaleSubmission) for answer in late)
    with office.database.read() as conn:
        opened = conn.execute(select(func.count()).select_from(TASK).where(TASK.c.state == TaskState.OPEN)).scalar_one()
    assert opened == 1
    nothing_is_wrong(office)


def test_one_agrees_while_the_other_returns_the_same_step(office: Office) -> None:
    office.bring_to_approvers(SAMPLED)
    first, second = office.task_of(SHESTAKOV), office.task_of(BELOVA)
    agree = c.Decide(task_id=first.id, kind=DecisionKind.AGREE, digest=first.digest)
    back = c.Decide(task_id=second.id, kind=DecisionKind.RETURN, digest=second.digest, comment="Доработайте.")
    answers = at_once(office, [(SHESTAKOV, agree), (BELOVA, back)] * 4)
    assert office.item(SAMPLED).state is ItemState.IN_PROGRESS
    assert decisions_on(office, second.id) == 1
    # Whoever agreed in time is in the history; whoever came after the return is told that nothing waits any more.
    assert len(refused(answers)) in (0, 4)
    assert decisions_on(office, first.id) == (not refused(answers))
    nothing_is_wrong(office)


def test_an_amendment_approved_while_the_lead_submits_leaves_one_truth(office: Office) -> None:
    office.start(3)
    office.add(3, units=7)
    propose(office, NEW_DEADLINE)
    office.sign(SHESTAKOV)
    task = office.task_of(EFIMOVA)
    approve = c.Decide(task_id=task.id, kind=DecisionKind.APPROVE, digest=task.digest)
    submit = c.SubmitEvidence(plan_id=office.plan_id, place=3, summary="Выполнено.")
    answers = at_once(office, [(EFIMOVA, approve), (office.lead(3), submit)] * 4)
    assert refused(answers)
    # What was sent before is void with the amendment; what is sent after it shows the new deadline.
    in_force = office.item(3).due_on == NEW_DEADLINE.due_on
    approved = [answer for answer in done(answers) if answer.decision_id is not None]
    assert in_force == bool(approved)
    with office.database.read() as conn:
        for manifest in conn.execute(select(SUBMISSION.c.manifest).where(SUBMISSION.c.state == "open")).scalars():
            assert json.loads(manifest)["item"]["due_on"] == office.item(3).due_on.isoformat()
    nothing_is_wrong(office)


def test_a_replaced_approver_and_their_decision_have_one_outcome(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    decide = c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)
    replace = c.ReplaceApprover(
        plan_id=office.plan_id,
        person_id=office.person(SHESTAKOV),
        successor_id=office.person(HEIR),
        reason="Переход на другую работу.",
        order_number="30-к",
        order_date=office.engine.today(),
    )
    answers = at_once(office, [(SHESTAKOV, decide), (COORDINATOR, replace)] * 4)
    decided = decisions_on(office, task.id)
    assert len(done(answers)) == 1 + decided
    assert len(refused(answers)) == (3 if decided else 7)
    for answer in refused(answers[::2]):
        assert isinstance(answer, StaleSubmission | NotYourTurn | StaleVersion)
    if not decided:
        assert office.sign(HEIR).text == "Согласовано."
    assert office.item(3).state is ItemState.AGREED
    nothing_is_wrong(office)


def test_a_paper_taking_effect_against_its_signers_own_decision_gives_one_decision(office: Office) -> None:
    office.bring_to_approvers(3)
    office.do(COORDINATOR, paper_of(office, SHESTAKOV))
    task = office.task_of(SHESTAKOV)
    on_its_day(office)
    back = c.Decide(task_id=task.id, kind=DecisionKind.RETURN, digest=task.digest, comment="Доработайте.")
    (paper,) = papers(office)
    answers = at_once(office, [(SHESTAKOV, back), (None, c.CarryOutPaper(paper_id=paper.id))] * 4)
    assert len(done(answers)) == 1
    assert decisions_on(office, task.id) == 1
    with office.database.read() as conn:
        assurance = conn.execute(select(DECISION.c.assurance).where(DECISION.c.task_id == task.id)).scalar_one()
    on_paper = assurance is Assurance.PAPER
    (paper,) = papers(office)
    assert paper.state is (PaperState.EFFECTIVE if on_paper else PaperState.VOIDED)
    assert office.item(3).state is (ItemState.AGREED if on_paper else ItemState.IN_PROGRESS)
    assert [type(answer) for answer in refused(answers)] == [AlreadyDecided] * (4 if on_paper else 0)
    nothing_is_wrong(office)
