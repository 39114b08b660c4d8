"""Files that are no plan, damaged, or made to harm: each is built in a folder and comes with a word of its refusal."""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from tests.unit.documents.files import open_document
from tests.unit.documents.reading.office_files import (
    cell,
    docx_bytes,
    paragraph,
    row,
    saved,
    sheet,
    table,
    with_part,
    zipped,
)
from tests.unit.documents.reading.pdf_drawing import Drawing, file_of, pdf, stream

Build = Callable[[Path], Path]
BAD: dict[str, tuple[str, Build]] = {}
MEGABYTE = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64)
DAMAGED, COMPLEX, NO_TABLE = "повреждён", "слишком сложно", "нет таблицы"
PLAN = table(
    row("№", "Мероприятие", "Срок", "Ответственный"),
    *(row(str(number), f"Провести семинар {number}", "март 2021", "Иванов И.И.") for number in range(1, 30)),
)


def bad(word: str, name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """A bad file by its content: `word` stands in its refusal, `name` is its file name."""

    def register(content: Callable[[], bytes]) -> Callable[[], bytes]:
        def build(folder: Path) -> Path:
            path = folder / name
            path.write_bytes(content())
            return path

        BAD[content.__name__] = (word, build)
        return content

    return register


def bad_place(word: str) -> Callable[[Build], Build]:
    """A bad file that is not a matter of its content."""

    def register(build: Build) -> Build:
        BAD[build.__name__] = (word, build)
        return build

    return register


def in_word(change: Callable[[bytes], bytes]) -> bytes:
    return with_part(docx_bytes(PLAN), "word/document.xml", change)


def in_excel(change: Callable[[bytes], bytes]) -> bytes:
    workbook = Workbook()
    for values in (["№", "Мероприятие", "Срок"], [1, "Семинар", "март 2021"]):
        sheet(workbook).append(values)
    return with_part(saved(workbook), "xl/worksheets/sheet1.xml", change)


def before_root(declaration: str, used: str = "") -> Callable[[bytes], bytes]:
    """The part with a document type before its root, and a text used in it."""

    def change(xml: bytes) -> bytes:
        start = xml.index(b"?>") + 2 if xml.startswith(b"<?xml") else 0
        changed = xml[:start] + declaration.encode() + xml[start:]
        return changed.replace("Провести".encode(), used.encode()) if used else changed

    return change


def laughs(levels: int = 9) -> str:
    entities = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, levels + 1))
    return f'<!DOCTYPE x [<!ENTITY e0 "ха">{entities}]>'


@bad("распакованном виде", "план.docx")
def zip_bomb() -> bytes:
    return zipped({"word/document.xml": bytes(200 * MEGABYTE)})


@bad("Файл", "план.docx")
def bomb_below_the_declared_limits() -> bytes:
    return zipped({"word/document.xml": b"<w>" + b"<a>x</a>" * (12 * MEGABYTE) + b"</w>"})


@bad(DAMAGED, "план.docx")
def billion_laughs_in_word() -> bytes:
    return in_word(before_root(laughs(), "&e9;"))


@bad(DAMAGED, "план.xlsx")
def billion_laughs_in_excel() -> bytes:
    return in_excel(before_root(laughs()))


@bad(DAMAGED, "план.docx")
def quadratic_blowup() -> bytes:
    return in_word(before_root(f'<!DOCTYPE x [<!ENTITY a "{"ха" * 50_000}">]>', "&a;" * 50_000))


@bad(DAMAGED, "план.docx")
def external_entity() -> bytes:
    return in_word(before_root('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>', "&a;"))


@bad(DAMAGED, "план.xlsx")
def external_type_definition() -> bytes:
    return in_excel(before_root('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'))


