"""Files that are no sound Word or Excel document give a source document or one Russian sentence, nothing else."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook

from config.errors import DocumentUnreadable
from documents.reading.docx_file import read_docx
from documents.reading.ooxml_package import MAX_TREE
from documents.reading.source import SourceDocument
from documents.reading.xlsx_file import read_xlsx
from tests.unit.documents.reading.office_files import (
    abstract,
    cell,
    docx_bytes,
    levels,
    lines,
    listed,
    no_progress,
    numbering,
    paragraph,
    read_word,
    row,
    run,
    saved,
    sheet,
    table,
    tables,
    with_part,
    zipped,
)

SENTENCE = re.compile(r"[А-ЯЁ][^\n]+\.")
STRICT = b"http://purl.oclc.org/ooxml/"
BILLION = (
    '<!DOCTYPE x [<!ENTITY a "ха"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
ABROAD = '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">'


def word() -> bytes:
    """A document with something of everything that the reader knows."""
    merged = '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'
    deleted = "<w:del><w:r><w:delText>старое</w:delText></w:r></w:del>"
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('рамка')}</w:txbxContent></w:pict></w:r>"
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("7") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    nested = table(row("а", "б"))
    body = (
        paragraph("УТВЕРЖДАЮ", '<w:jc w:val="right"/><w:ind w:left="5000" w:firstLine="20"/>')
        + paragraph(run("План") + box + deleted + field, '<w:pStyle w:val="a"/><w:rPr><w:del/></w:rPr>')
        + paragraph("<w:r><w:lastRenderedPageBreak/><w:t>на год</w:t><w:tab/><w:br/></w:r>")
        + table(
            row(cell(paragraph("", listed(1))), cell("Мероприятие", merged), "Срок"),
            row(
                cell(paragraph("", listed(1, 1))),
                cell("", '<w:gridSpan w:val="2"/><w:vMerge/>'),
                cell(nested + paragraph()),
            ),
            row("а", "б", properties='<w:gridBefore w:val="1"/><w:ins/>'),
            grid=(500, 3000, 3000, 2000),
        )
        + '<w:sectPr><w:headerReference w:type="default" r:id="h1"/><w:pgSz w:w="11906"/>'
        '<w:pgMar w:left="1701" w:right="850"/></w:sectPr>'
    )
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>'
    return docx_bytes(
        body,
        headers={"h1": paragraph("СОГЛАСОВАНО")},
        numbering=numbering({0: levels("%1.", "%1.%2.")}, {1: abstract(0) + override}),
        styles='<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="a"/><w:pPr><w:jc w:val="end"/></w:pPr>'
        "</w:style>",
        settings='<w:defaultTabStop w:val="708"/>',
    )


def excel() -> bytes:
    workbook = Workbook()
    active = sheet(workbook)
    active["D1"] = "УТВЕРЖДАЮ\nдиректор"
    active.append(["План"])
    active.merge_cells("A2:D2")
    for values in (
        ["№", "Мероприятие", "Срок", "Доля"],
        [1.1, "Визит", date(2021, 3, 15), 0.85],
        [2, "Отчёт", "май", True],
    ):
        active.append(values)
    active["C4"].number_format = "mmmm yyyy"
    active["D4"].number_format = '0.0%" всех";(0)'
    active.merge_cells("B4:B5")
    active.row_dimensions[5].hidden = True
    active.column_dimensions["D"].width = 30
    workbook.create_sheet("скрытый").sheet_state = "hidden"
    return saved(workbook)


DOCUMENTS: dict[str, tuple[bytes, Callable[[Path, str, Callable[[int, int], None]], SourceDocument]]] = {
    "plan.docx": (word(), read_docx),
    "plan.xlsx": (excel(), read_xlsx),
}


def check(name: str, package: bytes) -> SourceDocument | None:
    """Read it; a refusal must be one Russian sentence."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(package)
        try:
            return DOCUMENTS[name][1](path, name, no_progress)
        except DocumentUnreadable as refusal:
            message = refusal.message
    assert SENTENCE.fullmatch(message)
    return None


def test_the_samples_are_sound() -> None:
    assert len(tables((check("plan.docx", word()) or pytest.fail("docx")).blocks)) == 1
    assert len(tables((check("plan.xlsx", excel()) or pytest.fail("xlsx")).blocks)) == 1


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    "package",
    [b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0" * 200, zipped({}), zipped({"a.txt": "1"})],
    ids=["empty", "head alone", "pdf", "old office", "empty zip", "other zip"],
)
def test_what_is_no_package_is_refused(name: str, package: bytes) -> None:
    assert check(name, package) is None


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_other_kind_of_document_is_refused(name: str) -> None:
    assert check(name, next(package for other, (package, _) in DOCUMENTS.items() if other != name)) is None


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for _, read in DOCUMENTS.values():
        with pytest.raises(DocumentUnreadable):
            read(tmp_path / "нет.docx", "нет.docx", no_progress)
        with pytest.raises(DocumentUnreadable):
            read(tmp_path, "папка", no_progress)


PARTS = [
    ("plan.docx", part)
    for part in (
        "word/document.xml",
        "word/styles.xml",
        "word/numbering.xml",
        "word/settings.xml",
        "word/_rels/document.xml.rels",
        "word/h1.xml",
    )
] + [
    ("plan.xlsx", part)
    for part in (
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
    )
]


