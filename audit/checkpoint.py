"""The text of a checkpoint: C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint), three lines."""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit.merkle import HASH_SIZE
from audit.note import NoteError, NoteVerifier, decode_base64, verify_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_LINES = 3


class CheckpointError(ValueError):
    """A text that is no checkpoint."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a signature covers: the first `size` entries of the ledger `origin` hash to `root` (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Origin, size and base64 root, a line each."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in a note's text. Raises `CheckpointError`; extension lines, which we never write, are refused."""
    lines = text.split("\n")
    if len(lines) != _LINES + 1 or lines[_LINES] or not lines[0]:
        raise CheckpointError("a checkpoint has three lines")
    origin, size, encoded, _ = lines
    if not _SIZE.fullmatch(size):
        raise CheckpointError("the second line is not a size")
    try:
        root = decode_base64(encoded)
    except NoteError as error:
        raise CheckpointError("the third line is not a root") from error
    if len(root) != HASH_SIZE:
        raise CheckpointError("the root is not 32 bytes")
    return Checkpoint(origin, int(size), root)


def open_checkpoint(note: str, verifiers: Iterable[NoteVerifier]) -> Checkpoint:
    """The checkpoint in a signed note, its signature checked. Raises `NoteError` or `CheckpointError`.

    The signer must bear the ledger's name (key name = origin), so that one ledger's note is never taken for another's.
    """
    origin = note.partition("\n")[0]
    return parse_checkpoint(verify_note(note, (verifier for verifier in verifiers if verifier.name == origin)))
