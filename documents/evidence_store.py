"""Where evidence lies: files named by their own SHA-256, which is what the ledger and the approvers refer to."""

import fcntl
import hashlib
import io
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from config.durable_folder import sync_folder
from documents.file_name import clean_file_name
from documents.media_type import ALLOWED, media_type_of
from workflow.commands import StoredDocument
from workflow.errors import EvidenceDamaged, InvalidCommand

DEFAULT_LIMIT = 25 * 1024 * 1024
CHUNK = 1024 * 1024
READ_ONLY = 0o400
INCOMING = "incoming"
LEFTOVER_AGE_S = 24 * 3600
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that the store holds. `size` in bytes; `file_name` is the given one, made fit to show."""

    sha256: str
    size: int
    media_type: str
    file_name: str

    def as_document(self) -> StoredDocument:
        """The file as a command names it."""
        return StoredDocument(sha256=self.sha256, name=self.file_name, size=self.size, media_type=self.media_type)


class EvidenceStore:
    """Files under `<root>/<first two digits>/<sha256>`, written once, durable before `put` returns.

    A file on its way in lies in `<root>/incoming`; a refusal removes it, a crash leaves it to be removed by the next
    `put` a day later. A file that nothing names is discarded after a day (`documents.orphan_files`): putting the same
    bytes again, and a command that asks about the file, make it young.

    Implements `workflow.evidence_reader.EvidenceReader`.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / INCOMING

    def put(
        self, stream: BinaryIO, *, file_name: str, limit: int = DEFAULT_LIMIT, media_type: str | None = None
    ) -> StoredFile:
        """Store what `stream` holds, at most `limit` bytes; the same bytes twice are one file.

        The type follows the bytes, unless the caller has read the file and knows its `media_type`. Raises
        `InvalidCommand` for an empty or too large file, a type that is not on the list, or an archive over its
        limits; nothing is left on disk then.
        """
        self._prepare()
        fresh = self._incoming / secrets.token_hex(16)
        try:
            with fresh.open("xb") as file:
                sha256, size = _spool(stream, file, limit)
            if media_type is None:
                with fresh.open("rb") as written:
                    media_type = media_type_of(written, size)
            self._keep(fresh, sha256)
        finally:
            fresh.unlink(missing_ok=True)
        return StoredFile(sha256, size, media_type, clean_file_name(file_name))

    def put_bytes(self, data: bytes, *, file_name: str) -> StoredFile:
        """Store a document that we made ourselves. Raises as `put` does."""
        return self.put(io.BytesIO(data), file_name=file_name, limit=len(data))

    def path(self, sha256: str) -> Path:
        """Where the file with this SHA-256 (hex) lies or would lie. Raises `ValueError` for what is no such hash."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256 in hexadecimal")
        return self._root / sha256[:2] / sha256

    def open(self, sha256: str) -> BinaryIO:
        """The file, open for reading, after its bytes were checked. Raises `EvidenceDamaged` (rule 25)."""
        try:
            file = self.path(sha256).open("rb")
        except (OSError, ValueError) as error:
            raise _damaged(sha256) from error
        if _hash_of(file) != sha256:
            file.close()
            raise _damaged(sha256)
        file.seek(0)
        return file

    def is_intact(self, sha256: str) -> bool:
        """Do the stored bytes still have this SHA-256? False also where the file is gone."""
        try:
            with self.path(sha256).open("rb") as file:
                return _hash_of(file) == sha256
        except (OSError, ValueError):
            return False

    def is_as_told(self, sha256: str, *, size: int, media_type: str) -> bool:
        """Is this the stored file's size in bytes and, by its bytes, its media type? False where the file is gone.

        Of a text, whose bytes say nothing, any type is true that no recognised file has.
        """
        try:
            with self._gate(), self.path(sha256).open("rb") as file:
                os.utime(self.path(sha256))  # a command is about to name it
                real_size = os.fstat(file.fileno()).st_size
                return size == real_size and _has_type(file, real_size, media_type)
        except (OSError, ValueError):
            return False

    def paths(self) -> Iterator[Path]:
        """All stored files, in the order of their hashes; none that is still on its way in."""
        for folder in sorted(self._root.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(file for file in folder.iterdir() if _SHA256.fullmatch(file.name))

    def older_than(self, age_s: float) -> Iterator[str]:
        """The SHA-256 of the files that came, or were asked about by a command, more than `age_s` seconds ago."""
        for path in self.paths():
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > age_s:
                    yield path.name

    def discard(self, sha256: str, age_s: float) -> bool:
        """Remove a file, unless it is gone or young again by now; nobody puts one in its place meanwhile."""
        path = self.path(sha256)
        with self._gate(is_alone=True):
            if not path.is_file() or time.time() - path.stat().st_mtime <= age_s:
                return False
            path.unlink()
        return True

    @contextmanager
    def _gate(self, *, is_alone: bool = False) -> Iterator[None]:
        """Files come in side by side, and are discarded alone, whatever process does it."""
        self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        gate = os.open(self._incoming, os.O_RDONLY)
        try:
            fcntl.flock(gate, fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH)
            yield
        finally:
            os.close(gate)

    def _prepare(self) -> None:
        self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        for leftover in self._incoming.iterdir():
            with suppress(FileNotFoundError):  # another upload ended meanwhile
                if time.time() - leftover.stat().st_mtime > LEFTOVER_AGE_S:
                    leftover.unlink()

    def _keep(self, fresh: Path, sha256: str) -> None:
        final = self.path(sha256)
        if not final.parent.is_dir():
            final.parent.mkdir(mode=0o700, exist_ok=True)
            sync_folder(self._root)
        fresh.chmod(READ_ONLY)
        with self._gate():
            fresh.replace(final)
        sync_folder(final.parent)


def _spool(stream: BinaryIO, file: BinaryIO, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(min(CHUNK, limit + 1 - size)):
        size += len(chunk)
        if size > limit:
            raise InvalidCommand(
                f"Файл больше {max(1, limit // (1024 * 1024))} МБ: уменьшите его или разделите на части.",
                field="file",
            )
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise InvalidCommand("Файл пуст: выберите другой.", field="file")
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def _has_type(file: BinaryIO, size: int, media_type: str) -> bool:
    try:
        return media_type_of(file, size) == media_type
    except InvalidCommand:
        return media_type not in ALLOWED


def _hash_of(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _damaged(sha256: str) -> EvidenceDamaged:
    return EvidenceDamaged(
        f"Файл {sha256[:8]}… повреждён или утрачен и не выдаётся: сообщите ответственному за контроль исполнения плана."
    )