@pytest.mark.parametrize(("name", "part"), PARTS)
@pytest.mark.parametrize("doctype", [BILLION, OUTSIDE, ABROAD], ids=["entities", "file", "network"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_part_that_declares_a_dtd_is_refused(name: str, part: str, doctype: str, encoding: str) -> None:
    def declare(content: bytes) -> bytes:
        text = re.sub(r"<\?xml[^>]*\?>", "", content.decode())
        return f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{text}'.encode(encoding)

    assert check(name, with_part(DOCUMENTS[name][0], part, declare)) is None


@pytest.mark.parametrize(("name", "part"), PARTS)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: content.replace(b">", b"> &nowhere;", 3),
        lambda content: b"\xff\xfe" + content,
        lambda content: b"<a>" * 1000 + content,
    ],
    ids=["cut", "empty", "entity", "encoding", "deep"],
)
def test_a_broken_part_is_refused(name: str, part: str, spoil: Callable[[bytes], bytes]) -> None:
    assert check(name, with_part(DOCUMENTS[name][0], part, spoil)) is None


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_encrypted_or_oddly_packed_part_is_refused(name: str) -> None:
    package = bytearray(DOCUMENTS[name][0])
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(package)):
            package[found.start() + offset] |= 1
    assert check(name, bytes(package)) is None
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(DOCUMENTS[name][0])) as archive,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as odd,
    ):
        for each in archive.namelist():
            odd.writestr(each, archive.read(each))
    assert check(name, buffer.getvalue()) is None


def test_a_part_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    filling = b" " * (MAX_TREE // 10)
    package = with_part(word(), "word/document.xml", lambda content: content.replace(b"><", b">" + filling + b"<", 11))
    with pytest.raises(DocumentUnreadable, match="слишком велик"):
        read_word(tmp_path, package)


def test_external_relations_are_not_followed(tmp_path: Path) -> None:
    def outside(content: bytes) -> bytes:
        return content.replace(b'Target="h1.xml"', b'Target="http://192.0.2.1/h1.xml" TargetMode="External"')

    package = with_part(word(), "word/_rels/document.xml.rels", outside)
    assert "СОГЛАСОВАНО" not in lines(read_word(tmp_path, package).blocks)


def _with_target(target: bytes, part: bytes) -> bytes:
    return part.replace(b'"h1.xml"', b'"%s"' % target)


def test_relations_may_be_absolute_or_lead_out_of_the_package(tmp_path: Path) -> None:
    for target, is_found in ((b"/word/h1.xml", True), (b"../word/./h1.xml", True), (b"../../../etc/passwd", False)):
        package = with_part(word(), "word/_rels/document.xml.rels", partial(_with_target, target))
        assert ("СОГЛАСОВАНО" in lines(read_word(tmp_path, package).blocks)) is is_found


def test_strict_documents_are_read(tmp_path: Path) -> None:
    def strict(content: bytes) -> bytes:
        for kind in (b"wordprocessingml", b"spreadsheetml", b"officeDocument"):
            content = content.replace(b"http://schemas.openxmlformats.org/%s/2006/" % kind, STRICT + kind + b"/")
        return content

    for name, (package, read) in DOCUMENTS.items():
        path = tmp_path / name
        path.write_bytes(package)
        usual = read(path, name, no_progress)
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            path.write_bytes(zipped({each: strict(archive.read(each)) for each in archive.namelist()}))
        assert read(path, name, no_progress) == usual


NAMES = st.sampled_from(sorted(DOCUMENTS))


@settings(max_examples=80, deadline=None)
@given(NAMES, st.data())
def test_any_flipped_byte_is_survived(name: str, data: st.DataObject) -> None:
    package = bytearray(DOCUMENTS[name][0])
    for _ in range(data.draw(st.integers(1, 5))):
        package[data.draw(st.integers(0, len(package) - 1))] = data.draw(st.integers(0, 255))
    check(name, bytes(package))


@settings(max_examples=60, deadline=None)
@given(NAMES, st.data())
def test_any_cut_is_survived(name: str, data: st.DataObject) -> None:
    package = DOCUMENTS[name][0]
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(package))] * 2)))
    check(name, package[:start] + package[end:])


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(PARTS), st.data())
def test_any_flipped_byte_of_a_part_is_survived(place: tuple[str, str], data: st.DataObject) -> None:
    def flip(content: bytes) -> bytes:
        changed = bytearray(content)
        for _ in range(data.draw(st.integers(1, 5))):
            changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
        return bytes(changed)

    check(place[0], with_part(DOCUMENTS[place[0]][0], place[1], flip))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PARTS), st.data())
def test_any_change_of_elements_is_survived(place: tuple[str, str], data: st.DataObject) -> None:
    def change(content: bytes) -> bytes:
        root = etree.fromstring(content)
        for _ in range(data.draw(st.integers(1, 4))):
            elements = [each for each in root.iter() if each.getparent() is not None]
            if not elements:
                break
            _change_element(data, elements)
        return etree.tostring(root)

    check(place[0], with_part(DOCUMENTS[place[0]][0], place[1], change))


def _change_element(data: st.DataObject, elements: list[etree._Element]) -> None:
    chosen, other = data.draw(st.sampled_from(elements)), data.draw(st.sampled_from(elements))
    parent = chosen.getparent()
    assert parent is not None
    match data.draw(st.sampled_from(["drop", "double", "move", "attribute", "text", "unwrap"])):
        case "drop":
            parent.remove(chosen)
        case "double":
            parent.append(etree.fromstring(etree.tostring(chosen)))
        case "move" if chosen is not other and chosen not in other.iterancestors():
            other.append(chosen)
        case "attribute" if chosen.attrib:
            name = data.draw(st.sampled_from(sorted(map(str, chosen.attrib))))
            chosen.set(
                name, data.draw(st.sampled_from(["", "-1", "0", "99999999999999", "1e999", "nan", "x", "A0", "٣"]))
            )
        case "text":
            chosen.text = data.draw(st.sampled_from(["", "-1", "99999999999999999999", "1e308", "nan", "ха", " \n\t"]))
        case "unwrap":
            for child in chosen:
                parent.append(child)
        case _:
            pass
