"""The text of a paragraph as Word shows it with all changes accepted.

Source: ECMA-376 part 1, 17.3 (paragraphs and runs), 17.16 (fields).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element

from documents.reading.docx_styles import Formatting, Styles
from documents.reading.docx_xml import RUNS, TEXT_BOXES, TEXTS, parts, w
from documents.reading.ooxml_lines import is_footnote_mark

_INDENTED = re.compile(r"(?<![ \t])[ \t]*+[\r\n]\s*+")
# As many pieces of text back a unit of length stands at the latest.
_WORD_BEFORE = 4
_VAL_TYPE = w("fldCharType")
_TYPE = w("type")
_RUN_PROPERTIES = w("rPr")
_FIELD = w("fldChar")
_BREAK = w("br")
_RENDERED_BREAK = w("lastRenderedPageBreak")
_FOOTNOTE_REFERENCES = frozenset({w("footnoteReference"), w("endnoteReference")})
_FIXED = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("cr"): "\n",
    w("noBreakHyphen"): "-",
}
_ATOMS = frozenset({*TEXTS, _FIELD, _BREAK, _RENDERED_BREAK, *_FOOTNOTE_REFERENCES, *_FIXED, *TEXT_BOXES})
# Nearly every run is flat, and walking it is the reader's innermost loop.
_FLAT = _ATOMS | {_RUN_PROPERTIES}


@dataclass(slots=True)
class PageBreaks:
    """Page breaks met in a stretch of text, and how many of them stand before its first word."""

    rendered: int = 0
    explicit: int = 0
    rendered_first: int = 0
    explicit_first: int = 0


@dataclass(slots=True)
class ParagraphText:
    """A paragraph's characters with "\\t" and "\\n", and the text boxes that hang on it."""

    text: str = ""
    boxes: list[_Element] = field(default_factory=list)
    breaks: PageBreaks = field(default_factory=PageBreaks)


class _TextReader:
    def __init__(self, styles: Styles, formatting: Formatting) -> None:
        self._styles = styles
        self._formatting = formatting
        self._pieces: list[str] = []
        self._has_words = False
        # For each field that is open: whether its instruction is being read, not its result.
        self._fields: list[bool] = []
        self.result = ParagraphText()

    def read(self, element: _Element) -> None:
        for run in parts(element, RUNS):
            self._read_run(run)
        # An instruction without end must not swallow the rest of the document.
        self._fields = [False for _ in self._fields]

    def finish(self) -> ParagraphText:
        self.result.text = "".join(self._pieces)
        return self.result

    def _read_run(self, run: _Element) -> None:
        properties = run.find(_RUN_PROPERTIES)
        formatting = self._styles.run(properties)
        hides = self._formatting.hides_text if formatting.hides_text is None else formatting.hides_text
        before = len(self._pieces)
        is_reference = False
        for atom in run if _FLAT.issuperset(child.tag for child in run) else parts(run, _ATOMS):
            if atom.tag in _FOOTNOTE_REFERENCES:
                is_reference = True
            elif not hides and atom is not properties:
                self._read_atom(atom)
        if is_reference or formatting.is_placeholder:
            del self._pieces[before:]
        elif formatting.raises_text:
            self._drop_footnote_mark(before)

    def _drop_footnote_mark(self, start: int) -> None:
        before = "".join(self._pieces[max(0, start - _WORD_BEFORE) : start])
        if is_footnote_mark("".join(self._pieces[start:]), before):
            del self._pieces[start:]

    def _read_atom(self, atom: _Element) -> None:
        tag = atom.tag
        if tag == _FIELD:
            self._read_field_mark(atom.get(_VAL_TYPE))
        elif tag == _RENDERED_BREAK:
            self.result.breaks.rendered += 1
            self.result.breaks.rendered_first += not self._has_words
        elif tag in TEXT_BOXES:
            self.result.boxes.append(atom)
        elif not any(self._fields):
            self._pieces.append(self._characters(atom))

    def _characters(self, atom: _Element) -> str:
        if atom.tag in TEXTS:
            # Line breaks inside of w:t come from indented XML, not from the author; tabs alone are tabs.
            text = _INDENTED.sub(" ", atom.text or "")
            self._has_words = self._has_words or bool(text.strip())
            return text
        if atom.tag == _BREAK:
            if atom.get(_TYPE) == "page":
                self.result.breaks.explicit += 1
                self.result.breaks.explicit_first += not self._has_words
            return "\n"
        # What does not belong into a run, as second properties of it, says nothing.
        return _FIXED.get(str(atom.tag), "")

    def _read_field_mark(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()


def paragraph_text(elements: Sequence[_Element], styles: Styles, formatting: Formatting) -> ParagraphText:
    """The text of one paragraph; several elements where the marks between them are deleted."""
    reader = _TextReader(styles, formatting)
    for element in elements:
        reader.read(element)
    return reader.finish()
