import errno
import hashlib
import io
import os
import stat
from pathlib import Path

import pytest

from config.plan_draft import DraftItem, PlanDraft
from documents.evidence_store import DEFAULT_LIMIT
from documents.pending_documents import LIFE_S, MOST, PendingDocument, PendingDocuments
from workflow.errors import CommandRefused, InvalidCommand, NotFound

OWNER, STRANGER = 7, 8
DRAFT = PlanDraft(title="План работы", year=2021, items=[DraftItem(number="1", title="Совещание")])
WRONG_KEYS = ("", "..", "../7", "a" * 31, "A" * 32, "0" * 32, "٣" * 32, "0" * 32 + "\n")


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pending(tmp_path: Path, clock: Clock) -> PendingDocuments:
    return PendingDocuments(tmp_path / "pending", clock=clock)


def kept(pending: PendingDocuments, content: bytes = b"plan", *, name: str = "План.docx", owner: int = OWNER) -> str:
    with pending.receive(io.BytesIO(content), owner_id=owner, file_name=name) as file:
        pending.keep(file, DRAFT, media_type="text/plain")
        return file.key


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def is_there(pending: PendingDocuments, key: str) -> bool:
    try:
        pending.open(key, owner_id=OWNER)
    except NotFound:
        return False
    return True


def test_what_was_kept_is_opened_as_it_was(pending: PendingDocuments) -> None:
    found = pending.open(kept(pending), owner_id=OWNER)
    assert isinstance(found, PendingDocument)
    assert found.path.read_bytes() == b"plan"
    assert (found.file_name, found.path.suffix, found.plan_id) == ("План.docx", ".docx", None)
    assert found.sha256 == hashlib.sha256(b"plan").hexdigest()
    assert found.draft == DRAFT


def test_only_the_owner_opens_a_document(pending: PendingDocuments) -> None:
    key = kept(pending)
    with pytest.raises(NotFound):
        pending.open(key, owner_id=STRANGER)
    pending.discard(key, owner_id=STRANGER)
    assert is_there(pending, key)


@pytest.mark.parametrize("key", WRONG_KEYS)
def test_no_other_key_opens_anything(pending: PendingDocuments, key: str) -> None:
    kept(pending)
    with pytest.raises(NotFound):
        pending.open(key, owner_id=OWNER)
    assert pending.outcome(key, owner_id=OWNER) is None
    pending.discard(key, owner_id=OWNER)


def test_a_new_version_is_opened_for_its_plan_alone(pending: PendingDocuments) -> None:
    with pending.receive(io.BytesIO(b"plan"), owner_id=OWNER, file_name="plan.txt") as file:
        pending.keep(file, DRAFT, media_type="text/plain", plan_id=3)
    assert pending.open(file.key, owner_id=OWNER, plan_id=3).plan_id == 3
    for plan_id in (None, 4):
        with pytest.raises(NotFound):
            pending.open(file.key, owner_id=OWNER, plan_id=plan_id)


def test_what_is_not_kept_leaves_nothing(pending: PendingDocuments, tmp_path: Path) -> None:
    with pending.receive(io.BytesIO(b"plan"), owner_id=OWNER, file_name="plan.txt"):
        pass
    with (
        pytest.raises(RuntimeError, match="unreadable"),
        pending.receive(io.BytesIO(b"plan"), owner_id=OWNER, file_name="plan.txt"),
    ):
        raise RuntimeError("unreadable")
    assert everything(tmp_path) == []


@pytest.mark.parametrize("content", [b"", bytes(DEFAULT_LIMIT + 1)], ids=["empty", "too large"])
def test_an_empty_or_too_large_file_is_refused(pending: PendingDocuments, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InvalidCommand), pending.receive(io.BytesIO(content), owner_id=OWNER, file_name="a.txt"):
        pass
    assert everything(tmp_path) == []


def test_a_file_of_the_largest_size_is_taken(pending: PendingDocuments) -> None:
    key = kept(pending, bytes(DEFAULT_LIMIT))
    assert pending.open(key, owner_id=OWNER).path.stat().st_size == DEFAULT_LIMIT


