"""Reads a Word document (.docx)."""

from collections.abc import Callable, Iterator
from pathlib import Path

from lxml.etree import _Element

from documents.reading.docx_layout import PageLayout
from documents.reading.docx_numbering import ListNumbers
from documents.reading.docx_pages import PageCounter
from documents.reading.docx_story import StoryReader
from documents.reading.docx_styles import Styles
from documents.reading.docx_xml import PARAGRAPH, ROW, is_on, w, without_look
from documents.reading.ooxml_package import OoxmlPackage, Relation, open_package
from documents.reading.source import Block, DocumentFormat, SourceDocument

_MAIN_PART = "word/document.xml"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# A page's header is no part of the text unless the document's approval was put there.
_APPROVALS = ("утвержд", "согласован")
_EVERY_ROWS = 50


def read_docx(path: Path, file_name: str, progress: Callable[[int, int], None]) -> SourceDocument:
    """The document's current text: tracked changes accepted, hidden text left out, automatic numbers written out.

    `progress(done, total)` counts table rows. Raises `DocumentUnreadable` for what cannot be read.
    """
    with open_package(path, "Word") as package:
        main = package.main_part(_MAIN_PART)
        root = package.tree(main, tags=(PARAGRAPH, ROW), slim=without_look)
        body = root.find(w("body")) if root is not None else None
        if body is None:
            raise package.broken()
        relations = package.relations(main)
        parts = {relation.kind: relation.target for relation in relations.values()}
        styles = Styles(_part(package, parts, "styles"))
        rows = _RowProgress(sum(1 for _ in body.iter(ROW)), progress)
        reader = StoryReader(
            styles,
            ListNumbers(_part(package, parts, "numbering"), styles),
            PageCounter(body),
            PageLayout(body, _part(package, parts, "settings")),
            rows.count,
        )
        blocks: list[Block] = []
        for header in _headers_with_approvals(package, body, relations):
            blocks += reader.blocks(header)
        blocks += reader.blocks(body)
    rows.finish()
    return SourceDocument(DocumentFormat.DOCX, file_name, tuple(blocks))


class _RowProgress:
    def __init__(self, total: int, progress: Callable[[int, int], None]) -> None:
        self._total = total
        self._progress = progress
        self._done = 0

    def count(self) -> None:
        self._done = min(self._done + 1, self._total)
        if self._done % _EVERY_ROWS == 0:
            self._progress(self._done, self._total)

    def finish(self) -> None:
        self._progress(self._total, self._total)


def _part(package: OoxmlPackage, parts: dict[str, str], kind: str) -> _Element | None:
    return package.tree(parts[kind]) if kind in parts else None


def _headers_with_approvals(
    package: OoxmlPackage, body: _Element, relations: dict[str, Relation]
) -> Iterator[_Element]:
    section = next(body.iter(w("sectPr")), None)
    if section is None:
        return
    # Without w:titlePg the first page has the same header as the others.
    shown = ("first", "default") if is_on(section, "titlePg") else ("default",)
    references = {each.get(w("type"), "default"): each for each in section.iterchildren(w("headerReference"))}
    for kind in shown:
        relation = relations.get(references[kind].get(_RELATION_ID, "")) if kind in references else None
        header = package.tree(relation.target) if relation is not None else None
        if header is not None and _has_approval(header):
            yield header


def _has_approval(header: _Element) -> bool:
    letters = "".join("".join(text.text or "" for text in header.iter(w("t"))).split()).lower()
    return any(word in letters for word in _APPROVALS)
