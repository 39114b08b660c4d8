"""Deadlines as calendar files: for who asked, one event an item for good, the same bytes at every try."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from models.states import MailState
from notifications.rows import LETTER
from tests.integration.amending import NEW_DEADLINE, amend
from tests.integration.api_scripts import script_of
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.post_office import COORDINATOR_MAIL, NAZEMKINA_MAIL, PostOffice, forget_notices
from tests.integration.reading import NAZEMKINA, on_both
from tests.integration.smtp_server import DROP, Received, running_smtp
from tests.integration.web_site import ready_office
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import CancelItem
from workflow.errors import InvalidCommand, NotYourTurn
from workflow.replay_deployment import replay_deployment
from workflow.rows import ITEM, PERSON
from workflow.sweep import sweep
from workflow.transaction import NOTICE


def choose(office: Office, name: str, *, wanted: bool = True) -> None:
    office.do(name, c.ChooseCalendar(person_id=office.person(name), wants_calendar=wanted))


def event_of(received: Received) -> Any:
    (attached,) = [part for part in received.message.walk() if part.get_content_type() == "text/calendar"]
    content = attached.get_payload(decode=True)
    assert isinstance(content, bytes)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def forget_others(office: Office, place: int) -> None:
    """Leave but the notices about one item: a digest of several has no calendar file."""
    with office.database.write() as conn:
        item = select(ITEM.c.id).where(ITEM.c.plan_id == office.plan_id, ITEM.c.place == place).scalar_subquery()
        others = NOTICE.update().where(NOTICE.c.state == MailState.WAITING, NOTICE.c.item_id != item)
        conn.execute(others.values(state=MailState.CANCELLED))


def newest(post: PostOffice, address: str = NAZEMKINA_MAIL) -> Received:
    post.send()
    return post.to(address)[-1]


def extend(office: Office, until: date) -> None:
    office.do(office.lead(3), c.RequestExtension(plan_id=office.plan_id, place=3, due_on=until, reason="Карантин."))
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)


@on_both
def test_each_letter_about_a_deadline_mends_the_item_s_one_event(office: Office) -> None:
    forget_notices(office)
    office.start(3)
    choose(office, NAZEMKINA)
    choose(office, COORDINATOR)
    with running_smtp() as server:
        post = PostOffice(office, server)
        office.move_to(datetime(2021, 2, 19, 4, tzinfo=UTC))
        sweep(office.engine)
        forget_others(office, 3)
        reminded = newest(post)
        office.move_to(datetime(2021, 3, 3, 4, tzinfo=UTC))
        forget_notices(office)
        extend(office, date(2021, 3, 14))
        extended = newest(post)
        amend(office, NEW_DEADLINE)
        amended = newest(post)
        amend(office, CancelItem(place=3))
        cancelled = newest(post)
    told = [event_of(received) for received in (reminded, extended, amended, cancelled)]
    assert [event.decoded("DTSTART") for event in told[:3]] == [date(2021, 2, 26), date(2021, 3, 12), date(2021, 4, 30)]
    assert len({str(event["UID"]) for event in told}) == 1
    sequences = [int(str(event["SEQUENCE"])) for event in told]
    assert sequences == sorted(set(sequences))
    assert [str(event["STATUS"]) for event in told] == ["CONFIRMED"] * 3 + ["CANCELLED"]
    with office.database.read() as conn:
        version = conn.execute(select(ITEM.c.version).where(ITEM.c.plan_id == office.plan_id, ITEM.c.place == 3))
        assert sequences[-1] == version.scalar_one()
        dated = conn.execute(select(LETTER.c.dated_at, LETTER.c.references).where(LETTER.c.address == NAZEMKINA_MAIL))
        rows = dated.all()
    assert told[-1].decoded("DTSTAMP") == rows[-1].dated_at.replace(microsecond=0)
    assert len({row.references for row in rows}) == 1
    # Who coordinates asked too, but answers for no item.
    assert all(each.message.get_content_type() == "multipart/alternative" for each in post.to(COORDINATOR_MAIL))
    text = extended.text()
    assert "К письму приложен файл для календаря, srok.ics." in text
    assert "/r/" not in event_of(extended).to_ical().decode(), "calendars are shared: no personal link"


@on_both
def test_s28_a_retry_brings_the_same_calendar_file_and_who_did_not_ask_gets_none(office: Office) -> None:
    forget_notices(office)
    office.start(3)
    office.move_to(datetime(2021, 3, 3, 4, tzinfo=UTC))
    choose(office, NAZEMKINA)
    with running_smtp() as server:
        post = PostOffice(office, server)
        extend(office, date(2021, 3, 14))
        post.script.data[NAZEMKINA_MAIL] = [DROP]
        post.send()
        post.wait(hours=1)
        choose(office, NAZEMKINA, wanted=False)
        post.send()
        first, second = post.to(NAZEMKINA_MAIL)
        forget_notices(office)
        extend(office, date(2021, 3, 31))
        plain = newest(post)
    assert first.data == second.data
    assert event_of(second).decoded("DTSTART") == date(2021, 3, 12)
    assert plain.message.get_content_type() == "multipart/alternative"


@on_both
def test_the_choice_is_one_s_own_or_a_steward_s_and_follows_from_the_ledger(office: Office) -> None:
    lead = office.person(NAZEMKINA)
    with pytest.raises(NotYourTurn):
        office.do(SHESTAKOV, c.ChooseCalendar(person_id=lead, wants_calendar=True))
    with pytest.raises(InvalidCommand, match="и так не прилагаются"):
        choose(office, NAZEMKINA, wanted=False)
    choose(office, NAZEMKINA)
    office.do(COORDINATOR, c.ChooseCalendar(person_id=office.person(EFIMOVA), wants_calendar=True))
    office.engine.execute(c.ChooseCalendar(person_id=office.person(EFIMOVA), wants_calendar=False), SYSTEM)
    with office.database.read() as conn:
        wanted = conn.execute(select(PERSON.c.name).where(PERSON.c.wants_calendar)).scalars().all()
        assert list(wanted) == [NAZEMKINA]
        assert replay_deployment(conn) == []
    with office.database.write() as conn:
        conn.execute(PERSON.update().where(PERSON.c.id == lead).values(wants_calendar=False))
    with office.database.read() as conn:
        assert any("wants_calendar" in line for line in replay_deployment(conn))


def test_one_s_own_page_turns_the_files_on_and_off(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    office = ready_office(sqlite_template, tmp_path)
    browser = office.signed_in(NAZEMKINA)
    assert "Прилагать файл для календаря" in browser.get("/me").text
    page = browser.post("/me/calendar", {"wants_calendar": "1"})
    assert "теперь приложен файл для календаря" in page.text
    assert "Больше не прилагать" in page.text
    page = browser.post("/me/calendar", {"wants_calendar": "0"})
    assert "больше не прилагаются" in page.text
    office.database.dispose()


def test_a_script_of_one_s_own_chooses_for_its_person_alone(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    office = ready_office(sqlite_template, tmp_path)
    script = script_of(office, NAZEMKINA)
    assert script.get("/me").json()["wants_calendar"] is False
    own, other = (f"/people/{office.person(name)}/calendar" for name in (NAZEMKINA, SHESTAKOV))
    assert script.post(own, {"wants_calendar": True}).status_code == 200
    assert script.post(other, {"wants_calendar": True}).status_code == 403
    assert script.get("/me").json()["wants_calendar"] is True
    office.database.dispose()
