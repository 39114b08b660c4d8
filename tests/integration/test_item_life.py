"""An item's life through the engine, on both databases."""

from datetime import UTC, date, datetime

import pytest

from config.database import Database
from models.states import Assurance, DecisionKind, ItemState, Outcome, PlanState
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from workflow import commands as c
from workflow.errors import (
    AlreadyDecided,
    AuthenticationFailed,
    EvidenceDamaged,
    InvalidCommand,
    NotYourTurn,
    StaleSubmission,
    StaleVersion,
    TransitionNotAllowed,
)
from workflow.queries import item_view, plan_view
from workflow.replay import replay


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database).ready()


def no_difference(office: Office) -> None:
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []


def test_an_item_goes_through_both_approvers(office: Office) -> None:
    office.bring_to_approvers(3)
    assert office.item(3).state is ItemState.EVIDENCE_SUBMITTED
    office.sign(SHESTAKOV)
    assert office.item(3).state is ItemState.AGREED
    office.sign(EFIMOVA, outcome=Outcome.PARTLY, comment="Одной справки нет.")
    item = office.item(3)
    assert (item.state, item.outcome, item.executed_on.isoformat()) == (
        ItemState.APPROVED,
        Outcome.PARTLY,
        "2021-01-21",
    )
    no_difference(office)


def test_the_step_of_a_responsible_approver_is_skipped_and_the_ledger_says_why(office: Office) -> None:
    office.bring_to_approvers(2)
    with office.database.read() as conn:
        view = item_view(conn, office.plan_id, 2, office.engine.today())
    assert view.route[0].skip_reason is not None
    assert "совмещение ролей исполнителя и согласующего" in view.route[0].skip_reason
    office.sign(EFIMOVA)
    assert office.item(2).state is ItemState.APPROVED
    with office.database.read() as conn:
        history = item_view(conn, office.plan_id, 2, office.engine.today()).history
    assert any("skipped" in str(line.body) for line in history)
    no_difference(office)


def test_a_return_needs_a_comment_and_sets_the_rework_term(office: Office) -> None:
    office.bring_to_approvers(4)
    task = office.task_of(SHESTAKOV)
    with pytest.raises(InvalidCommand):
        office.sign(SHESTAKOV, kind=DecisionKind.RETURN)
    assert office.task_of(SHESTAKOV).id == task.id
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Приложите справку целиком.")
    item = office.item(4)
    assert (item.state, item.returns, item.rework_until.isoformat()) == (ItemState.IN_PROGRESS, 1, "2021-01-26")
    office.submit(4)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert office.item(4).state is ItemState.APPROVED
    no_difference(office)


def test_withdrawing_is_possible_only_before_the_first_decision(office: Office) -> None:
    office.bring_to_approvers(5)
    office.do(office.lead(5), c.Withdraw(plan_id=office.plan_id, place=5))
    assert office.item(5).state is ItemState.IN_PROGRESS
    office.submit(5)
    office.sign(SHESTAKOV)
    with pytest.raises(TransitionNotAllowed):
        office.do(office.lead(5), c.Withdraw(plan_id=office.plan_id, place=5))
    no_difference(office)


def test_a_shortfall_needs_an_explanation(office: Office) -> None:
    office.start(3)
    office.add(3, units=6)
    with pytest.raises(InvalidCommand) as refusal:
        office.submit(3)
    assert refusal.value.field == "shortfall_reason"
    office.submit(3, shortfall_reason="Школа 112 на карантине.")
    assert office.item(3).state is ItemState.EVIDENCE_SUBMITTED


def test_nothing_is_submitted_without_evidence(office: Office) -> None:
    office.start(4)
    with pytest.raises(InvalidCommand):
        office.submit(4)


def test_only_the_lead_starts_and_submits(office: Office) -> None:
    with pytest.raises(NotYourTurn):
        office.do(EFIMOVA, c.StartItem(plan_id=office.plan_id, place=3))
    with pytest.raises(NotYourTurn):
        office.do("Васюхичев Д.В.", c.StartItem(plan_id=office.plan_id, place=5))


def test_s09_another_person_cannot_decide_and_the_try_is_recorded(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    command = c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)
    with pytest.raises(NotYourTurn):
        office.do(EFIMOVA, command)
    with office.database.read() as conn:
        history = item_view(conn, office.plan_id, 3, office.engine.today()).history
    assert any(line.action == "submission:stranger_refused" for line in history)
    no_difference(office)


def test_a_decision_without_a_pin_is_refused(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    command = c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)
    for weak in (Assurance.LINK, Assurance.CLI, Assurance.SYSTEM):
        with pytest.raises(AuthenticationFailed):
            office.engine.execute(command, office.actor(SHESTAKOV, weak))
    assert office.item(3).state is ItemState.EVIDENCE_SUBMITTED


def test_s04_a_repeated_decision_gets_the_first_outcome_and_adds_nothing(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    command = c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)
    first = office.do(SHESTAKOV, command)
    again = office.do(SHESTAKOV, command)
    assert (again.seq, again.decision_id, again.is_repeat) == (first.seq, first.decision_id, True)
    with pytest.raises(AlreadyDecided):
        office.do(
            SHESTAKOV, c.Decide(task_id=task.id, kind=DecisionKind.RETURN, digest=task.digest, comment="Передумал.")
        )
    no_difference(office)


def test_s08_a_tampered_digest_is_refused_and_recorded(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    with pytest.raises(StaleSubmission):
        office.do(SHESTAKOV, c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest="0" * 64))
    with office.database.read() as conn:
        history = item_view(conn, office.plan_id, 3, office.engine.today()).history
    assert any(line.action == "submission:digest_rejected" for line in history)


def test_s25_a_damaged_file_blocks_the_decision(office: Office) -> None:
    office.start(4)
    office.add(4)
    office.submit(4)
    with office.database.read() as conn:
        view = item_view(conn, office.plan_id, 4, office.engine.today())
    office.files.damaged.add(view.evidence[0].sha256)
    with pytest.raises(EvidenceDamaged):
        office.sign(SHESTAKOV)


def test_a_stale_page_is_told_so(office: Office) -> None:
    office.start(4)
    with pytest.raises(StaleVersion):
        office.do(office.lead(4), c.ExplainItem(plan_id=office.plan_id, place=4, text="Идёт.", expected_version=1))


def test_the_final_approver_reopens_with_a_new_deadline(office: Office) -> None:
    office.finish(4)
    office.do(
        EFIMOVA,
        c.ReopenItem(plan_id=office.plan_id, place=4, reason="Нужна вторая справка.", due_on=date(2021, 5, 31)),
    )
    item = office.item(4)
    assert (item.state, item.extended_due_on.isoformat(), item.outcome) == (ItemState.IN_PROGRESS, "2021-05-31", None)
    office.add(4)
    office.submit(4)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    no_difference(office)


def test_the_year_ends_with_the_report_and_the_plan_closed(office: Office) -> None:
    for place in range(1, 20):
        office.finish(place)
    office.move_to(datetime(2021, 12, 1, 2, 0, tzinfo=UTC))
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), office.actor(COORDINATOR))
    office.finish(20)
    office.finish(21)
    office.do(COORDINATOR, c.FreezeReport(plan_id=office.plan_id))
    office.do(COORDINATOR, c.SubmitReport(plan_id=office.plan_id, report_sha256="a" * 64, size=1000))
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    with office.database.read() as conn:
        plan = plan_view(conn, office.plan_id, office.engine.today())
    assert plan.brief.state is PlanState.CLOSED
    no_difference(office)
