"""The Merkle tree of RFC 6962 (and its proofs by the algorithms of RFC 9162), over SHA-256."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256().digest()


class ProofError(ValueError):
    """A proof that does not prove what it claims, or a question that no proof can answer."""


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962 §2.1: SHA-256(0x00 ‖ entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 §2.1: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


class CompactRange:
    """The least that is needed to go on hashing a tree: one hash for each full subtree, largest first."""

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """Raises `ValueError` unless there is one 32-byte hash for each one-bit of `size`."""
        self.size = size
        self._hashes = list(hashes)
        if size < 0 or len(self._hashes) != size.bit_count() or any(len(h) != HASH_SIZE for h in self._hashes):
            raise ValueError("the compact range does not fit its size")

    @classmethod
    def from_bytes(cls, size: int, frontier: bytes) -> "CompactRange":
        """The range that `to_bytes` wrote. Raises `ValueError` where the length does not fit the size."""
        return cls(size, (frontier[at : at + HASH_SIZE] for at in range(0, len(frontier), HASH_SIZE)))

    def to_bytes(self) -> bytes:
        """The hashes one after the other; the size is kept apart."""
        return b"".join(self._hashes)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        size = self.size
        hashes = self._hashes
        while size & 1:
            leaf = sha256(b"\x01" + hashes.pop() + leaf).digest()
            size >>= 1
        hashes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The tree's hash; of the empty tree SHA-256 of nothing."""
        if not self._hashes:
            return EMPTY_ROOT
        root = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            root = node_hash(left, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The tree's hash over these leaf hashes."""
    tree = CompactRange()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """RFC 6962 §2.1.1 PATH: what leads from leaf `index` to the root. Raises `ProofError` for an index outside."""
    if not 0 <= index < len(leaves):
        raise ProofError("no such leaf")
    if len(leaves) == 1:
        return []
    middle = _split(len(leaves))
    if index < middle:
        return [*inclusion_proof(leaves[:middle], index), root_of(leaves[middle:])]
    return [*inclusion_proof(leaves[middle:], index - middle), root_of(leaves[:middle])]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """RFC 6962 §2.1.2 PROOF: that the first `old_size` leaves are still the first. Raises `ProofError` beyond 1…n."""
    if not 0 < old_size <= len(leaves):
        raise ProofError("no such size")
    return _subproof(leaves, old_size, is_whole=True)


def _subproof(leaves: Sequence[bytes], old_size: int, *, is_whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    middle = _split(len(leaves))
    if old_size <= middle:
        return [*_subproof(leaves[:middle], old_size, is_whole=is_whole), root_of(leaves[middle:])]
    return [*_subproof(leaves[middle:], old_size - middle, is_whole=False), root_of(leaves[:middle])]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """RFC 9162 §2.1.3.2. Raises `ProofError` unless `leaf` stands at `index` of the tree with this root."""
    if not 0 <= index < size:
        raise ProofError("no such leaf")
    fn, sn, reached = index, size - 1, leaf
    for step in proof:
        if sn == 0:
            raise ProofError("the proof is too long")
        if fn & 1 or fn == sn:
            reached = node_hash(step, reached)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            reached = node_hash(reached, step)
        fn, sn = fn >> 1, sn >> 1
    if sn or reached != root:
        raise ProofError("the leaf is not in this tree")


def verify_consistency(  # noqa: C901 - the RFC's algorithm, step by step
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """RFC 9162 §2.1.4.2. Raises `ProofError` unless the old tree is the beginning of the new one."""
    if not 0 < old_size <= new_size:
        raise ProofError("no such size")
    if old_size == new_size:
        if proof or old_root != new_root:
            raise ProofError("one size, two trees")
        return
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not path:
        raise ProofError("the proof is empty")
    fn, sn = old_size - 1, new_size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old_reached = new_reached = path[0]
    for step in path[1:]:
        if sn == 0:
            raise ProofError("the proof is too long")
        if fn & 1 or fn == sn:
            old_reached = node_hash(step, old_reached)
            new_reached = node_hash(step, new_reached)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            new_reached = node_hash(new_reached, step)
        fn, sn = fn >> 1, sn >> 1
    if sn or old_reached != old_root or new_reached != new_root:
        raise ProofError("the old tree is not the beginning of the new one")
