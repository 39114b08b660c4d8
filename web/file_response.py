"""A stored file as an answer: what a browser shows safely is shown, everything else is downloaded (rule 23)."""

from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

from documents.evidence_store import EvidenceStore
from documents.media_type import JPEG, PDF, PNG
from web.headers import FILE_CSP, PDF_CSP
from workflow.errors import EvidenceDamaged

SHOWN = frozenset({PDF, JPEG, PNG})
_CHUNK = 256 * 1024


def file_response(store: EvidenceStore, sha256: str, media_type: str, file_name: str) -> StreamingResponse:
    """The file with this SHA-256, its bytes checked first. Raises `EvidenceDamaged` (rule 25)."""
    file = store.open(sha256)
    kind = "inline" if media_type in SHOWN else "attachment"
    return _answer(file, media_type if media_type in SHOWN else "application/octet-stream", kind, file_name)


def download_response(store: EvidenceStore, sha256: str, file_name: str) -> StreamingResponse:
    """The file as a download, whatever it is. Raises `EvidenceDamaged` (rule 25)."""
    return _answer(store.open(sha256), "application/octet-stream", "attachment", file_name)


def report_response(store: EvidenceStore, sha256: str | None, file_name: str) -> StreamingResponse:
    """A report that we made. Raises `EvidenceDamaged`."""
    if sha256 is None:
        raise EvidenceDamaged("Отчёт ещё не сформирован. Откройте страницу итогов года.")
    return _answer(store.open(sha256), PDF, "inline", file_name)


def _answer(file: BinaryIO, media_type: str, kind: str, file_name: str) -> StreamingResponse:
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in file_name)
    fallback = f"document{Path(plain).suffix[:10]}"
    headers = {
        "Content-Disposition": f"{kind}; filename=\"{fallback}\"; filename*=UTF-8''{quote(file_name, safe='')}",
        "Content-Security-Policy": PDF_CSP if media_type == PDF else FILE_CSP,
    }
    chunks = iter(lambda: file.read(_CHUNK), b"")
    return StreamingResponse(chunks, media_type=media_type, headers=headers, background=BackgroundTask(file.close))
