"""Working days by the Russian production calendar.

Source: ст. 112 ТК РФ, the Government's yearly decrees on transferred days (through the `holidays` library)
and the non-working days by decree that the operator lists in `config/calendar.toml`.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import holidays

from config.calendar_file import CalendarConfig, load_calendar
from workflow.errors import YearNotKnown

DayOffRule = Literal["preceding", "following", "none"]
SATURDAY, SUNDAY = 5, 6


class WorkingCalendar:
    """Answers what day is worked. Years that the configuration does not confirm still answer, see `is_known`."""

    def __init__(self, config: CalendarConfig) -> None:
        self._known = frozenset(config.known_years)
        self._off = {day.date for day in config.days_off}
        self._worked = set(config.working_days)
        self._six_day_week = config.six_day_week
        self._holidays = holidays.country_holidays("RU")
        self._answers: dict[date, bool] = {}
        self._shifted: dict[tuple[date, int], date] = {}

    def is_known(self, year: int) -> bool:
        """Is the year's calendar confirmed, with its transferred days?"""
        return year in self._known

    def demand_known(self, year: int) -> None:
        """Raise `YearNotKnown` unless the year is confirmed."""
        if not self.is_known(year):
            raise YearNotKnown(
                f"Производственный календарь на {year} год не подтверждён: "
                f"попросите администратора внести {year} год в config/calendar.toml."
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
        if self._six_day_week:
            return day.weekday() != SUNDAY and day not in self._holidays
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
        return sum(self.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def control_date(self, due: date, rule: DayOffRule | str = "preceding") -> date:
        """The deadline, moved off a day off by the plan's rule."""
        if rule == "none" or self.is_working(due):
            return due
        return self.shift(due, -1 if rule == "preceding" else 1)

    def first_working_day(self, year: int, month: int) -> date:
        """The first working day of a month."""
        return self.control_date(date(year, month, 1), "following")


@lru_cache(maxsize=1)
def working_calendar() -> WorkingCalendar:
    """The office's calendar from `config/calendar.toml`, read once."""
    return WorkingCalendar(load_calendar())
