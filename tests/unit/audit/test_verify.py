"""The verifier against ledgers that were tampered with, and against anything else that one may feed it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from audit.canonical import MAX_ENTRY_BYTES, canonical_bytes
from audit.checkpoint import Checkpoint
from audit.keys import LedgerSigner
from audit.merkle import leaf_hash, root_of
from audit.note import NoteVerifier, verify_note
from audit.personal import erase_personal
from audit.source import PersonalRecord, SourceDamaged
from audit.tiles import Tile
from audit.verdict import Check, ObjectState, Wrong
from audit.verify import encode_independently, verify
from tests.unit.audit.ledgers import (
    DIGEST,
    LEDGER_ID,
    ORIGIN,
    SIGNER,
    START,
    VKEY,
    MemorySource,
    bodies_of,
    database_source,
    draft,
    grow,
    note_over,
    year,
)

PLAIN = [each for each in year() if not each.evidence_sha256 and each.personal is None][:5]


def kinds(source: MemorySource, **options: object) -> set[Wrong]:
    return {finding.kind for finding in verify(source, **options).findings}  # type: ignore[arg-type]


def sealed_source(bodies: list[bytes]) -> MemorySource:
    return MemorySource(bodies, [note_over(bodies)])


def entry(seq: object = 0, **changes: object) -> bytes:
    """The first entry of a ledger, with keys changed, or dropped where the change is `...`."""
    plain = json.loads(bodies_of([draft(1, to="planned")])[0]) | {"seq": seq} | changes
    return canonical_bytes({key: value for key, value in plain.items() if value is not ...})


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


def kinds_of(conn: Connection, evidence: Path | None) -> set[Wrong]:
    return {finding.kind for finding in verify(database_source(conn, evidence)).findings}


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


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", Wrong.FORM),
        (b"\xff", Wrong.FORM),
        (b"null", Wrong.FORM),
        (b"[]", Wrong.SCHEMA),
        (b"{}", Wrong.SCHEMA),
        (b'[["a"]]', Wrong.FORM),
        (b"[" * 60_000, Wrong.FORM),
        (entry() + b" ", Wrong.FORM),
        (b" " + entry(), Wrong.FORM),
        (entry().replace(b'"version":1', b'"version":1.0'), Wrong.FORM),
        (entry().replace(b'"version":1', b'"version":-0'), Wrong.FORM),
        (entry().replace(b'"version":1', b'"version":1,"version":1'), Wrong.FORM),
        (entry().replace(b'"version":1', b'"version":NaN'), Wrong.FORM),
        (entry().replace(b"planned", "и\u0306".encode()), Wrong.FORM),
        (entry(data={"t": "a" * MAX_ENTRY_BYTES}), Wrong.FORM),
        (entry(data={"t": 1}).replace(b':{"t":1}', b':{"t":9007199254740992}'), Wrong.SCHEMA),
        (entry(data={"t": [1]}).replace(b'"t"', '"й"'.encode()), Wrong.SCHEMA),
        (entry(v=2), Wrong.SCHEMA),
        (entry(v=True), Wrong.SCHEMA),
        (entry(seq=True), Wrong.SCHEMA),
        (entry(seq=1), Wrong.SEQ),
        (entry(seq=-1), Wrong.SEQ),
        (entry(actor=""), Wrong.SCHEMA),
        (entry(auth=None), Wrong.SCHEMA),
        (entry(action=["a"]), Wrong.SCHEMA),
        (entry(object=5), Wrong.SCHEMA),
        (entry(object=...), Wrong.SCHEMA),
        (entry(unknown=1), Wrong.SCHEMA),
        (entry(version=-1), Wrong.SCHEMA),
        (entry(version="1"), Wrong.SCHEMA),
        (entry(version=None), Wrong.SCHEMA),
        (entry(to=""), Wrong.SCHEMA),
        (entry(to=1), Wrong.SCHEMA),
        (entry(0, **{"to": ..., "from": "planned"}), Wrong.SCHEMA),
        (entry(ledger="other.example/plan-1"), Wrong.ORIGIN),
        (entry(ledger=1), Wrong.ORIGIN),
        (entry(ts="2021-01-21T04:00:00Z"), Wrong.SCHEMA),
        (entry(ts="2021-W03-4T04:05:06.789Z"), Wrong.SCHEMA),
        (entry(ts="2021-02-30T04:00:00.000Z"), Wrong.FORM),
        (entry(ts=5), Wrong.SCHEMA),
        (entry(clock="fast"), Wrong.SCHEMA),
        (entry(data={}), Wrong.SCHEMA),
        (entry(data=[]), Wrong.SCHEMA),
        (entry(evidence_sha256=[]), Wrong.SCHEMA),
        (entry(evidence_sha256=[DIGEST.upper()]), Wrong.SCHEMA),
        (entry(evidence_sha256=["../../etc/passwd"]), Wrong.SCHEMA),
        (entry(evidence_sha256={"a": DIGEST}), Wrong.SCHEMA),
        (entry(pii_commit="x"), Wrong.SCHEMA),
    ],
)
def test_an_entry_that_is_none_is_named_by_its_place(body: bytes, kind: Wrong) -> None:
    verdict = verify(sealed_source([body]))
    assert verdict.first_wrong is not None
    assert verdict.first_wrong[:2] == (kind, 0)


def test_a_form_that_only_looks_unnormalised_is_well() -> None:
    assert verify(sealed_source([entry(data={"t": "a\n\u0301"})])).ok


@given(st.lists(st.binary(max_size=60) | st.sampled_from([entry(), entry(1), b"{}"]), max_size=6))
def test_no_input_stops_the_verifier(bodies: list[bytes]) -> None:
    verdict = verify(MemorySource(bodies, [b"".join(bodies).decode(errors="replace")]))
    assert verdict.size == len(bodies)
    assert not verdict.ok


def test_findings_are_cut_after_a_hundred_and_counted_on() -> None:
    verdict = verify(MemorySource([b"x"] * 300))
    assert len(verdict.findings) == 100
    assert verdict.findings_total == 300


@pytest.mark.parametrize("keys", [[], ["nonsense"], [VKEY[:-1]]])
def test_without_a_key_nothing_is_believed(keys: list[str]) -> None:
    bodies = bodies_of(PLAIN)
    assert Wrong.KEY in kinds(MemorySource(bodies, [note_over(bodies)], keys=keys))


def test_a_checkpoint_of_another_ledger_is_not_ours() -> None:
    bodies = bodies_of(PLAIN)
    other = SIGNER.origin("plan-2")
    assert kinds(MemorySource(bodies, [note_over(bodies, origin=other)])) == {Wrong.SIGNATURE}


def test_a_checkpoint_of_nothing_holds() -> None:
    empty = SIGNER.sign(ORIGIN, Checkpoint(ORIGIN, 0, root_of([])).text)
    assert verify(MemorySource([], [empty])).ok
    assert verify(sealed_source(bodies_of(PLAIN)), since=[empty]).ok


def test_entries_after_the_newest_checkpoint_are_not_yet_sealed() -> None:
    bodies = bodies_of(PLAIN)
    verdict = verify(MemorySource(bodies, [note_over(bodies[:3])]))
    assert verdict.ok
    assert (verdict.size, verdict.sealed_size) == (5, 3)


def test_a_wrong_checkpoint_names_the_entries_since_the_last_right_one() -> None:
    bodies = bodies_of(PLAIN)
    wrong = SIGNER.sign(ORIGIN, Checkpoint(ORIGIN, 5, leaf_hash(b"x")).text)
    verdict = verify(MemorySource(bodies, [note_over(bodies[:3]), wrong]))
    assert verdict.first_wrong == (Wrong.ROOT, 3, "entries 3 to 4 are not those that were signed")


def test_a_wrong_tile_is_found() -> None:
    source = sealed_source(bodies_of(PLAIN))
    right = b"".join(map(leaf_hash, source.bodies))
    source.stored_tiles = [(Tile(0, 0, 5), right)]
    assert verify(source).ok
    for wrong in (right[:64] + bytes(32) + right[96:], right[:64], right[:64] + right):
        source.stored_tiles = [(Tile(0, 0, 5), wrong)]
        assert verify(source).findings[0][:2] == (Wrong.TILE, 2)


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


def test_s38_a_held_clock_is_no_error(conn: Connection) -> None:
    grow(conn, [draft(1, to="planned")], minutes=5)
    grow(conn, [draft(2, to="planned")])
    assert verify(database_source(conn)).ok
