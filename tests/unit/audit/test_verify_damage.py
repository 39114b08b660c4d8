"""The verifier on a source that cannot be read whole: a finding, and no exception."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from audit.source import PersonalRecord, SourceDamaged
from audit.tiles import Tile
from audit.verdict import Wrong
from audit.verify import verify
from tests.unit.audit.ledgers import DIGEST, LEDGER_ID, MemorySource, database_source
from tests.unit.audit.verifying import entry, kinds_of


class DamagedSource(MemorySource):
    """Everything that it is asked for is damaged."""

    def entries(self) -> Iterator[bytes]:
        yield from self.bodies
        raise SourceDamaged("the rest is missing", len(self.bodies))

    def checkpoints(self) -> list[str]:
        raise SourceDamaged("no checkpoints")

    def public_keys(self) -> list[str]:
        raise SourceDamaged("no keys")

    def tiles(self) -> Iterator[tuple[Tile, bytes]]:
        raise SourceDamaged("no tiles")

    def evidence(self, sha256: str) -> Path | None:
        raise SourceDamaged("no evidence")

    def personal(self, seq: int) -> PersonalRecord | None:
        raise SourceDamaged("no personal data")


def test_a_damaged_source_is_a_finding_and_no_exception() -> None:
    body = entry(pii_commit=DIGEST, evidence_sha256=[DIGEST])
    verdict = verify(DamagedSource([body]))
    assert [finding[:2] for finding in verdict.findings] == [
        (Wrong.PERSONAL, 0),
        (Wrong.EVIDENCE_MISSING, 0),
        (Wrong.SOURCE, 1),
        (Wrong.KEY, None),
        (Wrong.SOURCE, None),
        (Wrong.SOURCE, None),
    ]


def test_an_evidence_file_that_cannot_be_read_says_why(sealed: Connection, tmp_path: Path) -> None:
    (finding,) = verify(database_source(sealed, tmp_path)).findings
    assert finding[:2] == (Wrong.EVIDENCE_MISSING, 5)
    assert "cannot be read" in finding[2]
    assert "Is a directory" in finding[2]


def test_a_database_with_a_hole_or_a_tail_is_damaged(sealed: Connection, protocol: Path) -> None:
    for name in ("ledger_entry_delete", "ledger_entry_insert"):
        sealed.exec_driver_sql(f"DROP TRIGGER {name}")
    sealed.exec_driver_sql(f"INSERT INTO ledger_entry VALUES ('{LEDGER_ID}', 8, 'x', 'y')")
    assert kinds_of(sealed, protocol) == {Wrong.SOURCE}
    sealed.exec_driver_sql("DELETE FROM ledger_entry WHERE seq IN (2, 8)")
    verdict = verify(database_source(sealed, protocol))
    assert (Wrong.SOURCE, 2) in [finding[:2] for finding in verdict.findings]


def test_text_where_bytes_belong_is_damage(sealed: Connection, protocol: Path) -> None:
    sealed.exec_driver_sql("DROP TRIGGER ledger_entry_update")
    sealed.exec_driver_sql("UPDATE ledger_entry SET body = CAST(body AS TEXT) WHERE seq = 3")
    verdict = verify(database_source(sealed, protocol))
    assert verdict.first_wrong is not None
    assert verdict.first_wrong[:2] == (Wrong.SOURCE, 3)


def test_a_deleted_tail_of_the_database_is_damage(sealed: Connection, protocol: Path) -> None:
    sealed.exec_driver_sql("DROP TRIGGER ledger_entry_delete")
    sealed.exec_driver_sql("DELETE FROM ledger_entry WHERE seq = 7")
    assert {Wrong.SOURCE, Wrong.TRUNCATED} <= kinds_of(sealed, protocol)
