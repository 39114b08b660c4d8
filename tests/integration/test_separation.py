"""Separation of duties and who rules over whom: ways around that were tried by hand."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from time import monotonic

import pytest
from sqlalchemy import insert, select

from config.database import Database
from models.states import Assurance, DecisionKind, Outcome
from tests.integration.office import COORDINATOR, EFIMOVA, PIN, SHESTAKOV, Office
from workflow import commands as c
from workflow.actor import SYSTEM, Actor
from workflow.authentication import authenticate, open_session
from workflow.errors import ConflictOfInterest, EvidenceDamaged, NotYourTurn
from workflow.queries import deployment_lines, item_view
from workflow.rows import SUBSTITUTION

TODAY = date(2021, 1, 21)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database).ready()


def substitute(office: Office, absent: str, stand_in: str, by: Actor = SYSTEM) -> None:
    office.engine.execute(
        c.AddSubstitution(
            absent_id=office.person(absent),
            substitute_id=office.person(stand_in),
            starts_on=TODAY,
            ends_on=TODAY + timedelta(days=30),
            order_number="12-к",
            order_date=TODAY,
        ),
        by,
    )


def test_a_substitutes_substitute_of_the_lead_does_not_decide(office: Office) -> None:
    substitute(office, "Наземкина Е.А.", "Васюхичев Д.В.")
    # Who stood in already when the approver came into the route: no door lets an approver be named so.
    with office.database.write() as conn:
        values = dict(conn.execute(select(SUBSTITUTION)).mappings().one())
        values |= {"id": 2, "absent_id": values["substitute_id"], "substitute_id": office.person(SHESTAKOV)}
        conn.execute(insert(SUBSTITUTION).values(**values))
    office.bring_to_approvers(3)
    with office.database.read() as conn:
        route = item_view(conn, office.plan_id, 3, office.engine.today()).route
    assert route[0].skip_reason is not None
    assert "замещает ответственного исполнителя" in route[0].skip_reason


def test_disowning_a_decision_does_not_free_its_author_for_another_step(office: Office) -> None:
    office.bring_to_approvers(3)
    decision = office.sign(SHESTAKOV).decision_id
    assert decision is not None
    office.do(SHESTAKOV, c.DisownDecision(decision_id=decision))
    office.sign(SHESTAKOV)
    task = office.task_of(EFIMOVA)
    substitute(office, EFIMOVA, SHESTAKOV)
    approve = c.Decide(
        task_id=task.id, kind=DecisionKind.APPROVE, digest=task.digest, outcome=Outcome.EXECUTED, comment="Всё верно."
    )
    with pytest.raises(ConflictOfInterest):
        office.do(SHESTAKOV, approve)


def test_a_coordinator_does_not_make_themselves_an_approvers_substitute(office: Office) -> None:
    with pytest.raises(NotYourTurn):
        substitute(office, SHESTAKOV, COORDINATOR, office.actor(COORDINATOR))


def test_a_coordinator_rules_over_the_people_of_their_own_plans_alone(office: Office) -> None:
    stranger = office.engine.execute(c.AddPerson(name="Чужая Ч.Ч."), SYSTEM).person_id
    assert stranger is not None
    other = Office.__new__(Office)
    other.__dict__ |= office.__dict__
    other.import_plan()
    with office.database.write() as conn:
        conn.exec_driver_sql(f"UPDATE plan SET coordinator_id = {stranger} WHERE id = {other.plan_id}")
        conn.exec_driver_sql(
            f"DELETE FROM responsible WHERE item_id IN (SELECT id FROM plan_item WHERE plan_id = {other.plan_id})"
        )
    with pytest.raises(NotYourTurn):
        office.engine.execute(
            c.IssueActivationCode(person_id=office.person("Кузнецова Н.М.")), Actor(stranger, Assurance.PIN)
        )


def test_s25_a_report_whose_pdf_was_changed_is_not_approved(office: Office) -> None:
    office.move_to(office.clock.now() + timedelta(days=364 + 1))
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), SYSTEM)
    office.engine.execute(c.FreezeReport(plan_id=office.plan_id), SYSTEM)
    office.engine.execute(c.SubmitReport(plan_id=office.plan_id, report_sha256="a" * 64, size=10), SYSTEM)
    office.files.damaged.add("a" * 64)
    with pytest.raises(EvidenceDamaged):
        office.sign(SHESTAKOV)


def test_s09_a_forwarded_link_is_recorded_with_both_people(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    office.engine.execute(c.ReportStranger(task_id=task.id), office.actor(EFIMOVA, Assurance.LINK))
    with office.database.read() as conn:
        line = item_view(conn, office.plan_id, 3, office.engine.today()).history[-1]
    assert line.action == "submission:stranger_refused"
    assert line.body["actor"] == f"person/{office.person(EFIMOVA)}"
    assert line.body["data"]["approver"] == office.person(SHESTAKOV)


def test_a_sign_in_is_recorded_as_surely_as_it_was_proved(office: Office) -> None:
    open_session(office.engine, office.actor(EFIMOVA, Assurance.LINK))
    with office.database.read() as conn:
        newest = deployment_lines(conn, limit=1)[0]
    assert (newest.action, newest.body["auth"]) == ("person:signed_in", "link")


def test_checking_pins_and_issuing_codes_at_once_do_not_wait_for_each_other(database: Database) -> None:
    office = Office(database).import_plan().enrol_everyone()
    person, other = office.person(EFIMOVA), office.person(SHESTAKOV)
    jobs: list[Callable[[], object]] = [lambda: authenticate(office.engine, person, pin=PIN)] * 3
    jobs.append(lambda: office.engine.execute(c.IssueActivationCode(person_id=other), SYSTEM))
    started = monotonic()
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(job) for job in jobs * 2]:
            done.result()
    assert monotonic() - started < 15
