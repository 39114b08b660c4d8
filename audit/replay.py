"""The verifier's reading of the entries: form, place, time, schema, and the states that follow from them.

Standard library alone. One loop, written out, because a ledger may hold a million entries.
"""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from hashlib import sha256
from json import JSONDecoder
from unicodedata import is_normalized

from audit.canonical import MAX_ENTRY_BYTES, MAX_INTEGER, Plain, canonical_bytes, encode_plain
from audit.entry import CLOCK_HELD, FORMAT_VERSION
from audit.merkle import CompactRange
from audit.source import LedgerSource, SourceDamaged
from audit.verdict import Finding, ObjectState, Wrong

MAX_FINDINGS = 100

_REQUIRED = frozenset({"v", "seq", "ledger", "ts", "actor", "auth", "action", "object"})
_OPTIONAL = frozenset({"clock", "version", "from", "to", "evidence_sha256", "pii_commit", "data"})
_RARE = frozenset({"clock", "evidence_sha256", "pii_commit", "data"})
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class _EntryWrong(Exception):
    """One entry breaks a rule and the rest of it is not looked at."""

    def __init__(self, kind: Wrong, what: str) -> None:
        super().__init__(what)
        self.kind = kind


def _refuse_number(text: str) -> None:
    raise ValueError(f"{text[:40]} is not a whole number")


# Not `decode`: it looks for white space on both sides, which the canonical form has not, as the comparison shows.
_decode = JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number).raw_decode


