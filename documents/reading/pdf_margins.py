"""What stands on the pages' edges and is no text of the document: page numbers, running heads and feet."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from documents.reading.pdf_paragraphs import PageLine

# In parts of the page's height: where page numbers, heads and feet stand.
_EDGE: Final = 0.12
# A running head is on this part of the pages, of which there are so many.
_MOST_PAGES: Final = 0.6
_MIN_PAGES: Final = 3
_NUMBER: Final = re.compile(
    r"[-–—]?\s*(?:(?:стр(?:аница|\.)?|лист)\s*)?\d{1,4}\s*(?:(?:из|/|of)\s*\d{1,4})?\s*[-–—]?", re.IGNORECASE
)


def without_margins(pages: Sequence[list[PageLine]], heights: Sequence[float]) -> list[list[PageLine]]:
    """The lines of each page without page numbers and what is repeated at the edge of most pages.

    What is repeated above the text stays on the first page: it may name the document.
    """
    at_edges = [
        [line for line in lines if _is_at_edge(line, height)] for lines, height in zip(pages, heights, strict=True)
    ]
    repeated = _repeated(at_edges)
    found: list[list[PageLine]] = []
    for number, (lines, edges) in enumerate(zip(pages, at_edges, strict=True)):
        dropped = [
            line
            for line in edges
            if _NUMBER.fullmatch(line.text.strip())
            or (_key(line) in repeated and (number or line.top > heights[0] / 2))
        ]
        found.append([line for line in lines if not any(line is other for other in dropped)])
    return found


def _is_at_edge(line: PageLine, height: float) -> bool:
    return line.bottom < _EDGE * height or line.top > (1 - _EDGE) * height


def _repeated(pages: Sequence[list[PageLine]]) -> set[str]:
    if len(pages) < _MIN_PAGES:
        return set()
    count = Counter(key for lines in pages for key in {_key(line) for line in lines})
    return {key for key, pages_with_it in count.items() if pages_with_it >= max(_MIN_PAGES, _MOST_PAGES * len(pages))}


def _key(line: PageLine) -> str:
    return re.sub(r"\d+", "#", line.text.strip())
