"""The sweep over the real plan: who hears what, once."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from audit.ledger import read_entries
from config.database import Database
from models.mail import Notice
from models.states import ItemState, MailState, NoticeKind
from notifications.rows import LETTER
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.post_office import PostOffice, forget_notices
from tests.integration.smtp_server import running_smtp
from workflow import commands as c
from workflow.actions import Action
from workflow.queries import person_view
from workflow.replay import replay
from workflow.sweep import sweep
from workflow.transaction import plan_ledger

NOTICE = Notice.__table__  # type: ignore[attr-defined]


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database).ready()


def live_until(office: Office, day: date) -> None:
    """Sweep every morning from the office's today to a day, both included."""
    today = office.engine.today()
    while today <= day:
        office.move_to(max(office.clock.now(), datetime(today.year, today.month, today.day, 2, 0, tzinfo=UTC)))
        sweep(office.engine)
        today += timedelta(days=1)


def told(office: Office, place: int, rung: str) -> set[str]:
    with office.database.read() as conn:
        ids = conn.execute(
            select(NOTICE.c.recipient_id).where(NOTICE.c.rung == rung, NOTICE.c.item_id == office.item(place).id)
        ).scalars()
        return {person_view(conn, person).name for person in ids}


def count(office: Office) -> int:
    with office.database.read() as conn:
        return conn.execute(select(func.count()).select_from(NOTICE)).scalar_one()


def test_an_overdue_item_reaches_first_the_first_approver_then_the_head(office: Office) -> None:
    live_until(office, date(2021, 3, 1))
    assert told(office, 3, "overdue") == {"Наземкина Е.А.", COORDINATOR}
    assert told(office, 3, "overdue_director") == set()
    live_until(office, date(2021, 3, 3))
    assert told(office, 3, "overdue_director") == {SHESTAKOV, "Наземкина Е.А."}
    live_until(office, date(2021, 3, 5))
    assert told(office, 3, "overdue_head") == {EFIMOVA, "Наземкина Е.А."}
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []


def test_nobody_is_escalated_to_themselves(office: Office) -> None:
    live_until(office, date(2021, 3, 3))
    assert told(office, 2, "overdue_director") == {EFIMOVA, SHESTAKOV}
    with office.database.read() as conn:
        kinds = (
            conn.execute(
                select(NOTICE.c.kind).where(
                    NOTICE.c.rung == "overdue_director",
                    NOTICE.c.item_id == office.item(2).id,
                    NOTICE.c.recipient_id == office.person(SHESTAKOV),
                )
            )
            .scalars()
            .all()
        )
    assert kinds == [NoticeKind.REMINDER]


def test_a_sweep_run_twice_adds_nothing(office: Office) -> None:
    live_until(office, date(2021, 3, 1))
    before = count(office)
    again = sweep(office.engine)
    assert (again.fired, count(office)) == ([], before)


def test_submitting_stops_the_leads_clock_and_starts_the_approvers(office: Office) -> None:
    office.move_to(datetime(2021, 2, 25, 4, 0, tzinfo=UTC))
    office.bring_to_approvers(4)
    live_until(office, date(2021, 3, 5))
    assert told(office, 4, "overdue") == set()
    assert told(office, 4, "approval_waiting") == {SHESTAKOV}
    assert told(office, 4, "approval_escalated") == {EFIMOVA, COORDINATOR}


def test_a_week_of_downtime_fires_the_highest_rung_alone(office: Office) -> None:
    live_until(office, date(2021, 2, 26))
    office.move_to(datetime(2021, 3, 5, 2, 0, tzinfo=UTC))
    report = sweep(office.engine)
    assert ("overdue_head", "item/3", 2) in report.fired
    assert not [rung for rung, name, _ in report.fired if name == "item/3" and rung != "overdue_head"]
    assert told(office, 3, "overdue") == set()


