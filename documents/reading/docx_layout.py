"""Where on the page a paragraph's lines begin: by its alignment, indents, tab stops, spaces or text box.

Source: ECMA-376 part 1, 17.6 (sections), 17.3.1.12 (indents), 20.4.2 (anchored drawings).
"""

import re

from lxml.etree import _Element

from documents.reading.docx_styles import Formatting
from documents.reading.docx_xml import MAX_TWIPS, attribute, w, whole
from documents.reading.ooxml_lines import set_apart

RIGHT_PART = 0.4
_RIGHT = frozenset({"right", "end"})
_SECTION = w("sectPr")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EMU_PER_TWIP = 635
_TWIPS_PER_POINT = 20
# A space of the usual 12 to 14 point types.
_SPACE = 65
_USUAL_TAB = 720
# A4 upright with Word's usual margins.
_USUAL_WIDTH = 9355
_SMALLEST_WIDTH = 1000
_VML_LEFT = re.compile(r"margin-left:\s*(\d+(?:\.\d+)?)pt")


class PageLayout:
    """The text widths of a story's sections in order, and the document's tab distance. All in twips."""

    def __init__(self, body: _Element, settings: _Element | None) -> None:
        self._widths = [_text_width(section) for section in body.iter(_SECTION) if _is_current(section)] or [
            _USUAL_WIDTH
        ]
        self._section = 0
        distance = attribute(settings.find(w("defaultTabStop")), "val") if settings is not None else None
        self._tab = distance or _USUAL_TAB

    @property
    def width(self) -> int:
        """The width of the text in the section that is being read."""
        return self._widths[min(self._section, len(self._widths) - 1)]

    def end_paragraph(self, properties: _Element | None) -> None:
        """A section ends with the paragraph that holds its properties."""
        if properties is not None and properties.find(_SECTION) is not None:
            self._section += 1

    def lines(self, text: str, formatting: Formatting, *, in_right_box: bool = False) -> str:
        """The paragraph's lines with a tab between pieces that stand apart, and before a line that begins far right."""
        is_right = in_right_box or formatting.alignment in _RIGHT
        left = formatting.left or 0
        start = left + (formatting.first_line or 0)
        lines: list[str] = []
        for line in text.split("\n"):
            apart = set_apart(line)
            if apart and (is_right or self._begins_far_right(line, start, formatting)):
                apart = f"\t{apart}"
            lines.append(apart)
            start = left
        return "\n".join(lines).strip("\n")

    def is_right_box(self, box: _Element) -> bool:
        """Whether a text box is anchored in the right part of the page."""
        for holder in box.iterancestors():
            if holder.tag == f"{_DRAWING}anchor":
                return self._is_right_anchor(holder)
            placed = _VML_LEFT.search(holder.get("style", ""))
            if placed is not None:
                return float(placed[1]) * _TWIPS_PER_POINT >= RIGHT_PART * self.width
        return False

    def _is_right_anchor(self, anchor: _Element) -> bool:
        position = anchor.find(f"{_DRAWING}positionH")
        if position is None:
            return False
        aligned = position.findtext(f"{_DRAWING}align")
        offset = whole(position.findtext(f"{_DRAWING}posOffset"), high=MAX_TWIPS * _EMU_PER_TWIP)
        return aligned == "right" or (offset or 0) / _EMU_PER_TWIP >= RIGHT_PART * self.width

    def _begins_far_right(self, line: str, start: int, formatting: Formatting) -> bool:
        at = start
        for char in line:
            if at >= RIGHT_PART * self.width:
                break
            if char == "\t":
                at = self._next_stop(at, formatting.tab_stops or ())
            elif char.isspace():
                at += _SPACE
            else:
                break
        return at >= RIGHT_PART * self.width

    def _next_stop(self, at: int, stops: tuple[int, ...]) -> int:
        own = next((stop for stop in stops if stop > at), None)
        return own if own is not None else (at // self._tab + 1) * self._tab


def _is_current(section: _Element) -> bool:
    """Whether the section is not the earlier state that a tracked change keeps."""
    parent = section.getparent()
    return parent is not None and parent.tag != w("sectPrChange")


def _text_width(section: _Element) -> int:
    page = attribute(section.find(w("pgSz")), "w")
    margins = section.find(w("pgMar"))
    left, right = attribute(margins, "left", "start"), attribute(margins, "right", "end")
    if page is None or left is None or right is None:
        return _USUAL_WIDTH
    return max(_SMALLEST_WIDTH, page - left - right)
