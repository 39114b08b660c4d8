"""How fast the verifier reads a ledger, beside parsing, re-canonicalising and hashing the same bytes alone."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from audit.bundle import BundleSource
from audit.checkpoint import Checkpoint
from audit.entry import EntryDraft, entry_body, utc_text
from audit.keys import LedgerSigner
from audit.merkle import leaf_hash, root_of
from audit.source import PersonalRecord
from audit.tiles import Tile, TileHashes, bundles_of, pack_entries, tiles_of
from audit.verify import verify

JOB = "ledger-verify"
ORIGIN = "bench.viza.example/plan-1"
RUNS = 3
SIGNER = LedgerSigner("bench.viza.example", bytes(32))
START = datetime(2021, 1, 21, 4, tzinfo=UTC)
PATH = (
    ("item:state:started", "session", None, "planned", "in_progress"),
    (
        "item:state:submitted",
        "browser",
        "Протокол № 4 прилагается, отклонений нет",
        "in_progress",
        "evidence_submitted",
    ),
    ("item:state:agreed", "pin", None, "evidence_submitted", "agreed"),
    ("item:state:approved", "pin", "исполнен", "agreed", "approved"),
)


class MemorySource:
    """A sealed ledger in memory."""

    def __init__(self, bodies: Sequence[bytes]) -> None:
        root = root_of(map(leaf_hash, bodies))
        self.bodies = bodies
        self.note = SIGNER.sign(ORIGIN, Checkpoint(ORIGIN, len(bodies), root).text)

    def entries(self) -> Iterator[bytes]:
        """The entries."""
        return iter(self.bodies)

    def checkpoints(self) -> list[str]:
        """One, over everything."""
        return [self.note]

    def public_keys(self) -> list[str]:
        """The key of the bench."""
        return [SIGNER.vkey(ORIGIN)]

    def tiles(self) -> Iterator[tuple[Tile, bytes]]:
        """None."""
        return iter(())

    def evidence(self, sha256: str) -> Path | None:  # noqa: ARG002 - the protocol's signature
        """None."""
        return None

    def personal(self, seq: int) -> PersonalRecord | None:  # noqa: ARG002 - the protocol's signature
        """None."""
        return None


def entries(n: int) -> list[bytes]:
    """`n` entries as the engine writes them: plan items through their four transitions."""
    bodies = []
    for seq in range(n):
        action, auth, said, from_state, to_state = PATH[seq % len(PATH)]
        item = seq // len(PATH)
        draft = EntryDraft(
            action=action,
            actor=f"person/{item % 8}",
            auth=auth,
            object=f"item/{item}",
            version=seq % len(PATH) + 1,
            from_state=from_state if seq % len(PATH) else None,
            to_state=to_state,
            data={"digest": sha256(str(item).encode()).hexdigest()} | ({"comment": said} if said else {}),
        )
        bodies.append(entry_body(draft, seq=seq, origin=ORIGIN, ts=utc_text(START + timedelta(seconds=seq))))
    return bodies


def floor(bodies: Sequence[bytes]) -> None:
    """Parse, re-canonicalise, hash."""
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")).encode
    decode = json.JSONDecoder().decode
    for body in bodies:
        text = body.decode()
        if encode(decode(text)) != text:
            raise AssertionError("not canonical")
        sha256(b"\x00" + body).digest()


def write_bundle(root: Path, source: MemorySource) -> None:
    """The directory that an export would write, with nothing but entries, tiles, checkpoint and key."""
    hashes = TileHashes(b"".join(map(leaf_hash, source.bodies)))
    at = 0
    files = {"checkpoint": source.note.encode(), "keys/ledger.vkey": f"{SIGNER.vkey(ORIGIN)}\n".encode()}
    files["keys/ledger.pem"] = SIGNER.verifier(ORIGIN).pem
    for bundle in bundles_of(len(source.bodies)):
        files[bundle.path] = pack_entries(source.bodies[at : at + bundle.width])
        at += bundle.width
    files |= {tile.path: hashes[tile] for tile in tiles_of(len(source.bodies))}
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


def timed(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def checked(source: MemorySource | BundleSource, n: int) -> None:
    """Verify; a verdict that is not clean is no measurement."""
    verdict = verify(source)
    if not verdict.ok or verdict.sealed_size != n:
        raise AssertionError(verdict.findings)


def run(n: int) -> list[dict[str, object]]:
    """One row for a ledger of `n` entries in memory, one for the same as an exported bundle."""
    source = MemorySource(entries(n))
    rows: list[dict[str, object]] = []
    with TemporaryDirectory() as folder:
        write_bundle(Path(folder), source)
        backends: dict[str, MemorySource | BundleSource] = {"memory": source, "bundle": BundleSource(Path(folder))}
        for backend, ledger in backends.items():
            floors, ours = [], []
            for _ in range(RUNS):
                floors.append(n / timed(partial(floor, source.bodies)))
                ours.append(n / timed(partial(checked, ledger, n)))
            rate, best = median(ours), median(floors)
            rows.append(
                {
                    "job": JOB,
                    "backend": backend,
                    "n": n,
                    "rate": round(rate, 1),
                    "unit": "entries/s",
                    "floor": round(best, 1),
                    "ratio": round(rate / best, 3),
                }
            )
    return rows
