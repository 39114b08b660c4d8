"""What stands beside a span and belongs to it: a year before or after the months, days after the month."""

from collections.abc import Sequence
from dataclasses import replace

from documents.interpreting.deadline_kinds import Kind
from documents.interpreting.deadline_spans import IS_DAY, Node, Span, Unit, is_day, is_kind, with_years
from documents.interpreting.deadline_tokens import Token

_BESIDE = frozenset({Kind.AND, Kind.DASH, Kind.OPEN})
_BETWEEN = _BESIDE | {Kind.CLOSE, Kind.FROM, Kind.UNTIL, Kind.BY}
_NO_DEADLINE = frozenset({Kind.REFERENCE, Kind.BEFORE_EVENT, Kind.VAGUE})
_MONTH_WIDE = frozenset({Unit.MONTH, Unit.DAY, Unit.DECADE})


def join_qualifiers(nodes: Sequence[Node], *, is_repeated: bool = False) -> list[Node]:
    """The nodes without parentheses; each year and day that stands apart is given to its months.

    Days of something that is repeated («ежемесячно до 5 числа») belong to no month.
    """
    joined = _decades_given(_parts_taken(_end_explained(_plan_explained(nodes))))
    joined = _years_given(joined if is_repeated else _days_given(joined))
    return [node for node in joined if not (isinstance(node, Token) and node.kind in (Kind.OPEN, Kind.CLOSE))]


def _plan_explained(nodes: Sequence[Node]) -> list[Node]:
    """«в течение года (октябрь, апрель)» means what is in the parentheses."""
    return [
        node
        for place, node in enumerate(nodes)
        if not (
            isinstance(node, Span)
            and node.unit is Unit.PLAN
            and place + 2 < len(nodes)
            and is_kind(nodes[place + 1], Kind.OPEN)
            and isinstance(nodes[place + 2], Span)
        )
    ]


def _end_explained(nodes: Sequence[Node]) -> list[Node]:
    """«до начала отопительного сезона (15 сентября)»: the day in the parentheses is what lasts until it."""
    explained: list[Node] = []
    is_open_ended = False
    for node in nodes:
        if isinstance(node, Span):
            if is_open_ended and explained and is_kind(explained[-1], Kind.OPEN):
                explained.append(Token(Kind.UNTIL))
            is_open_ended = False
        elif node.kind in (Kind.UNTIL, Kind.AND):
            is_open_ended = node.kind is Kind.UNTIL and not node.text.startswith("к")
        explained.append(node)
    return explained


def _parts_taken(nodes: Sequence[Node]) -> list[Node]:
    """The end of a month is read as the month; the end of a year or quarter is no date."""
    taken: list[Node] = []
    pending: Token | None = None
    for node in nodes:
        if isinstance(node, Token) and node.kind is Kind.PART:
            pending = node
            continue
        if pending is not None and not (isinstance(node, Span) and node.unit in _MONTH_WIDE):
            is_wider = isinstance(node, Span)
            taken.append(Token(Kind.REFERENCE) if is_wider else pending)
        pending = None
        taken.append(node)
    return [*taken, pending] if pending is not None else taken


def _decades_given(nodes: Sequence[Node]) -> list[Node]:
    """«март, 2-я декада»: the decade takes the month before it."""
    given: list[Node] = []
    for node in nodes:
        if isinstance(node, Span) and node.unit is Unit.DECADE and not node.number:
            place = _place_before(given)
            before = given[place] if place is not None else None
            if place is not None and isinstance(before, Span) and before.unit is Unit.MONTH:
                given[place:] = [replace(before, unit=Unit.DECADE, day=node.day)]
                continue
        given.append(node)
    return given


def _place_before(nodes: Sequence[Node]) -> int | None:
    """The last node that is no link or parenthesis."""
    place = len(nodes) - 1
    while place >= 0 and isinstance(node := nodes[place], Token) and node.kind in _BESIDE:
        place -= 1
    return place if place >= 0 else None


def _days_given(nodes: Sequence[Node]) -> list[Node]:
    """«сентябрь, до 15 числа», «март (15-20)», «март 15, 20»: the days are those of the one month that is named."""
    months = [place for place, node in enumerate(nodes) if isinstance(node, Span)]
    if len(months) != 1:
        return list(nodes)
    place = months[0]
    month = nodes[place]
    if not isinstance(month, Span) or month.unit is not Unit.MONTH or not _names_days(nodes[place + 1 :]):
        return list(nodes)
    days = [
        Span(Unit.DAY, number=month.number, day=node.number, year=month.year) if is_day(node) else node
        for node in nodes[place + 1 :]
    ]
    return [*nodes[:place], *days]


def _names_days(nodes: Sequence[Node]) -> bool:
    numbers = [node for node in nodes if is_day(node)]
    others = [node for node in nodes if isinstance(node, Token) and node.kind not in _BETWEEN and not is_day(node)]
    if any(isinstance(node, Token) and node.text == IS_DAY for node in numbers):
        return True
    is_enclosed = bool(nodes) and is_kind(nodes[0], Kind.OPEN) and is_kind(nodes[-1], Kind.CLOSE)
    return not others and bool(numbers) and (is_enclosed or (len(numbers) > 1 and is_day(nodes[0])))


def _years_given(nodes: Sequence[Node]) -> list[Node]:
    given: list[Node] = []
    rest = list(nodes)
    place = 0
    while place < len(rest):
        node = rest[place]
        if isinstance(node, Span) and node.unit is Unit.YEAR and not _is_no_deadline(given):
            before = _year_taken_before(given, node)
            links = 0 if before else _years_taken_after(rest, place, node)
            if links is not None:
                place += 1 + links
                continue
        given.append(node)
        place += 1
    return given


def _is_no_deadline(nodes: Sequence[Node]) -> bool:
    last = nodes[-1] if nodes else None
    return isinstance(last, Token) and last.kind in _NO_DEADLINE


def _year_taken_before(given: list[Node], year: Span) -> bool:
    """«март, 2022», «сентябрь – 2021»: take the year and the link before it."""
    last = given[-1] if given else None
    if (
        not isinstance(last, Token)
        or last.kind not in _BESIDE
        or not _lacks_year(given[-2] if len(given) > 1 else None)
    ):
        return False
    span = given[-2]
    if isinstance(span, Span):
        given[-2:] = [with_years(span, year)]
    return True


def _years_taken_after(nodes: list[Node], place: int, year: Span) -> int | None:
    """«2022 год: январь, март»: give the year to all that follow; None where nothing takes it.

    Returns how many links between the year and the first of them go with the year.
    """
    at = place + 1
    while at < len(nodes) and isinstance(node := nodes[at], Token) and node.kind in _BESIDE:
        at += 1
    links = at - place - 1
    is_taken = False
    while at < len(nodes):
        node = nodes[at]
        if isinstance(node, Span):
            if not _lacks_year(node):
                break
            nodes[at], is_taken = with_years(node, year), True
        elif node.kind not in _BETWEEN:
            break
        at += 1
    return links if is_taken else None


def _lacks_year(node: Node | None) -> bool:
    return isinstance(node, Span) and node.is_part_of_year and node.year is None
