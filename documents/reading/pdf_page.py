"""What is drawn on one page of a PDF: its letters and straight lines, turned so that the text reads upright.

All lengths are in points (1/72 inch) from the page's left and upper edge.
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

UPRIGHT: Final = 0
UPWARDS: Final = 1
UPSIDE_DOWN: Final = 2
DOWNWARDS: Final = 3


class Glyph(NamedTuple):
    """A letter: its box, the height of the line that it stands on, its size, and which way the line runs.

    `is_raised` is true for a digit that is printed small and high without being set in a smaller font.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    origin_x: float
    origin_y: float
    size: float
    turn: int
    is_raised: bool


class Edge(NamedTuple):
    """A straight line along one of the page's sides: at `at` on one axis, from `start` to `end` on the other."""

    at: float
    start: float
    end: float


class Frame:
    """Where the visible page lies in the file's coordinates, and how many quarter turns clockwise it is shown at."""

    __slots__ = ("_bottom", "_left", "_right", "_top", "height", "turns", "width")

    def __init__(self, left: float, bottom: float, right: float, top: float, turns: int) -> None:
        self._left, self._bottom, self._right, self._top = left, bottom, right, top
        self.turns = turns
        self.width, self.height = (top - bottom, right - left) if turns % 2 else (right - left, top - bottom)

    def turned(self, turns: int) -> "Frame":
        """The same page turned further."""
        return Frame(self._left, self._bottom, self._right, self._top, (self.turns + turns) % 4)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the file is shown."""
        match self.turns:
            case 0:
                return x - self._left, self._top - y
            case 1:
                return y - self._bottom, x - self._left
            case 2:
                return self._right - x, y - self._bottom
            case _:
                return self._top - y, self._right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Left, upper, right and lower side of a box as it is shown; `x0` is not above `x1`, nor `y0` above `y1`."""
        match self.turns:
            case 0:
                return x0 - self._left, self._top - y1, x1 - self._left, self._top - y0
            case 1:
                return y0 - self._bottom, x0 - self._left, y1 - self._bottom, x1 - self._left
            case 2:
                return self._right - x1, y0 - self._bottom, self._right - x0, y1 - self._bottom
            case _:
                return self._top - y1, self._right - x1, self._top - y0, self._right - x0


@dataclass(slots=True)
class Lines:
    """Straight lines across and down a page."""

    horizontal: list[Edge] = field(default_factory=list)
    vertical: list[Edge] = field(default_factory=list)


@dataclass(slots=True)
class PageContent:
    """A page. `number` is from 1.

    `faint` are the sides of filled areas, which may be the cells of a table without lines. `image_share` is the part
    of the page that pictures cover, `unmapped` how many letters have no character that the file would name.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    ruled: Lines = field(default_factory=Lines)
    faint: Lines = field(default_factory=Lines)
    image_share: float = 0.0
    unmapped: int = 0