class Replay:
    """What the entries say, read once in order. After `run` its attributes hold the outcome."""

    def __init__(self, source: LedgerSource, origin: str | None, encode: Callable[[Plain], str] = encode_plain) -> None:
        """`origin` is the name that every entry must bear (None: the first one's); `encode` writes canonical JSON."""
        self.origin = origin
        self.size = 0
        self.tree = CompactRange()
        self.leaf_hashes = bytearray()
        self.roots: dict[int, bytes] = {0: self.tree.root()}
        self.evidence: dict[str, int] = {}
        self.first_ts: str | None = None
        self.last_ts: str | None = None
        self.personal_checked = 0
        self.personal_erased = 0
        self.findings: list[Finding] = []
        self.findings_total = 0
        self._source = source
        self._encode = encode
        self._states: dict[str, tuple[str | None, int | None]] = {}
        self._rare_by_shape: dict[tuple[str, ...], bool] = {}

    @property
    def states(self) -> dict[str, ObjectState]:
        """Where the entries left each object."""
        return {name: ObjectState(state, version) for name, (state, version) in self._states.items()}

    def run(self, bodies: Iterable[bytes], stops: Collection[int]) -> None:
        """Read all entries; `roots` then holds the tree's hash at each size in `stops` that the ledger reaches.

        Whatever is wrong becomes a finding and the reading goes on; only `SourceDamaged` passes through.
        """
        add_leaf, add_hash, read = self.tree.append, self.leaf_hashes.extend, self._read
        expected = 0
        for body in bodies:
            leaf = sha256(b"\x00" + body).digest()
            add_leaf(leaf)
            add_hash(leaf)
            self.size += 1
            if self.size in stops:
                self.roots[self.size] = self.tree.root()
            try:
                expected = read(body, expected) + 1
            except _EntryWrong as error:
                self._wrong(error.kind, expected, str(error))
                expected += 1
            except (ValueError, TypeError, RecursionError) as error:
                self._wrong(Wrong.FORM, expected, str(error))
                expected += 1

    def _read(self, body: bytes, expected: int) -> int:  # noqa: C901, PLR0912 - one flat pass, half a microsecond a rule
        """Check one entry and follow what it says; its seq. Raises `_EntryWrong`, or `ValueError` for its form."""
        text = body.decode()
        entry = _decode(text)[0]
        if self._encode(entry) != text:
            raise ValueError("not in canonical form")
        if (not is_normalized("NFC", text) or len(body) > MAX_ENTRY_BYTES) and (
            canonical_bytes(entry, limit=MAX_ENTRY_BYTES) != body
        ):
            raise ValueError("not in canonical form")
        shape = tuple(entry)
        is_rare = self._rare_by_shape.get(shape)
        if is_rare is None:
            is_rare = self._learn(entry, shape)

        seq, ts, name = entry["seq"], entry["ts"], entry["object"]
        actor, auth, action = entry["actor"], entry["auth"], entry["action"]
        if (
            type(seq) is not int
            or not name
            or type(name) is not str
            or not (actor and auth and action)
            or type(actor) is not str
            or type(auth) is not str
            or type(action) is not str
            or None in entry.values()
            or type(entry["v"]) is not int
            or entry["v"] != FORMAT_VERSION
        ):
            raise _EntryWrong(Wrong.SCHEMA, "a value of a wrong type")
        if seq != expected:
            self._wrong(Wrong.SEQ, expected, f"seq {seq} stands in the place of {expected}")
            if not 0 <= seq <= MAX_INTEGER:
                seq = expected
        if entry["ledger"] != self.origin:
            self._check_origin(entry["ledger"], seq)
        if ts != self.last_ts:
            self._check_time(ts, seq)

        to, version = entry.get("to"), entry.get("version")
        if to is not None or version is not None:
            state, known = self._states.get(name, (None, None))
            if to is not None:
                if type(to) is not str or not to:
                    raise _EntryWrong(Wrong.SCHEMA, "a value of a wrong type")
                if entry.get("from") != state:
                    self._wrong(Wrong.CHAIN, seq, f"{name} leaves {entry.get('from')}, it was {state}")
                state = to
            if version is not None:
                if type(version) is not int or not 0 <= version <= MAX_INTEGER:
                    raise _EntryWrong(Wrong.SCHEMA, "a value of a wrong type")
                if known is not None and version != known + 1:
                    self._wrong(Wrong.VERSION, seq, f"{name} has version {version} after {known}")
                known = version
            self._states[name] = state, known
        if is_rare:
            self._check_rare(entry, seq)
        return seq

    def _learn(self, entry: object, shape: tuple[str, ...]) -> bool:
        """Whether entries with these keys have any of the rare ones. Raises `_EntryWrong` for keys that do not go."""
        keys = frozenset(shape)
        if not isinstance(entry, dict) or not _REQUIRED <= keys <= _REQUIRED | _OPTIONAL:
            raise _EntryWrong(Wrong.SCHEMA, "not the keys of an entry")
        if "from" in keys and "to" not in keys:
            raise _EntryWrong(Wrong.SCHEMA, "an object comes from a state and goes nowhere")
        self._rare_by_shape[shape] = is_rare = not keys.isdisjoint(_RARE)
        return is_rare

    def _check_origin(self, origin: object, seq: int) -> None:
        if self.origin is None and isinstance(origin, str):
            self.origin = origin
        else:
            self._wrong(Wrong.ORIGIN, seq, f"an entry of {origin!r}")

    def _check_time(self, ts: object, seq: int) -> None:
        if not isinstance(ts, str) or not _TIME.fullmatch(ts):
            raise _EntryWrong(Wrong.SCHEMA, "ts is not a time")
        datetime.fromisoformat(ts)
        if self.last_ts is None:
            self.first_ts = ts
        elif ts < self.last_ts:
            self._wrong(Wrong.TIME, seq, f"{ts} after {self.last_ts}")
        self.last_ts = ts

    def _check_rare(self, entry: dict[str, Plain], seq: int) -> None:
        if "data" in entry and not (type(entry["data"]) is dict and entry["data"] and _is_ours(entry["data"])):
            raise _EntryWrong(Wrong.SCHEMA, "data is not an object of ours")
        if entry.get("clock", CLOCK_HELD) != CLOCK_HELD:
            raise _EntryWrong(Wrong.SCHEMA, "clock says something unknown")
        for digest in self._digests(entry):
            self.evidence.setdefault(digest, seq)
        if "pii_commit" in entry:
            self._check_personal(entry["pii_commit"], seq)

    def _digests(self, entry: dict[str, Plain]) -> list[str]:
        if "evidence_sha256" not in entry:
            return []
        digests = entry["evidence_sha256"]
        if type(digests) is not list or not digests:
            raise _EntryWrong(Wrong.SCHEMA, "evidence_sha256 is not a list of hashes")
        return [_digest(digest) for digest in digests]

    def _check_personal(self, commit: object, seq: int) -> None:
        commit = _digest(commit)
        try:
            record = self._source.personal(seq)
        except SourceDamaged as error:
            self._wrong(Wrong.PERSONAL, seq, str(error))
            return
        if record is None:
            self.personal_erased += 1
            return
        self.personal_checked += 1
        if sha256(record.salt + record.body).hexdigest() != commit:
            self._wrong(Wrong.PERSONAL, seq, "not the personal data that the entry committed to")

    def _wrong(self, kind: Wrong, seq: int | None, what: str) -> None:
        self.findings_total += 1
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(kind, seq, what))


def _digest(value: object) -> str:
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise _EntryWrong(Wrong.SCHEMA, f"{value!r} is not a SHA-256 in hex")
    return value


def _is_ours(value: Plain) -> bool:
    """Whether keys are ASCII and integers within ±(2^53 − 1), as `canonical_bytes` demands."""
    if isinstance(value, dict):
        for key, member in value.items():
            if not key.isascii() or (type(member) is not str and not _is_ours(member)):
                return False
        return True
    if isinstance(value, list):
        return all(map(_is_ours, value))
    return not isinstance(value, int) or -MAX_INTEGER <= value <= MAX_INTEGER
