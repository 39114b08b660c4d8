"""Stored files that nothing names: refused uploads, documents whose command never came. They are removed after a day.

A file is named by a row (any column of hashes), by what was frozen to be signed, or by an entry of a ledger.
"""

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, String, select
from sqlmodel import SQLModel

from audit.ledger import HEAD, read_entries
from config.database import Database
from documents.evidence_store import LEFTOVER_AGE_S, EvidenceStore
from models.states import Subject
from workflow.rows import SUBMISSION

ASKED_AT_ONCE = 500
_HASHES = re.compile(rb"[0-9a-f]{64}")


def orphans(database: Database, store: EvidenceStore) -> frozenset[str]:
    """The SHA-256 of the files that have lain for a day and that nothing names."""
    aged = frozenset(store.older_than(LEFTOVER_AGE_S))
    if not aged:
        return aged
    with database.read() as conn:
        unnamed = aged - _in_rows(conn, aged)
        return unnamed - _in_texts(conn, unnamed) if unnamed else unnamed


def remove_orphans(database: Database, store: EvidenceStore) -> int:
    """Remove them; gives how many. One that arrived anew since, or that a command looks at, is young and stays."""
    return sum(store.discard(sha256, LEFTOVER_AGE_S) for sha256 in sorted(orphans(database, store)))


def _in_rows(conn: Connection, wanted: Iterable[str]) -> set[str]:
    """Which of these stand in a column of hashes, in whatever table."""
    columns = [
        column
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("sha256") and isinstance(column.type, String)
    ]
    found: set[str] = set()
    listed = sorted(wanted)
    for some in (listed[start : start + ASKED_AT_ONCE] for start in range(0, len(listed), ASKED_AT_ONCE)):
        for column in columns:
            found |= set(conn.execute(select(column).where(column.in_(some)).distinct()).scalars())
    return found


def _in_texts(conn: Connection, wanted: frozenset[str]) -> set[str]:
    """Which of these a ledger's entry names, or a manifest; what a report froze stands in rows besides."""
    sought = {sha256.encode() for sha256 in wanted}
    return {named.decode() for body in _bodies(conn) for named in sought.intersection(_HASHES.findall(body))}


def _bodies(conn: Connection) -> Iterator[bytes]:
    for ledger_id in conn.execute(select(HEAD.c.ledger_id)).scalars().all():
        yield from (body for _, body in read_entries(conn, ledger_id))
    yield from conn.execute(select(SUBMISSION.c.manifest).where(SUBMISSION.c.subject != Subject.ITEM)).scalars()
