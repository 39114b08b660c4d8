"""The rows of the register of requests, as commands read them and as a report's manifest names them."""

from typing import Any

from sqlalchemy import Connection, Row, Table, select

from models.plans import IncomingRequest
from workflow.errors import TransitionNotAllowed

REQUEST: Table = IncomingRequest.__table__  # type: ignore[attr-defined]


def register_of(conn: Connection, item_id: int) -> list[Row[Any]]:
    """The register of an item, by number."""
    return list(conn.execute(select(REQUEST).where(REQUEST.c.item_id == item_id).order_by(REQUEST.c.number)))


def register_entry(row: Row[Any]) -> dict[str, Any]:
    """A line of the register as the manifest of a report names it."""
    return {
        "number": row.number,
        "received_on": row.received_on.isoformat(),
        "sender": row.sender,
        "subject": row.subject,
        "doc_number": row.doc_number,
        "answered_on": None if row.answered_on is None else row.answered_on.isoformat(),
        "answer": row.answer,
    }


def demand_answers_nothing(conn: Connection, evidence_id: int) -> None:
    """Raise `TransitionNotAllowed` where the register names the file as the answer to a request."""
    number = conn.execute(
        select(REQUEST.c.number).where(REQUEST.c.answer_evidence_id == evidence_id).order_by(REQUEST.c.number).limit(1)
    ).scalar()
    if number is not None:
        raise TransitionNotAllowed(
            f"Этим документом отвечено на запрос № {number}: сначала исправьте ответ в реестре запросов."
        )
