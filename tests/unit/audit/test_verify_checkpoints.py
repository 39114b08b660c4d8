"""The verifier on checkpoints, keys and tiles that are wrong, missing or another ledger's."""

import pytest

from audit.checkpoint import Checkpoint
from audit.merkle import leaf_hash, root_of
from audit.tiles import Tile
from audit.verdict import Wrong
from audit.verify import verify
from tests.unit.audit.ledgers import ORIGIN, SIGNER, VKEY, MemorySource, bodies_of, note_over
from tests.unit.audit.verifying import PLAIN, kinds, sealed_source


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
