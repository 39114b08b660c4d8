"""Dates and times of a spreadsheet: which parts of one a number format shows, and how it reads in Russian.

Source: ECMA-376 part 1, 18.8.30 (number formats), 18.17.4 (dates and times as serial numbers).
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

_LITERALS = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]|am/pm|a/p', re.IGNORECASE | re.DOTALL)
_FIELDS = re.compile(r"\[[hms]+\]|y+|m+|d+|h+|s+", re.IGNORECASE)
# Programs that write the codes as Russian Excel shows them.
_RUSSIAN_CODES = str.maketrans("ДМГ", "dmy")
_LONGEST_NUMBER = 2
_MONTHS = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
_LAST_SERIAL = 2_958_465
_DAY_ZERO = datetime(1899, 12, 31)  # noqa: DTZ001 -- a spreadsheet's time has no zone
# Excel counts a 29 February 1900, as Lotus 1-2-3 did.
_FALSE_LEAP_DAY = 60
_DAYS_BETWEEN_SYSTEMS = 1462
_SECONDS_A_DAY = 86_400

Shown = tuple[str, date | datetime | int | float | None, bool]


@lru_cache(maxsize=1024)
def date_fields(code: str) -> frozenset[str]:
    """What a number format shows of a date, empty for one that shows none.

    year, month, day, weekday, hour, minute, second; elapsed for hours that go on past 24.
    """
    first_section = _LITERALS.sub("", code).split(";", 1)[0].translate(_RUSSIAN_CODES).lower()
    if "general" in first_section:
        return frozenset()
    fields = _FIELDS.findall(first_section)
    return frozenset(_meaning(fields, at) for at in range(len(fields)))


def _meaning(fields: list[str], at: int) -> str:
    code = fields[at]
    before = fields[at - 1].lstrip("[")[0] if at else ""
    after = fields[at + 1][0] if at + 1 < len(fields) else ""
    if code.startswith("["):
        return "elapsed"
    if code[0] == "m":
        is_minute = len(code) <= _LONGEST_NUMBER and (before == "h" or after == "s")
        return "minute" if is_minute else "month"
    if code[0] == "d":
        return "day" if len(code) <= _LONGEST_NUMBER else "weekday"
    return {"y": "year", "h": "hour", "s": "second"}[code[0]]


def moment_of(serial: float, *, is_1904: bool) -> datetime | None:
    """The date and time behind a serial number, to the second; None where a spreadsheet shows none."""
    days = serial + _DAYS_BETWEEN_SYSTEMS if is_1904 else serial
    if not 1 <= days <= _LAST_SERIAL:
        return None
    seconds = round(days * _SECONDS_A_DAY)
    return _DAY_ZERO + timedelta(seconds=seconds, days=-1 if days >= _FALSE_LEAP_DAY else 0)


def shown_time(serial: float) -> Shown:
    """A time of day, or elapsed hours, «9:05» as «09:05»."""
    minutes = round(serial * _SECONDS_A_DAY / 60)
    return f"{minutes // 60:02}:{minutes % 60:02}", serial, False


def shown_date(moment: datetime, fields: frozenset[str]) -> Shown:
    """How a date reads in a format that shows these fields."""
    if "day" not in fields and "weekday" not in fields:
        if "month" in fields and "year" in fields:
            return f"{_MONTHS[moment.month - 1]} {moment.year}", moment.date(), True
        if "month" in fields:
            # The year behind it is the one in which the cell was filled in, which nobody sees.
            return _MONTHS[moment.month - 1], None, False
        if "year" in fields:
            return str(moment.year), moment.year, False
    if "hour" in fields and (moment.hour or moment.minute):
        return f"{moment:%d.%m.%Y %H:%M}", moment, False
    return f"{moment:%d.%m.%Y}", moment.date(), False
