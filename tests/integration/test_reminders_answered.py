"""«Вижу, сделаю до …» and the report that the coordinator holds: who then hears what, and what stays told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from config.database import Database
from models.states import DecisionKind, NoticeKind, RungFate
from notifications.around import read_around
from notifications.truth import PROMISED, no_longer_true
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import NAZEMKINA, ROMANENKO, brief, commands, substitute
from tests.integration.replaying import Edit, unfound
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.due_clocks import RUNG
from workflow.errors import CommandRefused, ConflictOfInterest, InvalidCommand, NotYourTurn, TransitionNotAllowed
from workflow.holds import HOLD
from workflow.promises import ACKNOWLEDGEMENT
from workflow.queries import item_view, person_view
from workflow.replay import replay
from workflow.sweep import sweep
from workflow.transaction import NOTICE

PLACE = 3  # Наземкина leads it; its control date is Friday 26.02, told over at +1, +3, +5: 01.03, 03.03, 05.03
MARCH = [date(2021, 3, day) for day in range(1, 6)]
REASON = "Справки на подписи в школе."


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database).ready()


@pytest.fixture
def quick(sqlite_database: Database) -> Office:
    return Office(sqlite_database).ready()


def at(office: Office, day: date) -> None:
    office.move_to(datetime(day.year, day.month, day.day, 2, tzinfo=UTC))


def swept(office: Office, *days: date) -> None:
    for day in days:
        at(office, day)
        sweep(office.engine)


def promise(office: Office, until: date, *, by: str = NAZEMKINA, note: str | None = None) -> str:
    command = c.AcknowledgeReminder(plan_id=office.plan_id, place=PLACE, promised_on=until, note=note)
    return office.do(by, command).text


def hold(office: Office, until: date, *, by: str = COORDINATOR) -> str:
    return office.do(by, c.HoldReport(plan_id=office.plan_id, place=PLACE, until=until, reason=REASON)).text


def told(office: Office, rung: str) -> dict[str, str]:
    """Who hears of a rung of the item, and in which kind of notice."""
    wanted = select(NOTICE.c.recipient_id, NOTICE.c.kind).where(
        NOTICE.c.rung == rung, NOTICE.c.item_id == office.item(PLACE).id
    )
    with office.database.read() as conn:
        return {person_view(conn, row.recipient_id).name: row.kind.value for row in conn.execute(wanted)}


def fates(office: Office, rung: str) -> set[tuple[int, RungFate]]:
    wanted = select(RUNG.c.recipient_id, RUNG.c.fate).where(
        RUNG.c.rung == rung, RUNG.c.clock_id == office.item(PLACE).clock_id
    )
    with office.database.read() as conn:
        return {(row.recipient_id, row.fate) for row in conn.execute(wanted)}


def history(office: Office) -> str:
    with office.database.read() as conn:
        return "\n".join(line.text for line in item_view(conn, office.plan_id, PLACE, office.engine.today()).history)


def nothing_differs(office: Office) -> None:
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []


def test_a_promise_quiets_the_reminder_of_who_made_it_and_no_report_upwards(office: Office) -> None:
    at(office, date(2021, 2, 27))
    assert "позже срока" in promise(office, date(2021, 3, 4), note="Ждём две школы.")
    swept(office, *MARCH)
    assert told(office, "overdue") == {COORDINATOR: "reminder"}
    lead = office.person(NAZEMKINA)
    assert fates(office, "overdue") == {
        (lead, RungFate.QUIETED),
        (office.person(COORDINATOR), RungFate.FIRED),
    }
    assert told(office, "overdue_director") == {SHESTAKOV: "superior_report", NAZEMKINA: "reminder"}
    assert told(office, "overdue_head") == {EFIMOVA: "superior_report", NAZEMKINA: "reminder"}
    assert "вижу, сделаю до 04.03.2021 (позже срока): «Ждём две школы.»" in history(office)
    assert "не напоминали: Наземкина Е.А. (обещано до 04.03.2021)" in history(office)
    nothing_differs(office)


def test_after_the_promised_day_reminders_go_on(quick: Office) -> None:
    at(quick, date(2021, 2, 17))
    promise(quick, date(2021, 2, 24))
    swept(quick, *(date(2021, 2, 18) + timedelta(days) for days in range(7)))
    assert told(quick, "upcoming") == {}
    swept(quick, date(2021, 2, 25))
    assert set(told(quick, "upcoming")) == {NAZEMKINA}


def test_a_reminder_that_waits_to_be_sent_is_dropped_by_a_promise_and_a_report_is_not(quick: Office) -> None:
    swept(quick, *MARCH[:3])
    promise(quick, date(2021, 3, 4))

    def dropped() -> dict[tuple[str, NoticeKind, int], str | None]:
        wanted = NOTICE.select().where(NOTICE.c.item_id == quick.item(PLACE).id, NOTICE.c.rung.like("overdue%"))
        with quick.database.read() as conn:
            rows = conn.execute(wanted).all()
            around = read_around(conn, rows, quick.engine.now())
        return {(row.rung, row.kind, row.recipient_id): no_longer_true(row, around) for row in rows}

    lead, keeper, first = (quick.person(name) for name in (NAZEMKINA, COORDINATOR, SHESTAKOV))
    assert dropped() == {
        ("overdue", NoticeKind.REMINDER, lead): PROMISED,
        ("overdue", NoticeKind.REMINDER, keeper): None,
        ("overdue_director", NoticeKind.SUPERIOR_REPORT, first): None,
        ("overdue_director", NoticeKind.REMINDER, lead): None,
    }
    at(quick, date(2021, 3, 5))
    assert set(dropped().values()) == {None}


def test_a_promise_ends_with_its_term_and_the_newest_one_stands(office: Office) -> None:
    promise(office, date(2021, 2, 20))
    promise(office, date(2021, 2, 22))
    (said,) = brief(office, PLACE).promises
    assert (said.person.name, said.promised_on, said.is_after_deadline) == (NAZEMKINA, date(2021, 2, 22), False)
    office.bring_to_approvers(PLACE)
    assert brief(office, PLACE).promises == ()
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Нет подписи.")
    assert brief(office, PLACE).promises == ()
    nothing_differs(office)


def test_a_stand_in_promises_for_themselves(quick: Office) -> None:
    substitute(quick, NAZEMKINA, ROMANENKO, date(2021, 2, 1), date(2021, 3, 31))
    at(quick, date(2021, 2, 27))
    promise(quick, date(2021, 3, 5), by=ROMANENKO)
    swept(quick, *MARCH[:1])
    assert told(quick, "overdue") == {COORDINATOR: "reminder"}
    assert fates(quick, "overdue") >= {(quick.person(ROMANENKO), RungFate.QUIETED)}


def test_a_promise_quiets_the_reminder_of_ones_own_part(quick: Office) -> None:
    """Item 9: Романенко leads it, Васюхичев has a part whose internal date is 10.03."""
    part = {"plan_id": 1, "place": 9, "person_id": quick.person("Васюхичев Д.В."), "due_on": date(2021, 3, 10)}
    quick.do(ROMANENKO, c.SetPartDue.model_validate(part))
    at(quick, date(2021, 3, 8))
    quick.do("Васюхичев Д.В.", c.AcknowledgeReminder(plan_id=1, place=9, promised_on=date(2021, 3, 9)))
    swept(quick, date(2021, 3, 9))
    with quick.database.read() as conn:
        assert conn.execute(NOTICE.select().where(NOTICE.c.rung == "part_due")).all() == []
    swept(quick, date(2021, 3, 11))
    with quick.database.read() as conn:
        assert len(conn.execute(NOTICE.select().where(NOTICE.c.rung == "part_due")).all()) == 1


def test_a_promise_that_cannot_be_is_refused(quick: Office) -> None:
    for error, day, person in (
        (NotYourTurn, date(2021, 2, 1), COORDINATOR),
        (NotYourTurn, date(2021, 2, 1), SHESTAKOV),
        (InvalidCommand, date(2021, 1, 20), NAZEMKINA),
        (InvalidCommand, date(2022, 1, 21), NAZEMKINA),
    ):
        with pytest.raises(error):
            promise(quick, day, by=person)
    promise(quick, date(2021, 2, 1))
    with pytest.raises(TransitionNotAllowed, match="уже сообщили"):
        promise(quick, date(2021, 2, 1))
    quick.bring_to_approvers(PLACE)
    assert "acknowledge" not in commands(quick, PLACE, NAZEMKINA)
    with pytest.raises(TransitionNotAllowed, match="не идёт"):
        promise(quick, date(2021, 2, 2))
    nothing_differs(quick)


@pytest.mark.parametrize(("until", "goes_on"), [(MARCH[2], MARCH[3]), (MARCH[3], MARCH[4])])
def test_a_held_report_goes_after_the_hold_also_beside_the_one_to_the_head(
    office: Office, until: date, goes_on: date
) -> None:
    swept(office, *MARCH[:2])
    assert "hold_report" in commands(office, PLACE, COORDINATOR)
    hold(office, until)
    assert fates(office, "overdue_director") == {(0, RungFate.HELD)}
    swept(office, *(day for day in MARCH[2:] if day < goes_on))
    assert told(office, "overdue_director") == {}
    swept(office, goes_on)
    assert told(office, "overdue_director") == {SHESTAKOV: "superior_report", NAZEMKINA: "reminder"}
    swept(office, MARCH[4])
    assert told(office, "overdue_head") == {EFIMOVA: "superior_report", NAZEMKINA: "reminder"}
    said = f"отложен до {until:%d.%m.%Y} включительно, доклад пойдёт {goes_on:%d.%m.%Y}, причина: «{REASON}»"
    assert said in history(office)
    with office.database.read() as conn:
        facts = [row.facts for row in conn.execute(NOTICE.select().where(NOTICE.c.rung == "overdue_director"))]
    assert REASON not in str(facts)
    nothing_differs(office)


def test_a_held_report_is_not_lost_where_the_report_of_execution_is_taken_back(quick: Office) -> None:
    swept(quick, *MARCH[:2])
    hold(quick, MARCH[2])
    quick.bring_to_approvers(PLACE)
    swept(quick, MARCH[2])
    at(quick, MARCH[3])
    quick.do(NAZEMKINA, c.Withdraw(plan_id=quick.plan_id, place=PLACE))
    sweep(quick.engine)
    assert set(told(quick, "overdue_director")) == {SHESTAKOV, NAZEMKINA}
    nothing_differs(quick)


def test_a_report_is_held_once_by_the_coordinator_alone_and_before_it_went(quick: Office) -> None:
    def refused(kind: type[CommandRefused], until: date, match: str, by: str = COORDINATOR) -> None:
        with pytest.raises(kind, match=match):
            hold(quick, until, by=by)

    refused(TransitionNotAllowed, MARCH[2], "ещё не истёк")
    swept(quick, *MARCH[:2])
    refused(NotYourTurn, MARCH[2], "ответственный за контроль", by=NAZEMKINA)
    refused(InvalidCommand, MARCH[4], "03.03.2021 или 04.03.2021")
    refused(InvalidCommand, MARCH[1], "03.03.2021 или 04.03.2021")
    hold(quick, MARCH[2])
    refused(TransitionNotAllowed, MARCH[3], "один раз")
    swept(quick, *MARCH[2:4])
    refused(TransitionNotAllowed, MARCH[3], "уже направлен")
    assert "hold_report" not in commands(quick, PLACE, COORDINATOR)
    nothing_differs(quick)


def test_who_stands_in_for_the_late_person_holds_no_report_of_it(quick: Office) -> None:
    term = {"starts_on": date(2021, 2, 1), "ends_on": date(2021, 3, 31), "order_number": "12"}
    people = {"absent_id": quick.person(NAZEMKINA), "substitute_id": quick.person(COORDINATOR)}
    quick.engine.execute(c.AddSubstitution.model_validate(term | people | {"order_date": date(2021, 1, 20)}), SYSTEM)
    swept(quick, *MARCH[:2])
    assert "hold_report" not in commands(quick, PLACE, COORDINATOR)
    with pytest.raises(ConflictOfInterest):
        hold(quick, MARCH[2])


def test_who_stands_in_for_the_coordinator_may_hold(quick: Office) -> None:
    substitute(quick, COORDINATOR, "Роговая М.В.", date(2021, 2, 1), date(2021, 3, 31))
    swept(quick, *MARCH[:2])
    hold(quick, MARCH[2], by="Роговая М.В.")
    swept(quick, MARCH[2])
    assert told(quick, "overdue_director") == {}


def test_s37_a_promise_or_a_hold_changed_behind_the_ledger_is_found(quick: Office) -> None:
    swept(quick, *MARCH[:2])
    promise(quick, MARCH[4], note="Ждём печать.")
    hold(quick, MARCH[2])
    stranger = quick.person(EFIMOVA)

    def edits() -> Iterator[Edit]:
        yield "promised_on", update(ACKNOWLEDGEMENT).values(promised_on=MARCH[3])
        yield "note", update(ACKNOWLEDGEMENT).values(note="Иное")
        yield "person_id", update(ACKNOWLEDGEMENT).values(person_id=stranger)
        yield "clock_id", update(ACKNOWLEDGEMENT).values(clock_id="i3-9")
        yield "promises of item", ACKNOWLEDGEMENT.delete()
        yield "until", update(HOLD).values(until=MARCH[4])
        yield "reason", update(HOLD).values(reason="Иное")
        yield "held_by_id", update(HOLD).values(held_by_id=stranger)
        yield "rung i3-1 overdue 0", RUNG.delete().where(RUNG.c.rung == "overdue")
        yield "fate", update(RUNG).where(RUNG.c.fate == RungFate.HELD).values(fate=RungFate.PASSED_OVER)
        silent = {"clock_id": "i3-1", "rung": "overdue_head", "occurrence": 0, "recipient_id": stranger}
        row = silent | {"item_id": quick.item(PLACE).id, "fate": RungFate.FIRED, "on_date": MARCH[1]}
        yield "overdue_head", insert(RUNG).values(row)
        yield "rung", update(HOLD).values(rung="overdue_head")
        yield "held reports of item", HOLD.delete()

    assert unfound(quick, edits()) == []
