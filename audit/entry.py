"""What an entry says, and the bytes that it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from audit.canonical import MAX_ENTRY_BYTES, JsonValue, canonical_bytes

FORMAT_VERSION = 1
CLOCK_HELD = "held"


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """Something that happened, before it has a place and a time.

    `actor` is a number and never a name ("person/5", "system"); `auth` how they were known ("pin", "paper", …);
    `object` what it happened to ("item/3"). Where the object moved, `to_state` is given, with `from_state` unless it
    is new; where its row was changed, `version` is the row's new one, which is the last stated one plus 1.
    `personal` may be erased later; the entry itself holds only its salted hash. Raises `ValueError` for a
    `from_state` without `to_state`.
    """

    action: str
    actor: str
    auth: str
    object: str
    version: int | None = None
    from_state: str | None = None
    to_state: str | None = None
    evidence_sha256: tuple[str, ...] = ()
    data: Mapping[str, JsonValue] = field(default_factory=dict)
    personal: Mapping[str, JsonValue] | None = None

    def __post_init__(self) -> None:
        if self.from_state is not None and self.to_state is None:
            raise ValueError("an entry that says where its object came from says where it went")


def utc_text(moment: datetime) -> str:
    """RFC 3339 in UTC to the millisecond, "2021-03-03T08:05:00.000Z". Raises `ValueError` for a naive time."""
    if moment.tzinfo is None:
        raise ValueError("a ledger's time must know its zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def entry_body(
    draft: EntryDraft, *, seq: int, origin: str, ts: str, is_held: bool = False, pii_commit: str | None = None
) -> bytes:
    """The canonical bytes of one entry; what is None or empty is left out. Raises `CanonicalError`.

    `is_held` marks an entry whose clock stood before the entry ahead of it, so that it bears that one's time.
    """
    entry: dict[str, Any] = {
        "v": FORMAT_VERSION,
        "seq": seq,
        "ledger": origin,
        "ts": ts,
        "actor": draft.actor,
        "auth": draft.auth,
        "action": draft.action,
        "object": draft.object,
    }
    if is_held:
        entry["clock"] = CLOCK_HELD
    if draft.version is not None:
        entry["version"] = draft.version
    if draft.from_state is not None:
        entry["from"] = draft.from_state
    if draft.to_state is not None:
        entry["to"] = draft.to_state
    if draft.evidence_sha256:
        entry["evidence_sha256"] = draft.evidence_sha256
    if pii_commit is not None:
        entry["pii_commit"] = pii_commit
    if draft.data:
        entry["data"] = draft.data
    return canonical_bytes(entry, limit=MAX_ENTRY_BYTES)
