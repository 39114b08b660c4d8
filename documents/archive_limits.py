"""What a ZIP archive declares of itself, read from its central directory alone: nothing is unpacked.

Source: APPNOTE.TXT 6.3.10 (PKWARE), sections 4.3.12, 4.3.14, 4.3.16. Office documents are such archives too.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from workflow.errors import InvalidCommand

MAX_ENTRIES = 5_000
MAX_UNPACKED = 500 * 1024 * 1024
MAX_RATIO = 100
# Below this size a high ratio is harmless: a spreadsheet of zeros packs well.
RATIO_COUNTS_FROM = 10 * 1024 * 1024

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_END_64_LOCATOR = struct.Struct("<4sLQL")
_END_64_MARK = b"PK\x06\x07"
_ENTRY = struct.Struct("<4s6H3L5H2L")
_ENTRY_MARK = b"PK\x01\x02"
_MAX_COMMENT = 65_535
_MAX_DIRECTORY = MAX_ENTRIES * (_ENTRY.size + 512)
_ENCRYPTED = 0x1

BROKEN = "Архив повреждён или устроен необычно: соберите файл заново и загрузите ещё раз."
TOO_BIG = "Архив слишком велик в распакованном виде: разделите его на части или приложите документы по одному."
TOO_MANY = f"В архиве больше {MAX_ENTRIES} файлов: разделите его на части."
LOCKED = "Архив защищён паролем, его не сможет открыть согласующий: приложите файл без пароля."


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """One file of an archive as the directory declares it. Sizes in bytes."""

    name: str
    packed: int
    unpacked: int
    is_encrypted: bool


def check_archive(file: BinaryIO, size: int) -> list[ArchiveEntry]:
    """The entries of a ZIP of `size` bytes. Raises `InvalidCommand` over a limit of count, size or ratio."""
    entries: list[ArchiveEntry] = []
    unpacked = 0
    for entry in _entries(file, size):
        entries.append(entry)
        unpacked += entry.unpacked
        if len(entries) > MAX_ENTRIES:
            raise InvalidCommand(TOO_MANY, field="file")
        if unpacked > MAX_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * size):
            raise InvalidCommand(TOO_BIG, field="file")
        if entry.is_encrypted:
            raise InvalidCommand(LOCKED, field="file")
    if not entries:
        raise InvalidCommand("Архив пуст: приложите документы.", field="file")
    return entries


def _entries(file: BinaryIO, size: int) -> Iterator[ArchiveEntry]:
    directory = _directory(file, size)
    at = 0
    while at < len(directory):
        if len(directory) - at < _ENTRY.size:
            raise InvalidCommand(BROKEN, field="file")
        mark, _, _, flags, _, _, _, _, packed, unpacked, name_length, extra, comment, *_ = _ENTRY.unpack_from(
            directory, at
        )
        if mark != _ENTRY_MARK:
            raise InvalidCommand(BROKEN, field="file")
        name = directory[at + _ENTRY.size : at + _ENTRY.size + name_length].decode("utf-8", "replace")
        yield ArchiveEntry(name, packed, unpacked, bool(flags & _ENCRYPTED))
        at += _ENTRY.size + name_length + extra + comment


def _directory(file: BinaryIO, size: int) -> bytes:
    """The bytes of the central directory, which must end where the record of its end begins."""
    tail_size = min(size, _MAX_COMMENT + _END.size + _END_64_LOCATOR.size)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    found = tail.rfind(_END_MARK)
    if found < 0 or len(tail) - found < _END.size:
        raise InvalidCommand(BROKEN, field="file")
    _, disk, first_disk, _, count, length, offset, comment = _END.unpack_from(tail, found)
    end = size - tail_size + found
    is_zip64 = tail[max(0, found - _END_64_LOCATOR.size) :].startswith(_END_64_MARK)
    if count > MAX_ENTRIES or length > _MAX_DIRECTORY:
        raise InvalidCommand(TOO_MANY, field="file")
    # A file below the upload's limit needs no ZIP64 record, and one that differs from this record hides entries.
    if is_zip64 or disk or first_disk or offset + length != end or end + _END.size + comment != size:
        raise InvalidCommand(BROKEN, field="file")
    file.seek(offset)
    return file.read(length)
