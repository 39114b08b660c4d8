"""Public holidays and transferred days off of Russia, for a five-day and for a six-day week, from 2013 on.

Source: ст. 112 ТК РФ. A day off that falls on a holiday moves to the next working day, but that of the New Year
holidays, which the Government moves elsewhere by its yearly decree. In a six-day week Sunday alone is a day off, so
what is moved from a Saturday, by the law or by a decree, does not concern it.
"""

import re
from datetime import date, datetime, timedelta

import holidays

SUNDAY = 6
# Праздничные дни января: дни отдыха, совпавшие с ними, по закону не переносятся.
NEW_YEAR_ENDS = 8
JANUARY = 1
DAY = timedelta(days=1)
# How the library names a day off that a decree moved, in Russian.
_MOVED = re.compile(r"перенесено с (\d\d\.\d\d\.\d{4})")


class PublicHolidays:
    """What day is worked by the law and the yearly decrees, as the library of holidays knows them."""

    def __init__(self, *, six_day_week: bool) -> None:
        self._six_day_week = six_day_week
        self._observed = holidays.country_holidays("RU", language="ru")
        self._printed = holidays.country_holidays("RU", language="ru", observed=False)
        self._off_by_year: dict[int, frozenset[date]] = {}

    def is_working_day(self, day: date) -> bool:
        """Is this day worked?"""
        if not self._six_day_week:
            return self._observed.is_working_day(day)
        return day.weekday() != SUNDAY and day not in self._off(day.year)

    def is_holiday(self, day: date) -> bool:
        """Is it one of the holidays that the law names?"""
        return day in self._printed and self._moved_from(day) is None

    def _off(self, year: int) -> frozenset[date]:
        """The days off of a six-day week beside its Sundays."""
        if year not in self._off_by_year:
            self._off_by_year[year] = frozenset(self._days_off(year))
        return self._off_by_year[year]

    def _days_off(self, year: int) -> set[date]:
        self._printed.is_working_day(date(year, 1, 1))  # the library fills a year at the first question about it
        days = [day for day in self._printed if day.year == year]
        moved = {day: source for day in days if (source := self._moved_from(day)) is not None}
        found = {day for day in days if day not in moved}
        found |= {day for day, source in moved.items() if source.weekday() == SUNDAY}
        for day in sorted(found):
            is_of_new_year = day.month == JANUARY and day.day <= NEW_YEAR_ENDS
            if day.weekday() == SUNDAY and not is_of_new_year and day not in moved.values():
                found.add(self._next_working(day, found))
        return found

    @staticmethod
    def _next_working(day: date, off: set[date]) -> date:
        day += DAY
        while day.weekday() == SUNDAY or day in off:
            day += DAY
        return day

    def _moved_from(self, day: date) -> date | None:
        told = _MOVED.search(self._printed.get(day) or "")
        return None if told is None else datetime.strptime(told[1], "%d.%m.%Y").date()  # noqa: DTZ007 - a day
