"""What a file is by its first bytes, whatever its name says, and what to do with the kinds that cannot be read."""

import re
import zipfile
from pathlib import Path
from typing import Final

from config.errors import DocumentUnreadable
from documents.reading.limits import MAX_ARCHIVE_ENTRIES, MAX_UNPACKED_BYTES, MAX_XML_BYTES
from documents.reading.source import DocumentFormat

OLD_WORD: Final = "Это документ Word старого формата (.doc): откройте его в Word и сохраните как DOCX."
OLD_EXCEL: Final = "Это книга Excel старого формата (.xls): откройте её в Excel и сохраните как XLSX."
BINARY_EXCEL: Final = "Это двоичная книга Excel (.xlsb): откройте её в Excel и сохраните как XLSX."
OLD_OFFICE: Final = "Это файл Office старого формата: откройте его в Word или Excel и сохраните как DOCX или XLSX."
LOCKED: Final = "Документ защищён паролем: откройте его в Word или Excel, снимите пароль и сохраните заново."
PRESENTATION: Final = "Это презентация, а не план: приложите план в формате DOCX, XLSX, PDF или TXT."
RICH_TEXT: Final = "Это документ RTF: откройте его в Word и сохраните как DOCX."
OPEN_TEXT: Final = "Это документ OpenDocument (.odt): откройте его и сохраните как DOCX."
OPEN_SHEET: Final = "Это таблица OpenDocument (.ods): откройте её и сохраните как XLSX."
OPEN_OTHER: Final = "Это файл OpenDocument: откройте его и сохраните план как DOCX или XLSX."
WEB_PAGE: Final = "Это веб-страница (HTML): откройте её в Word или Excel и сохраните как DOCX или XLSX."
XML_FILE: Final = "Это файл XML: откройте его в Word или Excel и сохраните как DOCX или XLSX."
PICTURE: Final = "Это изображение, а не документ: приложите исходный файл плана или PDF с текстовым слоем."
PROGRAM: Final = "Это программа, а не документ: приложите план в формате DOCX, XLSX, PDF или TXT."
ARCHIVE: Final = "Это архив: распакуйте его и приложите сам документ."
SIGNATURE: Final = "Это файл электронной подписи: приложите сам документ."
DAMAGED: Final = "Файл повреждён или обрезан: откройте его в Word или Excel, сохраните заново и загрузите снова."
TOO_BIG: Final = "Документ слишком велик в распакованном виде: оставьте в нём только план и сохраните заново."

_HEAD: Final = 4096
_PDF_MARK: Final = b"%PDF-"
# ISO 32000-1, annex H, note 13: readers accept the mark anywhere within the first 1,024 bytes.
_PDF_MARK_WITHIN: Final = 1024
_ZIP_MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE_MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names in the directory of an OLE2 file, [MS-CFB] 2.6.1.
_OLE_KINDS: Final = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", OLD_WORD),
    ("Workbook", OLD_EXCEL),
    ("Book", OLD_EXCEL),
    ("PowerPoint Document", PRESENTATION),
)
_MARKS: Final = (
    (b"{\\rtf", RICH_TEXT),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"AT&TFORM", PICTURE),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"#!", PROGRAM),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\xfd7zXZ\0", ARCHIVE),
    (b"MSCF", ARCHIVE),
)
# Two letters are a mark of these only where what follows is no text.
_BITMAP: Final = re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL)
_RIFF_PICTURE: Final = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
_DER_SIGNATURE: Final = re.compile(rb"0[\x80-\x84].{0,8}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", re.DOTALL)
_WEB: Final = re.compile(
    rb"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta)\b|mime-version:",
    re.IGNORECASE | re.DOTALL,
)
_XML: Final = re.compile(rb"\s*<(?:\?xml|!DOCTYPE|[A-Za-z][\w.-]*:[A-Za-z])")
_OFFICE_SUFFIXES: Final = frozenset({".docx", ".docm", ".xlsx", ".xlsm", ".dotx", ".xltx"})


def format_of(path: Path, file_name: str) -> DocumentFormat:
    """Which reader reads the file. Raises `DocumentUnreadable` for a kind that none reads, with what to do."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_ZIP_MARKS):
        return _office_format(path, file_name)
    if head.startswith(_OLE_MARK):
        raise DocumentUnreadable(_ole_kind(path))
    if _PDF_MARK in head[:_PDF_MARK_WITHIN]:
        return DocumentFormat.PDF
    if reason := _reason_to_refuse(head):
        raise DocumentUnreadable(reason)
    return DocumentFormat.TEXT


def _reason_to_refuse(head: bytes) -> str | None:
    for mark, reason in _MARKS:
        if head.startswith(mark):
            return reason
    if _BITMAP.match(head) or _RIFF_PICTURE.match(head):
        return PICTURE
    if _DER_SIGNATURE.match(head):
        return SIGNATURE
    # In UTF-16 every other byte of a tag is zero.
    text = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
    if _WEB.match(text):
        return WEB_PAGE
    return XML_FILE if _XML.match(text) else None


def _ole_kind(path: Path) -> str:
    data = path.read_bytes()
    return next((reason for name, reason in _OLE_KINDS if name.encode("utf-16-le") in data), OLD_OFFICE)


def _office_format(path: Path, file_name: str) -> DocumentFormat:
    is_named_office = Path(file_name).suffix.lower() in _OFFICE_SUFFIXES
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            kind = _open_document(archive)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError) as error:
        raise DocumentUnreadable(DAMAGED) from error
    names = {entry.filename.replace("\\", "/").lstrip("/").lower() for entry in entries}
    _check_sizes(entries)
    if kind is not None:
        raise DocumentUnreadable(kind)
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentUnreadable(LOCKED)
    for folder, found in (("word/", DocumentFormat.DOCX), ("xl/", DocumentFormat.XLSX)):
        if any(name.startswith(folder) for name in names):
            if "xl/workbook.bin" in names:
                raise DocumentUnreadable(BINARY_EXCEL)
            return found
    if any(name.startswith("ppt/") for name in names):
        raise DocumentUnreadable(PRESENTATION)
    raise DocumentUnreadable(DAMAGED if is_named_office else ARCHIVE)


def _open_document(archive: zipfile.ZipFile) -> str | None:
    """OpenDocument 1.3 part 2, 3.3: the file "mimetype" says which kind it is."""
    if "mimetype" not in archive.namelist() or archive.getinfo("mimetype").file_size > _HEAD:
        return None
    media_type = archive.read("mimetype")
    if not media_type.startswith(b"application/vnd.oasis.opendocument."):
        return None
    kind = media_type.rsplit(b".", 1)[-1]
    return OPEN_TEXT if kind.startswith(b"text") else OPEN_SHEET if kind.startswith(b"spreadsheet") else OPEN_OTHER


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    xml = sum(entry.file_size for entry in entries if entry.filename.lower().endswith((".xml", ".rels")))
    whole = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ARCHIVE_ENTRIES or xml > MAX_XML_BYTES or whole > MAX_UNPACKED_BYTES:
        raise DocumentUnreadable(TOO_BIG)
