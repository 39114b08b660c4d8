"""A ledger in a folder, as `audit.export` writes it. Standard library alone."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from audit.checkpoint import CheckpointError, parse_checkpoint
from audit.note import NoteError, NoteVerifier
from audit.source import PersonalRecord, SourceDamaged
from audit.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, TileError, bundles_of, tiles_of, unpack_entries

CHECKPOINT = "checkpoint"
CHECKPOINTS = "checkpoints"
EVIDENCE = "evidence"
PERSONAL = "personal"
TILES = "tile"
VKEY = "keys/ledger.vkey"
PEM = "keys/ledger.pem"


def personal_path(seq: int) -> str:
    """Where the personal data of an entry lies."""
    return f"{PERSONAL}/{seq}.json"


def pack_personal(record: PersonalRecord) -> bytes:
    """Personal data as a file: JSON with the salt in hex and the body as the text that was hashed."""
    return json.dumps({"body": record.body.decode(), "salt": record.salt.hex()}, ensure_ascii=False).encode()


class BundleSource:
    """A folder as a `LedgerSource`. Its `checkpoint` says how many entries there are; a file too many is damage."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def entries(self) -> Iterator[bytes]:
        """The entries of every bundle file. Raises `SourceDamaged`."""
        for bundle in bundles_of(self._size()):
            packed = self._read(bundle.path, bundle.number * TILE_WIDTH)
            try:
                bodies = unpack_entries(packed, bundle.width)
            except TileError as error:
                raise SourceDamaged(f"{bundle.path}: {error}", bundle.number * TILE_WIDTH) from error
            yield from bodies

    def checkpoints(self) -> Sequence[str]:
        """The checkpoint over everything and those before it."""
        earlier = sorted(path.relative_to(self.root).as_posix() for path in (self.root / CHECKPOINTS).glob("*"))
        return [self._read(path).decode(errors="replace") for path in [*earlier, CHECKPOINT]]

    def public_keys(self) -> Sequence[str]:
        """The key that the bundle brings along, in both its forms. Raises `SourceDamaged` where they differ."""
        vkeys = self._read(VKEY).decode(errors="replace").splitlines()
        try:
            pems = b"".join(NoteVerifier.from_vkey(vkey).pem for vkey in vkeys)
        except NoteError as error:
            raise SourceDamaged(f"{VKEY}: {error}") from error
        if self._read(PEM) != pems:
            raise SourceDamaged(f"{PEM} is not the key of {VKEY}")
        return vkeys

    def tiles(self) -> Iterator[tuple[Tile, bytes]]:
        """Every hash tile. Raises `SourceDamaged` for one that is missing, and for files that do not belong."""
        size = self._size()
        expected = {bundle.path for bundle in bundles_of(size)}
        for tile in tiles_of(size):
            expected.add(tile.path)
            yield tile, self._read(tile.path, tile.number * TILE_WIDTH << (TILE_HEIGHT * tile.level))
        for path in sorted((self.root / TILES).rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if not path.is_dir() and name not in expected:
                raise SourceDamaged(f"{name} does not belong here")

    def evidence(self, sha256: str) -> Path | None:
        """The evidence file of this hash."""
        path = self.root / EVIDENCE / sha256
        return path if path.is_file() else None

    def personal(self, seq: int) -> PersonalRecord | None:
        """The personal data of an entry. Raises `SourceDamaged` where the file is malformed."""
        path = personal_path(seq)
        if not (self.root / path).exists():
            return None
        try:
            kept = json.loads(self._read(path))
            return PersonalRecord(bytes.fromhex(kept["salt"]), kept["body"].encode())
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise SourceDamaged(f"{path} is malformed", seq) from error

    def _size(self) -> int:
        note = self._read(CHECKPOINT).decode(errors="replace")
        try:
            return parse_checkpoint(note.partition("\n\n")[0] + "\n").size
        except CheckpointError as error:
            raise SourceDamaged(f"{CHECKPOINT}: {error}") from error

    def _read(self, path: str, seq: int | None = None) -> bytes:
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            raise SourceDamaged(f"{path} cannot be read", seq) from error
