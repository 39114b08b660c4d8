"""Opens a plan document of any of the formats that can be read, and refuses everything else with what to do."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from config.errors import DocumentUnreadable
from documents.reading.limits import MAX_FILE_BYTES, check_size
from documents.reading.opening_kinds import format_of
from documents.reading.source import DocumentFormat, SourceDocument

MISSING: Final = "Файл не найден: проверьте путь и имя файла."
FOLDER: Final = "Это папка, а не файл: укажите сам файл с планом."
NO_FILE: Final = "Это не обычный файл, а устройство или канал: укажите файл с планом."
LOOP: Final = "Ссылка на файл ведёт по кругу: укажите сам файл с планом."
NO_ACCESS: Final = "Нет права читать этот файл: разрешите чтение или скопируйте файл туда, где он доступен."
NOT_READ: Final = "Файл не удалось прочитать с диска: скопируйте его заново и повторите."
EMPTY: Final = "Файл пуст: приложите файл с планом."
TOO_LARGE: Final = (
    f"Файл больше {MAX_FILE_BYTES // 1024 // 1024} МБ: удалите из него картинки и приложения, оставьте только план."
)

_REASONS: Final = {
    errno.ENOENT: MISSING,
    errno.ENOTDIR: MISSING,
    errno.ENAMETOOLONG: MISSING,
    errno.EISDIR: FOLDER,
    errno.ELOOP: LOOP,
    errno.EACCES: NO_ACCESS,
    errno.EPERM: NO_ACCESS,
}


Progress = Callable[[int, int], None]
Reader = Callable[[Path, str, Progress], SourceDocument]


def read_source(path: Path, file_name: str, progress: Progress) -> SourceDocument:
    """What stands in the document at `path`, whose format its bytes tell; `file_name` is shown to people.

    `progress(done, total)` is called as pages or rows are done. Raises `DocumentUnreadable`.
    """
    return read_with(reader_of(path, file_name), path, file_name, progress)


def reader_of(path: Path, file_name: str) -> Reader:
    """The reader for the document at `path`, by its bytes. Raises `DocumentUnreadable` where there is none."""
    check_file(path)
    try:
        return _reader(format_of(path, file_name))
    except OSError as error:
        raise refusal_of(error) from error


def read_with(reader: Reader, path: Path, file_name: str, progress: Progress) -> SourceDocument:
    """What `reader` finds in the document. Raises `DocumentUnreadable`, also for what is too large for a plan."""
    try:
        document = reader(path, file_name, progress)
    except OSError as error:
        raise refusal_of(error) from error
    check_size(document)
    return document


def check_file(path: Path) -> None:
    """Raise `DocumentUnreadable` for what is no readable file of a size that a plan may have."""
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode):
            os.close(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
    except OSError as error:
        raise refusal_of(error) from error
    except ValueError as error:
        # A zero byte in a path.
        raise DocumentUnreadable(MISSING) from error
    if stat.S_ISDIR(status.st_mode):
        raise DocumentUnreadable(FOLDER)
    if not stat.S_ISREG(status.st_mode):
        raise DocumentUnreadable(NO_FILE)
    if not status.st_size:
        raise DocumentUnreadable(EMPTY)
    if status.st_size > MAX_FILE_BYTES:
        raise DocumentUnreadable(TOO_LARGE)


def refusal_of(error: OSError) -> DocumentUnreadable:
    """What to tell a person about an error of the system."""
    return DocumentUnreadable(_REASONS.get(error.errno or 0, NOT_READ))


def _reader(document_format: DocumentFormat) -> Reader:
    """Each reader brings libraries of its own, and a document needs one reader."""
    match document_format:
        case DocumentFormat.DOCX:
            from documents.reading.docx_file import read_docx  # noqa: PLC0415

            return read_docx
        case DocumentFormat.XLSX:
            from documents.reading.xlsx_file import read_xlsx  # noqa: PLC0415

            return read_xlsx
        case DocumentFormat.PDF:
            from documents.reading.pdf_file import read_pdf  # noqa: PLC0415

            return read_pdf
        case DocumentFormat.TEXT:
            from documents.reading.text_file import read_text  # noqa: PLC0415

            return read_text
