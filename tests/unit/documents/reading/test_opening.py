"""Which reader reads a file is told by its bytes; what none reads is refused with what to do."""

import errno
import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from config.errors import DocumentUnreadable
from documents.reading import opening, opening_kinds
from documents.reading.limits import MAX_FILE_BYTES
from documents.reading.opening import check_file, read_source, refusal_of
from documents.reading.source import DocumentFormat
from tests.unit.documents.files import open_document
from tests.unit.documents.reading.office_files import docx_bytes, row, saved, sheet, table, zipped
from tests.unit.documents.reading.pdf_drawing import Drawing, pdf
from tests.unit.documents.reading.source_texts import no_progress, rows_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
TEXT = "№\tМероприятие\tСрок\n1\tСеминар\tмай\n"
SENTENCE = re.compile(r"[А-ЯЁ][^\n]+\.")


def word() -> bytes:
    return docx_bytes(table(row("№", "Мероприятие", "Срок"), row("1", "Семинар", "май")))


def excel() -> bytes:
    workbook = Workbook()
    sheet(workbook).append(["№", "Мероприятие", "Срок"])
    return saved(workbook)


def page() -> bytes:
    drawing = Drawing()
    drawing.grid((50, 100, 200), (600, 700))
    drawing.text(60, 650, "Семинар")
    return pdf(drawing)


def refusal(folder: Path, content: bytes, name: str = "план.docx") -> str:
    path = folder / "plan"
    path.write_bytes(content)
    with pytest.raises(DocumentUnreadable) as refused:
        read_source(path, name, no_progress)
    assert SENTENCE.fullmatch(refused.value.message)
    return refused.value.message


@pytest.mark.parametrize("name", ["план.docx", "план.xlsx", "план.pdf", "план.txt", "план", "план.doc"])
@pytest.mark.parametrize(
    ("content", "document_format"),
    [
        (word(), DocumentFormat.DOCX),
        (excel(), DocumentFormat.XLSX),
        (page(), DocumentFormat.PDF),
        (b"\xef\xbb\xbf\r\n" + page(), DocumentFormat.PDF),
        (TEXT.encode(), DocumentFormat.TEXT),
        (TEXT.encode("utf-16"), DocumentFormat.TEXT),
        (TEXT.replace("№", "N").encode("cp866"), DocumentFormat.TEXT),
    ],
)
def test_the_bytes_tell_the_format_whatever_the_name(
    content: bytes, document_format: DocumentFormat, name: str, tmp_path: Path
) -> None:
    path = tmp_path / "plan"
    path.write_bytes(content)
    document = read_source(path, name, no_progress)

    assert document.format == document_format
    assert document.file_name == name
    assert rows_of(document)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (OLE + "WordDocument".encode("utf-16-le"), opening_kinds.OLD_WORD),
        (OLE + "Workbook".encode("utf-16-le"), opening_kinds.OLD_EXCEL),
        (OLE + "EncryptedPackage".encode("utf-16-le"), opening_kinds.LOCKED),
        (OLE + "PowerPoint Document".encode("utf-16-le"), opening_kinds.PRESENTATION),
        (OLE, opening_kinds.OLD_OFFICE),
        (rb"{\rtf1\ansi Plan}", opening_kinds.RICH_TEXT),
        (open_document("text"), opening_kinds.OPEN_TEXT),
        (open_document("spreadsheet"), opening_kinds.OPEN_SHEET),
        (open_document("presentation"), opening_kinds.OPEN_OTHER),
        (b"<!-- plan -->\n<!DOCTYPE HTML><html></html>", opening_kinds.WEB_PAGE),
        ("<html><body>План</body></html>".encode("utf-16"), opening_kinds.WEB_PAGE),
        (b"\xef\xbb\xbf<table><tr><td>", opening_kinds.WEB_PAGE),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", opening_kinds.WEB_PAGE),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', opening_kinds.XML_FILE),
        (b"\x89PNG\r\n\x1a\n", opening_kinds.PICTURE),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", opening_kinds.PICTURE),
        (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00", opening_kinds.PICTURE),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", opening_kinds.PICTURE),
        (b"MZ\x90\x00\x03", opening_kinds.PROGRAM),
        (b"\x7fELF\x02\x01\x01", opening_kinds.PROGRAM),
        (b"#!/bin/sh\necho", opening_kinds.PROGRAM),
        (b"Rar!\x1a\x07\x00", opening_kinds.ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c", opening_kinds.ARCHIVE),
        (b"\x30\x82\x0a\xbc\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0", opening_kinds.SIGNATURE),
        (zipped({"ppt/presentation.xml": "<p/>"}), opening_kinds.PRESENTATION),
        (zipped({"xl/workbook.bin": "b"}), opening_kinds.BINARY_EXCEL),
        (zipped({"другое.txt": "план"}), opening_kinds.DAMAGED),
        (b"PK\x03\x04" + bytes(100), opening_kinds.DAMAGED),
        (b"", opening.EMPTY),
        (bytes(MAX_FILE_BYTES + 1), opening.TOO_LARGE),
    ],
)
def test_what_none_reads_is_refused_with_what_to_do(content: bytes, reason: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, content) == reason


def test_an_archive_by_its_name_is_to_be_unpacked(tmp_path: Path) -> None:
    assert refusal(tmp_path, zipped({"план.docx": word()}), "план.zip") == opening_kinds.ARCHIVE


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path) -> None:
    files = {f"word/{number}.xml": "" for number in range(5_001)}
    assert refusal(tmp_path, zipped(files)) == opening_kinds.TOO_BIG


def test_text_that_begins_with_a_bracket_or_two_letters_is_text(tmp_path: Path) -> None:
    path = tmp_path / "plan"
    for start in ("<План>", "BM ", "MM ", "II квартал"):
        path.write_text(f"{start}\n{TEXT}", encoding="utf-8")
        assert read_source(path, "план.txt", no_progress).format == DocumentFormat.TEXT


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOENT, opening.MISSING),
        (errno.EACCES, opening.NO_ACCESS),
        (errno.ELOOP, opening.LOOP),
        (errno.EIO, opening.NOT_READ),
    ],
)
def test_errors_of_the_system_are_told_in_words(number: int, reason: str) -> None:
    assert refusal_of(OSError(number, "")).message == reason


@pytest.mark.parametrize("name", ["нет", "нет/и/не/было", "н" * 300, "ну\0ль"])
def test_a_file_that_is_not_there(name: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentUnreadable, match=opening.MISSING):
        check_file(tmp_path / name)


def test_a_file_of_the_largest_size_is_not_refused_for_it(tmp_path: Path) -> None:
    path = tmp_path / "plan"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES)
    check_file(path)
