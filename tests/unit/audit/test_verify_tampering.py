"""The verifier against ledgers that were tampered with, and against another history."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from audit.keys import LedgerSigner
from audit.note import NoteVerifier, verify_note
from audit.verdict import Wrong
from audit.verify import verify
from tests.unit.audit.ledgers import ORIGIN, SIGNER, VKEY, MemorySource, bodies_of, database_source, note_over
from tests.unit.audit.verifying import PLAIN, kinds, sealed_source


@pytest.mark.parametrize("at", range(5))
def test_s34_no_bit_of_an_entry_can_change(at: int) -> None:
    bodies = bodies_of(PLAIN)
    source = sealed_source(list(bodies))
    for place in range(len(bodies[at])):
        changed = bytearray(bodies[at])
        changed[place] ^= 1 << place % 8
        source.bodies[at] = bytes(changed)
        verdict = verify(source)
        assert not verdict.ok
        assert verdict.first_wrong is not None
        assert (verdict.first_wrong.seq or 0) <= at


def test_s34_a_stored_leaf_hash_names_the_entry_that_was_changed(sealed: Connection, protocol: Path) -> None:
    sealed.exec_driver_sql("DROP TRIGGER ledger_entry_update")
    sealed.exec_driver_sql(
        "UPDATE ledger_entry SET body = CAST(replace(body, 'person/5', 'person/6') AS BLOB) WHERE seq = 3"
    )
    verdict = verify(database_source(sealed, protocol))
    assert [finding[:2] for finding in verdict.findings] == [(Wrong.TILE, 3), (Wrong.ROOT, 3), (Wrong.ROOT, 3)]


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(lambda bodies: bodies[:2] + bodies[3:], id="delete"),
        pytest.param(lambda bodies: [*bodies[:2], bodies[1], *bodies[2:]], id="insert"),
        pytest.param(lambda bodies: [bodies[1], bodies[0], *bodies[2:]], id="swap"),
        pytest.param(lambda bodies: bodies[:-1], id="truncate"),
        pytest.param(lambda _: [], id="truncate-all"),
    ],
)
def test_s35_tampering_is_found_against_the_checkpoint(tamper: Callable[[list[bytes]], list[bytes]]) -> None:
    source = sealed_source(bodies_of(PLAIN))
    source.bodies = tamper(source.bodies)
    assert kinds(source) & {Wrong.ROOT, Wrong.TRUNCATED}


@pytest.mark.parametrize(
    ("drafts", "is_found"),
    [
        pytest.param([replace(PLAIN[0], actor="person/6"), *PLAIN[1:]], True, id="rewritten"),
        pytest.param(PLAIN[:2], True, id="old-backup"),
        pytest.param(PLAIN[:3], False, id="the-kept-part"),
        pytest.param(PLAIN, False, id="continued"),
    ],
)
def test_s35_a_rewrite_with_the_real_key_is_found_against_a_kept_checkpoint(drafts: list, is_found: bool) -> None:  # type: ignore[type-arg]
    kept = note_over(bodies_of(PLAIN[:3]))
    source = sealed_source(bodies_of(drafts))
    assert verify(source).ok
    verdict = verify(source, since=[kept])
    assert verdict.ok is not is_found
    assert verdict.kept_sizes == (() if is_found else (3,))
    assert ({finding.kind for finding in verdict.findings} == {Wrong.KEPT}) is is_found


def test_s35_a_kept_checkpoint_of_another_key_proves_nothing() -> None:
    bodies = bodies_of(PLAIN)
    forged = note_over(bodies, signer=LedgerSigner(SIGNER.deployment, bytes(32)))
    assert kinds(sealed_source(bodies), since=[forged]) == {Wrong.SIGNATURE}


def test_s35_a_ledger_signed_by_another_key_is_found_where_the_key_is_known() -> None:
    other = LedgerSigner(SIGNER.deployment, bytes(32))
    bodies = bodies_of(PLAIN)
    source = MemorySource(bodies, [note_over(bodies, signer=other)], keys=[other.vkey(ORIGIN)])
    assert verify(source).ok
    assert kinds(source, keys=[VKEY]) == {Wrong.SIGNATURE}


def test_s39_two_checkpoints_of_one_size_are_a_proof_that_anyone_can_check() -> None:
    ours, theirs = bodies_of(PLAIN), bodies_of([replace(PLAIN[0], actor="person/6"), *PLAIN[1:]])
    verdict = verify(sealed_source(ours), since=[note_over(theirs)])
    assert {finding.kind for finding in verdict.findings} == {Wrong.KEPT, Wrong.SPLIT_VIEW}
    assert verdict.split_view == (note_over(ours), note_over(theirs))
    first, second = (verify_note(note, [NoteVerifier.from_vkey(VKEY)]) for note in verdict.split_view)
    assert first.split("\n")[:2] == second.split("\n")[:2]
    assert first != second
    proof = verdict.split_view_proof()
    assert proof is not None
    assert note_over(ours) in proof
    assert note_over(theirs) in proof
    assert VKEY in proof


def test_s39_one_history_is_no_split_view() -> None:
    source = sealed_source(bodies_of(PLAIN))
    verdict = verify(source, since=source.notes)
    assert verdict.ok
    assert verdict.split_view_proof() is None