def test_after_a_week_of_downtime_one_sweep_gives_each_person_one_digest(office: Office) -> None:
    live_until(office, date(2021, 2, 26))
    forget_notices(office)
    office.move_to(datetime(2021, 3, 5, 2, tzinfo=UTC))
    report = sweep(office.engine)
    assert {what for _, what, _ in report.fired} >= {"item/3", "item/4"}
    assert len({what for _, what, _ in report.fired}) == len(report.fired), "one rung of each clock"
    with office.database.read() as conn:
        bodies = [json.loads(body) for _, body in read_entries(conn, plan_ledger(office.plan_id))]
        assert replay(conn, office.plan_id) == []
    passed = [
        (each["object"], rung)
        for each in bodies
        if each["action"] == Action.RUNG_PASSED_OVER and each["ts"].startswith("2021-03-05")
        for rung, _, _ in each["data"]["rungs"]
    ]
    assert len(passed) == report.passed_over
    assert {("item/3", "overdue"), ("item/3", "overdue_director")} <= set(passed)
    office.move_to(datetime(2021, 3, 5, 3, tzinfo=UTC))  # nine o'clock: the digests' hour is over
    with running_smtp() as server:
        post = PostOffice(office, server)
        post.send()
        letters = post.letters(LETTER.c.frozen_at == office.clock.now())
        received = Counter(each.recipient for each in server.script.received)
    assert {letter.kind for letter in letters} == {NoticeKind.DIGEST}
    assert {letter.state for letter in letters} == {MailState.ACCEPTED}
    with office.database.read() as conn:
        told_now = select(NOTICE.c.recipient_id).where(NOTICE.c.state == MailState.ACCEPTED).distinct()
        hear = {person_view(conn, each).email for each in conn.execute(told_now).scalars()}
        waiting = conn.execute(select(func.count()).where(NOTICE.c.state == MailState.WAITING)).scalar_one()
    assert received == Counter(dict.fromkeys(hear, 1)) == Counter(letter.address for letter in letters)
    assert {f"{name}@omsk-edu.example" for name in ("nazemkina", "efimova")} <= hear
    assert waiting == 0


def test_a_finished_item_fires_nothing(office: Office) -> None:
    office.finish(3)
    assert office.item(3).state is ItemState.APPROVED
    live_until(office, date(2021, 3, 5))
    assert not any(told(office, 3, rung) for rung in ("upcoming", "overdue", "overdue_director", "overdue_head"))


def test_nothing_fires_on_a_day_off(office: Office) -> None:
    office.move_to(datetime(2021, 3, 6, 4, 0, tzinfo=UTC))
    assert sweep(office.engine).looked_at == 0


def test_a_year_that_is_not_confirmed_holds_the_sweep_with_an_alarm(office: Office) -> None:
    office.move_to(datetime(2040, 3, 1, 4, 0, tzinfo=UTC))
    report = sweep(office.engine)
    assert report.held is not None
    assert report.fired == []


def test_a_sweep_reports_the_notices_it_wrote(office: Office) -> None:
    live_until(office, date(2021, 2, 26))
    before = count(office)
    office.move_to(datetime(2021, 3, 1, 2, 0, tzinfo=UTC))
    report = sweep(office.engine)
    assert report.notices == count(office) - before > 0


def test_who_stands_in_for_an_absent_lead_is_reminded_and_can_do_it(sqlite_database: Database) -> None:
    office = Office(sqlite_database).ready()
    stand_in = "Васюхичев Д.В."
    live_until(office, date(2021, 2, 25))
    today = office.engine.today()
    absence = c.AddSubstitution(
        absent_id=office.person("Наземкина Е.А."),
        substitute_id=office.person(stand_in),
        starts_on=today,
        ends_on=date(2021, 3, 31),
        order_number="12-к",
        order_date=today,
    )
    office.do(COORDINATOR, absence)
    forget_notices(office)
    live_until(office, date(2021, 3, 3))
    assert told(office, 3, "overdue") == {stand_in, COORDINATOR}
    assert told(office, 3, "overdue_director") == {SHESTAKOV, stand_in}
    with running_smtp() as server:
        post = PostOffice(office, server)
        post.send()
        letters = [one.text() for one in post.script.received if "п. 3. " in one.text() and "#start" in one.text()]
    assert letters, "the lead's own way to begin is in the stand-in's letter"
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []
