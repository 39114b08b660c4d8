"""Working days by the Russian production calendar, of a five-day or a six-day week.

Source: ст. 112 ТК РФ, the Government's yearly decrees on transferred days (through the `holidays` library)
and the non-working days by decree that the operator lists in the calendar's file.
"""

from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Literal

from config.calendar_file import CalendarConfig, load_calendar
from config.office_files import calendar_path
from workflow.errors import YearNotKnown
from workflow.public_holidays import PublicHolidays

DayOffRule = Literal["preceding", "following", "none"]
SATURDAY = 5
DECEMBER = 12


class WorkingCalendar:
    """Answers what day is worked. Years that the configuration does not confirm still answer, see `is_known`."""

    def __init__(self, config: CalendarConfig) -> None:
        self._known = frozenset(config.known_years)
        self._off, self._worked = set[date](), set(config.working_days)
        self._holidays = PublicHolidays(six_day_week=config.six_day_week)
        for day in config.days_off:
            source = day.moved_from
            if source is not None and config.six_day_week and source.weekday() == SATURDAY:
                continue
            self._off.add(day.date)
            if source is not None and not self._holidays.is_holiday(source):
                self._worked.add(source)
        self._answers: dict[date, bool] = {}
        self._shifted: dict[tuple[date, int], date] = {}
        self._counted: dict[int, tuple[int, ...]] = {}

    def is_known(self, year: int) -> bool:
        """Is the year's calendar confirmed, with its transferred days?"""
        return year in self._known

    def unknown_years(self, first: int, last: int | None) -> tuple[int, ...]:
        """Which years of a plan are not confirmed; `last` is None for a plan of one year."""
        return tuple(year for year in range(first, (last or first) + 1) if not self.is_known(year))

    def asked_for(self, today: date) -> int | None:
        """The next year where it is not confirmed and December has come; None while nobody needs it."""
        following = today.year + 1
        return following if today.month == DECEMBER and not self.is_known(following) else None

    def demand_known(self, year: int) -> None:
        """Raise `YearNotKnown` unless the year is confirmed."""
        if not self.is_known(year):
            raise YearNotKnown(
                f"Производственный календарь на {year} год не подтверждён: "
                f"попросите администратора внести {year} год в файл календаря."
            )

    def is_working(self, day: date) -> bool:
        """Is this day worked?"""
        answer = self._answers.get(day)
        if answer is None:
            answer = self._answers[day] = self._ask(day)
        return answer

    def _ask(self, day: date) -> bool:
        if day in self._worked:
            return True
        if day in self._off:
            return False
        return self._holidays.is_working_day(day)

    def shift(self, day: date, working_days: int) -> date:
        """The day that lies `working_days` after (or, negative, before) `day`; 0 gives `day` itself."""
        found = self._shifted.get((day, working_days))
        if found is None:
            found = self._shifted[day, working_days] = self._shift(day, working_days)
        return found

    def _shift(self, day: date, working_days: int) -> date:
        step = timedelta(days=1 if working_days > 0 else -1)
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` comes first."""
        if end < start:
            return -self.days_between(end, start)
        whole_years = sum(self._worked_by(year)[-1] for year in range(start.year, end.year))
        return (
            whole_years
            + self._worked_by(end.year)[_day_of_year(end)]
            - self._worked_by(start.year)[_day_of_year(start)]
        )

    def _worked_by(self, year: int) -> tuple[int, ...]:
        """How many days of the year are worked up to and with each day, counted from 1; lateness is asked all day."""
        found = self._counted.get(year)
        if found is None:
            first = date(year, 1, 1)
            days = _day_of_year(date(year, 12, 31))
            worked = (self.is_working(first + timedelta(days=n)) for n in range(days))
            found = self._counted[year] = tuple(accumulate(worked, initial=0))
        return found

    def control_date(self, due: date, rule: DayOffRule | str = "preceding") -> date:
        """The deadline, moved off a day off by the plan's rule."""
        if rule == "none" or self.is_working(due):
            return due
        return self.shift(due, -1 if rule == "preceding" else 1)

    def first_working_day(self, year: int, month: int) -> date:
        """The first working day of a month."""
        return self.control_date(date(year, month, 1), "following")


def _day_of_year(day: date) -> int:
    return day.timetuple().tm_yday


def working_calendar() -> WorkingCalendar:
    """The office's calendar, the same for engine, letters and pages. Raises `SettingsError` for a file at fault."""
    return _read_once(calendar_path())


@lru_cache(maxsize=4)
def _read_once(path: Path | None) -> WorkingCalendar:
    return WorkingCalendar(load_calendar(path))
