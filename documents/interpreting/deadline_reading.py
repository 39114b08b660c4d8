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
    nodes: list[Node] = (
        [Span(Unit.PLAN)]
        if _WHOLE_YEAR.fullmatch(rest)
        else join_qualifiers(read_spans(tokenize(rest)), is_repeated=rhythm.has_words)
    )
    if row is not None and not rhythm.has_words:
        nodes = _in_row(nodes, row)
    return CellReading(rhythm, place_spans(nodes), tuple(node for node in nodes if isinstance(node, Token)))


def _in_row(nodes: Sequence[Node], row: Days) -> list[Node]:
    """Days, decades and weeks without a month lie in the row's month, where it is one month."""
    first, last = row
    spans = [node for node in nodes if isinstance(node, Span)]
    if (first.year, first.month) != (last.year, last.month):
        return list(nodes)
    if spans:
        return [
            replace(node, number=first.month, year=first.year)
            if isinstance(node, Span) and node.unit is Unit.DECADE and not node.number
            else node
            for node in nodes
        ]
    if any(isinstance(node, Token) and node.kind in _OTHER_WORDS for node in nodes):
        return list(nodes)
    if any(is_kind(node, Kind.PART) for node in nodes):
        return [Span(Unit.ROW)]
    return [
        Span(Unit.DAY, number=first.month, day=node.number, year=first.year) if is_day(node) else node for node in nodes
    ]
