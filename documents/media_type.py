"""Which kind of file this is, by its bytes. The name says nothing; what is not on the list is refused."""

from typing import BinaryIO

from documents.archive_limits import ArchiveEntry, check_archive
from workflow.errors import InvalidCommand

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
ZIP = "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

ALLOWED = frozenset({PDF, JPEG, PNG, ZIP, DOCX, XLSX, ODT, ODS})
NOT_ALLOWED = "Файл такого вида не принимается: приложите PDF, DOCX, XLSX, ODT, ODS, JPG, PNG или ZIP."
WITH_MACROS = "Документ содержит макросы: сохраните его без макросов (DOCX, XLSX) или как PDF."

_SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", PNG),
)
_ZIP_SIGNATURE = b"PK\x03\x04"
# OpenDocument 1.3 part 2, 3.3: the first entry is "mimetype", stored as it is, so its text stands at byte 38.
_OPEN_DOCUMENT_MARK = b"mimetype"
_OPEN_DOCUMENT_NAME_AT, _OPEN_DOCUMENT_TYPE_AT = 30, 38
_HEAD = 128


def media_type_of(file: BinaryIO, size: int) -> str:
    """The media type of a file of `size` bytes. Raises `InvalidCommand` for what is not on the list."""
    file.seek(0)
    head = file.read(_HEAD)
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if not head.startswith(_ZIP_SIGNATURE):
        raise InvalidCommand(NOT_ALLOWED, field="file")
    entries = check_archive(file, size)
    return _open_document(head) or _office_document(entries) or ZIP


def _open_document(head: bytes) -> str | None:
    if head[_OPEN_DOCUMENT_NAME_AT:_OPEN_DOCUMENT_TYPE_AT] != _OPEN_DOCUMENT_MARK:
        return None
    text = head[_OPEN_DOCUMENT_TYPE_AT:]
    # The spreadsheet's type does not begin with the text's, but a template's or a master document's does.
    for media_type in (ODT, ODS):
        if text.startswith(media_type.encode() + b"PK"):
            return media_type
    raise InvalidCommand(NOT_ALLOWED, field="file")


def _office_document(entries: list[ArchiveEntry]) -> str | None:
    names = {entry.name.lower() for entry in entries}
    if "[content_types].xml" not in names:
        return None
    if any(name.endswith("vbaproject.bin") for name in names):
        raise InvalidCommand(WITH_MACROS, field="file")
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    raise InvalidCommand(NOT_ALLOWED, field="file")
