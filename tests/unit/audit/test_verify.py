"""The verifier on a ledger that is well, and on what its entries say of objects, times, files and people."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from audit.personal import erase_personal
from audit.verdict import Check, ObjectState, Wrong
from audit.verify import encode_independently, verify
from tests.unit.audit.ledgers import DIGEST, LEDGER_ID, ORIGIN, START, bodies_of, database_source, draft, grow
from tests.unit.audit.verifying import entry, kinds, kinds_of, sealed_source


def test_a_whole_ledger_verifies(sealed: Connection, protocol: Path) -> None:
    verdict = verify(database_source(sealed, protocol))
    assert verdict.ok, verdict.findings
    assert (verdict.origin, verdict.size, verdict.sealed_size, verdict.checkpoint_count) == (ORIGIN, 8, 8, 2)
    assert (verdict.evidence_checked, verdict.personal_checked, verdict.personal_erased) == (1, 1, 0)
    assert set(verdict.checks) == set(Check) - {Check.KEPT}
    assert verdict.first_wrong is None
    assert not verdict.is_key_given


def test_s37_the_replay_gives_the_state_of_every_object(sealed: Connection, protocol: Path) -> None:
    assert verify(database_source(sealed, protocol)).states == {
        "item/1": ObjectState("agreed", 4),
        "item/2": ObjectState("in_progress", 2),
        "item/3": ObjectState("planned", 1),
    }


def test_the_other_encoder_says_the_same(sealed: Connection, protocol: Path) -> None:
    source = database_source(sealed, protocol)
    assert verify(source, encode=encode_independently) == verify(source)


def test_an_empty_ledger_is_well(conn: Connection) -> None:
    verdict = verify(database_source(conn))
    assert verdict.ok
    assert (verdict.size, verdict.sealed_size) == (0, 0)


def test_s34_a_changed_or_missing_evidence_file_is_found(sealed: Connection, protocol: Path) -> None:
    protocol.write_bytes(protocol.read_bytes()[:-1] + b"5")
    assert verify(database_source(sealed, protocol)).first_wrong == (
        Wrong.EVIDENCE_CHANGED,
        5,
        f"the file {DIGEST} was changed",
    )
    assert kinds_of(sealed, None) == {Wrong.EVIDENCE_MISSING}
    assert kinds_of(sealed, protocol.parent) == {Wrong.EVIDENCE_MISSING}
    assert verify(database_source(sealed), with_evidence=False).ok


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        (draft(2, to="planned", version=1), None),
        (draft(1, to="in_progress", came_from="planned", version=2), None),
        (replace(draft(1), to_state=None, version=2), None),
        (replace(draft(1), to_state=None, version=None), None),
        (draft(1, to="agreed", came_from="in_progress", version=2), Wrong.CHAIN),
        (draft(1, to="in_progress", version=2), Wrong.CHAIN),
        (draft(1, to="in_progress", came_from="planned", version=3), Wrong.VERSION),
        (draft(1, to="in_progress", came_from="planned", version=1), Wrong.VERSION),
        (draft(2, to="agreed", came_from="in_progress", version=4), Wrong.CHAIN),
    ],
)
def test_s37_every_object_follows_its_own_states(second: object, kind: Wrong | None) -> None:
    source = sealed_source(bodies_of([draft(1, to="planned"), second]))  # type: ignore[list-item]
    verdict = verify(source)
    assert [finding[:2] for finding in verdict.findings] == ([] if kind is None else [(kind, 1)])


def test_s38_a_time_that_runs_backwards_is_found() -> None:
    later, earlier = entry(ts="2021-01-21T04:00:00.001Z"), entry(1, ts="2021-01-21T04:00:00.000Z", object="plan")
    assert kinds(sealed_source([later, earlier])) == {Wrong.TIME}


def test_s38_a_held_clock_is_no_error(conn: Connection) -> None:
    grow(conn, [draft(1, to="planned")], minutes=5)
    grow(conn, [draft(2, to="planned")])
    assert verify(database_source(conn)).ok


def test_s40_erasing_personal_data_leaves_every_proof_valid(sealed: Connection, protocol: Path) -> None:
    before = verify(database_source(sealed, protocol))
    assert erase_personal(sealed, LEDGER_ID, 6, START)
    after = verify(database_source(sealed, protocol))
    assert after.ok
    assert (after.root, after.sealed_size) == (before.root, before.sealed_size)
    assert (after.personal_checked, after.personal_erased) == (0, 1)


def test_other_personal_data_is_found(sealed: Connection, protocol: Path) -> None:
    sealed.exec_driver_sql("DROP TRIGGER ledger_personal_update")
    sealed.exec_driver_sql("UPDATE ledger_personal SET body = CAST(replace(body, '0', '1') AS BLOB)")
    assert kinds_of(sealed, protocol) == {Wrong.PERSONAL}
