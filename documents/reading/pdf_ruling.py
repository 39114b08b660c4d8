"""Puts drawn lines together into the nets of tables: pieces and dots become lines, lines that meet become one net."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from documents.reading.pdf_page import Edge, Lines
from documents.reading.pdf_words import Word

# In points. Lines this near are one line drawn twice or a double border.
_SAME_PLACE: Final = 3.0
_SAME_PLACE_SPREAD: Final = 4.0
# Pieces and dots of one line are not further apart than this.
_SAME_LINE_GAP: Final = 4.0
_MEETS: Final = 3.0
_SHORTEST: Final = 5.0
_MAX_CROSSINGS: Final = 2_000_000
# An underline ends where its words end, within this distance.
_UNDERLINE_ENDS: Final = 1.2


@dataclass(frozen=True, slots=True)
class Net:
    """Lines that meet. `xs` and `ys` are the places of its columns' and rows' sides, in order."""

    horizontal: tuple[Edge, ...]
    vertical: tuple[Edge, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, upper, right and lower side."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def nets_of(lines: Lines, words: Iterable[Word]) -> list[Net]:
    """The nets with at least one row and one column, from the upper to the lower. Underlines of words are left out."""
    horizontal = _without_underlines(merged(lines.horizontal), words)
    vertical = merged(lines.vertical)
    if len(horizontal) * len(vertical) > _MAX_CROSSINGS:
        return []
    nets = (_net(*group) for group in _groups(horizontal, vertical))
    return sorted((net for net in nets if net is not None), key=lambda net: (net.ys[0], net.xs[0]))


def merged(edges: Iterable[Edge]) -> list[Edge]:
    """Long lines instead of pieces, each at the middle of the places where its pieces are drawn."""
    found: list[Edge] = []
    for group in _same_place(edges):
        at = sum(edge.at for edge in group) / len(group)
        start, end = group[0].start, group[0].end
        for edge in group[1:]:
            if edge.start - end <= _SAME_LINE_GAP:
                end = max(end, edge.end)
            else:
                found.append(Edge(at, start, end))
                start, end = edge.start, edge.end
        found.append(Edge(at, start, end))
    return [edge for edge in found if edge.end - edge.start >= _SHORTEST]


def _same_place(edges: Iterable[Edge]) -> Iterable[list[Edge]]:
    group: list[Edge] = []
    for edge in sorted(edges):
        if group and (edge.at - group[-1].at > _SAME_PLACE or edge.at - group[0].at > _SAME_PLACE_SPREAD):
            yield sorted(group, key=lambda edge: edge.start)
            group = []
        group.append(edge)
    if group:
        yield sorted(group, key=lambda edge: edge.start)


def _without_underlines(edges: list[Edge], words: Iterable[Word]) -> list[Edge]:
    starts: dict[int, list[Word]] = {}
    for word in words:
        starts.setdefault(round(word.x0), []).append(word)
    ends: dict[int, list[Word]] = {}
    for group in starts.values():
        for word in group:
            ends.setdefault(round(word.x1), []).append(word)

    def touches(index: dict[int, list[Word]], place: float, side: str, edge: Edge) -> bool:
        near = (word for key in (-1, 0, 1) for word in index.get(round(place) + key, ()))
        return any(
            abs(getattr(word, side) - place) <= _UNDERLINE_ENDS and word.top < edge.at <= word.bottom + word.size * 0.2
            for word in near
        )

    return [
        edge for edge in edges if not (touches(starts, edge.start, "x0", edge) and touches(ends, edge.end, "x1", edge))
    ]


def _groups(horizontal: list[Edge], vertical: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Lines that meet, directly or over others. Each horizontal line joins the groups of all that it crosses."""
    group_of = list(range(len(vertical)))

    def root(index: int) -> int:
        while group_of[index] != index:
            group_of[index] = group_of[group_of[index]]
            index = group_of[index]
        return index

    crossing: list[list[int]] = []
    for line in horizontal:
        met = [
            index
            for index, other in enumerate(vertical)
            if line.start - _MEETS <= other.at <= line.end + _MEETS
            and other.start - _MEETS <= line.at <= other.end + _MEETS
        ]
        crossing.append(met)
        for index in met[1:]:
            group_of[root(index)] = root(met[0])
    groups: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for index, edge in enumerate(vertical):
        groups.setdefault(root(index), ([], []))[1].append(edge)
    for line, met in zip(horizontal, crossing, strict=True):
        if met:
            groups[root(met[0])][0].append(line)
    return list(groups.values())


def _net(horizontal: list[Edge], vertical: list[Edge]) -> Net | None:
    """A net; where lines stick out beyond the last line that they cross, the open side is closed at their ends."""
    if not horizontal or not vertical:
        return None
    xs = _places([edge.at for edge in vertical], [(edge.start, edge.end) for edge in horizontal])
    ys = _places([edge.at for edge in horizontal], [(edge.start, edge.end) for edge in vertical])
    if len(xs) < 2 or len(ys) < 2:  # noqa: PLR2004  (a column has two sides)
        return None
    return Net(tuple(horizontal), tuple(vertical), xs, ys)


def _places(at: list[float], across: list[tuple[float, float]]) -> tuple[float, ...]:
    places = sorted({*at})
    first, last = min(start for start, _ in across), max(end for _, end in across)
    if first < places[0] - _SHORTEST:
        places.insert(0, first)
    if last > places[-1] + _SHORTEST:
        places.append(last)
    kept = places[:1]
    for place in places[1:]:
        if place - kept[-1] > _SAME_PLACE_SPREAD:
            kept.append(place)
    return tuple(kept)
