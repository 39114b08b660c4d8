import io

import pytest

from documents.archive_limits import MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED, RATIO_COUNTS_FROM, check_archive
from tests.unit.documents import files
from workflow.errors import InvalidCommand


def check(data: bytes) -> int:
    return len(check_archive(io.BytesIO(data), len(data)))


def test_a_plain_archive_is_read_without_unpacking() -> None:
    data = files.archive({"a.txt": b"1", "папка/б.txt": b"22"})
    entries = check_archive(io.BytesIO(data), len(data))
    assert [(entry.name, entry.unpacked) for entry in entries] == [("a.txt", 1), ("папка/б.txt", 2)]


def test_a_comment_at_the_end_is_no_reason_to_refuse() -> None:
    data = bytearray(files.archive({"a.txt": b"1"}))
    data[-2:] = (5).to_bytes(2, "little")
    assert check(bytes(data) + b"hello") == 1


def test_s21_the_count_is_limited() -> None:
    assert check(files.declaring(1, entries=MAX_ENTRIES)) == MAX_ENTRIES
    with pytest.raises(InvalidCommand, match="файлов"):
        check(files.declaring(1, entries=MAX_ENTRIES + 1))


def test_s21_the_unpacked_size_is_limited() -> None:
    with pytest.raises(InvalidCommand, match="распакованном"):
        check(files.declaring(MAX_UNPACKED + 1))


def test_s21_many_entries_count_together() -> None:
    with pytest.raises(InvalidCommand, match="распакованном"):
        check(files.declaring(MAX_UNPACKED // 100 + 1, entries=100))


def test_s21_the_ratio_is_limited_once_it_can_hurt() -> None:
    size = len(files.declaring(0))
    assert size * MAX_RATIO < RATIO_COUNTS_FROM
    assert check(files.declaring(RATIO_COUNTS_FROM)) == 1
    with pytest.raises(InvalidCommand, match="распакованном"):
        check(files.declaring(RATIO_COUNTS_FROM + 1))


def test_an_archive_with_a_password_is_refused() -> None:
    with pytest.raises(InvalidCommand, match="паролем"):
        check(files.declaring(10, flags=1))


def test_an_empty_archive_is_refused() -> None:
    with pytest.raises(InvalidCommand, match="пуст"):
        check(files.archive({}))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-10],
        lambda data: data + b"tail",
        lambda data: data[:-22],
        lambda data: b"PK\x03\x04",
        lambda data: data[:-22] + b"\x00" + data[-22:],
        lambda data: data.replace(b"PK\x01\x02", b"PK\x09\x09"),
        lambda data: data[:-22] + b"PK\x06\x07" + bytes(16) + data[-22:],
    ],
    ids=["cut", "tail", "no end", "head alone", "gap", "wrong mark", "zip64"],
)
def test_s21_an_archive_that_hides_entries_is_refused(spoil: object) -> None:
    data = files.archive({"a.txt": b"1"})
    assert callable(spoil)
    with pytest.raises(InvalidCommand, match="повреждён"):
        check(spoil(data))


def test_s21_a_directory_cut_inside_an_entry_is_refused() -> None:
    data = files.declaring(1)
    end = bytearray(data[-22:])
    end[12:16] = (20).to_bytes(4, "little")
    with pytest.raises(InvalidCommand, match="повреждён"):
        check(data[:30] + data[30:50] + bytes(end))
