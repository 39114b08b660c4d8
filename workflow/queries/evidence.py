"""Evidence: what an item holds now, and what a submission froze."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from workflow.queries.names import People
from workflow.rows import EVIDENCE
from workflow.views import EvidenceView


def ever_held(conn: Connection, item_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """All files that the items ever held, removed ones too, oldest first, by item id."""
    held: dict[int, list[Row[Any]]] = defaultdict(list)
    if item_ids:
        for row in conn.execute(select(EVIDENCE).where(EVIDENCE.c.item_id.in_(item_ids)).order_by(EVIDENCE.c.id)):
            held[row.item_id].append(row)
    return held


def uploaders(held: dict[int, list[Row[Any]]]) -> list[int]:
    """Whose names the views of these files need."""
    return [row.uploaded_for_id for rows in held.values() for row in rows]


def evidence_now(rows: Sequence[Row[Any]], people: People) -> tuple[EvidenceView, ...]:
    """What an item holds now. What the coordinator uploaded for someone counts as that person's."""
    return tuple(
        EvidenceView(
            id=row.id,
            sha256=row.sha256,
            size=row.size,
            file_name=row.file_name,
            media_type=row.media_type,
            kind=row.kind,
            doc_number=row.doc_number,
            doc_date=row.doc_date,
            signed_by=row.signed_by,
            units=row.units,
            organisations=tuple(row.organisations),
            uploaded_by=people.then(row.uploaded_for_id, row.uploaded_at),
            uploaded_at=row.uploaded_at,
        )
        for row in rows
        if row.removed_at is None
    )


def evidence_frozen(submission: Row[Any], held: Sequence[Row[Any]], people: People) -> tuple[EvidenceView, ...]:
    """What a submission's manifest names: its requisites are the signed ones, the row tells who brought the file.

    A file that the item held more than once is matched by what stood when it was submitted. One without a row
    bears the id 0 and the submitter's name.
    """
    at = submission.submitted_at
    standing = {
        row.sha256: row for row in held if row.uploaded_at <= at and (row.removed_at is None or row.removed_at >= at)
    }
    return tuple(
        _frozen(entry, standing.get(entry["sha256"]), submission, people)
        for entry in json.loads(submission.manifest).get("files", ())
    )


def _frozen(entry: dict[str, Any], row: Row[Any] | None, submission: Row[Any], people: People) -> EvidenceView:
    at = submission.submitted_at if row is None else row.uploaded_at
    return EvidenceView(
        id=0 if row is None else row.id,
        sha256=entry["sha256"],
        size=entry["size"],
        file_name=entry["name"],
        media_type=entry["media_type"],
        kind=entry["kind"],
        doc_number=entry["number"],
        doc_date=None if entry["date"] is None else date.fromisoformat(entry["date"]),
        signed_by=entry["signed_by"],
        units=entry["units"],
        organisations=tuple(entry["organisations"]),
        uploaded_by=people.then(submission.submitted_by_id if row is None else row.uploaded_for_id, at),
        uploaded_at=at,
    )