@bad(DAMAGED, "план.docx")
def truncated_word() -> bytes:
    whole = docx_bytes(PLAN)
    return whole[: len(whole) // 2]


@bad(DAMAGED, "план.xlsx")
def truncated_excel() -> bytes:
    whole = in_excel(lambda xml: xml)
    return whole[: len(whole) // 2]


@bad(DAMAGED, "план.docx")
def wrong_checksum() -> bytes:
    whole = bytearray(docx_bytes(PLAN))
    at = whole.index(b"PK\x01\x02")
    whole[at + 16 : at + 20] = b"\x01\x02\x03\x04"
    return bytes(whole)


@bad(DAMAGED, "план.docx")
def no_main_part() -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/styles.xml": "<w/>"})


@bad("паролем", "план.docx")
def word_with_a_password() -> bytes:
    return OLE + "EncryptedPackage".encode("utf-16-le") + bytes(512)


@bad("паролем", "план.docx")
def archive_with_a_password() -> bytes:
    whole = bytearray(docx_bytes(PLAN))
    at = whole.index(b"PK\x01\x02")
    whole[at + 8] |= 1
    return bytes(whole)


@bad(".doc", "план.docx")
def old_word() -> bytes:
    return OLE + "WordDocument".encode("utf-16-le") + bytes(512)


@bad(".xls", "план.xls")
def old_excel() -> bytes:
    return OLE + "Workbook".encode("utf-16-le") + bytes(512)


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


@bad("архив", "план.zip")
def archive_of_a_document() -> bytes:
    return zipped({"план.docx": docx_bytes(PLAN)})


@bad(NO_TABLE, "план.docx")
def word_without_a_table() -> bytes:
    return docx_bytes(paragraph("План работы на 2021 год") + paragraph("1. Провести семинар в марте."))


@bad(NO_TABLE, "план.docx")
def word_with_another_table() -> bytes:
    return docx_bytes(table(row("Фамилия", "Телефон"), row("Иванов И.И.", "22-33-44"), row("Петров П.П.", "22-33-45")))


@bad("вложены", "план.docx")
def tables_in_tables() -> bytes:
    inner = paragraph("дно")
    for _ in range(50):
        inner = table(row(cell(inner + paragraph("")), cell("рядом")))
    return docx_bytes(inner)


@bad(NO_TABLE, "план.xlsx")
def only_hidden_sheets() -> bytes:
    return with_part(
        in_excel(lambda xml: xml), "xl/workbook.xml", lambda xml: xml.replace(b'state="visible"', b'state="hidden"')
    )


@bad("распакованном виде", "план.xlsx")
def sheet_that_declares_three_gigabytes() -> bytes:
    whole = bytearray(in_excel(lambda xml: xml))
    at = whole.index(b"PK\x01\x02")
    while not whole[at + 46 :].startswith(b"xl/worksheets/sheet1.xml"):
        at = whole.index(b"PK\x01\x02", at + 4)
    whole[at + 24 : at + 28] = struct.pack("<L", 3 * 1024 * MEGABYTE)
    return bytes(whole)


@bad("столбцов", "план.xlsx")
def sheet_of_ten_thousand_columns() -> bytes:
    workbook = Workbook()
    sheet(workbook).append([f"столбец {number}" for number in range(10_000)])
    return saved(workbook)


@bad("столбцов", "план.txt")
def row_of_ten_thousand_columns() -> bytes:
    return ("\t".join(f"столбец {number}" for number in range(10_000)) + "\n").encode()


@bad("знаков", "план.txt")
def cell_of_ten_megabytes() -> bytes:
    return ("№\tМероприятие\tСрок\n1\t" + "семинар " * 700_000 + "\tмай\n").encode()


@bad("25 МБ", "план.pdf")
def hundred_megabytes() -> bytes:
    return pdf(Drawing()) + bytes(100 * MEGABYTE)


@bad("текст", "план.txt")
def random_bytes() -> bytes:
    return bytes((number * number * 167 + number // 7) % 256 for number in range(100_000))


@bad("обрезан", "план.txt")
def half_a_character() -> bytes:
    return "№\tМероприятие\tСрок\n".encode("utf-16")[:-1]


@bad("пуст", "план.docx")
def empty() -> bytes:
    return b""


@bad("обрезан", "план.pdf")
def truncated_pdf() -> bytes:
    drawing = Drawing()
    drawing.grid((50, 80, 300), (600, 650, 700))
    whole = pdf(drawing)
    return whole[: len(whole) * 2 // 3]


@bad("паролем", "план.pdf")
def pdf_with_a_password() -> bytes:
    keys = f"/O<{'11' * 32}>/U<{'22' * 32}>"
    return pdf(Drawing(), trailer=f"/Encrypt<</Filter/Standard/V 1/R 2/P -4{keys}>>/ID[<{'33' * 16}><{'33' * 16}>]")


@bad("скан", "план.pdf")
def scan() -> bytes:
    picture = stream(
        bytes(10_000), "/Type/XObject/Subtype/Image/Width 100/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, picture, stream(b"595 0 0 842 0 0 cm /I Do")])


@bad("PDF", "план.pdf")
def pages_in_a_circle() -> bytes:
    pages = b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>"
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", pages])


@bad(COMPLEX, "план.pdf")
def flate_bomb() -> bytes:
    packer = zlib.compressobj(1)
    once = b"".join([*(packer.compress(b" " * MEGABYTE) for _ in range(450)), packer.flush()])
    content = stream(zlib.compress(once, 9), "/Filter[/FlateDecode/FlateDecode]")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content])


@bad("PDF", "план.pdf")
def deep_arrays() -> bytes:
    depth = 500_000
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    content = stream(b"[" * depth + b"]" * depth + b" TJ")
    deep = b"[" * depth + b"]" * depth
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content, deep])


@bad("страниц", "план.pdf")
def million_objects() -> bytes:
    kids = b" ".join([b"3 0 R"] * 500_000)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    pages = b"<</Type/Pages/Kids[" + kids + b"]/Count 500000>>"
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, *[b"null"] * 300_000])


@bad("PDF", "план.pdf")
def million_drawings() -> bytes:
    lines = b"0 0 m 500 0 l S 0 0 m 0 500 l S\n" * 500_000
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e30 1e30]/Contents 4 0 R>>"
    content = stream(zlib.compress(lines, 9), "/Filter/FlateDecode")
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content])


@bad("таблиц", "план.pdf")
def pdf_without_a_table() -> bytes:
    drawing = Drawing()
    drawing.text(50, 700, "План работы на 2021 год")
    return pdf(drawing)


@bad("текст", "план.txt")
def binary_in_text() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("а", bytes(100))
    return b"  " + buffer.getvalue()


@bad_place("не найден")
def missing(folder: Path) -> Path:
    return folder / "нет.docx"


@bad_place("папка")
def directory(folder: Path) -> Path:
    return folder


@bad_place("по кругу")
def circle_of_links(folder: Path) -> Path:
    (folder / "а.docx").symlink_to(folder / "б.docx")
    (folder / "б.docx").symlink_to(folder / "а.docx")
    return folder / "а.docx"


@bad_place("не обычный файл")
def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "план.docx")
    return folder / "план.docx"


@bad_place("не обычный файл")
def device(folder: Path) -> Path:
    del folder
    return Path("/dev/zero")
