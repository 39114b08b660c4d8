"""The golden table of the ladder against the table of the design and the published calendar, worked out anew here.

Nothing of the program's calendar or ladder is asked: a table that was written anew with a mistake in it is found.
"""

import csv
import io
from collections import defaultdict
from datetime import date, timedelta

from config.plan_draft import DraftItem
from config.plan_file import read_plan
from tests.golden.ladder_year import TABLES
from tests.integration.office import COORDINATOR, EFIMOVA, PLAN_FILE, SHESTAKOV

DAYS_OFF = {
    *(date(2021, 1, day) for day in range(1, 11)), date(2021, 2, 22), date(2021, 2, 23), date(2021, 3, 8),
    *(date(2021, 5, day) for day in (3, 4, 5, 6, 7, 10)), date(2021, 6, 14),
    *(date(2021, 11, day) for day in range(1, 6)), date(2021, 12, 31),
}  # fmt: skip
WORKED_SATURDAY = date(2021, 2, 20)
IN_FORCE, LAST = date(2021, 1, 21), date(2021, 12, 31)
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
REMINDER, REPORT = "напоминание о сроке", "информирование руководителя"
# Item 10 is due in 2020 in the document; the office corrects it to these days.
CORRECTED = {10: (date(2021, 3, 1), date(2021, 4, 30))}
Told = dict[tuple[date, int, str], set[str]]


def is_worked(day: date) -> bool:
    return day == WORKED_SATURDAY or (day.weekday() < 5 and day not in DAYS_OFF)


def moved(day: date, step: timedelta) -> date:
    while not is_worked(day):
        day += step
    return day


def shifted(day: date, working_days: int) -> date:
    step = ONE_DAY if working_days > 0 else -ONE_DAY
    for _ in range(abs(working_days)):
        day = moved(day + step, step)
    return day


def weekly(first: date) -> list[date]:
    mondays = [first + timedelta(days=7 - first.weekday())]
    while mondays[-1] + ONE_WEEK <= LAST:
        mondays.append(mondays[-1] + ONE_WEEK)
    tables = [moved(monday, ONE_DAY) for monday in mondays]
    return [first, *(day for monday, day in zip(mondays, tables, strict=True) if day < monday + ONE_WEEK)]


def expected_of(place: int, item: DraftItem) -> Told:
    """The design's table of deadlines, line by line, for one item on which nobody ever works."""
    starts_on, due_on = CORRECTED.get(place, (item.starts_on, item.due_on))
    assert starts_on is not None
    assert due_on is not None
    assert item.lead is not None
    control, everybody, lead = moved(due_on, -ONE_DAY), set(item.responsible), {item.lead}
    told: Told = defaultdict(set)

    def tell(day: date, rung: str, kind: str, people: set[str]) -> None:
        if IN_FORCE <= day <= LAST:
            told[day, place, f"{rung}: {kind}"] |= people

    for days in (-5, -1):
        tell(shifted(control, days), "upcoming", REMINDER, everybody)
    tell(shifted(starts_on, 3), "not_started", REMINDER, lead)
    half_way = starts_on + timedelta(days=(control - starts_on).days // 2)
    tell(moved(half_way, ONE_DAY), "behind_pace", REMINDER, everybody)
    tell(shifted(control, 1), "overdue", REMINDER, lead | {COORDINATOR})
    tell(shifted(control, 2), "director_notice", REMINDER, {COORDINATOR})
    # Who is responsible and would be reported to gets the lead's letter alone, and the report goes to the next one.
    is_own = SHESTAKOV in everybody
    tell(shifted(control, 3), "overdue_director", REPORT, {EFIMOVA if is_own else SHESTAKOV})
    tell(shifted(control, 3), "overdue_director", REMINDER, lead | ({SHESTAKOV} if is_own else set()))
    for day in weekly(shifted(control, 5)):
        tell(day, "overdue_head", REPORT, {EFIMOVA})
        tell(day, "overdue_head", REMINDER, lead)
    return told


def test_the_golden_table_is_what_the_design_says_on_the_published_calendar() -> None:
    expected: Told = {}
    for place, item in enumerate(read_plan(PLAN_FILE).items, 1):
        expected |= expected_of(place, item)
    printed: Told = {}
    for line in csv.DictReader(io.StringIO(TABLES["nobody"].read_text("utf-8")), delimiter="\t"):
        if ":" in line["что"]:
            key = (date.fromisoformat(line["день"]), int(line["пункт"]), line["что"])
            printed[key] = set(line["кто узнаёт"].split(", "))
    assert printed == expected
