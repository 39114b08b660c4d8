"""Uploaded plan documents: read a few at a time, kept aside for their owner until they decide."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.datastructures import UploadFile

from config.errors import DocumentUnreadable
from config.plan_draft import PlanDraft
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
SHOWN_AT_ONCE = 2
TOML = ".toml"
PLAN_FILE = "Это файл плана TOML, а не документ: приложите план в формате DOCX, XLSX, PDF или TXT."


class ReadersBusy(PageProblem):
    """Other documents are being read, and none of them was done in time."""

    status = 503
    retry_helps = True

    def __init__(self) -> None:
        super().__init__("Сейчас читаются другие документы. Подождите минуту и загрузите документ ещё раз.")


class PreviewsBusy(PageProblem):
    """Other readings are being shown, and none of them was done in time."""

    status = 503
    retry_helps = True

    def __init__(self) -> None:
        super().__init__("Сейчас открываются другие документы. Подождите минуту и обновите страницу.")


def read_any_document(path: Path, file_name: str) -> PlanDraft:
    """What a document says; the name is the one that people know it by.

    Raises `DocumentUnreadable`, one Russian sentence. A TOML plan file, which no process apart reads, is refused: it is
    the operator's, for the command line.
    """
    if Path(file_name).suffix.lower() == TOML:
        raise DocumentUnreadable(PLAN_FILE)
    return read_plan_document(path, file_name=file_name)


class DocumentReader:
    """Reads what a person uploads: at most two documents at once, ten of one person in five minutes.

    Readings are shown two at a time as well: each is held in memory whole.
    """

    def __init__(self, pending: PendingDocuments, read: ReadDocument) -> None:
        self.pending = pending
        self._read = read
        self._seats = threading.BoundedSemaphore(AT_ONCE)
        self._views = threading.BoundedSemaphore(SHOWN_AT_ONCE)
        self._readings = Limit(READINGS, READINGS_WINDOW_S)

    def receive(self, upload: UploadFile, *, owner_id: int, plan_id: int | None = None) -> str:
        """Read an upload and keep it aside; gives its key. `plan_id` is the plan that it is a new version of.

        Raises `DocumentUnreadable`, `InvalidCommand` (empty, too large), `TooManyTries`, `ReadersBusy`; nothing is
        kept then.
        """
        key = f"reading {owner_id}"
        wait_s = self._readings.wait_s(key)
        if wait_s:
            raise TooManyTries(wait_s)
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

    @contextmanager
    def showing(self) -> Iterator[None]:
        """For the block, a reading is opened and shown. Raises `PreviewsBusy` where two others take too long."""
        if not self._views.acquire(timeout=WAIT_S):
            raise PreviewsBusy
        try:
            yield
        finally:
            self._views.release()
