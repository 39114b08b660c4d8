"""A file that a command names: whole and as told in the store; the one a plan was read from in the plan's columns."""

from typing import Any

from sqlalchemy import Row

from workflow.commands import StoredDocument
from workflow.errors import EvidenceDamaged, InvalidCommand
from workflow.transaction import Transaction


def demand_stored(tx: Transaction, document: StoredDocument | None, field: str = "source") -> None:
    """The document lies whole in the store and is of the size and type that are told, whatever the door says.

    Raises `EvidenceDamaged`, and `InvalidCommand` about `field`.
    """
    if document is None:
        return
    if not tx.evidence.is_intact(document.sha256):
        raise EvidenceDamaged(f"Документ «{document.name}» не сохранился в хранилище. Загрузите его ещё раз.")
    if not tx.evidence.is_as_told(document.sha256, size=document.size, media_type=document.media_type):
        raise InvalidCommand(
            f"Размер или вид файла «{document.name}» указан не тот, что у файла в хранилище. Загрузите его ещё раз.",
            field=field,
        )


def source_columns(document: StoredDocument | None) -> dict[str, Any]:
    """What the plan's row keeps of the document; nothing where there is none."""
    if document is None:
        return {}
    return {
        "source_sha256": document.sha256,
        "source_name": document.name,
        "source_size": document.size,
        "source_media_type": document.media_type,
    }


def document_of(plan: Row[Any]) -> StoredDocument | None:
    """The plan's document; None where the plan was imported without keeping it."""
    if plan.source_name is None:
        return None
    return StoredDocument(
        sha256=plan.source_sha256, name=plan.source_name, size=plan.source_size, media_type=plan.source_media_type
    )
