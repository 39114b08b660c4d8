"""From tokens to spans of time: days, months, quarters, years, with what stands between them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from documents.interpreting.deadline_kinds import Kind
from documents.interpreting.deadline_tokens import LAST, Token

_LAST_DECADE = 3
_LONGEST_MONTH = 31
_TWO_DIGITS = range(10, 100)
_MOST_OF = {Kind.QUARTER: 4, Kind.HALF_YEAR: 2, Kind.DECADE: 3, Kind.WEEK: 5, Kind.HALF_OF: 2}


class Unit(Enum):
    """What a span is."""

    DAY = auto()
    DECADE = auto()
    MONTH = auto()
    QUARTER = auto()
    HALF_YEAR = auto()
    YEAR = auto()
    PLAN = auto()  # the whole plan
    ROW = auto()  # the month or section that the item stands under


@dataclass(frozen=True, slots=True)
class Span:
    """A span as it is written.

    `number` is the month of a day, decade or month, else the number of the quarter or half-year; `day` the day of the
    month or the decade, 0 where it is none. `last_year` is the second of «2021-2022»; `is_school_year` says that they
    are one school year.
    """

    unit: Unit
    number: int = 0
    day: int = 0
    year: int | None = None
    last_year: int | None = None
    is_school_year: bool = False

    @property
    def is_part_of_year(self) -> bool:
        """It needs a year."""
        return self.unit not in (Unit.YEAR, Unit.PLAN, Unit.ROW)


Node = Span | Token

_DAY_KINDS = frozenset({Kind.NUMBER, Kind.ORDINAL})
_NUMBER_KINDS = _DAY_KINDS | {Kind.ROMAN}
_MOST_LINKS = 2
_LINKS = frozenset({Kind.DASH, Kind.AND, Kind.BY, Kind.UNTIL, Kind.FROM})
_UNITS = {Kind.QUARTER: Unit.QUARTER, Kind.HALF_YEAR: Unit.HALF_YEAR}
IS_DAY = "day"
"""The text of a number that «числа» follows."""


def read_spans(tokens: Sequence[Token]) -> list[Node]:
    """The spans of a text in order, with the links, parentheses and other words between them.

    A number that is a day of no month that stands near stays a token; so does «1-я неделя», as PART.
    """
    reading = _Reading()
    for token in tokens:
        reading.add(token)
    return reading.nodes


class _Reading:
    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def add(self, token: Token) -> None:
        match token.kind:
            case Kind.DATE | Kind.DAY_OF_MONTH:
                self._add_date(*token.numbers)
            case Kind.MONTH:
                self._add_month(token)
            case Kind.MONTH_OF_YEAR:
                self.nodes.append(Span(Unit.MONTH, number=token.numbers[0], year=token.numbers[1]))
            case Kind.QUARTER | Kind.HALF_YEAR | Kind.DECADE:
                self._add_numbered(token)
            case Kind.WEEK | Kind.HALF_OF:
                self._add_part(token)
            case Kind.YEAR | Kind.YEARS:
                self._add_years(token)
            case Kind.SCHOOL | Kind.YEAR_WORD | Kind.DAY_NUMBER:
                self._qualify(token)
            case Kind.PLAN | Kind.ROW | Kind.PLAN_END | Kind.ROW_END:
                self._add_whole(token.kind)
            case Kind.NOISE | Kind.TIME | Kind.ON:
                self._pass_over(token)
            case _:
                self.nodes.append(token)

    def _pass_over(self, token: Token) -> None:
        """Such words join what stands around them, but not always.

        «последний месяц квартала» is no quarter; the year of «план на 2021 год» is no part of a name, as that of
        «весна 2021» is.
        """
        top = self._top()
        if token.kind is Kind.NOISE and isinstance(top, Token) and top.kind in (Kind.ORDINAL, Kind.ROMAN):
            self.nodes.append(Token(Kind.WORD, token.text))
        elif token.kind is Kind.ON and is_kind(top, Kind.WORD):
            self.nodes.append(token)

    def _add_date(self, day: int, month: int, year: int | None = None) -> None:
        self._number_days(month, self._numbers_before(len(self.nodes), is_day))
        self.nodes.append(Span(Unit.DAY, number=month, day=day, year=year))

    def _add_month(self, token: Token) -> None:
        month, top = token.number, self._top()
        if isinstance(top, Token) and top.kind in _DAY_KINDS and top.number != LAST and not token.text.endswith("е"):
            self._number_days(month, self._numbers_before(len(self.nodes) - 1, is_day))
            self.nodes[-1] = Span(Unit.DAY, number=month, day=top.number)
        elif isinstance(top, Span) and top.unit is Unit.DECADE and not top.number:
            self._give_month(month)
        elif self._shares_day(token):
            self.nodes.append(Span(Unit.DAY, number=month, day=self._day_before_link()))
        else:
            self.nodes.append(Span(Unit.MONTH, number=month))

    def _shares_day(self, token: Token) -> bool:
        """«до 15 января, апреля, июля»: the genitive goes on with the day."""
        is_genitive = token.text.endswith(("я", "а"))
        return is_genitive and bool(self._day_before_link()) and is_kind(self._top(), Kind.AND)

    def _day_before_link(self) -> int:
        before = self.nodes[-2] if len(self.nodes) > 1 else None
        return before.day if isinstance(before, Span) and before.unit is Unit.DAY else 0

    def _give_month(self, month: int) -> None:
        for place in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[place]
            if isinstance(node, Span) and node.unit is Unit.DECADE and not node.number:
                self.nodes[place] = replace(node, number=month)
            elif isinstance(node, Span) or node.kind not in _LINKS:
                break

    def _add_numbered(self, token: Token) -> None:
        most = _MOST_OF[token.kind]
        if is_kind(self._top(), Kind.DASH) and _counts(self._top(skip=1), most):
            self.nodes.pop()  # «1-полугодие»
        if not _counts(self._top(), most):
            self.nodes.append(Token(Kind.WORD, token.text))
            return
        place = len(self.nodes) - 1
        for at in (place, *self._numbers_before(place, lambda node: _counts(node, most))):
            self.nodes[at] = _numbered(token.kind, self.nodes[at].number)

    def _add_part(self, token: Token) -> None:
        """«1-я неделя», «вторая половина»: the numbers go, the month that follows is what is meant."""
        if not _counts(self._top(), _MOST_OF[token.kind]):
            self.nodes.append(Token(Kind.WORD, token.text))
            return
        place = len(self.nodes) - 1
        others = self._numbers_before(place, lambda node: _counts(node, _MOST_OF[token.kind]))
        del self.nodes[min((place, *others)) :]
        self.nodes.append(Token(Kind.PART, token.kind.value))

    def _add_years(self, token: Token) -> None:
        first, last = token.numbers[0], token.numbers[-1]
        years = Span(
            Unit.YEAR,
            year=first,
            last_year=last if last > first else None,
            is_school_year="/" in token.text and last == first + 1,
        )
        place = len(self.nodes) - (2 if is_kind(self._top(), Kind.OPEN) else 1)
        before = self.nodes[place] if place >= 0 else None
        if isinstance(before, Span) and before.is_part_of_year and before.year is None:
            self.nodes[place] = with_years(before, years)
        else:
            self.nodes.append(years)

    def _qualify(self, token: Token) -> None:
        top = self._top()
        if token.kind is Kind.SCHOOL and isinstance(top, Span) and top.last_year:
            self.nodes[-1] = replace(top, is_school_year=top.last_year - (top.year or 0) == 1)
        elif token.kind is Kind.DAY_NUMBER and isinstance(top, Token) and top.kind in _DAY_KINDS:
            is_about = token.text != "число" and top.text.endswith(("е", "х"))  # «в 20-х числах», «первые числа»
            self.nodes[-1] = Token(Kind.PART) if is_about else replace(top, text=IS_DAY)
        elif token.kind is Kind.YEAR_WORD and is_kind(top, Kind.NUMBER):
            self._add_short_year()

    def _add_short_year(self) -> None:
        """«март 21 г.»"""
        number, before = self.nodes[-1], self.nodes[-2] if len(self.nodes) > 1 else None
        if isinstance(before, Span) and before.is_part_of_year and before.year is None and number.number in _TWO_DIGITS:
            self.nodes[-2:] = [replace(before, year=2000 + number.number)]

    def _add_whole(self, kind: Kind) -> None:
        if kind in (Kind.PLAN_END, Kind.ROW_END):
            self.nodes.append(Token(Kind.UNTIL))
        self.nodes.append(Span(Unit.PLAN if kind in (Kind.PLAN, Kind.PLAN_END) else Unit.ROW))

    def _top(self, skip: int = 0) -> Node | None:
        return self.nodes[-1 - skip] if len(self.nodes) > skip else None

    def _numbers_before(self, place: int, wanted: Callable[[Node | None], bool]) -> list[int]:
        """Where the numbers stand that links join to the node at `place`: «1, 15 и 20», «с 1 по 5, с 10 по 15»."""
        found: list[int] = []
        while True:
            links = 0
            while links < _MOST_LINKS and place > links and self._is_link(place - links - 1):
                links += 1
            place -= links + 1
            if not links or place < 0 or not wanted(self.nodes[place]):
                return found
            found.append(place)

    def _is_link(self, place: int) -> bool:
        node = self.nodes[place]
        return isinstance(node, Token) and node.kind in _LINKS

    def _number_days(self, month: int, places: list[int]) -> None:
        for place in places:
            self.nodes[place] = Span(Unit.DAY, number=month, day=self.nodes[place].number)


def is_day(node: Node | None) -> bool:
    """A number that may be a day of a month."""
    return isinstance(node, Token) and node.kind in _DAY_KINDS and 1 <= node.number <= _LONGEST_MONTH


def _counts(node: Node | None, most: int) -> bool:
    is_number = isinstance(node, Token) and node.kind in _NUMBER_KINDS
    return is_number and node is not None and (node.number == LAST or 1 <= node.number <= most)


def _numbered(kind: Kind, number: int) -> Span:
    if kind is Kind.DECADE:
        return Span(Unit.DECADE, day=_LAST_DECADE if number == LAST else number)
    return Span(_UNITS[kind], number=_MOST_OF[kind] if number == LAST else number)


def with_years(span: Span, years: Span) -> Span:
    """The span in the year or years of another."""
    return replace(span, year=years.year, last_year=years.last_year, is_school_year=years.is_school_year)


def is_kind(node: Node | None, kind: Kind) -> bool:
    """A token of the kind."""
    return isinstance(node, Token) and node.kind is kind
