"""A decree in mid-year: the terms that run move with it, in the ledger, and who works by them hears."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from config.calendar_file import DecreedDayOff, load_calendar
from config.database import Database
from config.office_files import name_office_files
from tests.integration.amending import NAZEMKINA, no_difference
from tests.integration.office import COORDINATOR, SHESTAKOV, Office
from tests.integration.post_office import SHESTAKOV_MAIL, PostOffice, forget_notices, office_with_a_request
from tests.integration.reading import on_both
from tests.integration.smtp_server import running_smtp
from workflow import queries
from workflow.alarms import NEXT_YEAR_UNKNOWN, standing_among
from workflow.calendar import WorkingCalendar, working_calendar
from workflow.following_calendar import apply_calendar
from workflow.recomputing_clocks import TERM_MOVED
from workflow.rows import TASK
from workflow.sweep import sweep
from workflow.transaction import NOTICE


def decreed(*days: date) -> WorkingCalendar:
    config = load_calendar()
    off = [DecreedDayOff(date=day, decree="Указ Губернатора № 17") for day in days]
    return WorkingCalendar(config.model_copy(update={"days_off": [*config.days_off, *off]}))


def moved_notices(office: Office) -> list[Any]:
    with office.database.read() as conn:
        return list(conn.execute(select(NOTICE).where(NOTICE.c.rung == TERM_MOVED).order_by(NOTICE.c.id)))


@on_both
def test_the_terms_that_run_follow_the_decree_once(office: Office) -> None:
    office.bring_to_approvers(5)
    task, before = office.task_of(SHESTAKOV), office.item(3)
    assert before.clock_ends_on == date(2021, 2, 26)
    opened_on = office.engine.today()
    office.engine.calendar = decreed(date(2021, 2, 25), date(2021, 2, 26), task.due_on)
    found = apply_calendar(office.engine).plans[office.plan_id]
    later = office.engine.calendar.shift(opened_on, 2)
    assert ("item/3", date(2021, 2, 26), date(2021, 2, 24)) in found.moved
    assert ("submission/item/5/1", task.due_on, later) in found.moved
    after = office.item(3)
    assert (after.clock_id, after.clock_ends_on, after.version) == (
        before.clock_id,
        date(2021, 2, 24),
        before.version + 1,
    )
    assert after.next_rung_on == before.next_rung_on, "it was to be looked at when it must have been begun"
    with office.database.read() as conn:
        assert conn.execute(select(TASK.c.due_on).where(TASK.c.id == task.id)).scalar_one() == later
        texts = [line.text for line in queries.ledger_lines(conn, office.plan_id, limit=200)]
    assert "Срок пересчитан по производственному календарю: 26.02.2021 → 24.02.2021" in texts
    told = {(row.item_id, row.recipient_id) for row in moved_notices(office)}
    assert (before.id, office.person(NAZEMKINA)) in told
    assert (office.item(5).id, office.person(SHESTAKOV)) in told
    no_difference(office)

    again = apply_calendar(office.engine).plans[office.plan_id]
    assert (again.moved, again.entries, len(moved_notices(office))) == ([], [], len(told))
    office.engine.calendar = working_calendar()
    back = apply_calendar(office.engine).plans[office.plan_id]
    assert ("item/3", date(2021, 2, 24), date(2021, 2, 26)) in back.moved
    no_difference(office)


def test_who_works_by_a_term_that_moved_reads_of_it_in_the_digest(sqlite_database: Database) -> None:
    office = office_with_a_request(sqlite_database)
    task = office.task_of(SHESTAKOV)
    forget_notices(office)
    # Item 14 ends on Friday, 30 April; the decision on item 3 within two working days.
    office.engine.calendar = decreed(task.due_on, date(2021, 4, 30))
    apply_calendar(office.engine)
    office.move_to(datetime(2021, 1, 22, 2, 0, tzinfo=UTC))
    with running_smtp() as server:
        post = PostOffice(office, server)
        post.send()
    (decides,) = post.to(SHESTAKOV_MAIL)
    assert "Изменён производственный календарь, поэтому срок пересчитан: прежде был 25.01.2021." in decides.text()
    moved = [one.text() for one in post.script.received if "прежде был 30.04.2021" in one.text()]
    assert moved
    assert all("контрольная дата 29.04.2021" in text for text in moved), "far off: for information"


def test_a_calendar_that_did_not_change_moves_nothing(office: Office) -> None:
    entries = office.count(NOTICE)
    found = apply_calendar(office.engine).plans[office.plan_id]
    assert (found.moved, found.entries, office.count(NOTICE)) == ([], [], entries)


def test_from_december_on_the_next_year_is_asked_for_until_it_is_confirmed(office: Office, tmp_path: Path) -> None:
    known, asked = tmp_path / "known.toml", tmp_path / "calendar.toml"
    known.write_text("known_years = [2021, 2022]")
    asked.write_text("known_years = [2021]")

    def needed() -> list[str]:
        with office.database.read() as conn:
            found = queries.attention(conn, office.person(COORDINATOR), office.engine.today())
        return [one.text for one in found if one.kind == "calendar"]

    def stands() -> bool:
        with office.database.read() as conn:
            return bool(standing_among(conn, (NEXT_YEAR_UNKNOWN,)))

    try:
        name_office_files(calendar=asked, ladder=None)
        office.engine.calendar = working_calendar()
        for day, is_asked in ((date(2021, 11, 30), False), (date(2021, 12, 1), True), (date(2021, 12, 2), True)):
            office.move_to(datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC))
            sweep(office.engine)
            assert (stands(), bool(needed())) == (is_asked, is_asked)
        name_office_files(calendar=known, ladder=None)
        office.engine.calendar = working_calendar()
        sweep(office.engine)
        assert (stands(), needed()) == (False, [])
    finally:
        name_office_files(calendar=None, ladder=None)
