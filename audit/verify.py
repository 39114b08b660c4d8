"""The verifier: recomputes a ledger from its bytes and trusts nothing that is stored beside them.

Standard library, `rfc8785` and `cryptography` alone, here and in what it imports (canonical, merkle, tiles, note,
checkpoint, entry, source, verdict, replay), so that an inspector can read it in an hour and run it without a database.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import rfc8785

from audit.canonical import Plain, encode_plain
from audit.checkpoint import Checkpoint, CheckpointError, open_checkpoint
from audit.note import NoteError, NoteVerifier
from audit.replay import MAX_FINDINGS, Replay
from audit.source import LedgerSource, SourceDamaged
from audit.tiles import TileHashes
from audit.verdict import Check, Finding, Verdict, Wrong

_READ_SIZE = 1 << 20


class _Signed(NamedTuple):
    """A checkpoint whose signature holds; `is_kept` where it came from outside."""

    checkpoint: Checkpoint
    note: str
    is_kept: bool


def verify(
    source: LedgerSource,
    *,
    keys: Sequence[str] = (),
    since: Sequence[str] = (),
    with_evidence: bool = True,
    encode: Callable[[Plain], str] = encode_plain,
) -> Verdict:
    """Recompute everything and say what holds. Bad input ends in a finding, never in an exception.

    `keys` are C2SP verifier keys from elsewhere; without them those of the source are believed. `since` are notes of
    checkpoints kept elsewhere, of which the ledger must be a continuation. `encode` may be `encode_independently`.
    """
    run = _Verification(source, encode)
    verifiers = run.read_keys(keys)
    signed = run.read_checkpoints(verifiers, since)
    run.read_entries({item.checkpoint.size for item in signed}, verifiers)
    run.check_tiles()
    sealed_size, kept_sizes = run.check_roots(signed)
    split_view = run.check_split_view(signed)
    evidence_checked = run.check_evidence() if with_evidence else 0
    replay = run.replay
    return Verdict(
        origin=replay.origin or "",
        size=replay.size,
        root=replay.tree.root().hex(),
        checks=tuple(run.checks),
        findings=tuple(sorted(replay.findings + run.findings[:MAX_FINDINGS], key=_place)),
        findings_total=replay.findings_total + len(run.findings),
        first_ts=replay.first_ts,
        last_ts=replay.last_ts,
        sealed_size=sealed_size,
        checkpoint_count=sum(not item.is_kept for item in signed),
        kept_sizes=kept_sizes,
        evidence_checked=evidence_checked,
        personal_checked=replay.personal_checked,
        personal_erased=replay.personal_erased,
        is_key_given=bool(keys),
        keys=tuple(verifier.vkey for verifier in verifiers),
        split_view=split_view,
        states=replay.states,
    )


def encode_independently(value: Plain) -> str:
    """Canonical JSON by the `rfc8785` library: four times slower, and not ours. Raises `ValueError`."""
    return rfc8785.dumps(value).decode()


def _place(finding: Finding) -> tuple[bool, int]:
    """Findings go by the entry they begin at; those about the whole ledger come last."""
    return finding.seq is None, finding.seq or 0


class _Verification:
    """One run: the steps in the order of `verify`, what they found, and what they got to check."""

    def __init__(self, source: LedgerSource, encode: Callable[[Plain], str]) -> None:
        self.checks: list[Check] = []
        self.findings: list[Finding] = []
        self.replay = Replay(source, None, encode)
        self._source = source
        self._changed: list[int] = []

    def read_keys(self, given: Sequence[str]) -> list[NoteVerifier]:
        """The keys to believe: those given, else the source's."""
        try:
            verifiers = [NoteVerifier.from_vkey(vkey.strip()) for vkey in given or self._source.public_keys()]
        except (NoteError, SourceDamaged, OSError) as error:
            self._wrong(Wrong.KEY, None, str(error))
            return []
        if not verifiers:
            self._wrong(Wrong.KEY, None, "no public key")
        return verifiers

    def read_checkpoints(self, verifiers: Sequence[NoteVerifier], since: Sequence[str]) -> list[_Signed]:
        """Every checkpoint with a valid signature."""
        try:
            stored = list(self._source.checkpoints())
        except (SourceDamaged, OSError) as error:
            self._wrong(Wrong.SOURCE, None, str(error))
            stored = []
        signed = []
        for note, is_kept in [*((note, False) for note in stored), *((note, True) for note in since)]:
            try:
                checkpoint = open_checkpoint(note, verifiers)
            except (NoteError, CheckpointError) as error:
                which = "a checkpoint kept elsewhere" if is_kept else "a checkpoint"
                self._wrong(Wrong.SIGNATURE, None, f"{which}: {error}")
                continue
            signed.append(_Signed(checkpoint, note, is_kept))
        if signed:
            self.checks.append(Check.SIGNATURES)
        return sorted(signed, key=lambda item: (item.checkpoint.size, item.is_kept))

    def read_entries(self, stops: set[int], verifiers: Sequence[NoteVerifier]) -> None:
        """Replay every entry; the ledger's name is that of the keys."""
        self.replay.origin = verifiers[0].name if verifiers else None
        try:
            self.replay.run(self._source.entries(), stops)
        except (SourceDamaged, OSError) as error:
            self._wrong(Wrong.SOURCE, getattr(error, "seq", None), str(error))
        self.checks.append(Check.ENTRIES)
        if self.replay.personal_checked:
            self.checks.append(Check.PERSONAL)

    def check_tiles(self) -> None:
        """Compare the stored hashes with those of the entries; a wrong leaf hash names its entry."""
        hashes = TileHashes(self.replay.leaf_hashes)
        is_any = False
        try:
            for tile, stored in self._source.tiles():
                is_any = True
                if stored != hashes[tile]:
                    seq = tile.first_difference(stored, hashes[tile])
                    self._changed.append(seq)
                    self._wrong(Wrong.TILE, seq, f"{tile.path} differs")
        except (SourceDamaged, OSError) as error:
            self._wrong(Wrong.SOURCE, getattr(error, "seq", None), str(error))
        if is_any:
            self.checks.append(Check.TILES)

    def check_roots(self, signed: Iterable[_Signed]) -> tuple[int, tuple[int, ...]]:
        """Compare each signed root with the entries'; the newest size that holds, and the kept ones that hold."""
        sealed_size = 0
        kept_sizes = []
        checks = set()
        for checkpoint, _, is_kept in signed:
            checks.add(Check.KEPT if is_kept else Check.ROOTS)
            reached = self.replay.roots.get(checkpoint.size)
            if reached == checkpoint.root:
                sealed_size = checkpoint.size
                if is_kept:
                    kept_sizes.append(checkpoint.size)
            elif reached is None:
                kind = Wrong.KEPT if is_kept else Wrong.TRUNCATED
                what = f"{self.replay.size} entries, {checkpoint.size} were signed"
                self._wrong(kind, self.replay.size, what)
            else:
                kind = Wrong.KEPT if is_kept else Wrong.ROOT
                what = f"entries {sealed_size} to {checkpoint.size - 1} are not those that were signed"
                seq = min((seq for seq in self._changed if sealed_size <= seq < checkpoint.size), default=sealed_size)
                self._wrong(kind, seq, what)
        self.checks += sorted(checks)
        return sealed_size, tuple(kept_sizes)

    def check_split_view(self, signed: Iterable[_Signed]) -> tuple[str, str] | None:
        """Two validly signed notes of one size with different roots, if there are."""
        notes: defaultdict[int, dict[bytes, str]] = defaultdict(dict)
        for checkpoint, note, _ in signed:
            notes[checkpoint.size].setdefault(checkpoint.root, note)
        for size, by_root in notes.items():
            if len(by_root) > 1:
                self._wrong(Wrong.SPLIT_VIEW, None, f"two histories of {size} entries bear the same signature")
                first, second, *_ = by_root.values()
                return first, second
        return None

    def check_evidence(self) -> int:
        """Hash every evidence file that an entry names; how many were there and whole."""
        whole = 0
        for digest, seq in self.replay.evidence.items():
            try:
                path = self._source.evidence(digest)
                found = None if path is None else _hash_file(path)
            except FileNotFoundError:
                found = None
            except (SourceDamaged, OSError) as error:
                self._wrong(Wrong.EVIDENCE_MISSING, seq, f"the file {digest} cannot be read: {error}")
                continue
            if found == digest:
                whole += 1
            elif found is None:
                self._wrong(Wrong.EVIDENCE_MISSING, seq, f"the file {digest} is missing")
            else:
                self._wrong(Wrong.EVIDENCE_CHANGED, seq, f"the file {digest} was changed")
        self.checks.append(Check.EVIDENCE)
        return whole

    def _wrong(self, kind: Wrong, seq: int | None, what: str) -> None:
        self.findings.append(Finding(kind, seq, what))


def _hash_file(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_READ_SIZE):
            digest.update(chunk)
    return digest.hexdigest()
