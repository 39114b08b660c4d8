"""Word and Excel files that are damaged, locked, without a plan, or made to harm; their bombs and entities."""

import struct
from collections.abc import Callable

from openpyxl import Workbook

from tests.integration.bad_documents.registry import DAMAGED, MEGABYTE, NO_TABLE, bad
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

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PLAN = table(
    row("№", "Мероприятие", "Срок", "Ответственный"),
    *(row(str(number), f"Провести семинар {number}", "март 2021", "Иванов И.И.") for number in range(1, 30)),
)


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
