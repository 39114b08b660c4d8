"""The register of requests of an item that is done «По запросу»."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from workflow.queries.evidence import evidence_now
from workflow.queries.names import People
from workflow.queries.people import people_by_id
from workflow.request_rows import REQUEST
from workflow.views import EvidenceView, RequestView


def request_views(conn: Connection, item_id: int, held: Sequence[Row[Any]]) -> tuple[RequestView, ...]:
    """The register by number; `held` are the files that the item holds or ever held."""
    rows = conn.execute(select(REQUEST).where(REQUEST.c.item_id == item_id).order_by(REQUEST.c.number)).all()
    if not rows:
        return ()
    named = {person for row in rows for person in (row.registered_by_id, row.answered_by_id) if person is not None}
    people = people_by_id(conn, [*named, *(file.uploaded_for_id for file in held)])
    files = {file.id: file for file in evidence_now(held, people)}
    return tuple(_view(row, people, files) for row in rows)


def _view(row: Row[Any], people: People, files: dict[int, EvidenceView]) -> RequestView:
    return RequestView(
        number=row.number,
        received_on=row.received_on,
        sender=row.sender,
        subject=row.subject,
        doc_number=row.doc_number,
        registered_by=people.then(row.registered_by_id, row.registered_at),
        answered_on=row.answered_on,
        answer=row.answer,
        answered_by=None if row.answered_by_id is None else people[row.answered_by_id],
        answer_file=files.get(row.answer_evidence_id),
    )
