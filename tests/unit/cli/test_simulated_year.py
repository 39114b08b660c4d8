"""What a simulated year is turned into: a table by day, a chart by week, a calendar file, a summary."""

from datetime import UTC, date, datetime

import icalendar
import pytest
from lxml import etree

from cli.simulation.days_table import days_table
from cli.simulation.facts import print_year, year_json
from cli.simulation.letters_calendar import letters_calendar
from cli.simulation.outcome import LateItem, SimulatedLetter, SimulatedYear, Told
from cli.simulation.plan_copy import LEFT_BEHIND, rows_of_plan
from cli.simulation.weeks_chart import weeks_chart
from migrations.metadata import metadata
from models.states import NoticeKind
from workflow.calendar import working_calendar

SVG = "{http://www.w3.org/2000/svg}"
ROGOVAYA, EFIMOVA = "Роговая М.В.", "Ефимова Л.Г."


def letter(day: date, to: str, *told: Told, kind: NoticeKind = NoticeKind.REMINDER) -> SimulatedLetter:
    return SimulatedLetter(datetime(day.year, day.month, day.day, 2, tzinfo=UTC), day, to, kind, "План: срок", told)


@pytest.fixture
def year() -> SimulatedYear:
    soon = Told(NoticeKind.REMINDER, 3, "3", "upcoming")
    head = Told(NoticeKind.SUPERIOR_REPORT, 3, "3", "overdue_head")
    return SimulatedYear(
        plan_id=7,
        title="План",
        scenario="Проба <&>",
        timezone="Asia/Omsk",
        first_day=date(2021, 2, 18),
        last_day=date(2021, 3, 9),
        letters=(
            letter(date(2021, 2, 18), ROGOVAYA, soon, Told(NoticeKind.REMINDER, 4, "4", "upcoming")),
            letter(date(2021, 2, 18), EFIMOVA, soon),
            letter(date(2021, 2, 20), ROGOVAYA, soon),
            letter(date(2021, 3, 9), EFIMOVA, head, kind=NoticeKind.SUPERIOR_REPORT),
            letter(date(2021, 3, 9), ROGOVAYA, kind=NoticeKind.PLAN_CLOSED),
        ),
        fired={"upcoming": 3, "overdue_head": 1},
        passed_over=2,
        late=(LateItem(3, "3", "Визиты", ROGOVAYA, date(2021, 2, 26), None, 6),),
        rung_names={"upcoming": "срок приближается"},
        control_dates={3: date(2021, 2, 26), 4: None},
        undelivered=1,
        dropped=0,
        doubts_accepted=4,
        without_address=(EFIMOVA,),
        obstacles=("Пункт 3: нельзя.",),
        unknown_year=2027,
    )


def test_every_table_of_the_database_is_copied_or_left_behind_by_name() -> None:
    tables = {table.name: table for table in metadata.sorted_tables}
    assert tables.keys() >= LEFT_BEHIND
    for name in tables.keys() - LEFT_BEHIND:
        rows_of_plan(tables[name], 1)
    with pytest.raises(LookupError, match="alarm"):
        rows_of_plan(tables["alarm"], 1)


def test_the_table_of_days_has_each_working_day_and_who_hears_what(year: SimulatedYear) -> None:
    lines = days_table(year, working_calendar(), date(2021, 2, 18), date(2021, 2, 24)).splitlines()[1:]
    told = f"{EFIMOVA}, {ROGOVAYA}"
    assert lines == [
        f"2021-02-18\tчт\t3\t2021-02-26\t-5\tupcoming: напоминание о сроке\t{told}",
        f"2021-02-18\tчт\t4\t\t\tupcoming: напоминание о сроке\t{ROGOVAYA}",
        "2021-02-19\tпт\t\t\t\t\tникто",
        f"2021-02-20\tсб\t3\t2021-02-26\t-3\tupcoming: напоминание о сроке\t{ROGOVAYA}",
        "2021-02-24\tср\t\t\t\t\tникто",
    ]


def test_the_chart_tells_its_numbers_to_who_listens_and_has_no_colour(year: SimulatedYear) -> None:
    root = etree.fromstring(weeks_chart(year))
    assert root.get("role") == "img"
    named = [root.find(f"{SVG}{part}") for part in ("title", "desc")]
    assert [one.get("id") for one in named if one is not None] == (root.get("aria-labelledby") or "").split()
    assert f"{ROGOVAYA} — 3; {EFIMOVA} — 2" in "".join(root.itertext())
    cells = [title.text for title in root.iter(f"{SVG}title")][1:]
    assert cells == [
        f"{ROGOVAYA}, неделя с 15.02.2021: 2 письма",
        f"{ROGOVAYA}, неделя с 08.03.2021: 1 письмо",
        f"{EFIMOVA}, неделя с 15.02.2021: 1 письмо",
        f"{EFIMOVA}, неделя с 08.03.2021: 1 письмо",
    ]
    inks = {value for one in root.iter() for key in ("fill", "stroke") if (value := one.get(key))}
    assert all(ink[1:3] == ink[3:5] == ink[5:7] for ink in inks), inks


def test_the_calendar_file_has_an_event_a_letter_and_the_same_bytes_twice(year: SimulatedYear) -> None:
    written = letters_calendar(year)
    assert letters_calendar(year) == written
    events = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [one.at for one in year.letters]
    assert len({str(event["uid"]) for event in events}) == len(year.letters)
    assert str(events[0]["summary"]) == f"{ROGOVAYA}: План: срок"
    assert "Пункты: 3, 4\nСтупени: срок приближается" in str(events[0]["description"])


def test_the_summary_says_who_gets_most_and_what_was_supposed(
    year: SimulatedYear, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = year_json(year)["summary"]
    assert summary["per_person"] == {ROGOVAYA: 3, EFIMOVA: 2}
    assert summary["busiest_day"] == {"on": "2021-02-18", "letters": 2}
    print_year(year, EFIMOVA)
    said = capsys.readouterr().out
    letters, _, rest = said.partition("Писем за период")
    assert ROGOVAYA not in letters
    for part in (
        "18.02.2021: 2 письма на всех",
        "нет, 6 рабочих дней",
        "принято как есть: 4",
        f"условно: {EFIMOVA}",
        "на 2027 год не подтверждён",
        "Не удалось по сценарию. Пункт 3: нельзя.",
    ):
        assert part in rest
