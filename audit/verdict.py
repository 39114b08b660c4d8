"""What the verifier found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class Wrong(StrEnum):
    """What can be wrong with a ledger."""

    FORM = "form"  # bytes that are no canonical JSON
    SCHEMA = "schema"  # a key missing, unknown or of a wrong type
    SEQ = "seq"  # an entry out of its place
    TIME = "time"  # a time that runs backwards
    CHAIN = "chain"  # an object that leaves a state it was not in
    VERSION = "version"  # a change of an object that skips or repeats a version
    ORIGIN = "origin"  # an entry or a checkpoint of another ledger
    TILE = "tile"  # a stored hash that is not the entry's
    SOURCE = "source"  # a file or a row that is missing, cut short or too many
    KEY = "key"  # no usable public key
    SIGNATURE = "signature"  # a checkpoint without a valid signature
    ROOT = "root"  # entries that are not those that a checkpoint signed
    TRUNCATED = "truncated"  # fewer entries than a checkpoint signed
    KEPT = "kept"  # the same two, against a checkpoint kept elsewhere
    SPLIT_VIEW = "split-view"  # two signed checkpoints of one size with different roots
    EVIDENCE_CHANGED = "evidence-changed"
    EVIDENCE_MISSING = "evidence-missing"
    PERSONAL = "personal"  # personal data that is not what the entry committed to


class Check(StrEnum):
    """What was checked, and so is proved where nothing is wrong."""

    ENTRIES = "entries"  # form, places, times and the replay of states
    SIGNATURES = "signatures"
    ROOTS = "roots"
    TILES = "tiles"
    KEPT = "kept"
    EVIDENCE = "evidence"
    PERSONAL = "personal"


class Finding(NamedTuple):
    """One thing that is wrong. `seq` is the entry, or the first entry that may be meant; `what` is for the log."""

    kind: Wrong
    seq: int | None
    what: str


class ObjectState(NamedTuple):
    """Where the replay left an object: its state and its version, as far as the entries said."""

    state: str | None
    version: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one verification. `size` is the number of entries read, `root` the tree's hash over them in hex.

    `sealed_size` is what the newest valid checkpoint covers, `kept_sizes` the sizes of the kept checkpoints that held;
    `findings` are the first hundred or two, `findings_total` counts all; `states` is where the replay left each object;
    `split_view` holds the two notes that contradict each other; `is_key_given` says that the key came from outside.
    """

    origin: str
    size: int
    root: str
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    findings_total: int
    first_ts: str | None = None
    last_ts: str | None = None
    sealed_size: int = 0
    checkpoint_count: int = 0
    kept_sizes: tuple[int, ...] = ()
    evidence_checked: int = 0
    personal_checked: int = 0
    personal_erased: int = 0
    is_key_given: bool = False
    keys: tuple[str, ...] = ()
    split_view: tuple[str, str] | None = None
    states: Mapping[str, ObjectState] = field(default_factory=dict, repr=False)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with what was checked."""
        return not self.findings_total

    @property
    def first_wrong(self) -> Finding | None:
        """The first thing found wrong."""
        return self.findings[0] if self.findings else None

    def split_view_proof(self) -> str | None:
        """A text that shows anyone that the key signed two histories; None where it did not."""
        if self.split_view is None:
            return None
        return (
            "Two checkpoints of one ledger, of one size, with different roots, both with a valid signature.\n"
            f"Check either as a C2SP signed note with the key {', '.join(self.keys)}\n\n" + "\n".join(self.split_view)
        )

    def as_json(self) -> dict[str, Any]:
        """The verdict as JSON values, without the replayed states."""
        return {
            "ok": self.ok,
            "origin": self.origin,
            "size": self.size,
            "root": self.root,
            "first_ts": self.first_ts,
            "last_ts": self.last_ts,
            "sealed_size": self.sealed_size,
            "checkpoints": self.checkpoint_count,
            "kept_sizes": list(self.kept_sizes),
            "checks": [str(check) for check in self.checks],
            "evidence_checked": self.evidence_checked,
            "personal_checked": self.personal_checked,
            "personal_erased": self.personal_erased,
            "is_key_given": self.is_key_given,
            "findings_total": self.findings_total,
            "findings": [{"kind": str(kind), "seq": seq, "what": what} for kind, seq, what in self.findings],
            "split_view": list(self.split_view) if self.split_view else None,
        }
