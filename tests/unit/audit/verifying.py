"""Ledgers in memory for the verifier: sealed, with an entry changed, and the kinds of what it finds."""

import json
from pathlib import Path

from sqlalchemy import Connection

from audit.canonical import canonical_bytes
from audit.verdict import Wrong
from audit.verify import verify
from tests.unit.audit.ledgers import MemorySource, bodies_of, database_source, draft, note_over, year

PLAIN = [each for each in year() if not each.evidence_sha256 and each.personal is None][:5]


def kinds(source: MemorySource, **options: object) -> set[Wrong]:
    return {finding.kind for finding in verify(source, **options).findings}  # type: ignore[arg-type]


def sealed_source(bodies: list[bytes]) -> MemorySource:
    return MemorySource(bodies, [note_over(bodies)])


def entry(seq: object = 0, **changes: object) -> bytes:
    """The first entry of a ledger, with keys changed, or dropped where the change is `...`."""
    plain = json.loads(bodies_of([draft(1, to="planned")])[0]) | {"seq": seq} | changes
    return canonical_bytes({key: value for key, value in plain.items() if value is not ...})


def kinds_of(conn: Connection, evidence: Path | None) -> set[Wrong]:
    return {finding.kind for finding in verify(database_source(conn, evidence)).findings}
