"""Whoever worked on an item never decides on it, and a reopening does not hide that it was late."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from config.database import Database
from models.states import PlanState
from tests.integration.amending import no_difference
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import NAZEMKINA, ROMANENKO, at, brief, review, substitute
from tests.integration.replaying import unfound
from workflow import commands as c
from workflow.amendment_changes import ChangeItem
from workflow.errors import ConflictOfInterest, InvalidCommand
from workflow.queries import item_view
from workflow.replay import replay
from workflow.rows import ITEM, PLAN

PLACE = 3


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database).ready()


def reopen(office: Office, due_on: date, by: str = EFIMOVA) -> None:
    office.do(by, c.ReopenItem(plan_id=office.plan_id, place=PLACE, reason="Ошибка в справке.", due_on=due_on))


def give_to_romanenko(office: Office) -> None:
    """An amendment in force replaces who is responsible for the item."""
    change = ChangeItem(place=PLACE, responsible=(ROMANENKO,), lead=ROMANENKO)
    office.do(COORDINATOR, c.ProposeAmendment(plan_id=office.plan_id, reason="Приказ № 7.", changes=(change,)))
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)


def skip_reasons(office: Office) -> list[str | None]:
    with office.database.read() as conn:
        return [step.skip_reason for step in item_view(conn, office.plan_id, PLACE, office.engine.today()).route]


def test_s09_who_is_responsible_does_not_reopen_the_item_in_the_approvers_place(office: Office) -> None:
    office.finish(PLACE)
    substitute(office, EFIMOVA, NAZEMKINA, date(2021, 1, 21), date(2021, 2, 21))
    with pytest.raises(ConflictOfInterest, match="Вы исполняли этот пункт"):
        reopen(office, date(2021, 5, 31), by=NAZEMKINA)
    reopen(office, date(2021, 5, 31))


def test_a_reopened_deadline_is_within_the_plan_or_a_year_where_the_plan_is_closed(office: Office) -> None:
    office.finish(PLACE)
    for due_on in (date(2021, 1, 21), date(2022, 1, 21)):
        with pytest.raises(InvalidCommand, match="Укажите новый срок"):
            reopen(office, due_on)
    with office.database.write() as conn:
        conn.execute(PLAN.update().values(state=PlanState.CLOSED))
    with pytest.raises(InvalidCommand, match=r"не позднее 21\.01\.2022"):
        reopen(office, date(2022, 1, 22))
    reopen(office, date(2022, 1, 21))


def test_a_reopening_does_not_forgive_lateness(office: Office) -> None:
    at(office, "2021-03-03")
    office.finish(PLACE)
    reopen(office, date(2021, 12, 30))
    reopening = brief(office, PLACE)
    assert (reopening.is_overdue, reopening.days_late) == (False, 0)
    office.submit(PLACE)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    done = brief(office, PLACE)
    assert (done.was_on_time, done.days_late) == (False, 3)
    report = review(office)
    (line,) = (each for each in report.lines if each.place == PLACE)
    assert (line.was_on_time, line.days_late, report.on_time) == (False, 3, 0)
    assert report.late == sum(each.days_late > 0 for each in report.lines)
    with office.database.read() as conn:
        history = [line.text for line in item_view(conn, office.plan_id, PLACE, office.engine.today()).history]
    assert any("исполнен 03.03.2021, позже срока на 3 рабочих дня" in said for said in history)
    no_difference(office)
    with office.database.write() as conn:
        conn.execute(ITEM.update().values(reopened_late_days=None))
    with office.database.read() as conn:
        assert any("item/3 reopened_late_days" in line for line in replay(conn, office.plan_id))


def test_s09_who_was_responsible_before_an_amendment_never_decides_on_the_item(office: Office) -> None:
    office.start(PLACE)
    give_to_romanenko(office)
    substitute(office, SHESTAKOV, NAZEMKINA, date(2021, 1, 21), date(2021, 2, 21))
    office.add(PLACE, units=7, by=ROMANENKO)
    office.do(ROMANENKO, c.SubmitEvidence(plan_id=office.plan_id, place=PLACE, summary="Работа выполнена."))
    assert "прежний ответственный исполнитель" in (skip_reasons(office)[0] or "")
    no_difference(office)
    with office.database.write() as conn:
        conn.exec_driver_sql("DELETE FROM former_responsible")
    with office.database.read() as conn:
        assert any("item/3 former responsible" in line for line in replay(conn, office.plan_id))


def test_s09_who_uploaded_a_file_that_was_taken_off_since_never_decides_on_the_item(office: Office) -> None:
    office.start(PLACE)
    at_work = date(2021, 1, 21)
    substitute(office, NAZEMKINA, "Васюхичев Д.В.", at_work, at_work)
    added = office.add(PLACE, units=7, by="Васюхичев Д.В.").evidence_id
    assert added is not None
    office.do(NAZEMKINA, c.RemoveEvidence(plan_id=office.plan_id, place=PLACE, evidence_id=added))
    give_to_romanenko(office)
    office.move_to(office.clock.now() + timedelta(days=1))
    substitute(office, SHESTAKOV, "Васюхичев Д.В.", date(2021, 1, 22), date(2021, 2, 21))
    office.add(PLACE, units=7, by=ROMANENKO)
    office.do(ROMANENKO, c.SubmitEvidence(plan_id=office.plan_id, place=PLACE, summary="Работа выполнена."))
    assert "представившее подтверждающие документы" in (skip_reasons(office)[0] or "")


def test_s37_what_follows_from_the_entries_is_compared_down_to_the_clocks(office: Office) -> None:
    office.bring_to_approvers(PLACE)
    no_difference(office)
    edits = {
        "item/3 first_submitted_on": "UPDATE plan_item SET first_submitted_on = '2021-01-19' WHERE place = 3",
        "organisations_sha256": "UPDATE organisation SET name = 'Другая школа' WHERE place = 1",
        "ladder_sha256": "UPDATE plan SET ladder = '[]'",
        "plan closed_at": "UPDATE plan SET closed_at = '2021-01-21 06:00:00'",
        "item/3 next_rung_on: no clock": "UPDATE plan_item SET next_rung_on = '2021-02-01' WHERE place = 3",
        "item/4 next_rung_on: a clock": "UPDATE plan_item SET next_rung_on = NULL WHERE place = 4",
        "item/4 clock_ends_on": "UPDATE plan_item SET clock_ends_on = NULL WHERE place = 4",
        "item/4 clock_floor": "UPDATE plan_item SET clock_floor = NULL WHERE place = 4",
        "next_rung_on: a clock": "UPDATE approval_task SET next_rung_on = NULL WHERE state = 'open'",
        "due_on: a clock": "UPDATE approval_task SET due_on = NULL WHERE state = 'open'",
    }
    assert unfound(office, ((what, text(edit)) for what, edit in edits.items())) == []
