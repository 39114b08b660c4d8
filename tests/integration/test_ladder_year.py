"""The ladder over the real plan and the calendar of 2021: who hears what on each working day, item by item."""

import csv
import io
from collections import Counter
from datetime import date, timedelta

import pytest

from config.database import Database
from tests.golden.ladder_year import FIRST, LAST, TABLES, lived_year, printed_year
from workflow.calendar import working_calendar

NEW_TABLE = "the table differs from tests/golden: run make golden, read what changed"
ITEMS = 21


@pytest.fixture
def lines() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(TABLES["nobody"].read_text("utf-8")), delimiter="\t"))


def test_who_hears_what_on_each_working_day_when_nobody_does_anything(sqlite_database: Database) -> None:
    year = lived_year(sqlite_database, "nobody")
    assert printed_year(year) == TABLES["nobody"].read_text("utf-8"), NEW_TABLE
    assert not year.obstacles
    # Three items are due on the year's last day.
    assert len(year.late) == ITEMS - 3
    per_day = Counter((letter.recipient, letter.on) for letter in year.letters if letter.on > year.first_day)
    assert set(per_day.values()) == {1}, "one digest a person a day"


def test_who_hears_what_when_everybody_is_in_time(postgresql_database: Database) -> None:
    year = lived_year(postgresql_database, "on-time")
    assert printed_year(year) == TABLES["on-time"].read_text("utf-8"), NEW_TABLE
    assert not year.obstacles
    assert not year.late


def test_every_working_day_stands_in_the_table_and_no_day_off(lines: list[dict[str, str]]) -> None:
    calendar = working_calendar()
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    worked = [day.isoformat() for day in days if calendar.is_working(day)]
    # 247 by the Government's calendar; seven days off by two decrees of the President.
    assert len(worked) == 240
    assert list(dict.fromkeys(line["день"] for line in lines)) == worked


def test_a_rung_of_an_item_is_told_on_its_day_alone(lines: list[dict[str, str]]) -> None:
    told = Counter(
        (line["пункт"], line["что"].partition(":")[0], line["раб. дней от неё"]) for line in lines if ":" in line["что"]
    )
    once = {"upcoming": {"-5", "-1"}, "overdue": {"+1"}, "director_notice": {"+2"}}
    for item, rung, days in told:
        assert days in once.get(rung, {days}), (item, rung, days)
    assert {item for item, rung, _ in told if rung == "upcoming"} == {str(number) for number in range(1, ITEMS + 1)}


def test_the_days_of_one_item_are_those_of_the_calendar_on_paper(lines: list[dict[str, str]]) -> None:
    """Item 3 is due on 26 February: Saturday the 20th is worked, the 22nd, the 23rd and 8 March are days off."""
    days = {(line["что"].partition(":")[0], line["день"]) for line in lines if line["пункт"] == "3"}
    expected = {
        ("upcoming", date(2021, 2, 18)), ("upcoming", date(2021, 2, 25)), ("overdue", date(2021, 3, 1)),
        ("director_notice", date(2021, 3, 2)), ("overdue_director", date(2021, 3, 3)),
        ("overdue_head", date(2021, 3, 5)), ("overdue_head", date(2021, 3, 9)), ("overdue_head", date(2021, 3, 15)),
    }  # fmt: skip
    assert {(rung, day.isoformat()) for rung, day in expected} <= days
    assert ("overdue_head", "2021-05-11") in days, "the week of 3 to 10 May has no working day"
