"""The labels of automatic numbering («1.», «2.3»), counted as Word counts them.

Source: ECMA-376 part 1, 17.9 (numbering).
"""

import re
from dataclasses import dataclass, field, replace

from lxml.etree import _Element

from documents.reading.docx_list_numerals import numeral
from documents.reading.docx_styles import Formatting, Styles
from documents.reading.docx_xml import attribute, is_on, value_of, w

_LEVELS = 9
_LONGEST_LABEL = 200
_PLACEHOLDER = re.compile(r"%([1-9])")
_NO_NUMBER = "0"
_BULLETS = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. `restarts_after` is the level, from 1, that starts it anew; 0 for never."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restarts_after: int | None = None
    is_legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class _AbstractList:
    """What lists of one kind share: their levels, and the count so far (None before the first)."""

    levels: dict[int, Level]
    linked_style: str | None
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


@dataclass(slots=True)
class _ListInstance:
    """One list: the kind that it belongs to and what it changes of it."""

    abstract_id: str
    starts: dict[int, int]
    levels: dict[int, Level]
    is_begun: bool = False


class ListNumbers:
    """The counters of a document's lists; `root` is the root of numbering.xml, None where there is none."""

    def __init__(self, root: _Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstracts: dict[str, _AbstractList] = {}
        self._lists: dict[str, _ListInstance] = {}
        for element in root if root is not None else ():
            if element.tag == w("abstractNum"):
                self._abstracts[element.get(w("abstractNumId"), "")] = _AbstractList(
                    _levels(element), value_of(element, "numStyleLink")
                )
            elif element.tag == w("num"):
                self._lists[element.get(w("numId"), "")] = _list_instance(element)

    def next_label(self, formatting: Formatting) -> str:
        """Count a paragraph in and return its label, empty for one outside of lists and for a bullet."""
        found = self._lists.get(formatting.list_id or _NO_NUMBER)
        abstract = self._abstract_of(found) if found is not None else None
        if found is None or abstract is None or formatting.list_id == _NO_NUMBER:
            return ""
        levels = abstract.levels | found.levels
        level = _level_of(formatting, levels)
        _begin(found, abstract)
        _count(level, levels, found.starts, abstract.counts)
        return _label(level, levels, found.starts, abstract.counts)

    def _abstract_of(self, found: _ListInstance) -> _AbstractList | None:
        abstract = self._abstracts.get(found.abstract_id)
        if abstract is None or abstract.linked_style is None:
            return abstract
        linked = self._lists.get(self._styles.style(abstract.linked_style).list_id or _NO_NUMBER)
        return self._abstracts.get(linked.abstract_id, abstract) if linked is not None else abstract


def _levels(parent: _Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for element in parent.iterchildren(w("lvl")):
        place = attribute(element, "ilvl", high=_LEVELS - 1)
        if place is not None:
            found[place] = _level(element)
    return found


def _level(element: _Element) -> Level:
    start = attribute(element.find(w("start")), "val")
    is_picture = element.find(w("lvlPicBulletId")) is not None
    is_hidden = is_on(element.find(w("rPr")), "vanish")
    return Level(
        start=1 if start is None else start,
        form="bullet" if is_picture or is_hidden else value_of(element, "numFmt") or "decimal",
        text=(value_of(element, "lvlText") or "")[:_LONGEST_LABEL],
        restarts_after=attribute(element.find(w("lvlRestart")), "val", high=_LEVELS),
        is_legal=is_on(element, "isLgl") or False,
        style=value_of(element, "pStyle"),
    )


def _list_instance(element: _Element) -> _ListInstance:
    starts: dict[int, int] = {}
    levels: dict[int, Level] = {}
    for override in element.iterchildren(w("lvlOverride")):
        place = attribute(override, "ilvl", high=_LEVELS - 1)
        start = attribute(override.find(w("startOverride")), "val")
        if place is None:
            continue
        if start is not None:
            starts[place] = start
        if (replaced := override.find(w("lvl"))) is not None:
            levels[place] = _level(replaced)
    return _ListInstance(value_of(element, "abstractNumId") or "", starts, levels)


def _level_of(formatting: Formatting, levels: dict[int, Level]) -> int:
    # A style that numbers its paragraphs is named by the level; its own w:ilvl counts only where none names it.
    style = formatting.numbering_style
    if style is not None:
        named = next((place for place, level in levels.items() if level.style == style), None)
        if named is not None:
            return named
    return formatting.list_level or 0


def _begin(found: _ListInstance, abstract: _AbstractList) -> None:
    """A list's first paragraph starts anew what the list overrides; else lists of one kind count on together."""
    if not found.is_begun:
        found.is_begun = True
        for place in found.starts:
            abstract.counts[place] = None


def _count(level: int, levels: dict[int, Level], starts: dict[int, int], counts: list[int | None]) -> None:
    count = counts[level]
    counts[level] = _start(level, levels, starts) if count is None else count + 1
    for deeper in range(level + 1, _LEVELS):
        restarts_after = levels.get(deeper, Level()).restarts_after
        if restarts_after is None or level < restarts_after:
            counts[deeper] = None


def _start(level: int, levels: dict[int, Level], starts: dict[int, int]) -> int:
    return starts.get(level, levels.get(level, Level()).start)


def _label(level: int, levels: dict[int, Level], starts: dict[int, int], counts: list[int | None]) -> str:
    shown = levels.get(level, replace(Level(), form="none"))
    if shown.form in _BULLETS:
        return ""

    def number(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        count = counts[place]
        form = "decimal" if shown.is_legal else levels.get(place, Level()).form
        return numeral(_start(place, levels, starts) if count is None else count, form)

    label = _PLACEHOLDER.sub(number, shown.text).strip()
    # A dash or a sign of a symbol font is a bullet, whatever the list calls it.
    return label if any(char.isalnum() for char in label) else ""
