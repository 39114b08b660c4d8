"""Documents that were read and wait for their owner's decision: nothing of them is in the database yet."""

import hashlib
import json
import logging
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from config.plan_draft import PlanDraft
from documents.evidence_store import CHUNK, DEFAULT_LIMIT
from documents.file_name import clean_file_name
from workflow.errors import CommandRefused, InvalidCommand, NotFound

_log = logging.getLogger("viza.documents")
LIFE_S = 24 * 3600
MOST = 5
SUFFIXES = frozenset({".docx", ".xlsx", ".pdf", ".txt", ".tsv"})
GONE = (
    "Прочитанного документа здесь больше нет: он хранится сутки и виден только тому, кто его загрузил. "
    "Загрузите документ ещё раз."
)
BEING_TAKEN = "Документ уже принимается. Откройте список планов; если плана там нет, загрузите документ ещё раз."
_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
_FILE, _READING, _TAKEN, _OUTCOME = "document", "reading.json", "taken", "outcome.json"


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """A file that came and is not read yet. `size` in bytes; the name of `path` ends as the given name did."""

    key: str
    path: Path
    file_name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class PendingDocument:
    """A file with its reading. `plan_id` is the plan that it is a new version of, None for a new plan."""

    key: str
    path: Path
    file_name: str
    sha256: str
    media_type: str
    plan_id: int | None
    draft: PlanDraft


class PendingDocuments:
    """Files with their readings under `<root>/<owner>/<key>`, for 24 hours, at most five of one person.

    Nothing here must survive a crash, so nothing is synced; folders are 0700, files 0600. `clock` gives seconds since
    the epoch.
    """

    def __init__(self, root: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._root = root
        self._clock = clock

    @contextmanager
    def receive(self, stream: BinaryIO, *, owner_id: int, file_name: str) -> Iterator[ArrivedFile]:
        """The file, to be read and kept within the block; what was not kept is removed with its end.

        Raises `InvalidCommand` for an empty file or one over 25 MB.
        """
        self.sweep()
        key = secrets.token_hex(16)
        folder = self._folder(owner_id, key)
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        shown = clean_file_name(file_name)
        suffix = Path(shown).suffix.lower()
        path = folder / f"{_FILE}{suffix if suffix in SUFFIXES else ''}"
        try:
            path.touch(mode=0o600)
            sha256, size = _spool(stream, path)
            yield ArrivedFile(key, path, shown, sha256, size)
        finally:
            if not (folder / _READING).exists():
                _remove(folder)

    def keep(self, file: ArrivedFile, draft: PlanDraft, *, media_type: str, plan_id: int | None = None) -> None:
        """Keep the reading of a file; of a person's older ones the newest four stay."""
        reading = {
            "file_name": file.file_name,
            "sha256": file.sha256,
            "media_type": media_type,
            "plan_id": plan_id,
            "kept_at": self._clock(),
            "draft": draft.model_dump(mode="json"),
        }
        folder = file.path.parent
        _write(folder / _READING, json.dumps(reading, ensure_ascii=False))
        others = [one for one in folder.parent.iterdir() if one != folder and (one / _READING).is_file()]
        for old in sorted(others, key=_kept_at, reverse=True)[MOST - 1 :]:
            _remove(old)

    def open(self, key: str, *, owner_id: int, plan_id: int | None = None) -> PendingDocument:
        """The document with this key, of this owner and for this plan. Raises `NotFound`, alike for every reason."""
        folder = self._known(key, owner_id)
        try:
            reading = json.loads((folder / _READING).read_text("utf-8"))
            path = next(folder.glob(f"{_FILE}*"))
        except (FileNotFoundError, StopIteration):
            raise NotFound(GONE) from None
        if self._clock() - reading["kept_at"] > LIFE_S or reading["plan_id"] != plan_id:
            raise NotFound(GONE)
        return PendingDocument(
            key=key,
            path=path,
            file_name=reading["file_name"],
            sha256=reading["sha256"],
            media_type=reading["media_type"],
            plan_id=plan_id,
            draft=PlanDraft.model_validate(reading["draft"]),
        )

    @contextmanager
    def taking(self, key: str, *, owner_id: int) -> Iterator[None]:
        """For the block, nobody else takes this document: two clicks make one plan. Raises `CommandRefused`."""
        mark = self._known(key, owner_id) / _TAKEN
        try:
            mark.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            raise CommandRefused(BEING_TAKEN) from None
        except FileNotFoundError:
            raise NotFound(GONE) from None
        try:
            yield
        finally:
            mark.unlink(missing_ok=True)

    def settle(self, key: str, outcome: str, *, owner_id: int) -> None:
        """Forget the file and its reading, and remember for the day what became of them: the path of a page."""
        folder = self._known(key, owner_id)
        _write(folder / _OUTCOME, json.dumps(outcome))
        for file in (folder / _READING, *folder.glob(f"{_FILE}*")):
            file.unlink(missing_ok=True)

    def outcome(self, key: str, *, owner_id: int) -> str | None:
        """What became of a document that was settled; None for one that waits or is not known."""
        try:
            path = json.loads((self._known(key, owner_id) / _OUTCOME).read_text("utf-8"))
        except (FileNotFoundError, NotFound):
            return None
        return str(path)

    def discard(self, key: str, *, owner_id: int) -> None:
        """Remove a document; one that is gone already stays gone."""
        with suppress(NotFound):
            _remove(self._known(key, owner_id))

    def sweep(self) -> None:
        """Remove what is older than a day; the log has what cannot be removed."""
        for folder in self._root.glob("*/*"):
            try:
                if self._clock() - folder.stat().st_mtime > LIFE_S:
                    _remove(folder)
            except FileNotFoundError:  # another request removed it meanwhile
                continue
            except OSError as error:
                _log.warning("a document older than a day is not removed: %s", error)

    def _folder(self, owner_id: int, key: str) -> Path:
        return self._root / str(owner_id) / key

    def _known(self, key: str, owner_id: int) -> Path:
        folder = self._folder(owner_id, key) if _KEY.fullmatch(key) else None
        if folder is None or not folder.is_dir():
            raise NotFound(GONE)
        return folder


def _spool(stream: BinaryIO, path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > DEFAULT_LIMIT:
                raise InvalidCommand("Файл больше 25 МБ: загрузите документ без сканов и рисунков.", field="file")
            digest.update(chunk)
            file.write(chunk)
    if not size:
        raise InvalidCommand("Файл пуст: выберите другой.", field="file")
    return digest.hexdigest(), size


def _remove(folder: Path) -> None:
    """Remove a folder and what is in it; where another request does so meanwhile, it is gone as well."""
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, "utf-8")


def _kept_at(folder: Path) -> float:
    try:
        return (folder / _READING).stat().st_mtime
    except OSError:
        return 0.0
