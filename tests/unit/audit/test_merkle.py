"""The tree: RFC 6962's known values, and every proof of small trees."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.merkle import (
    EMPTY_ROOT,
    CompactRange,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves of the Certificate Transparency test suite, and the root of the first n of them.
CT_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [leaf_hash(str(number).encode()) for number in range(70)]


def recursive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962's own definition, read aloud."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(recursive_root(leaves[:split]), recursive_root(leaves[split:]))


@pytest.mark.parametrize("size", range(9))
def test_the_known_roots_of_certificate_transparency(size: int) -> None:
    assert root_of(leaf_hash(leaf) for leaf in CT_LEAVES[:size]).hex() == CT_ROOTS[size]


def test_the_empty_tree_hashes_to_nothing() -> None:
    assert CompactRange().root() == EMPTY_ROOT == sha256(b"").digest()


@pytest.mark.parametrize("size", range(70))
def test_the_compact_range_follows_the_definition(size: int) -> None:
    assert root_of(HASHES[:size]) == recursive_root(HASHES[:size])


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_stored_range_goes_on_as_if_it_never_stopped(stop: int, size: int) -> None:
    tree = CompactRange()
    for leaf in HASHES[:stop]:
        tree.append(leaf)
    tree = CompactRange.from_bytes(tree.size, tree.to_bytes())
    for leaf in HASHES[stop:size]:
        tree.append(leaf)
    assert tree.root() == root_of(HASHES[: max(stop, size)])


@pytest.mark.parametrize(("size", "frontier"), [(1, b""), (3, bytes(32)), (2, bytes(31)), (0, bytes(32)), (-1, b"")])
def test_a_range_that_does_not_fit_its_size_is_refused(size: int, frontier: bytes) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        CompactRange.from_bytes(size, frontier)


@pytest.mark.parametrize("size", range(1, 20))
def test_every_inclusion_proof_holds_for_its_leaf_alone(size: int) -> None:
    leaves = HASHES[:size]
    root = root_of(leaves)
    for index in range(size):
        proof = inclusion_proof(leaves, index)
        verify_inclusion(leaves[index], index, size, proof, root)
        for wrong in (index - 1, index + 1):
            with pytest.raises(ProofError):
                verify_inclusion(leaves[index], wrong, size, proof, root)
        with pytest.raises(ProofError):
            verify_inclusion(HASHES[-1], index, size, proof, root)
        with pytest.raises(ProofError):
            verify_inclusion(leaves[index], index, size, [*proof, root], root)


@pytest.mark.parametrize("size", range(1, 20))
def test_every_consistency_proof_holds_for_its_trees_alone(size: int) -> None:
    leaves = HASHES[:size]
    root = root_of(leaves)
    for old in range(1, size + 1):
        proof = consistency_proof(leaves, old)
        verify_consistency(old, size, proof, root_of(leaves[:old]), root)
        with pytest.raises(ProofError):
            verify_consistency(old, size, proof, HASHES[-1], root)
        with pytest.raises(ProofError):
            verify_consistency(old, size, proof, root_of(leaves[:old]), HASHES[-1])
        with pytest.raises(ProofError):
            verify_consistency(old, size, [*proof, root], root_of(leaves[:old]), root)


@given(st.integers(2, 70), st.data())
def test_a_proof_with_a_changed_step_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(HASHES[:size], index)
    step = data.draw(st.integers(0, len(proof) - 1))
    proof[step] = bytes([proof[step][0] ^ 1]) + proof[step][1:]
    with pytest.raises(ProofError):
        verify_inclusion(HASHES[index], index, size, proof, root_of(HASHES[:size]))


def test_questions_outside_the_tree_are_refused() -> None:
    for index in (-1, 3):
        with pytest.raises(ProofError):
            inclusion_proof(HASHES[:3], index)
    for old in (0, 4):
        with pytest.raises(ProofError):
            consistency_proof(HASHES[:3], old)
    with pytest.raises(ProofError):
        verify_consistency(4, 3, [], EMPTY_ROOT, EMPTY_ROOT)
    with pytest.raises(ProofError):
        verify_consistency(3, 5, [], root_of(HASHES[:3]), root_of(HASHES[:5]))
