"""Keeping the document that a plan was read from: the ledger names its hash, the store holds its bytes."""

from pathlib import Path

from documents.evidence_store import EvidenceStore
from documents.media_type import media_type_of
from workflow.commands import StoredDocument
from workflow.errors import EvidenceDamaged, InvalidCommand

PLAIN_TEXT = "text/plain"
TOML = "application/toml"


def media_type_of_plan(path: Path) -> str:
    """The media type of a file that a plan was read from: what its bytes tell, else one of the kinds of text."""
    if path.suffix.lower() == ".toml":
        return TOML
    try:
        with path.open("rb") as file:
            return media_type_of(file, path.stat().st_size)
    except InvalidCommand:
        return PLAIN_TEXT


def keep_document(store: EvidenceStore, path: Path, *, file_name: str, sha256: str, media_type: str) -> StoredDocument:
    """Store the document that was read, whose SHA-256 was `sha256` (hex) before it was read.

    `media_type` is what its reader took it for; a plan in text or TOML is no evidence but may be kept. Raises
    `EvidenceDamaged` where the file changed meanwhile, `InvalidCommand` where it is over the store's limit.
    """
    with path.open("rb") as stream:
        stored = store.put(stream, file_name=file_name, media_type=media_type)
    if stored.sha256 != sha256:
        raise EvidenceDamaged(f"Файл «{stored.file_name}» изменился, пока его читали. Повторите импорт.")
    return stored.as_document()
