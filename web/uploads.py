"""An upload read with a limit for each file, given up as soon as one is over it (rule 20)."""

from collections.abc import AsyncGenerator

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from documents.evidence_store import DEFAULT_LIMIT
from web.forms import Form
from web.problems import FormUnreadable, UploadTooLarge

MAX_FILES = 10
MAX_FIELDS = 300
MAX_FIELD_BYTES = 64 * 1024
FORM_ROOM = 1024 * 1024
_LENGTH_DIGITS = 12


class _LimitedParser(MultiPartParser):
    """Starlette's parser, which spools to temporary files, with a limit of `DEFAULT_LIMIT` bytes a file."""

    _file_bytes = 0

    def on_part_begin(self) -> None:
        self._file_bytes = 0
        super().on_part_begin()

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._current_part.file is not None:
            self._file_bytes += end - start
            if self._file_bytes > DEFAULT_LIMIT:
                raise UploadTooLarge
        super().on_part_data(data, start, end)


async def read_upload(request: Request) -> Form:
    """The fields and files of a multipart form; the caller closes the files.

    Raises `UploadTooLarge`, by the announced length even before a byte is read, and `FormUnreadable`.
    """
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and _is_over(announced):
        raise UploadTooLarge
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise FormUnreadable
    parser = _LimitedParser(
        request.headers, _stream(request), max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD_BYTES
    )
    try:
        items = (await parser.parse()).multi_items()
    except MultiPartException:
        raise FormUnreadable from None
    uploads = [value for _, value in items if isinstance(value, UploadFile)]
    files = [upload for upload in uploads if upload.filename]
    for upload in uploads:
        if not upload.filename:
            await upload.close()
    return Form([(name, value) for name, value in items if isinstance(value, str)], files)


def _is_over(announced: str) -> bool:
    return len(announced) > _LENGTH_DIGITS or int(announced) > MAX_FILES * DEFAULT_LIMIT + FORM_ROOM


async def _stream(request: Request) -> AsyncGenerator[bytes, None]:
    total = 0
    async for chunk in request.stream():
        total += len(chunk)
        if total > MAX_FILES * DEFAULT_LIMIT + FORM_ROOM:
            raise UploadTooLarge
        yield chunk
