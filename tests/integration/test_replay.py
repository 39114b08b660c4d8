"""The replay of a ledger gives the tables: whatever happened, there is no difference."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert, select, update

from models.states import DecisionKind
from tests.integration.amending import no_difference
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import NAZEMKINA, at, on_both, substitute
from tests.integration.replaying import (
    Edit,
    at_work,
    item_id,
    unfound,
)
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.rows import DECISION, EVIDENCE, SUBSTITUTION, TASK

STAND_IN = "Васюхичев Д.В."
DAY = date(2021, 1, 21)
NOON = datetime(2021, 1, 21, 6, tzinfo=UTC)


@on_both
def test_s37_replaying_the_ledger_gives_the_tables(office: Office) -> None:
    office.finish(3)
    office.bring_to_approvers(4)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Приложите справку целиком.")
    office.do(NAZEMKINA, c.ExplainItem(plan_id=office.plan_id, place=4, text="Ждём печать."))
    office.do(
        EFIMOVA, c.ReopenItem(plan_id=office.plan_id, place=3, reason="Ошибка в справке.", due_on=date(2021, 4, 1))
    )
    no_difference(office)


@on_both
def test_s37_the_replay_follows_substitutes_withdrawals_pins_and_the_report(office: Office) -> None:
    office.enrol_everyone()
    substitute(office, EFIMOVA, STAND_IN, DAY, date(2021, 1, 22))
    office.bring_to_approvers(4)
    no_difference(office)
    office.move_to(NOON + timedelta(days=4))
    office.sign(SHESTAKOV)
    no_difference(office)
    office.sign(EFIMOVA)
    office.bring_to_approvers(5)
    office.do(office.lead(5), c.Withdraw(plan_id=office.plan_id, place=5))
    with office.database.read() as conn:
        first = conn.execute(select(EVIDENCE.c.id).where(EVIDENCE.c.item_id == item_id(5))).scalars().first()
    assert first is not None
    office.do(office.lead(5), c.RemoveEvidence(plan_id=office.plan_id, place=5, evidence_id=first))
    office.add(5, units=office.item(5).target_count or 1)
    office.submit(5, shown_percent=office.item(5).target_percent)
    no_difference(office)
    at(office, "2021-12-01")
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), SYSTEM)
    at(office, "2022-01-20")
    office.engine.execute(c.FreezeReport(plan_id=office.plan_id), SYSTEM)
    office.engine.execute(c.SubmitReport(plan_id=office.plan_id, report_sha256="ab" * 32, size=1000), SYSTEM)
    no_difference(office)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Уточните.")
    no_difference(office)


def test_s37_a_substitute_named_before_a_step_opened_is_no_difference(office: Office) -> None:
    office.bring_to_approvers(4)
    substitute(office, EFIMOVA, STAND_IN, DAY, DAY)
    office.sign(SHESTAKOV)
    no_difference(office)
    office.sign(STAND_IN)
    no_difference(office)


def test_s37_a_substitute_named_while_a_step_is_open_is_no_difference(office: Office) -> None:
    office.bring_to_approvers(4)
    substitute(office, SHESTAKOV, STAND_IN, DAY, DAY)
    no_difference(office)
    office.sign(STAND_IN)
    no_difference(office)
    office.sign(EFIMOVA)
    no_difference(office)


def test_s37_a_decision_of_a_substitute_and_its_order_are_compared(office: Office) -> None:
    substitute(office, EFIMOVA, STAND_IN, DAY, date(2021, 1, 22))
    office.bring_to_approvers(4)
    office.sign(SHESTAKOV)
    office.sign(STAND_IN)
    no_difference(office)
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


def test_s37_text_that_is_not_in_nfc_is_equal_to_its_entry(office: Office) -> None:
    office.start(3)
    office.add(3, units=office.item(3).target_count or 1)
    office.submit(3, shown_percent=office.item(3).target_percent)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Уточните \u0438\u0306.")
    no_difference(office)


def test_s37_a_clock_that_was_held_is_no_difference(office: Office) -> None:
    office.clock = type(office.clock)(NOON - timedelta(days=1))
    office.engine.clock = office.clock
    at_work(office)
    office.enrol_everyone()
    no_difference(office)
