"""What the verifier reads a ledger from, be it a database or a folder."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from audit.tiles import Tile


class SourceDamaged(Exception):
    """The source cannot give what it should; `seq` is where that begins, if known."""

    def __init__(self, message: str, seq: int | None = None) -> None:
        super().__init__(message)
        self.seq = seq


class PersonalRecord(NamedTuple):
    """Personal data of one entry: `body` is canonical JSON, the entry commits to SHA-256(salt ‖ body)."""

    salt: bytes
    body: bytes


class LedgerSource(Protocol):
    """One ledger to be verified. Nothing that it says is trusted. Its methods may raise `SourceDamaged`."""

    def entries(self) -> Iterator[bytes]:
        """The entries' bytes, in order, from the first."""

    def checkpoints(self) -> Sequence[str]:
        """Every signed checkpoint that is kept with the ledger, as full note text."""

    def public_keys(self) -> Sequence[str]:
        """The C2SP verifier keys that are kept with the ledger."""

    def tiles(self) -> Iterator[tuple[Tile, bytes]]:
        """The stored hashes, as far as there are any: each tile with its bytes."""

    def evidence(self, sha256: str) -> Path | None:
        """The file of this hash (64 lower-case hex digits), None where there is none."""

    def personal(self, seq: int) -> PersonalRecord | None:
        """The personal data of an entry, None where it was erased. Asked in rising order of `seq`."""
