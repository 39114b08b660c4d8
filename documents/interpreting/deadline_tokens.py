"""The dates, numbers and words of a folded text, each with what it is to a deadline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.interpreting.deadline_kinds import Kind
from documents.interpreting.deadline_patterns import SCANNER
from documents.interpreting.month_names import MONTHS

LAST = -1
"""The ordinal of «последняя»."""

_LONGEST_NUMBER = 4
_SHORT_NAME = 3
_CENTURY = 100
_TURN_OF_CENTURY = 80
_MONTHS_A_YEAR = 12

_KIND_OF_WORD = re.compile(
    r"(?P<quarter>кв|кварт\w*)|(?P<half_year>полуг\w*)|(?P<decade>декад\w*)|(?P<week>нед|недел\w*)|(?P<half_of>половин\w*)"
    r"|(?P<day_number>числ[оауе]|числам?|числах)|(?P<school>уч|учебн\w*)|(?P<year_word>г|гг|год|года|году|годом|годы|годов|годах)"
    r"|(?P<by>по)|(?P<on>во?|на)|(?P<conjunction>и|или|а|также)"
    r"|(?P<reference>после|перед|накануне|канун|преддверии|от|об?|за|итогам|итогах|итоги|результатам|результаты|окончани[ию]"
    r"|завершени[ию]|кроме)"
    r"|(?P<term>весн\w*|весен\w*|лето|летом|лета|летн\w+|осен\w*|зим\w*|каникул\w*|четверт(?:ь|и|ью|ей|ям|ях)|четв"
    r"|триместр\w*|семестр\w*)"
    r"|(?P<noise>течен[еиюя]{1,4}|теч|протяжени[ие]|продолжени[ие]|месяц|месяца|месяцы|включительно|срок|период|периода"
    r"|начиная|весь|всего|ориентировочно|примерно|понедельник\w*|вторник\w*|сред[ауы]|четверг\w*|пятниц\w*|суббот\w*|воскресень\w*|пн|вт|ср|чт|пт|сб|вс)"
)
_ORDINAL_WORDS = (
    (re.compile(r"перв(?:ый|ого|ому|ом|ым|ая|ой|ую|ое|ые|ых)"), 1),
    (re.compile(r"втор(?:ой|ого|ому|ом|ым|ая|ую|ое|ые|ых)"), 2),
    (re.compile(r"трет(?:ий|ьего|ьему|ьем|ьим|ья|ьей|ью|ье)"), 3),
    (re.compile(r"четверт(?:ый|ого|ому|ом|ым|ая|ой|ую|ое)"), 4),
    (re.compile(r"пят(?:ый|ого|ому|ом|ым|ая|ой|ую|ое)"), 5),
    (re.compile(r"последн(?:ий|его|ему|ем|яя|ей|юю|ее|ие|их)"), LAST),
)
_DIGITS = re.compile(r"[0-9]+")
_ROMAN_DIGITS = re.compile(r"[ivxlпшу1]+")
_ROMAN_LETTERS = str.maketrans({"l": "i", "п": "ii", "ш": "iii", "у": "v", "1": "i"})
_ROMANS = {"i": 1, "ii": 2, "iii": 3, "iiii": 4, "iv": 4, "v": 5}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its folded text and the numbers in it.

    A date has day, month and year; a day of a month day and month; years the first and the last; a month, an ordinal
    or a number the one number.
    """

    kind: Kind
    text: str = ""
    numbers: tuple[int, ...] = ()

    @property
    def number(self) -> int:
        """The first of the numbers, 0 where there is none."""
        return self.numbers[0] if self.numbers else 0


def tokenize(folded: str) -> list[Token]:
    """The tokens of a folded text; dots, colons and other marks that mean nothing here are left out."""
    return [token for match in SCANNER.finditer(folded) for token in _tokens(match)]


def _tokens(match: re.Match[str]) -> Iterator[Token]:
    kind, text = Kind(match.lastgroup or Kind.WORD), match.group()
    numbers = tuple(int(digits[-_LONGEST_NUMBER:]) for digits in _DIGITS.findall(text))
    match kind:
        case Kind.WORD:
            yield _word(text)
        case Kind.NUMBER if len(text) > _LONGEST_NUMBER:
            yield Token(Kind.WORD, text)
        case Kind.ISO_DATE:
            yield Token(Kind.DATE, text, numbers[::-1])
        case Kind.DATE:
            yield Token(kind, text, (*numbers[:2], _full_year(numbers[2])))
        case Kind.YEARS:
            yield from _years(text, *numbers)
        case Kind.MONTH_OF_YEAR if len(numbers) == 1:
            yield Token(kind, text, (MONTHS[text[:_SHORT_NAME]], _full_year(numbers[0])))
        case Kind.SHORT_SCHOOL_YEAR:
            yield Token(Kind.YEARS, text, tuple(map(_full_year, numbers)))
        case Kind.ROMAN:
            yield _roman(text)
        case _:
            yield Token(kind, text, numbers)


def _years(text: str, first: int, last: int) -> Iterator[Token]:
    """«2021-2022», «2021/22»; «2021-05» is a month, and years that do not rise are two years."""
    full = last if last > _CENTURY else first - first % _CENTURY + last
    if full > first:
        yield Token(Kind.YEARS, text, (first, full))
    elif 1 <= last <= _MONTHS_A_YEAR:
        yield Token(Kind.MONTH_OF_YEAR, text, (last, first))
    else:
        yield Token(Kind.YEAR, str(first), (first,))
        yield Token(Kind.DASH, "-")
        yield Token(Kind.YEAR, str(full), (full,))


def _full_year(year: int) -> int:
    if year >= _CENTURY:
        return year
    return year + (2000 if year < _TURN_OF_CENTURY else 1900)


def _roman(text: str) -> Token:
    letters = _ROMAN_DIGITS.match(text)
    number = _ROMANS.get(letters.group().translate(_ROMAN_LETTERS)) if letters else None
    return Token(Kind.WORD, text) if number is None else Token(Kind.ROMAN, text, (number,))


def _word(text: str) -> Token:
    if text in MONTHS:
        return Token(Kind.MONTH, text, (MONTHS[text],))
    found = _KIND_OF_WORD.fullmatch(text)
    if found:
        return Token(Kind(found.lastgroup or Kind.WORD), text)
    number = next((number for pattern, number in _ORDINAL_WORDS if pattern.fullmatch(text)), None)
    return Token(Kind.WORD, text) if number is None else Token(Kind.ORDINAL, text, (number,))
