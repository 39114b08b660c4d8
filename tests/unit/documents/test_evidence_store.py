import hashlib
import io
import os
import stat
from pathlib import Path

import pytest

from documents import media_type
from documents.evidence_store import EvidenceStore
from tests.unit.documents import files
from workflow.errors import EvidenceDamaged, InvalidCommand
from workflow.evidence_reader import EvidenceReader

KINDS = {
    "pdf": (files.PDF_BYTES, media_type.PDF),
    "png": (files.PNG_BYTES, media_type.PNG),
    "jpg": (files.JPEG_BYTES, media_type.JPEG),
    "zip": (files.archive({"справка.txt": b"text"}), media_type.ZIP),
    "docx": (files.docx(), media_type.DOCX),
    "xlsx": (files.xlsx(), media_type.XLSX),
    "odt": (files.open_document("text"), media_type.ODT),
    "ods": (files.open_document("spreadsheet"), media_type.ODS),
}


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence")


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


class EndlessStream(io.RawIOBase):
    """A stream that would never end; counts what was taken from it."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int = -1, /) -> bytes:
        assert size > 0, "the whole stream was asked for"
        self.taken += size
        return (b"%PDF-" + bytes(size))[:size]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_allowed_file_is_stored_under_its_hash(store: EvidenceStore, tmp_path: Path, kind: str) -> None:
    data, expected = KINDS[kind]
    stored = store.put(io.BytesIO(data), file_name=f"отчёт.{kind}")
    sha256 = hashlib.sha256(data).hexdigest()
    assert (stored.sha256, stored.size, stored.media_type) == (sha256, len(data), expected)
    assert store.path(sha256) == tmp_path / "evidence" / sha256[:2] / sha256
    with store.open(sha256) as file:
        assert file.read() == data
    assert store.is_intact(sha256)
    assert list(store.paths()) == [store.path(sha256)]


def test_the_store_is_what_the_engine_asks_for(store: EvidenceStore) -> None:
    reader: EvidenceReader = store
    assert not reader.is_intact("0" * 64)


def test_the_same_bytes_twice_are_one_file(store: EvidenceStore) -> None:
    first = store.put_bytes(files.PDF_BYTES, file_name="a.pdf")
    second = store.put_bytes(files.PDF_BYTES, file_name="b.pdf")
    assert first.sha256 == second.sha256
    assert len(list(store.paths())) == 1


def test_only_the_owner_reads_a_stored_file_and_nobody_writes_it(store: EvidenceStore) -> None:
    path = store.path(store.put_bytes(files.PDF_BYTES, file_name="a.pdf").sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400


@pytest.mark.parametrize(("excess", "is_refused"), [(-1, False), (0, False), (1, True)])
def test_s20_the_limit_holds_to_the_byte(store: EvidenceStore, tmp_path: Path, excess: int, is_refused: bool) -> None:
    data = files.PDF_BYTES.ljust(1000 + excess)
    if not is_refused:
        assert store.put(io.BytesIO(data), file_name="a.pdf", limit=1000).size == len(data)
        return
    with pytest.raises(InvalidCommand) as refusal:
        store.put(io.BytesIO(data), file_name="a.pdf", limit=1000)
    assert refusal.value.field == "file"
    assert files_under(tmp_path) == []


def test_s20_an_upload_over_the_limit_is_not_spooled_whole(store: EvidenceStore, tmp_path: Path) -> None:
    stream = EndlessStream()
    with pytest.raises(InvalidCommand, match="25 МБ"):
        store.put(stream, file_name="a.pdf")  # type: ignore[arg-type]
    assert stream.taken == 25 * 1024 * 1024 + 1
    assert files_under(tmp_path) == []


def test_s20_a_broken_upload_leaves_nothing(store: EvidenceStore, tmp_path: Path) -> None:
    class Dropped(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(Dropped(), file_name="a.pdf")
    assert files_under(tmp_path) == []


def test_what_a_crash_left_is_removed_a_day_later(store: EvidenceStore, tmp_path: Path) -> None:
    store.put_bytes(files.PDF_BYTES, file_name="a.pdf")
    old, young = (tmp_path / "evidence/incoming" / name for name in ("old", "young"))
    for path in (old, young):
        path.write_bytes(b"%PDF-")
    os.utime(old, (0, 0))
    store.put_bytes(files.PNG_BYTES, file_name="b.png")
    assert not old.exists()
    assert young.exists()
    assert len(list(store.paths())) == 2


def test_an_empty_file_is_refused(store: EvidenceStore) -> None:
    with pytest.raises(InvalidCommand, match="пуст"):
        store.put(io.BytesIO(), file_name="a.pdf")


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(20),
        b"MZ" + bytes(60),
        b"  %PDF-1.7",
        b"<!-- --> %PDF-1.7",
        files.open_document("text-template"),
        files.open_document("presentation"),
        files.archive({files.CONTENT_TYPES: b"", "ppt/presentation.xml": b""}),
    ],
)
def test_s23_a_type_that_is_not_on_the_list_is_refused(store: EvidenceStore, tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InvalidCommand, match="не принимается"):
        store.put(io.BytesIO(data), file_name="отчёт.pdf")
    assert files_under(tmp_path) == []


def test_s23_the_type_follows_the_bytes_not_the_name(store: EvidenceStore) -> None:
    assert store.put_bytes(files.PNG_BYTES, file_name="отчёт.pdf").media_type == media_type.PNG


def test_s23_a_document_with_macros_is_refused(store: EvidenceStore) -> None:
    with pytest.raises(InvalidCommand, match="макрос"):
        store.put_bytes(files.docx(**{"word/vbaProject.bin": b"x"}), file_name="отчёт.docx")


@pytest.mark.parametrize("sha256", ["../../etc/passwd", "", "AB" * 32, "0" * 63, "٠" * 64])
def test_what_is_no_hash_has_no_path(store: EvidenceStore, sha256: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path(sha256)
    assert not store.is_intact(sha256)


def test_s25_a_changed_byte_is_noticed_and_never_served(store: EvidenceStore) -> None:
    sha256 = store.put_bytes(files.PDF_BYTES, file_name="a.pdf").sha256
    path = store.path(sha256)
    path.chmod(0o600)
    path.write_bytes(files.PDF_BYTES[:-1] + b"!")
    assert not store.is_intact(sha256)
    with pytest.raises(EvidenceDamaged):
        store.open(sha256)
    store.put_bytes(files.PDF_BYTES, file_name="a.pdf")
    assert store.is_intact(sha256)


def test_s25_a_missing_file_is_damaged(store: EvidenceStore) -> None:
    with pytest.raises(EvidenceDamaged, match="утрачен"):
        store.open("0" * 64)


def test_a_stored_file_is_told_by_its_bytes(store: EvidenceStore) -> None:
    pdf = store.put(io.BytesIO(files.PDF_BYTES), file_name="Лист.pdf")
    text = store.put(io.BytesIO("План".encode()), file_name="План.txt", media_type="text/plain")
    size = len(files.PDF_BYTES)
    assert store.is_as_told(pdf.sha256, size=size, media_type="application/pdf")
    assert not store.is_as_told(pdf.sha256, size=size + 1, media_type="application/pdf")
    assert not store.is_as_told(pdf.sha256, size=size, media_type="image/png")
    assert store.is_as_told(text.sha256, size=text.size, media_type="text/plain")
    assert not store.is_as_told(text.sha256, size=text.size, media_type="application/pdf")
    assert not store.is_as_told("0" * 64, size=1, media_type="text/plain")
