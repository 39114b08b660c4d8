"""The last day of an absence, as automatic answers write it in Russian and English.

«по 15.03.2021», «до 15 марта», «с 1 по 15 марта», «until March 15», «I return on 16 March»: the day before the return.
"""

import re
from datetime import date, timedelta

from workflow.wording.dates import MONTHS

LONGEST = timedelta(days=400)
LONGEST_WITHOUT_YEAR = timedelta(days=200)
_MONTHS_EN = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join((*MONTHS, *_MONTHS_EN, *(f"{name[:3]}\\.?" for name in _MONTHS_EN)))
_NUMERIC = r"(?P<d{0}>[0-3]?\d)[./](?P<m{0}>[01]?\d)(?:[./](?P<y{0}>(?:20)?\d\d))?(?!\d|\.\d)"
_NAMED = r"(?P<d{0}>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? (?P<m{0}>" + _MONTH + r")\b,?(?: (?P<y{0}>20\d\d))?"
_ENGLISH = r"(?P<m{0}>" + _MONTH + r") (?P<d{0}>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\d),?(?: (?P<y{0}>20\d\d))?"
_ISO = r"(?P<y{0}>20\d\d)-(?P<m{0}>[01]\d)-(?P<d{0}>[0-3]\d)"
_DAYS = "|".join(f"(?:{form})" for form in (_ISO.format(1), _NUMERIC.format(2), _NAMED.format(3), _ENGLISH.format(4)))
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? |понедельника?,? |вторника?,? |среды,? )?"
_LAST = re.compile(
    rf"\b(?:по|до|until|till|through|thru|up to and including|to)(?: и включая)? {_WEEKDAY}(?:конца дня )?(?:{_DAYS})",
    re.IGNORECASE,
)
_RETURN = re.compile(
    r"\b(?:вернусь|возвращаюсь|выйду|выхожу|приступлю|return(?:ing)?|back|available again|"
    r"буду(?! отсутств| недоступ| вне| в отп| в ком| на бол| болеть))"
    rf"(?: (?!до\b|по\b|until\b|till\b)[a-zа-яё]+){{0,4}}? {_WEEKDAY}(?:{_DAYS})",
    re.IGNORECASE,
)
# «до 18:00» and «8 800 … 15.03» are no days of an absence; a day needs a month.
_SPACES = re.compile(r"\s+")


def absence_end(text: str, received: date) -> date | None:
    """The last day of the absence that a text tells, None where it tells none or one that cannot be meant.

    A day without a year is the nearest one that is not over for more than a week when the answer came.
    """
    line = _SPACES.sub(" ", text[:8_000]).replace("«", "").replace("»", "")
    returns = _last_of(_RETURN, line, received)
    if returns is not None:
        return returns - timedelta(days=1)
    return _last_of(_LAST, line, received)


def _last_of(pattern: re.Pattern[str], line: str, received: date) -> date | None:
    days = [day for found in pattern.finditer(line) if (day := _day(found, received)) is not None]
    return max(days, default=None)


def _day(found: re.Match[str], received: date) -> date | None:
    form = next(number for number in "1234" if found[f"d{number}"])
    day, month, year = int(found[f"d{form}"]), _month(found[f"m{form}"]), found[f"y{form}"]
    years = (received.year, received.year + 1) if year is None else (int(year) % 100 + 2000,)
    longest = LONGEST_WITHOUT_YEAR if year is None else LONGEST
    for each in years:
        try:
            meant = date(each, month, day)
        except ValueError:
            continue
        if received - timedelta(days=7) <= meant <= received + longest:
            return meant
    return None


def _month(word: str) -> int:
    if word.isdecimal():
        return int(word)
    lower = word.lower().rstrip(".")
    if lower in MONTHS:
        return MONTHS.index(lower) + 1
    return next(number for number, name in enumerate(_MONTHS_EN, 1) if name.startswith(lower[:3]))
