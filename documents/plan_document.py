"""A plan document made into a draft: the door through which pages and commands come."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from config.plan_draft import PlanDraft
from documents.file_name import clean_file_name
from documents.reading.apart_process import read_apart
from documents.reading.opening import check_file, refusal_of


def read_plan_document(
    path: Path, *, file_name: str | None = None, progress: Callable[[int, int], None] | None = None
) -> PlanDraft:
    """The plan in the Word, Excel, PDF or text file at `path`; nothing is stored.

    `file_name` is the name that people know the file by, where `path` has another. `progress(done, total)` is called
    as pages or rows are done. Raises `DocumentUnreadable`, with one Russian sentence that says what to do, for
    everything that is no plan; that takes 10 seconds at most, a long plan up to a minute.
    """
    check_file(path)
    draft = read_apart(path, clean_file_name(file_name or path.name), progress or _say_nothing)
    return PlanDraft.model_validate_json(draft)


def document_sha256(path: Path) -> str:
    """The SHA-256 of the file's bytes in hexadecimal digits. Raises `DocumentUnreadable` for what is no such file."""
    check_file(path)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise refusal_of(error) from error


def _say_nothing(done: int, total: int) -> None:
    del done, total
