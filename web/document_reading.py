"""Uploaded plan documents: read a few at a time, kept aside for their owner until they decide."""

import threading
from collections.abc import Callable
from pathlib import Path

from starlette.datastructures import UploadFile

from config.errors import DocumentUnreadable, PlanFileError
from config.plan_draft import PlanDraft
from config.plan_file import read_plan
from documents.pending_documents import PendingDocuments
from documents.plan_document import read_plan_document
from documents.plan_source import media_type_of_plan
from web.problems import PageProblem, TooManyTries
from web.rate_limit import Limit

ReadDocument = Callable[[Path, str], PlanDraft]
AT_ONCE = 2
WAIT_S = 30.0
READINGS = 10
READINGS_WINDOW_S = 5 * 60
TOML = ".toml"


class ReadersBusy(PageProblem):
    """Other documents are being read, and none of them was done in time."""

    status = 503
    retry_helps = True

    def __init__(self) -> None:
        super().__init__("Сейчас читаются другие документы. Подождите минуту и загрузите документ ещё раз.")


def read_any_document(path: Path, file_name: str) -> PlanDraft:
    """What a document or a TOML plan file says; the name is the one that people know it by.

    Raises `DocumentUnreadable`, one Russian sentence.
    """
    if path.suffix != TOML:
        return read_plan_document(path, file_name=file_name)
    try:
        return read_plan(path)
    except PlanFileError as error:
        raise DocumentUnreadable(error.message.replace(path.name, file_name, 1)) from None


class DocumentReader:
    """Reads what a person uploads: at most two documents at once, ten of one person in five minutes."""

    def __init__(self, pending: PendingDocuments, read: ReadDocument) -> None:
        self.pending = pending
        self._read = read
        self._seats = threading.BoundedSemaphore(AT_ONCE)
        self._readings = Limit(READINGS, READINGS_WINDOW_S)

    def receive(self, upload: UploadFile, *, owner_id: int, plan_id: int | None = None) -> str:
        """Read an upload and keep it aside; gives its key. `plan_id` is the plan that it is a new version of.

        Raises `DocumentUnreadable`, `InvalidCommand` (empty, too large), `TooManyTries`, `ReadersBusy`; nothing is
        kept then.
        """
        key = f"reading {owner_id}"
        if self._readings.is_reached(key):
            raise TooManyTries
        self._readings.record(key)
        with self.pending.receive(upload.file, owner_id=owner_id, file_name=upload.filename or "") as file:
            if not self._seats.acquire(timeout=WAIT_S):
                raise ReadersBusy
            try:
                draft = self._read(file.path, file.file_name)
            finally:
                self._seats.release()
            self.pending.keep(file, draft, media_type=media_type_of_plan(file.path), plan_id=plan_id)
        return file.key
