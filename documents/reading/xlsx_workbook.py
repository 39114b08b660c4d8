"""What the sheets of a workbook share: which are visible, their texts, their cells' formats, the date system."""

import re
import unicodedata
from dataclasses import dataclass

from lxml.etree import _Element

from documents.reading.ooxml_lines import is_footnote_mark
from documents.reading.ooxml_package import OoxmlPackage
from documents.reading.xlsx_names import is_true, s

_MAIN_PART = "xl/workbook.xml"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TEXT, _RUN = s("t"), s("r")
_RAISED = "/".join((s("rPr"), s("vertAlign")))
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINE_CONTROLS = "\t\n\r"
_NO_TEXT = frozenset({"Cc", "Cs", "Cn"})
_MOST_TEXT = 50_000_000
_LONGEST_CODE = 255  # Excel's own limit
# Number formats that have a number instead of a code (18.8.30). 14 to 22 are dates in the reader's own language.
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "dd.mm.yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
    22: "dd.mm.yyyy h:mm",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    44: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    48: "0.0E+0",
    49: "@",
}


@dataclass(frozen=True, slots=True)
class CellFormat:
    """A number format's code, and whether the text stands at the cell's right edge."""

    code: str = "General"
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class VisibleSheet:
    """A sheet that people see: its name, and the part that holds it."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """The workbook without its sheets' cells."""

    sheets: tuple[VisibleSheet, ...]
    texts: tuple[str, ...]
    formats: tuple[CellFormat, ...]
    is_1904: bool


def read_workbook(package: OoxmlPackage) -> Workbook:
    """Read what the sheets share. Raises `DocumentUnreadable` for a broken workbook."""
    main = package.main_part(_MAIN_PART)
    root = package.tree(main)
    if root is None or root.tag != s("workbook"):
        raise package.broken()
    relations = package.relations(main)
    parts = {relation.kind: relation.target for relation in relations.values()}
    sheets: list[VisibleSheet] = []
    for sheet in root.iterfind(f"{s('sheets')}/{s('sheet')}"):
        relation = relations.get(sheet.get(_RELATION_ID, ""))
        is_visible = sheet.get("state", "visible") == "visible"
        if is_visible and relation is not None and relation.kind == "worksheet" and package.has(relation.target):
            sheets.append(VisibleSheet(sheet.get("name", ""), relation.target))
    properties = root.find(s("workbookPr"))
    return Workbook(
        sheets=tuple(sheets),
        texts=tuple(_shared_texts(package, parts["sharedStrings"]) if "sharedStrings" in parts else ()),
        formats=_formats(package.tree(parts["styles"]) if "styles" in parts else None),
        is_1904=properties is not None and is_true(properties.get("date1904")),
    )


def rich_text(element: _Element) -> str:
    """The text of a shared or inline string without readings (w:rPh) and footnote marks."""
    pieces: list[str] = []
    for child in element:
        if child.tag == _TEXT:
            pieces.append(child.text or "")
        elif child.tag == _RUN:
            text = child.findtext(_TEXT) or ""
            raised = child.find(_RAISED)
            is_raised = raised is not None and raised.get("val") == "superscript"
            if not (is_raised and is_footnote_mark(text, pieces[-1] if pieces else "")):
                pieces.append(text)
    return plain_text("".join(pieces))


def plain_text(text: str) -> str:
    """The text as `source.Cell` keeps it, with its escapes resolved (22.9.2.19, ST_Xstring)."""
    if "_x" in text:
        text = _ESCAPED.sub(_character, text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def _character(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return char if char in _LINE_CONTROLS or unicodedata.category(char) not in _NO_TEXT else ""


def _shared_texts(package: OoxmlPackage, part: str) -> list[str]:
    if not package.has(part):
        return []
    texts: list[str] = []
    size = 0
    for element in package.elements(package.stream(part), (s("si"),)):
        texts.append(rich_text(element))
        size += len(texts[-1])
        if size > _MOST_TEXT:
            raise package.too_big()
    return texts


def _formats(styles: _Element | None) -> tuple[CellFormat, ...]:
    if styles is None:
        return ()
    codes: dict[str, str] = {str(number): code for number, code in _BUILT_IN.items()}
    for stated in styles.iterfind(f"{s('numFmts')}/{s('numFmt')}"):
        codes[stated.get("numFmtId", "")] = stated.get("formatCode", "General")[:_LONGEST_CODE]
    found: list[CellFormat] = []
    for each in styles.iterfind(f"{s('cellXfs')}/{s('xf')}"):
        alignment = each.find(s("alignment"))
        is_right = alignment is not None and alignment.get("horizontal") == "right"
        found.append(CellFormat(codes.get(each.get("numFmtId", "0"), "General"), is_right))
    return tuple(found)
