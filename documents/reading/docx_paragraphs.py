"""The paragraphs and tables of a story, body, header or cell, with paragraphs joined where their marks are gone."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from documents.reading.docx_xml import BLOCKS, PARAGRAPH, ROWS, is_on, parts, w

_PROPERTIES = w("pPr")
_MARK = w("rPr")
_DELETED = (w("del"), w("moveFrom"))
_ROW_PROPERTIES = w("trPr")


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """What shows as one paragraph; it has the properties of its last element, as in Word."""

    elements: tuple[_Element, ...]
    properties: _Element | None


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table with the rows that were neither deleted nor hidden."""

    element: _Element
    rows: tuple[_Element, ...]


def shown_blocks(story: _Element) -> Iterator[ShownParagraph | ShownTable]:
    """The paragraphs and tables that a reader sees, in order."""
    waiting: list[_Element] = []
    for element in parts(story, BLOCKS):
        if element.tag == PARAGRAPH:
            waiting.append(element)
            if _runs_into_the_next(element):
                continue
        if waiting:
            yield ShownParagraph(tuple(waiting), waiting[-1].find(_PROPERTIES))
            waiting = []
        if element.tag != PARAGRAPH:
            rows = tuple(row for row in parts(element, ROWS) if _is_shown(row))
            if rows:
                yield ShownTable(element, rows)
    if waiting:
        yield ShownParagraph(tuple(waiting), waiting[-1].find(_PROPERTIES))


def _runs_into_the_next(paragraph: _Element) -> bool:
    properties = paragraph.find(_PROPERTIES)
    mark = properties.find(_MARK) if properties is not None else None
    if mark is None or not len(mark):
        return False
    return any(mark.find(tag) is not None for tag in _DELETED) or is_on(mark, "vanish") is True


def _is_shown(row: _Element) -> bool:
    properties = row.find(_ROW_PROPERTIES)
    if properties is None:
        return True
    return properties.find(w("del")) is None and not is_on(properties, "hidden")
