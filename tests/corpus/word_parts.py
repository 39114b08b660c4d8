"""Parts of Word documents that hide text or hold it twice: text boxes, tables within cells, footnotes, numbering."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document as WordDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.table import _Cell
from docx.text.paragraph import Paragraph

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
FOOTNOTES_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"

_TEXT_BOX = """
<w:r xmlns:w="{word}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
     xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
     xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
     xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
     xmlns:v="urn:schemas-microsoft-com:vml">
  <mc:AlternateContent>
    <mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"
        relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">
      <wp:simplePos x="0" y="0"/>
      <wp:positionH relativeFrom="margin"><wp:align>right</wp:align></wp:positionH>
      <wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>
      <wp:extent cx="2700000" cy="1300000"/><wp:wrapNone/><wp:docPr id="1" name="Надпись 1"/>
      <a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
        <wps:spPr/><wps:txbx><w:txbxContent>{paragraphs}</w:txbxContent></wps:txbx><wps:bodyPr/>
      </wps:wsp></a:graphicData></a:graphic>
    </wp:anchor></w:drawing></mc:Choice>
    <mc:Fallback><w:pict><v:shape type="#_x0000_t202" style="width:213pt;height:102pt"><v:textbox>
      <w:txbxContent>{paragraphs}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>
  </mc:AlternateContent>
</w:r>
"""
_FOOTNOTES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:footnotes xmlns:w="{word}">
  <w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
  <w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
  {notes}
</w:footnotes>
"""


def add_text_box(document: WordDocument, lines: Sequence[str]) -> None:
    """A floating text box as Word writes it: the text once for new programs and once more for old ones."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    box: Any = parse_xml(_TEXT_BOX.format(word=WORD, paragraphs=paragraphs))
    document.add_paragraph().add_run().element.addprevious(box)


def add_nested_table(cell: _Cell, lines: Sequence[str]) -> None:
    """A table of one column within a cell, a row for each line."""
    nested = cell.add_table(len(lines), 1)
    nested.style = "Table Grid"
    for row, line in zip(nested.rows, lines, strict=True):
        row.cells[0].text = line
    cell.add_paragraph()


def add_footnotes(document: WordDocument, notes: Sequence[tuple[Paragraph, str]]) -> None:
    """Real footnotes: a reference at the end of each paragraph, and the texts in their own part."""
    texts = []
    for number, (paragraph, text) in enumerate(notes, start=1):
        reference: Any = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(number))
        paragraph.add_run().element.append(reference)
        texts.append(
            f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> '
            f"{escape(text)}</w:t></w:r></w:p></w:footnote>"
        )
    blob = _FOOTNOTES.format(word=WORD, notes="".join(texts)).encode()
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES_TYPE, blob, document.part.package)
    document.part.relate_to(part, FOOTNOTES_RELATION)


def number_in_sections(document: WordDocument, items: Sequence[tuple[Paragraph, int]]) -> None:
    """Automatic numbering on two levels, as `1.` for level 0 and `1.1.` for level 1, on paragraphs in order."""
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for level, pattern in enumerate(("%1.", "%1.%2.")):
        abstract.append(_level(level, pattern))
    numbering.insert(0, abstract)
    instance = numbering.add_num(77)
    for paragraph, level in items:
        properties = paragraph.paragraph_format.element.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = instance.numId


def _level(level: int, pattern: str) -> Any:
    element: Any = OxmlElement("w:lvl")
    element.set(qn("w:ilvl"), str(level))
    for tag, value in (("w:start", "1"), ("w:numFmt", "decimal"), ("w:lvlText", pattern)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        element.append(child)
    return element
