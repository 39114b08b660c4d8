"""How the engine asks about stored files; `documents.evidence_store` answers."""

from typing import Protocol


class EvidenceReader(Protocol):
    """The little that a decision needs to know of the evidence store."""

    def is_intact(self, sha256: str) -> bool:
        """Do the stored bytes still have this SHA-256 (hex)? False also where the file is gone."""
        ...

    def is_as_told(self, sha256: str, *, size: int, media_type: str) -> bool:
        """Is this the stored file's size in bytes and, by its bytes, its media type? False where the file is gone."""
        ...