@pytest.mark.parametrize(
    ("name", "shown", "suffix"),
    [
        ("../../etc/passwd", "passwd", ""),
        ("план\x00\u202e.PDF", "план.PDF", ".pdf"),
        ("plan.exe", "plan.exe", ""),
        ("plan.toml", "plan.toml", ""),
        ("", "файл", ""),
    ],
)
def test_s22_a_wild_name_is_shown_and_never_a_path(
    pending: PendingDocuments, name: str, shown: str, suffix: str
) -> None:
    found = pending.open(kept(pending, name=name), owner_id=OWNER)
    assert (found.file_name, found.path.name) == (shown, f"document{suffix}")


def test_nobody_else_of_the_machine_reads_it(pending: PendingDocuments, tmp_path: Path) -> None:
    kept(pending)
    for path in (tmp_path / "pending").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_a_person_keeps_the_newest_five(pending: PendingDocuments, clock: Clock) -> None:
    other = kept(pending, owner=STRANGER)
    keys = [kept(pending, bytes([number])) for number in range(1, MOST + 3)]
    assert [is_there(pending, key) for key in keys] == [False, False] + [True] * MOST
    assert pending.open(other, owner_id=STRANGER).key == other


def test_a_document_lives_for_a_day(tmp_path: Path, clock: Clock) -> None:
    clock.now = (tmp_path.stat().st_mtime // 1) + 10
    pending = PendingDocuments(tmp_path / "pending", clock=clock)
    key = kept(pending)
    clock.now += LIFE_S
    assert is_there(pending, key)
    clock.now += 60
    assert not is_there(pending, key)
    pending.sweep()
    assert everything(tmp_path) == []


def test_two_do_not_take_one_document(pending: PendingDocuments) -> None:
    key = kept(pending)
    with pending.taking(key, owner_id=OWNER), pytest.raises(CommandRefused), pending.taking(key, owner_id=OWNER):
        pass
    with pending.taking(key, owner_id=OWNER):
        pass


def test_a_document_that_is_gone_is_not_said_to_be_taken(pending: PendingDocuments, tmp_path: Path) -> None:
    key = kept(pending)
    with pending.taking(key, owner_id=OWNER):
        pending.discard(key, owner_id=OWNER)
    with pytest.raises(NotFound), pending.taking(key, owner_id=OWNER):
        pass
    assert everything(tmp_path) == []


def test_a_full_disk_is_no_second_click(
    pending: PendingDocuments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = kept(pending)

    def full(*_args: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "touch", full)
    with pytest.raises(OSError, match="No space left"), pending.taking(key, owner_id=OWNER):
        pass


def test_a_document_that_cannot_be_read_is_not_said_to_be_gone(
    pending: PendingDocuments, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = kept(pending)

    def refused(path: Path, *_args: object) -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(PermissionError):
        pending.open(key, owner_id=OWNER)
    with pytest.raises(PermissionError):
        pending.outcome(key, owner_id=OWNER)


def test_what_cannot_be_removed_is_told(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock.now = (tmp_path.stat().st_mtime // 1) + 10
    pending = PendingDocuments(tmp_path / "pending", clock=clock)
    key = kept(pending)

    def refused(path: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr("documents.pending_documents.shutil.rmtree", refused)
    with pytest.raises(PermissionError):
        pending.discard(key, owner_id=OWNER)
    clock.now += LIFE_S + 60
    pending.sweep()
    assert key in caplog.text


def test_what_was_settled_tells_what_became_of_it(pending: PendingDocuments, tmp_path: Path) -> None:
    key = kept(pending)
    assert pending.outcome(key, owner_id=OWNER) is None
    pending.settle(key, "/plans/3", owner_id=OWNER)
    assert pending.outcome(key, owner_id=OWNER) == "/plans/3"
    assert pending.outcome(key, owner_id=STRANGER) is None
    assert not is_there(pending, key)
    assert [file.name for file in everything(tmp_path)] == ["outcome.json"]


def test_a_discarded_document_is_gone(pending: PendingDocuments, tmp_path: Path) -> None:
    key = kept(pending)
    pending.discard(key, owner_id=OWNER)
    pending.discard(key, owner_id=OWNER)
    assert everything(tmp_path) == []
