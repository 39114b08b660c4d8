"""Co-executors' parts: «моя часть готова», internal dates, and who is told of them when."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from config.database import Database
from models.states import DecisionKind, NoticeKind
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import needs
from workflow import commands as c
from workflow.errors import InvalidCommand, NotFound, NotYourTurn, TransitionNotAllowed
from workflow.queries import allowed_commands, item_view
from workflow.replay import replay
from workflow.rows import RESPONSIBLE
from workflow.sweep import sweep
from workflow.transaction import NOTICE

PLACE = 9
LEAD, FIRST, SECOND = "Романенко С.А.", "Васюхичев Д.В.", "Наземкина Е.А."


@pytest.fixture
def office(database: Database) -> Office:
    office = Office(database).ready()
    office.start(PLACE)
    return office


def mark(office: Office, name: str, *, is_ready: bool = True) -> None:
    office.do(name, c.MarkPart(plan_id=office.plan_id, place=PLACE, is_ready=is_ready))


def due(office: Office, name: str, day: date | None, *, by: str = LEAD) -> None:
    command = c.SetPartDue(plan_id=office.plan_id, place=PLACE, person_id=office.person(name), due_on=day)
    office.do(by, command)


def told(office: Office, kind: NoticeKind, rung: str | None = None) -> list[int]:
    with office.database.read() as conn:
        wanted = select(NOTICE.c.recipient_id).where(NOTICE.c.kind == kind, NOTICE.c.rung.is_not_distinct_from(rung))
        return list(conn.execute(wanted.order_by(NOTICE.c.id)).scalars())


def parts(office: Office) -> dict[str, tuple[bool, date | None]]:
    with office.database.read() as conn:
        brief = item_view(conn, office.plan_id, PLACE, office.engine.today()).brief
    return {
        one.person.name: (one.part_ready_at is not None, one.part_due_on)
        for one in brief.responsible
        if not one.is_lead
    }


def buttons(office: Office, name: str) -> set[str]:
    with office.database.read() as conn:
        found = allowed_commands(conn, office.plan_id, PLACE, office.person(name), office.engine.today())
    return {one.name for one in found}


def demand_replay(office: Office) -> None:
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []


def test_the_lead_hears_once_all_parts_are_ready_and_a_return_takes_the_marks_away(office: Office) -> None:
    mark(office, FIRST)
    assert told(office, NoticeKind.PARTS_READY) == []
    assert {"part_ready"} <= buttons(office, SECOND)
    assert "part_not_ready" in buttons(office, FIRST)
    mark(office, SECOND)
    assert told(office, NoticeKind.PARTS_READY) == [office.person(LEAD)]
    with pytest.raises(TransitionNotAllowed, match="уже отмечена"):
        mark(office, FIRST)
    mark(office, FIRST, is_ready=False)
    assert parts(office) == {FIRST: (False, None), SECOND: (True, None)}
    demand_replay(office)


def test_a_part_is_marked_by_its_co_executor_or_who_stands_in_and_by_nobody_else(office: Office) -> None:
    for stranger in (LEAD, SHESTAKOV, COORDINATOR):
        with pytest.raises(NotYourTurn, match="соисполнитель"):
            mark(office, stranger)
    for absent in (FIRST, SECOND):
        office.do(
            COORDINATOR,
            c.AddSubstitution(
                absent_id=office.person(absent),
                substitute_id=office.person("Кузнецова Н.М."),
                starts_on=date(2021, 1, 21),
                ends_on=date(2021, 2, 10),
                order_number="5",
                order_date=date(2021, 1, 20),
            ),
        )
    with pytest.raises(InvalidCommand, match="Васюхичев"):
        mark(office, "Кузнецова Н.М.")
    office.do("Кузнецова Н.М.", c.MarkPart(plan_id=office.plan_id, place=PLACE, person_id=office.person(SECOND)))
    assert parts(office) == {FIRST: (False, None), SECOND: (True, None)}
    demand_replay(office)


def test_only_the_lead_sets_a_date_and_not_after_the_deadline(office: Office) -> None:
    with pytest.raises(NotYourTurn, match="ответственный исполнитель"):
        due(office, SECOND, date(2021, 2, 10), by=FIRST)
    with pytest.raises(NotFound, match="соисполнителя"):
        due(office, SHESTAKOV, date(2021, 2, 10))
    with pytest.raises(InvalidCommand, match=r"не может быть позже срока пункта \(31.03.2021\)"):
        due(office, FIRST, date(2021, 4, 1))
    with pytest.raises(InvalidCommand, match="уже прошёл"):
        due(office, FIRST, date(2021, 1, 20))
    due(office, FIRST, date(2021, 3, 31))
    due(office, SECOND, date(2021, 2, 10))
    due(office, SECOND, None)
    assert parts(office) == {FIRST: (False, date(2021, 3, 31)), SECOND: (False, None)}
    demand_replay(office)


def test_a_part_is_reminded_of_one_working_day_before_and_on_the_working_day_after_once(office: Office) -> None:
    due(office, FIRST, date(2021, 2, 12))  # a Friday
    due(office, SECOND, date(2021, 2, 12))
    mark(office, SECOND)
    heard: list[tuple[int, int]] = []
    for day in (10, 11, 11, 12, 15, 15, 16):
        office.move_to(datetime(2021, 2, day, 4, tzinfo=UTC))
        before = len(told(office, NoticeKind.REMINDER, "part_due"))
        sweep(office.engine)
        heard += [(day, who) for who in told(office, NoticeKind.REMINDER, "part_due")[before:]]
    assert heard == [(11, office.person(FIRST)), (15, office.person(FIRST))]
    with office.database.read() as conn:
        waiting = conn.execute(select(RESPONSIBLE.c.part_rung_on).where(RESPONSIBLE.c.part_rung_on.is_not(None)))
        assert waiting.all() == []
    demand_replay(office)


def test_a_missed_sweep_reminds_of_a_part_once_and_a_submitted_item_not_at_all(office: Office) -> None:
    due(office, FIRST, date(2021, 2, 12))
    office.move_to(datetime(2021, 2, 17, 4, tzinfo=UTC))
    report = sweep(office.engine)
    assert [name for name, _, _ in report.fired if name == "part_due"] == ["part_due"]
    due(office, SECOND, date(2021, 2, 25))
    office.add(PLACE)
    office.submit(PLACE)
    office.move_to(datetime(2021, 2, 24, 4, tzinfo=UTC))
    sweep(office.engine)
    assert told(office, NoticeKind.REMINDER, "part_due") == [office.person(FIRST)]


def test_a_co_executor_is_told_of_a_part_that_is_due_soon_until_it_is_ready(office: Office) -> None:
    due(office, FIRST, date(2021, 2, 12))
    assert needs(office, FIRST) == []
    office.move_to(datetime(2021, 2, 8, 4, tzinfo=UTC))
    assert needs(office, FIRST) == [("part", PLACE)]
    office.move_to(datetime(2021, 2, 15, 4, tzinfo=UTC))
    assert needs(office, FIRST) == [("part", PLACE)]
    mark(office, FIRST)
    assert needs(office, FIRST) == []


def test_a_return_and_a_reopening_ask_for_the_parts_anew(office: Office) -> None:
    due(office, FIRST, date(2021, 3, 10))
    mark(office, FIRST)
    office.add(PLACE)
    office.submit(PLACE)
    with pytest.raises(TransitionNotAllowed, match="На согласовании"):
        mark(office, SECOND)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Уточните выводы.")
    assert parts(office)[FIRST] == (False, date(2021, 3, 10))
    mark(office, FIRST)
    office.submit(PLACE)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    office.do(EFIMOVA, c.ReopenItem(plan_id=office.plan_id, place=PLACE, reason="Проверка.", due_on=date(2021, 4, 30)))
    assert parts(office)[FIRST] == (False, date(2021, 3, 10))
    demand_replay(office)
