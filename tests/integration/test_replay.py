"""Rule 37: the ledger against the tables."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Update, delete, insert, select, update
from sqlalchemy.sql.base import Executable

from config.database import Database
from models.plans import FinalReview, PlanWarning
from models.states import DecisionKind, ItemState, Outcome, Resolution, TaskState, Verb
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import NAZEMKINA, at, on_both, substitute
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.replay import replay
from workflow.replay_deployment import replay_deployment
from workflow.rows import DECISION, EVIDENCE, ITEM, PERSON, PLAN, RESPONSIBLE, SUBMISSION, SUBSTITUTION, TASK

WARNING: Any = PlanWarning.__table__  # type: ignore[attr-defined]
REVIEW: Any = FinalReview.__table__  # type: ignore[attr-defined]
STAND_IN = "Васюхичев Д.В."
DAY = date(2021, 1, 21)
NOON = datetime(2021, 1, 21, 6, tzinfo=UTC)
Edit = tuple[str, Executable]


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Office:
    """The office on SQLite; with `on_both` also on PostgreSQL."""
    database: Database = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_database")
    return Office(database).ready()


class _Undone(Exception):
    """Takes an edit back."""


def differences_after(office: Office, edit: Executable) -> list[str]:
    """What both replays say while the edit stands; it is taken back."""
    found: list[str] = []
    try:
        with office.database.write() as conn:
            conn.execute(edit)
            found = replay(conn, office.plan_id) + replay_deployment(conn)
            raise _Undone
    except _Undone:
        return found


def unfound(office: Office, edits: Iterator[Edit]) -> list[str]:
    """Which edits no line tells of. Each is named by what its line must hold."""
    missed = []
    for what, edit in edits:
        lines = differences_after(office, edit)
        if not any(what in line for line in lines):
            missed.append(f"{what} ({edit}): {lines}")
    return missed


def equal(office: Office) -> bool:
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []
        assert replay_deployment(conn) == []
    return True


def at_work(office: Office) -> Office:
    """Item 3 is approved, item 4 waits for its second signature, item 5 was returned."""
    office.finish(3)
    office.bring_to_approvers(4)
    office.sign(SHESTAKOV)
    office.bring_to_approvers(5)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Приложите справку целиком.")
    return office


def item_id(place: int) -> Any:
    return select(ITEM.c.id).where(ITEM.c.place == place).scalar_subquery()


def submission_id(place: int) -> Any:
    return select(SUBMISSION.c.id).where(SUBMISSION.c.item_id == item_id(place)).scalar_subquery()


@on_both
def test_s37_replaying_the_ledger_gives_the_tables(office: Office) -> None:
    office.finish(3)
    office.bring_to_approvers(4)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Приложите справку целиком.")
    office.do(NAZEMKINA, c.ExplainItem(plan_id=office.plan_id, place=4, text="Ждём печать."))
    office.do(
        EFIMOVA, c.ReopenItem(plan_id=office.plan_id, place=3, reason="Ошибка в справке.", due_on=date(2021, 4, 1))
    )
    assert equal(office)


@on_both
def test_s37_the_replay_follows_substitutes_withdrawals_pins_and_the_report(office: Office) -> None:
    office.enrol_everyone()
    substitute(office, EFIMOVA, STAND_IN, DAY, date(2021, 1, 22))
    office.bring_to_approvers(4)
    assert equal(office)
    office.move_to(NOON + timedelta(days=4))
    office.sign(SHESTAKOV)
    assert equal(office)
    office.sign(EFIMOVA)
    office.bring_to_approvers(5)
    office.do(office.lead(5), c.Withdraw(plan_id=office.plan_id, place=5))
    with office.database.read() as conn:
        first = conn.execute(select(EVIDENCE.c.id).where(EVIDENCE.c.item_id == item_id(5))).scalars().first()
    assert first is not None
    office.do(office.lead(5), c.RemoveEvidence(plan_id=office.plan_id, place=5, evidence_id=first))
    office.add(5, units=office.item(5).target_count or 1)
    office.submit(5, shown_percent=office.item(5).target_percent)
    assert equal(office)
    at(office, "2021-12-01")
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), SYSTEM)
    at(office, "2022-01-20")
    office.engine.execute(c.FreezeReport(plan_id=office.plan_id), SYSTEM)
    office.engine.execute(c.SubmitReport(plan_id=office.plan_id, report_sha256="ab" * 32, size=1000), SYSTEM)
    assert equal(office)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Уточните.")
    assert equal(office)


def test_s37_a_substitute_named_before_a_step_opened_is_no_difference(office: Office) -> None:
    office.bring_to_approvers(4)
    substitute(office, EFIMOVA, STAND_IN, DAY, DAY)
    office.sign(SHESTAKOV)
    assert equal(office)
    office.sign(STAND_IN)
    assert equal(office)


def test_s37_a_substitute_named_while_a_step_is_open_is_no_difference(office: Office) -> None:
    office.bring_to_approvers(4)
    substitute(office, SHESTAKOV, STAND_IN, DAY, DAY)
    assert equal(office)
    office.sign(STAND_IN)
    assert equal(office)
    office.sign(EFIMOVA)
    assert equal(office)


def test_s37_a_decision_of_a_substitute_and_its_order_are_compared(office: Office) -> None:
    substitute(office, EFIMOVA, STAND_IN, DAY, date(2021, 1, 22))
    office.bring_to_approvers(4)
    office.sign(SHESTAKOV)
    office.sign(STAND_IN)
    assert equal(office)
    other = insert(SUBSTITUTION).values(
        absent_id=office.person(EFIMOVA),
        substitute_id=office.person(COORDINATOR),
        starts_on=DAY,
        ends_on=DAY,
        order_number="13",
        order_date=DAY,
        created_at=NOON,
    )

    def edits() -> Iterator[Edit]:
        yield "substitution_id", update(DECISION).values(substitution_id=None)
        yield "on_behalf_of_id", update(DECISION).values(on_behalf_of_id=None)
        yield "substitution_id", update(TASK).where(TASK.c.substitution_id.is_not(None)).values(substitution_id=None)
        yield "substitution 2: the ledger says nothing", other
        yield "substitution 1 ends_on", update(SUBSTITUTION).values(ends_on=date(2021, 12, 31))
        yield "substitution 1 starts_on", update(SUBSTITUTION).values(starts_on=date(2021, 1, 1))
        yield "substitution 1 substitute_id", update(SUBSTITUTION).values(substitute_id=office.person(COORDINATOR))
        yield "substitution 1 absent_id", update(SUBSTITUTION).values(absent_id=office.person(SHESTAKOV))
        yield "substitution 1 order_number", update(SUBSTITUTION).values(order_number="99")
        yield "substitution 1 revoked_at", update(SUBSTITUTION).values(revoked_at=NOON)

    assert unfound(office, edits()) == []


def test_s37_a_table_changed_behind_the_ledger_is_found(office: Office) -> None:
    office.finish(3)
    office.bring_to_approvers(4)
    with office.database.write() as conn:
        conn.execute(update(ITEM).where(ITEM.c.place == 3).values(outcome=Outcome.PARTLY))
        conn.execute(update(ITEM).where(ITEM.c.place == 4).values(state=ItemState.APPROVED))
        conn.execute(update(ITEM).where(ITEM.c.place == 5).values(version=7))
        conn.execute(update(SUBMISSION).where(SUBMISSION.c.number == 1).values(manifest=b"{}"))
        conn.execute(update(DECISION).values(person_id=office.person(NAZEMKINA)))
    with office.database.read() as conn:
        differences = replay(conn, office.plan_id)
    for what in ("item/3 outcome", "item/4", "item/5", "the stored manifest has another digest", "decision of entry"):
        assert any(what in line for line in differences), what


def test_s37_a_plan_its_people_and_its_doubts_changed_are_found(office: Office) -> None:
    stranger = office.person(COORDINATOR)
    with office.database.read() as conn:
        chain = conn.execute(select(PLAN.c.chain)).scalar_one()
    swapped = [chain[0] | {"approvers": [stranger]}, *chain[1:]]
    settled = WARNING.c.resolution == Resolution.CORRECTED

    def edits() -> Iterator[Edit]:
        yield "plan chain", update(PLAN).values(chain=swapped)
        yield "plan chain", update(PLAN).values(chain=chain[1:])
        yield "plan coordinator_id", update(PLAN).values(coordinator_id=office.person(EFIMOVA))
        yield "item/3 responsible", delete(RESPONSIBLE).where(RESPONSIBLE.c.item_id == item_id(3))
        yield "item/3 responsible", insert(RESPONSIBLE).values(item_id=item_id(3), person_id=stranger, place=9)
        yield (
            "item/3 responsible",
            update(RESPONSIBLE).where(RESPONSIBLE.c.item_id == item_id(3)).values(person_id=stranger),
        )
        yield "item/3 number", update(ITEM).where(ITEM.c.place == 3).values(number="99")
        yield "item/3 expected_result", update(ITEM).where(ITEM.c.place == 3).values(expected_result="Иное")
        yield "item/3 as activated note", update(ITEM).where(ITEM.c.place == 3).values(note="Иное")
        yield "warning", update(WARNING).where(settled).values(resolution=Resolution.ACCEPTED)
        yield "as no entry says", update(WARNING).values(reason="Иная причина.")
        yield "unsettled in the table", update(WARNING).values(resolution=None)
        yield "plan, number of warnings", delete(WARNING).where(settled)
        yield "as activated, message", update(WARNING).values(message="Иное")

    assert equal(office)
    assert unfound(office, edits()) == []


def test_s37_a_submission_or_its_route_changed_is_found(office: Office) -> None:
    at_work(office)
    stranger = office.person(COORDINATOR)
    sub, task = SUBMISSION.c.item_id == item_id(4), TASK.c.submission_id == submission_id(4)
    with office.database.read() as conn:
        chain = conn.execute(select(SUBMISSION.c.chain).where(sub)).scalar_one()
        decided = conn.execute(select(TASK).where(task, TASK.c.step == 1)).one()
    extra = {name: value for name, value in decided._asdict().items() if name != "id"} | {"step": 3}

    def submission(**values: Any) -> Update:
        return update(SUBMISSION).where(sub).values(**values)

    def step(number: int, **values: Any) -> Update:
        return update(TASK).where(task, TASK.c.step == number).values(**values)

    def edits() -> Iterator[Edit]:
        yield "item/4/1 chain", submission(chain=[chain[0] | {"approvers": [stranger]}, *chain[1:]])
        yield "item/4/1", submission(chain=[{}])
        yield "item/4/1", submission(chain="нет")
        yield "item/4/1 submitted_by_id", submission(submitted_by_id=stranger)
        yield "item/4/1 submitted_for_id", submission(submitted_for_id=stranger)
        yield "item/4/1 submitted_at", submission(submitted_at=NOON)
        yield "item/4/1 submitted_on", submission(submitted_on=date(2021, 1, 1))
        yield "item/4/1 manifest summary", submission(summary="Иное.")
        yield "item/4/1 manifest shortfall_reason", submission(shortfall_reason="Иное.")
        yield "item/4/1 manifest shown_count", submission(shown_count=1000)
        yield "item/4/1 shown_percent", submission(shown_percent=99)
        yield "approver_id", step(1, approver_id=stranger)
        yield "approver_id", step(2, approver_id=stranger, acting_id=stranger)
        yield "acting_id", step(1, acting_id=stranger)
        yield "acting_id", step(2, acting_id=stranger)
        yield "state", step(2, state=TaskState.SKIPPED)
        yield "state", step(1, state=TaskState.OPEN)
        yield "opened_at", step(2, opened_at=NOON)
        yield "step 2", step(2, verb=Verb.AGREE)
        yield "step 2", step(2, step=1)
        yield "step 3", insert(TASK).values(extra)
        yield "decided_at", update(DECISION).values(decided_at=NOON)
        yield "comment", update(DECISION).where(DECISION.c.kind == "return").values(comment="Иное.")
        yield (
            "decision of entry",
            update(DECISION).where(DECISION.c.kind == "return").values(submission_id=submission_id(4)),
        )

    assert equal(office)
    assert unfound(office, edits()) == []


def test_s37_a_file_changed_is_found(office: Office) -> None:
    at_work(office)
    stranger = office.person(COORDINATOR)

    def edits() -> Iterator[Edit]:
        for name, value in (
            ("uploaded_by_id", stranger),
            ("uploaded_for_id", stranger),
            ("uploaded_at", NOON),
            ("file_name", "Иное.pdf"),
            ("kind", "приказ"),
            ("organisations", ["11"]),
            ("units", 99),
            ("sha256", "f" * 64),
            ("size", 1),
            ("media_type", "text/plain"),
            ("signed_by", "Никто"),
        ):
            yield name, update(EVIDENCE).where(EVIDENCE.c.item_id == item_id(4)).values(**{name: value})
        yield "manifest, file 2 date", update(EVIDENCE).values(doc_date=DAY)
        yield "manifest, file 2 number", update(EVIDENCE).values(doc_number="7")

    assert unfound(office, edits()) == []


def test_s37_a_report_changed_is_found(office: Office) -> None:
    at(office, "2021-12-01")
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), SYSTEM)
    at(office, "2022-01-20")
    office.engine.execute(c.FreezeReport(plan_id=office.plan_id), SYSTEM)
    office.engine.execute(c.SubmitReport(plan_id=office.plan_id, report_sha256="ab" * 32, size=1000), SYSTEM)

    def edits() -> Iterator[Edit]:
        yield "review facts", update(REVIEW).values(facts={"on_time": 21})
        yield "review", update(REVIEW).values(facts={"on_time": 1.5})
        yield "review report_sha256", update(REVIEW).values(report_sha256="cd" * 32)
        yield "review frozen_by", update(REVIEW).values(frozen_by="person/1")
        yield (
            "report/1 submitted_by_id",
            update(SUBMISSION).where(SUBMISSION.c.subject == "report").values(submitted_by_id=office.person(EFIMOVA)),
        )

    assert equal(office)
    assert unfound(office, edits()) == []


def test_s37_people_changed_are_found(office: Office) -> None:
    office.enrol_everyone()
    person = office.person(EFIMOVA)

    def changed(**values: Any) -> Update:
        return update(PERSON).where(PERSON.c.id == person).values(**values)

    def edits() -> Iterator[Edit]:
        yield f"person {person} pin_set_at", changed(pin_set_at=NOON)
        yield f"person {person} pin_set_at", changed(pin_set_at=None)
        yield f"person {person} rules_sha256", changed(rules_sha256="0" * 64)
        yield f"person {person} rules_accepted_at", changed(rules_accepted_at=NOON)
        yield f"person {person} email", changed(email="else@example.org")
        yield f"person {person} name", changed(name="Другая Д.Д.")
        yield f"person {person} role", changed(role="operator")
        yield "the ledger says nothing", insert(PERSON).values(name="Новый Н.Н.", created_at=NOON, role="member")

    assert equal(office)
    assert unfound(office, edits()) == []


def test_s37_text_that_is_not_in_nfc_is_equal_to_its_entry(office: Office) -> None:
    office.start(3)
    office.add(3, units=office.item(3).target_count or 1)
    office.submit(3, shown_percent=office.item(3).target_percent)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Уточните \u0438\u0306.")
    assert equal(office)


def test_s37_a_clock_that_was_held_is_no_difference(office: Office) -> None:
    office.clock = type(office.clock)(NOON - timedelta(days=1))
    office.engine.clock = office.clock
    at_work(office)
    office.enrol_everyone()
    assert equal(office)
