"""Word and Excel files made for the tests: whole packages from the parts of them that a test is about."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from documents.reading.docx_file import read_docx
from documents.reading.source import Block, Cell, Paragraph, SourceDocument, Table
from documents.reading.xlsx_file import read_xlsx

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPREADSHEET = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str = "", properties: str = "") -> str:
    """A paragraph of one run of text, or of the XML given."""
    inside = content if content.startswith("<") or not content else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def cell(content: str = "", properties: str = "") -> str:
    inside = content if content.startswith("<") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row of cells, each given by its text or its XML."""
    inside = "".join(each if each.startswith(("<w:tc", "<w:sdt")) else cell(each) for each in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def table(*rows: str, grid: tuple[int, ...] = ()) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def listed(list_id: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def levels(*texts: str, forms: str = "decimal", start: int = 1) -> str:
    """The levels of an abstract list by the texts of their labels."""
    return "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{forms}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, text in enumerate(texts)
    )


def numbering(abstract: Mapping[int, str], lists: Mapping[int, str]) -> str:
    """The content of numbering.xml: abstract lists by their levels, lists by what stands in them."""
    kinds = "".join(f'<w:abstractNum w:abstractNumId="{at}">{xml}</w:abstractNum>' for at, xml in abstract.items())
    return kinds + "".join(f'<w:num w:numId="{at}">{xml}</w:num>' for at, xml in lists.items())


def abstract(number: int) -> str:
    return f'<w:abstractNumId w:val="{number}"/>'


def docx_bytes(
    body: str, *, headers: Mapping[str, str] | None = None, numbering: str = "", styles: str = "", settings: str = ""
) -> bytes:
    """A Word package of this body, with what stands in its other parts."""
    files = {"word/document.xml": f"{_DECLARATION}<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"}
    relations: list[tuple[str, str, str]] = []
    for kind, content in (("numbering", numbering), ("styles", styles), ("settings", settings)):
        files[f"word/{kind}.xml"] = f"<w:{kind} {_NAMESPACES}>{content}</w:{kind}>"
        relations.append((f"r{kind}", kind, f"{kind}.xml"))
    for name, content in (headers or {}).items():
        files[f"word/{name}.xml"] = f"<w:hdr {_NAMESPACES}>{content}</w:hdr>"
        relations.append((name, "header", f"{name}.xml"))
    files["word/_rels/document.xml.rels"] = _relations(relations)
    files["_rels/.rels"] = _relations([("r1", "officeDocument", "word/document.xml")])
    return zipped(files)


def _relations(relations: list[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{id_}" Type="{_RELATIONS}/{kind}" Target="{target}"/>' for id_, kind, target in relations
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_part(package: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part changed."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return zipped(
            {each: change(archive.read(each)) if each == name else archive.read(each) for each in archive.namelist()}
        )


def no_progress(done: int, total: int) -> None:
    assert 0 <= done <= total


def read_word(folder: Path, package: bytes) -> SourceDocument:
    path = folder / "plan.docx"
    path.write_bytes(package)
    return read_docx(path, "план.docx", no_progress)


def read_excel(folder: Path, package: bytes) -> SourceDocument:
    path = folder / "plan.xlsx"
    path.write_bytes(package)
    return read_xlsx(path, "план.xlsx", no_progress)


def lines(blocks: tuple[Block, ...]) -> list[str]:
    """The texts of the paragraphs."""
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def tables(blocks: tuple[Block, ...]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def texts(found: Table) -> list[list[str]]:
    return [[each.text for each in row.cells] for row in found.rows]


def places(found: Table) -> list[list[tuple[int, int]]]:
    """The first column and the span of every cell."""
    return [[(each.column, each.span) for each in row.cells] for row in found.rows]


def cells(found: Table) -> list[Cell]:
    return [each for row in found.rows for each in row.cells]


def sheet(workbook: Workbook) -> Worksheet:
    """The workbook's first sheet."""
    found = workbook.active
    assert isinstance(found, Worksheet)
    return found


def saved(workbook: Workbook) -> bytes:
    """The workbook with its texts in a part of their own, as Excel writes it; openpyxl leaves them in the cells."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    shared: list[bytes] = []

    def share(inline: re.Match[bytes]) -> bytes:
        shared.append(inline[1])
        return b't="s"><v>%d</v>' % (len(shared) - 1)

    for name in [each for each in files if each.startswith("xl/worksheets/sheet")]:
        files[name] = re.sub(rb't="inlineStr"><is>(.*?)</is>', share, files[name], flags=re.DOTALL)
    items = b"".join(b"<si>%s</si>" % each for each in shared)
    files["xl/sharedStrings.xml"] = b'<sst xmlns="%s">%s</sst>' % (_SPREADSHEET, items)
    relation = b'<Relationship Id="texts" Type="%s/sharedStrings" Target="sharedStrings.xml"/>' % _RELATIONS.encode()
    relations = "xl/_rels/workbook.xml.rels"
    files[relations] = files[relations].replace(b"</Relationships>", relation + b"</Relationships>")
    return zipped(files)
