"""Writing a sealed ledger as a folder that verifies without us: a C2SP tlog-tiles directory and what explains it."""

import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, select

from audit.bundle import CHECKPOINT, CHECKPOINTS, EVIDENCE, PEM, VKEY, pack_personal, personal_path
from audit.canonical import CanonicalError, parse_canonical
from audit.database_source import read_personal
from audit.errors import ExportRefused
from audit.ledger import read_entries
from audit.merkle import leaf_hash
from audit.note import NoteVerifier
from audit.seal import CHECKPOINT as CHECKPOINT_TABLE
from audit.seal import last_checkpoint
from audit.tiles import TileHashes, bundles_of, pack_entries, tiles_of

README = "README.ru.txt"
LAUNCHER = "verify.py"
VERIFIER_FOLDER = "verify/audit"
VERIFIER_MODULES = (
    "__init__",
    "bundle",
    "canonical",
    "checkpoint",
    "entry",
    "merkle",
    "note",
    "replay",
    "source",
    "tiles",
    "verdict",
    "verdict_text",
    "verify",
)
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class ExportedBundle:
    """What was written. `absent_evidence` are hashes that entries name and whose file is missing or was changed."""

    path: Path
    origin: str
    size: int
    root: str
    evidence_count: int
    absent_evidence: tuple[str, ...]


def export_bundle(
    conn: Connection,
    ledger_id: str,
    out_dir: Path,
    evidence_paths: Mapping[str, Path],
    *,
    vkeys: Sequence[str],
    with_personal: bool = True,
) -> ExportedBundle:
    """Write the ledger up to its newest checkpoint into `out_dir`: all of it or nothing. Seal before.

    `evidence_paths` finds files by SHA-256 in hex; a file that no longer has its hash is left out and reported.
    `vkeys` are the public keys of this ledger, the newest first. Raises `ExportRefused` where nothing is sealed or the
    folder holds something, `OSError` where it cannot be written.
    """
    last = last_checkpoint(conn, ledger_id)
    if last is None:
        raise ExportRefused(f"nothing of {ledger_id} is sealed yet")
    out_dir = out_dir.absolute()
    if out_dir.exists() and (not out_dir.is_dir() or any(out_dir.iterdir())):
        raise ExportRefused(f"{out_dir} is not an empty folder")
    out_dir.parent.mkdir(parents=True, exist_ok=True)
    fresh = out_dir.with_name(f".{out_dir.name}.{secrets.token_hex(8)}")
    try:
        _write(fresh / CHECKPOINT, last.note.encode())
        digests = _write_tree(fresh, conn, ledger_id, last.size)
        _write_checkpoints(fresh, conn, ledger_id)
        _write_keys(fresh, vkeys)
        if with_personal:
            for seq, record in read_personal(conn, ledger_id, 0, last.size):
                _write(fresh / personal_path(seq), pack_personal(record))
        absent = tuple(digest for digest in digests if not _copy_evidence(fresh, digest, evidence_paths.get(digest)))
        _write_verifier(fresh)
        readme = (_HERE / "bundle_readme.ru.txt").read_text("utf-8")
        facts = {"origin": last.checkpoint.origin, "size": last.size, "note": last.note, "vkeys": "\n     ".join(vkeys)}
        _write(fresh / README, readme.format(**facts).encode())
        if out_dir.exists():
            out_dir.rmdir()
        fresh.rename(out_dir)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return ExportedBundle(
        out_dir, last.checkpoint.origin, last.size, last.root.hex(), len(digests) - len(absent), absent
    )


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_tree(root: Path, conn: Connection, ledger_id: str, size: int) -> list[str]:
    """Write entry bundles and hash tiles; the evidence hashes that the entries name, each once, in their order."""
    bodies: Iterator[bytes] = (body for _, body in read_entries(conn, ledger_id, 0, size))
    leaf_hashes = bytearray()
    digests: dict[str, None] = {}
    for bundle in bundles_of(size):
        held = list(islice(bodies, bundle.width))
        if len(held) != bundle.width:
            raise ExportRefused(f"{ledger_id} holds fewer entries than were signed; run: viza audit verify")
        _write(root / bundle.path, pack_entries(held))
        for body in held:
            leaf_hashes += leaf_hash(body)
            digests |= dict.fromkeys(_digests(body))
    hashes = TileHashes(leaf_hashes)
    for tile in tiles_of(size):
        _write(root / tile.path, hashes[tile])
    return list(digests)


def _digests(body: bytes) -> list[str]:
    try:
        entry = parse_canonical(body)
    except CanonicalError:
        return []
    named = entry.get("evidence_sha256") if isinstance(entry, dict) else None
    return [digest for digest in named if isinstance(digest, str)] if isinstance(named, list) else []


def _write_checkpoints(root: Path, conn: Connection, ledger_id: str) -> None:
    table = CHECKPOINT_TABLE
    rows = conn.execute(select(table.c.size, table.c.note).where(table.c.ledger_id == ledger_id).order_by(table.c.size))
    for size, note in rows:
        _write(root / CHECKPOINTS / f"{size:012}.txt", note.encode())


def _write_keys(root: Path, vkeys: Sequence[str]) -> None:
    _write(root / VKEY, "".join(f"{vkey}\n" for vkey in vkeys).encode())
    _write(root / PEM, b"".join(NoteVerifier.from_vkey(vkey).pem for vkey in vkeys))


def _copy_evidence(root: Path, digest: str, path: Path | None) -> bool:
    """Copy one file if it still has its hash; what it holds otherwise is nothing that was submitted."""
    if path is None or not path.is_file():
        return False
    target = root / EVIDENCE / digest
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
    with target.open("rb") as file:
        held = sha256()
        while chunk := file.read(1 << 20):
            held.update(chunk)
    if held.hexdigest() != digest:
        target.unlink()
        return False
    return True


def _write_verifier(root: Path) -> None:
    for module in VERIFIER_MODULES:
        _write(root / VERIFIER_FOLDER / f"{module}.py", (_HERE / f"{module}.py").read_bytes())
    _write(root / LAUNCHER, (_HERE / "bundle_launcher.py").read_bytes())
