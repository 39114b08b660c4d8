"""The layout of a C2SP tlog-tiles directory (https://c2sp.org/tlog-tiles): 256 hashes a tile, 256 entries a bundle."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import count
from typing import NamedTuple

from audit.merkle import HASH_SIZE

TILE_WIDTH = 256
TILE_HEIGHT = 8
LENGTH_BYTES = 2
ENTRIES = "entries"


class TileError(ValueError):
    """Bytes that are no entry bundle of the expected width."""


class Tile(NamedTuple):
    """One file of the tree: `level` 0 holds leaf hashes, each level above the roots of full tiles; `width` 1…256."""

    level: int
    number: int
    width: int

    @property
    def path(self) -> str:
        """Its path in the directory: "tile/0/x001/067" or, where it is partial, "tile/0/000.p/5"."""
        return _path(str(self.level), self.number, self.width)

    def first_difference(self, stored: bytes, right: bytes) -> int:
        """The first entry under this tile whose hash may be wrong."""
        places = range(0, max(len(stored), len(right)), HASH_SIZE)
        first = next((at for at in places if stored[at : at + HASH_SIZE] != right[at : at + HASH_SIZE]), 0)
        return (self.number * TILE_WIDTH + first // HASH_SIZE) << (TILE_HEIGHT * self.level)


class Bundle(NamedTuple):
    """One file of `width` entries."""

    number: int
    width: int

    @property
    def path(self) -> str:
        """Its path in the directory: "tile/entries/000"."""
        return _path(ENTRIES, self.number, self.width)


def _path(folder: str, index: int, width: int) -> str:
    name = f"{index % 1000:03}"
    while index := index // 1000:
        name = f"x{index % 1000:03}/{name}"
    return f"tile/{folder}/{name}" + (f".p/{width}" if width < TILE_WIDTH else "")


def _widths(size: int) -> Iterator[int]:
    yield from (TILE_WIDTH for _ in range(size // TILE_WIDTH))
    if size % TILE_WIDTH:
        yield size % TILE_WIDTH


def tiles_of(size: int) -> Iterator[Tile]:
    """Every hash tile of a tree of `size` entries, level by level."""
    for level in count():
        if not size:
            return
        yield from (Tile(level, index, width) for index, width in enumerate(_widths(size)))
        size //= TILE_WIDTH


def bundles_of(size: int) -> Iterator[Bundle]:
    """Every entry bundle of a ledger of `size` entries."""
    yield from (Bundle(index, width) for index, width in enumerate(_widths(size)))


class TileHashes:
    """What each tile must hold, from the tree's leaf hashes; the higher levels are hashed when they are asked for."""

    __slots__ = ("_levels",)

    def __init__(self, leaf_hashes: bytes | bytearray) -> None:
        """`leaf_hashes` are the 32-byte hashes one after the other."""
        self._levels = [memoryview(bytes(leaf_hashes))]

    def __getitem__(self, tile: Tile) -> bytes:
        """The tile's bytes; shorter than its width where the tree does not reach that far."""
        while len(self._levels) <= tile.level:
            self._levels.append(memoryview(_roots_of_full_tiles(self._levels[-1])))
        start = tile.number * TILE_WIDTH * HASH_SIZE
        return bytes(self._levels[tile.level][start : start + tile.width * HASH_SIZE])


def _roots_of_full_tiles(level: memoryview) -> bytes:
    full = len(level) // (TILE_WIDTH * HASH_SIZE) * TILE_WIDTH * HASH_SIZE
    hashes = bytes(level[:full])
    for _ in range(TILE_HEIGHT):
        hashes = b"".join(
            [sha256(b"\x01" + hashes[at : at + 2 * HASH_SIZE]).digest() for at in range(0, len(hashes), 2 * HASH_SIZE)]
        )
    return hashes


def pack_entries(bodies: Iterable[bytes]) -> bytes:
    """An entry bundle: each entry behind its length, two bytes, big-endian."""
    return b"".join(len(body).to_bytes(LENGTH_BYTES, "big") + body for body in bodies)


def unpack_entries(packed: bytes, width: int) -> list[bytes]:
    """The `width` entries of a bundle. Raises `TileError` unless the bytes hold exactly these."""
    bodies = []
    at = 0
    try:
        for _ in range(width):
            start = at + LENGTH_BYTES
            at = start + (packed[at] << 8 | packed[at + 1])
            bodies.append(packed[start:at])
    except IndexError as error:
        raise TileError("the entry bundle is cut short") from error
    if at != len(packed):
        raise TileError("the entry bundle holds more or less than its entries")
    return bodies
