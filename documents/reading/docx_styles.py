"""What a document's styles say about numbering, alignment and hidden text, with inheritance resolved.

Source: ECMA-376 part 1, 17.7 (styles).
"""

from dataclasses import dataclass, fields, replace
from functools import lru_cache

from lxml.etree import _Element

from documents.reading.docx_xml import MAX_TWIPS, attribute, is_on, value_of, w

_STYLE = w("style")
# Deeper than this only a circle of styles goes.
_MAX_ANCESTORS = 32
_MOST_TAB_STOPS = 64  # Word's own limit


@dataclass(frozen=True, slots=True)
class Formatting:
    """The formatting that reading needs, None where nothing is said. Distances in twips (1/1440 inch).

    `numbering_style` is the style that brought `list_id`, None where the paragraph itself did.
    """

    list_id: str | None = None
    list_level: int | None = None
    numbering_style: str | None = None
    alignment: str | None = None
    left: int | None = None
    first_line: int | None = None
    tab_stops: tuple[int, ...] | None = None
    hides_text: bool | None = None
    hides_mark: bool | None = None
    raises_text: bool | None = None
    is_placeholder: bool | None = None

    def over(self, lower: "Formatting") -> "Formatting":
        """This formatting, filled up from one that it stands above."""
        if self is NOTHING or lower is NOTHING:
            return lower if self is NOTHING else self
        return _over(self, lower)


NOTHING = Formatting()
_NUMBERING, _INDENT, _TABS, _ALIGNMENT, _MARK = w("numPr"), w("ind"), w("tabs"), w("jc"), w("rPr")
_FRAME, _X_ALIGN = w("framePr"), w("xAlign")
_TELLING = frozenset({_NUMBERING, _INDENT, _TABS, _ALIGNMENT, _MARK, _FRAME})


@lru_cache(maxsize=1024)
def _over(upper: Formatting, lower: Formatting) -> Formatting:
    names = (each.name for each in fields(upper))
    gaps = {name: getattr(lower, name) for name in names if getattr(upper, name) is None}
    if upper.list_id is not None:
        gaps.pop("numbering_style", None)
    return replace(upper, **gaps)


def paragraph_formatting(properties: _Element | None) -> Formatting:
    """What a w:pPr says by itself."""
    if properties is None:
        return NOTHING
    stated = {child.tag: child for child in properties if child.tag != _MARK or len(child)}
    if _TELLING.isdisjoint(stated):
        return NOTHING
    numbering = stated.get(_NUMBERING)
    indent = stated.get(_INDENT)
    hanging = attribute(indent, "hanging")
    frame = stated.get(_FRAME)
    left = attribute(indent, "left", "start", low=-MAX_TWIPS)
    # A frame is a text box of an older kind; its place takes the place of an indent.
    return Formatting(
        list_id=value_of(numbering, "numId"),
        list_level=_level(numbering),
        alignment="right" if frame is not None and frame.get(_X_ALIGN) == "right" else value_of(properties, "jc"),
        left=left if frame is None else attribute(frame, "x"),
        first_line=-hanging if hanging else attribute(indent, "firstLine"),
        tab_stops=_tab_stops(stated.get(_TABS)),
        hides_mark=is_on(stated.get(_MARK), "vanish"),
    )


def run_formatting(properties: _Element | None) -> Formatting:
    """What a w:rPr says by itself."""
    if properties is None or not len(properties):
        return NOTHING
    raised = value_of(properties, "vertAlign")
    return Formatting(
        hides_text=is_on(properties, "vanish"), raises_text=None if raised is None else raised == "superscript"
    )


def _level(numbering: _Element | None) -> int | None:
    level = numbering.find(w("ilvl")) if numbering is not None else None
    return attribute(level, "val", high=8)


def _tab_stops(tabs: _Element | None) -> tuple[int, ...] | None:
    if tabs is None:
        return None
    stops = (attribute(tab, "pos") for tab in tabs if tab.get(w("val")) not in {"clear", "bar"})
    return tuple(sorted(stop for stop in stops if stop is not None)[:_MOST_TAB_STOPS])


class Styles:
    """The styles of a document by their id; `root` is the root of styles.xml, None where there is none."""

    def __init__(self, root: _Element | None) -> None:
        self._elements = {style.get(w("styleId"), ""): style for style in (root if root is not None else ())}
        self._resolved: dict[str, Formatting] = {}
        self._usual = NOTHING
        self._default_paragraph: str | None = None
        if root is None:
            return
        usual = root.find("/".join((w("docDefaults"), w("pPrDefault"), w("pPr"))))
        self._usual = paragraph_formatting(usual)
        for style in root.iter(_STYLE):
            if style.get(w("type")) == "paragraph" and style.get(w("default"), "0") in {"1", "true", "on"}:
                self._default_paragraph = style.get(w("styleId"))

    def paragraph(self, properties: _Element | None) -> Formatting:
        """The formatting of a paragraph: its own over its style's over the document's."""
        style = value_of(properties, "pStyle")
        if style not in self._elements:
            style = self._default_paragraph
        inherited = self.style(style) if style is not None else NOTHING
        own = paragraph_formatting(properties)
        return own.over(inherited).over(self._usual)

    def run(self, properties: _Element | None) -> Formatting:
        """The formatting of a run: its own over its character style's."""
        if properties is None or not len(properties):
            return NOTHING
        style = value_of(properties, "rStyle")
        own = run_formatting(properties)
        return own if style is None else own.over(self.style(style))

    def style(self, name: str) -> Formatting:
        """The formatting of a style with what it inherits."""
        if name not in self._resolved:
            chain: list[tuple[str, _Element]] = []
            ancestor: str | None = name
            while ancestor in self._elements and len(chain) < _MAX_ANCESTORS:
                chain.append((ancestor, self._elements[ancestor]))
                ancestor = value_of(self._elements[ancestor], "basedOn")
            resolved = NOTHING
            for style_id, element in reversed(chain):
                resolved = _of_style(style_id, element).over(resolved)
            self._resolved[name] = resolved
        return self._resolved[name]


def _of_style(style_id: str, element: _Element) -> Formatting:
    paragraph = paragraph_formatting(element.find(w("pPr")))
    # The mark's own properties stand in w:pPr/w:rPr; those of the style's text hide or raise every run.
    run = run_formatting(element.find(w("rPr")))
    placeholder = (value_of(element, "name") or "").lower() == "placeholder text"
    return replace(
        paragraph,
        numbering_style=style_id if paragraph.list_id is not None else None,
        hides_text=run.hides_text,
        raises_text=run.raises_text,
        is_placeholder=placeholder or None,
    )
