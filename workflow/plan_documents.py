"""The file that a plan, or a change of it, was read from: in the store, in the plan's columns, in what is signed."""

from typing import Any

from sqlalchemy import Row

from workflow.commands import StoredDocument
from workflow.errors import EvidenceDamaged
from workflow.transaction import Transaction


def demand_stored(tx: Transaction, document: StoredDocument | None) -> None:
    """Raise `EvidenceDamaged` unless the document lies whole in the store."""
    if document is not None and not tx.evidence.is_intact(document.sha256):
        raise EvidenceDamaged(f"Документ «{document.name}» не сохранился в хранилище. Загрузите его ещё раз.")


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
