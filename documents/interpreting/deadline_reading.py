"""What the text of a cell says of time: its rhythm and its spans, before the plan gives them their years."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from documents.interpreting.deadline_calendar import Days
from documents.interpreting.deadline_ends import Placing, place_spans
from documents.interpreting.deadline_kinds import Kind
from documents.interpreting.deadline_letters import fold
from documents.interpreting.deadline_qualifiers import join_qualifiers
from documents.interpreting.deadline_spans import Node, Span, Unit, is_day, is_kind, read_spans
from documents.interpreting.deadline_tokens import Token, tokenize
from documents.interpreting.recurrence import Rhythm, take_rhythm

_LONGEST_CELL = 1000
_CELLS_REMEMBERED = 1024  # a plan repeats the same few deadlines
_WHOLE_YEAR = re.compile(r"(?:на )?(?:весь )?(?:(?:текущ|учебн|календарн)\w+ |уч\.? ?)?(?:год|г)")
_ALL_DAY = re.compile(r"течени[еи] (?:\w+ )?дня\b|(?:весь|целый) день\b")
_LAST_HOUR = 24
_OTHER_WORDS = frozenset({Kind.WORD, Kind.TERM, Kind.NAME, Kind.ROMAN, Kind.REFERENCE, Kind.BEFORE_EVENT, Kind.VAGUE})


@dataclass(frozen=True, slots=True)
class CellReading:
    """The rhythm of a text and its spans in order, with the tokens that are no span's."""

    rhythm: Rhythm
    placing: Placing
    tokens: tuple[Token, ...]

    @property
    def other_words(self) -> int:
        """How many words and numbers say nothing of time."""
        return sum(token.kind in _OTHER_WORDS or is_day(token) for token in self.tokens)


def read_cell(text: str, row: Days | None = None) -> CellReading:
    """Read a cell; `row` is the month or section over it, for «15», «в течение месяца», «1-я неделя».

    Only the first 1,000 characters are read: no deadline is longer.
    """
    return _read(text[:_LONGEST_CELL], row)


@lru_cache(maxsize=_CELLS_REMEMBERED)
def _read(text: str, row: Days | None) -> CellReading:
    rhythm = take_rhythm(fold(text))
    rest = rhythm.rest.strip(" ;.,")
    tokens = tokenize(rest)
    nodes: list[Node] = (
        [Span(Unit.PLAN)]
        if _WHOLE_YEAR.fullmatch(rest)
        else join_qualifiers(read_spans(tokens), is_repeated=rhythm.has_words)
    )
    if row is not None and not rhythm.has_words:
        is_of_a_day = row[0] == row[1]
        nodes = _in_day(nodes, tokens, rest) if is_of_a_day else _in_row(nodes, tokens, row)
    return CellReading(rhythm, place_spans(nodes), tuple(node for node in nodes if isinstance(node, Token)))


def _in_day(nodes: Sequence[Node], tokens: Sequence[Token], text: str) -> list[Node]:
    """Hours of the row's day are that day, «до 15.00» its end; so are bare numbers: «с 9 до 12»."""
    if any(isinstance(node, Span) for node in nodes):
        return list(nodes)
    has_hours = any(token.kind is Kind.TIME for token in tokens) or _ALL_DAY.search(text)
    if not has_hours and not _are_hours(nodes):
        return list(nodes)
    is_end = bool(nodes) and is_kind(nodes[0], Kind.UNTIL)
    return [Token(Kind.UNTIL), Span(Unit.ROW)] if is_end else [Span(Unit.ROW)]


def _are_hours(nodes: Sequence[Node]) -> bool:
    others = [node for node in nodes if isinstance(node, Token) and node.kind in _OTHER_WORDS]
    hours = [node for node in nodes if is_kind(node, Kind.NUMBER)]
    return not others and bool(hours) and all(isinstance(node, Token) and node.number <= _LAST_HOUR for node in hours)


def _in_row(nodes: Sequence[Node], tokens: Sequence[Token], row: Days) -> list[Node]:
    """Days, decades and weeks without a month lie in the row's month, where it is one month."""
    first, last = row
    if (first.year, first.month) != (last.year, last.month):
        return list(nodes)
    if any(isinstance(node, Span) for node in nodes):
        return [
            replace(node, number=first.month, year=first.year)
            if isinstance(node, Span) and node.unit is Unit.DECADE and not node.number
            else node
            for node in nodes
        ]
    count = _until_words(tokens)
    before = join_qualifiers(read_spans(tokens[:count]))
    if any(is_kind(node, Kind.PART) for node in before):
        return [Span(Unit.ROW)]
    days = [
        Span(Unit.DAY, number=first.month, day=node.number, year=first.year) if is_day(node) else node
        for node in before
    ]
    return [*days, *tokens[count:]]


def _until_words(tokens: Sequence[Token]) -> int:
    """How many tokens stand before other words: all where there are none, none of «24 организации».

    «24-30, ЦДБ» and «7 (каб. 5)» are days and a place.
    """
    for place, token in enumerate(tokens):
        if token.kind in _OTHER_WORDS:
            is_apart = place > 0 and tokens[place - 1].kind in (Kind.AND, Kind.OPEN)
            return place if is_apart else 0
    return len(tokens)
