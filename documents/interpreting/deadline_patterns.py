"""The patterns of dates and numbers in a folded text, and the scanner of all patterns."""

import re

from documents.interpreting.deadline_kinds import Kind
from documents.interpreting.deadline_phrases import MONTH_NAME, PHRASES

_NO_MONTH = rf"(?! ?\.? ?(?:{MONTH_NAME}|числ))"
_ALONE = r"(?<![0-9.])"
_NO_AMOUNT = r"(?! ?(?:тыс|млн|руб|лет\b|месяц|недел|дн))"
_CENTURY = r"(?:19|20|21)[0-9]{2}"

_STREET = r"(?:ул|улиц\w{1,2}|площад\w{1,2}|просп\w*)"
_NUMBERED = (
    r"(?:пп?|пункт\w*|ст|стать\w*|каб|кабинет\w*|ауд|аудитор\w*|школ\w*|сош|о[оу]|доу|лице\w*|гимнази\w*|корпус\w*"
    r"|приказ\w*|протокол\w*|форм[аеыу]|дом|д)"
)

_CLOCK = r"[0-9]{1,2}[.:-][0-9]{2}(?![0-9.])"
_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_MINUTES = r"(?:00|1[3-9]|[2-5][0-9])(?![0-9]|\.[0-9])"  # those that cannot be a month
_HOURS = r" ?(?:ч\b|час(?!т))\w*\.?"
_CLOCK_FOR_SURE = "|".join(
    (
        rf"{_HOUR} ?:[0-5][0-9]",
        rf"{_HOUR}(?:\.{_MINUTES}|-00(?![0-9.]))",
        rf"(?!2[4-9]|3){_CLOCK}(?= ?- ?{_HOUR}[.:]{_MINUTES})",
        rf"{_CLOCK}(?={_HOURS})",
        rf"[0-9]{{1,3}}(?:-[0-9]{{1,3}})?(?={_HOURS})",
    )
)

_ENDING = r"(?:го|ого|[ыио]й|[аоы]я|[оы]е|о?м|ому|ы[мх]|[йяехмю])\b"
_ROMAN_LIKE = r"[ivxlпшу]{1,4}"
_ROMAN_UNIT = r"(?:кв|полуг|п/г|декад|недел|четв)"
_BEFORE_ROMAN_UNIT = rf"(?=(?: ?(?:[-,;/]|и|до|по) ?{_ROMAN_LIKE}){{0,3}}[ -]{{0,3}}{_ROMAN_UNIT})"

_NUMBERS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (
        Kind.NAME,
        (
            rf"{_STREET}\b\.? ?[0-9]{{1,3}}(?:-?го|-?е)? ?(?:{MONTH_NAME})?",
            r"# ?[0-9]{1,6}(?:[.,-][0-9]{1,4})*",
            r"[0-9]{1,5}(?:,[0-9]{1,3})? ?%",
            r"(?:огэ|егэ|гиа|гвэ|впр)[ -]{1,3}20[0-9]{2}\b",
            rf"{_NUMBERED}\b\.? ?[0-9]{{1,3}}(?:[.,-][0-9]{{1,3}}){{0,4}}(?![0-9]|\.[0-9]){_NO_MONTH}",
            rf"(?!{MONTH_NAME}|(?:до|по|от|на|кв|квартал|год\w{{0,2}}|гг|числа?)\b)[^\W\d_]{{2,30}}-[0-9]{{1,4}}(?![0-9.])",
        ),
    ),
    (
        Kind.TIME,
        (
            rf"{_ALONE}(?:(?:во?|со?|до|по|ко?|на) ?)?(?:{_CLOCK_FOR_SURE})(?: ?(?:-|до|по) ?{_CLOCK})?(?:{_HOURS})?",
            rf"во? {_CLOCK}{_NO_MONTH}",
        ),
    ),
    (
        Kind.ISO_DATE,
        (
            rf"{_ALONE}{_CENTURY}-[0-9]{{1,2}}-[0-9]{{1,2}}(?![0-9])",
            rf"{_ALONE}{_CENTURY}\.[0-9]{{1,2}}\.[0-9]{{1,2}}(?![0-9])",
        ),
    ),
    (
        Kind.DATE,
        (
            rf"{_ALONE}[0-9]{{1,2}} ?[./]\.? ?[0-9]{{1,2}} ?[./]\.? ?{_CENTURY}(?![0-9])",
            rf"{_ALONE}[0-9]{{1,2}}[./][0-9]{{1,2}}[./][0-9]{{2}}(?![0-9]|[./][0-9])",
            rf"{_ALONE}[0-9]{{1,2}}-[0-9]{{1,2}}-{_CENTURY}(?![0-9])",
            rf"{_ALONE}[0-9]{{2}},[0-9]{{2}},{_CENTURY}(?![0-9])",
            rf"{_ALONE}(?:0[1-9]|[12][0-9]|3[01]) (?:0[1-9]|1[0-2]) {_CENTURY}(?![0-9])",
        ),
    ),
    (
        Kind.MONTH_OF_YEAR,
        (
            rf"{_ALONE}(?:0?[1-9]|1[0-2])[./]{_CENTURY}(?![0-9])",
            rf"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[.-][0-9]{{2}}(?![0-9.]){_NO_MONTH}",
        ),
    ),
    (
        Kind.DAY_OF_MONTH,
        (rf"{_ALONE}(?:0?[1-9]|[12][0-9]|3[01])\.(?:0?[1-9]|1[0-2])(?![0-9]|\.[0-9]|,[0-9]{{3}})\.?{_NO_AMOUNT}",),
    ),
    (Kind.YEARS, (rf"{_ALONE}{_CENTURY}(?: ?[-/] ?{_CENTURY}|[-/][0-9]{{2}}{_NO_MONTH})(?![0-9]|[-./][0-9а-я])",)),
    (Kind.SHORT_SCHOOL_YEAR, (rf"{_ALONE}[0-9]{{2}} ?[-/] ?[0-9]{{2}} ?(?=уч)",)),
    (Kind.YEAR, (rf"{_ALONE}{_CENTURY}(?![0-9])",)),
    (
        Kind.ROMAN,
        (
            rf"(?:{_ROMAN_LIKE}|1[vу])(?:-?{_ENDING})?{_BEFORE_ROMAN_UNIT}",
            rf"[ivx]{{1,5}}(?:-{_ENDING})?\b",
        ),
    ),
    (Kind.ORDINAL, (rf"[0-9]{{1,2}}(?: ?- ?)?{_ENDING}",)),
    (Kind.NUMBER, (r"[0-9]+",)),
    (Kind.HALF_YEAR, (r"п/г(?:од\w*)?",)),
    (Kind.WORD, (r"[^\W\d_]+",)),
    (Kind.DASH, (r"-",)),
    (Kind.AND, (r"[,;/&+|]",)),
    (Kind.OPEN, (r"[(\[]",)),
    (Kind.CLOSE, (r"[)\]]",)),
)

SCANNER = re.compile("|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in PHRASES + _NUMBERS))
"""Finds one token after the other; its last group is the token's kind."""
