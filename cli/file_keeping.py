"""A file named on the command line, kept in the evidence store."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from documents.evidence_store import StoredFile
    from flows.wiring import Parts


def keep_file(parts: "Parts", path: Path) -> "StoredFile":
    """Store the file. Raises `InvalidCommand` where it cannot be read or is of no kind that the store takes."""
    from workflow.errors import InvalidCommand

    try:
        with path.open("rb") as stream:
            return parts.evidence.put(stream, file_name=path.name)
    except OSError as error:
        raise InvalidCommand(f"{path}: файл не читается ({error.strerror}), проверьте путь и права.") from error
