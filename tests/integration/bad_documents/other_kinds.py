"""Files of kinds that no plan comes in, and texts that are none."""

import io
import zipfile

from tests.integration.bad_documents.registry import bad
from tests.unit.documents.files import open_document

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64)


@bad("RTF", "план.doc")
def rich_text() -> bytes:
    return rb"{\rtf1\ansi\deff0 {\fonttbl {\f0 Times;}} \f0 Plan \par}"


@bad(".odt", "план.odt")
def open_text() -> bytes:
    return open_document("text")


@bad(".ods", "план.docx")
def open_sheet_named_word() -> bytes:
    return open_document("spreadsheet")


@bad("HTML", "план.docx")
def web_page_named_word() -> bytes:
    return "<!DOCTYPE html><html><body><table><tr><td>План</td></tr></table></body></html>".encode()


@bad("программа", "план.docx")
def program_named_word() -> bytes:
    return b"MZ\x90\x00" + bytes(1000)


@bad("изображение", "план.pdf")
def picture_named_pdf() -> bytes:
    return PNG


@bad("столбцов", "план.txt")
def row_of_ten_thousand_columns() -> bytes:
    return ("\t".join(f"столбец {number}" for number in range(10_000)) + "\n").encode()


@bad("знаков", "план.txt")
def cell_of_ten_megabytes() -> bytes:
    return ("№\tМероприятие\tСрок\n1\t" + "семинар " * 700_000 + "\tмай\n").encode()


@bad("текст", "план.txt")
def random_bytes() -> bytes:
    return bytes((number * number * 167 + number // 7) % 256 for number in range(100_000))


@bad("обрезан", "план.txt")
def half_a_character() -> bytes:
    return "№\tМероприятие\tСрок\n".encode("utf-16")[:-1]


@bad("пуст", "план.docx")
def empty() -> bytes:
    return b""


@bad("текст", "план.txt")
def binary_in_text() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("а", bytes(100))
    return b"  " + buffer.getvalue()
