"""Which end of a deadline each span gives: «с» its start, «до» and «по» its end, a span alone both."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from documents.interpreting.deadline_kinds import Kind
from documents.interpreting.deadline_spans import Node, Span, Unit
from documents.interpreting.deadline_tokens import Token

_WORDS = frozenset({Kind.WORD, Kind.TERM, Kind.NAME, Kind.NUMBER, Kind.ORDINAL, Kind.ROMAN})
_SEPARATORS = _WORDS | {Kind.AND}
_REFERENCES = frozenset({Kind.REFERENCE, Kind.BEFORE_EVENT})


class End(Enum):
    """What a span says of the deadline."""

    BOTH = auto()
    START = auto()
    DUE = auto()


@dataclass(frozen=True, slots=True)
class PlacedSpan:
    """A span, the end that it gives, and whether it closes a range that the span before it opened."""

    span: Span
    end: End
    closes_range: bool = False


@dataclass(frozen=True, slots=True)
class Placing:
    """The spans of a deadline in order; `is_vague` says that one is only near a date («до середины мая»)."""

    spans: tuple[PlacedSpan, ...]
    is_vague: bool


def place_spans(nodes: Sequence[Node]) -> Placing:
    """The spans that are the deadline's own: those that only name an event or another time are left out.

    So is the year of something else: «весна 2021», «ВПР 2021», «I четверть 2021-2022 учебного года».
    """
    placed: list[PlacedSpan] = []
    between: list[Kind] = []
    is_vague = False
    names_term = any(isinstance(node, Token) and node.kind is Kind.TERM for node in nodes)
    skipped: Unit | None = None
    for node in nodes:
        if isinstance(node, Token):
            between.append(node.kind)
            continue
        is_years_name = node.unit is Unit.YEAR and (names_term or between[-1:] == [Kind.WORD])
        if is_years_name or _refers(between) or (node.unit is skipped and _only_links(between)):
            skipped = node.unit
        else:
            skipped = None
            is_vague = is_vague or Kind.VAGUE in _since_separator(between) or _is_again(node, between, placed)
            placed.append(_placed(node, between, placed[-1] if placed else None))
        between = []
    return Placing(tuple(placed), is_vague)


def _placed(span: Span, between: Sequence[Kind], before: PlacedSpan | None) -> PlacedSpan:
    own = _since_separator(between)
    previous = None if _WORDS & set(between) else before
    is_next_in_list = Kind.AND in between
    closes_range = previous is not None and not is_next_in_list
    if Kind.UNTIL in own or Kind.BY in own:
        return PlacedSpan(span, End.DUE, closes_range and previous is not None and previous.end is not End.DUE)
    if Kind.FROM in own:
        return PlacedSpan(span, End.START)
    if Kind.DASH in own and closes_range and previous is not None:
        return PlacedSpan(
            span, End.BOTH if previous.end is End.BOTH and span.unit is not Unit.PLAN else End.DUE, closes_range=True
        )
    return PlacedSpan(span, End.DUE if previous is not None and previous.end is End.DUE else End.BOTH)


def _is_again(span: Span, between: Sequence[Kind], placed: Sequence[PlacedSpan]) -> bool:
    """The second year of «I квартал 2022, 2023»: the quarter again, or the whole year, nobody can say."""
    before = placed[-1].span if placed else None
    is_listed = bool(between) and set(between) == {Kind.AND}
    return span.unit is Unit.YEAR and is_listed and before is not None and before.is_part_of_year


def _refers(between: Sequence[Kind]) -> bool:
    return not _REFERENCES.isdisjoint(_since_separator(between))


def _only_links(between: Sequence[Kind]) -> bool:
    return bool(between) and set(between) <= {Kind.AND, Kind.DASH}


def _since_separator(between: Sequence[Kind]) -> Sequence[Kind]:
    for place in range(len(between) - 1, -1, -1):
        if between[place] in _SEPARATORS:
            return between[place + 1 :]
    return between
