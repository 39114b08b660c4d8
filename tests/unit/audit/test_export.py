"""The bundle verifies by itself, in a process of its own, by a program that is not ours, and not once it is changed."""

import ast
import base64
import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from sqlalchemy import Connection

from audit.bundle import BundleSource
from audit.entry import EntryDraft
from audit.errors import ExportRefused
from audit.export import VERIFIER_MODULES, export_bundle
from audit.keys import LedgerSigner
from audit.personal import erase_personal
from audit.tiles import TileError, bundles_of, pack_entries, tiles_of, unpack_entries
from audit.verdict import Wrong
from audit.verify import verify
from tests.unit.audit.ledgers import DIGEST, LEDGER_ID, ORIGIN, PROTOCOL, SIGNER, START, VKEY, draft, grow, seal_now

ROOT = Path(__file__).parents[3]
CHECKED_FOLDERS = ("tile", "checkpoints", "evidence", "keys", "personal")


@pytest.fixture
def bundle(sealed: Connection, protocol: Path, tmp_path: Path) -> Path:
    out = tmp_path / "bundle"
    done = export_bundle(sealed, LEDGER_ID, out, {DIGEST: protocol}, vkeys=[VKEY])
    assert (done.path, done.origin, done.size) == (out, ORIGIN, 8)
    assert (done.evidence_count, done.absent_evidence) == (1, ())
    return out


def checked_files(bundle: Path) -> list[Path]:
    files = [path for folder in CHECKED_FOLDERS for path in (bundle / folder).rglob("*") if path.is_file()]
    return [bundle / "checkpoint", *files]


def by_a_program_that_is_not_ours(bundle: Path) -> bool:
    """A second verifier, straight from the specifications: RFC 6962, tlog-tiles, tlog-checkpoint, signed-note."""

    def tree(hashes: list[bytes]) -> bytes:
        if len(hashes) == 1:
            return hashes[0]
        split = 1 << (len(hashes) - 1).bit_length() - 1
        return sha256(b"\x01" + tree(hashes[:split]) + tree(hashes[split:])).digest()

    note = (bundle / "checkpoint").read_bytes()
    text, signatures = note.split(b"\n\n")
    text += b"\n"
    origin, size, root = text.decode().splitlines()
    name, signature = signatures.decode().rstrip("\n").removeprefix("— ").split(" ")
    key = load_pem_public_key((bundle / "keys" / "ledger.pem").read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    try:
        key.verify(base64.b64decode(signature)[4:], text)
    except InvalidSignature:
        return False
    packed = (bundle / "tile" / "entries" / f"000.p/{size}").read_bytes()
    bodies = []
    while packed:
        length = 2 + int.from_bytes(packed[:2], "big")
        bodies.append(packed[2:length])
        packed = packed[length:]
    leaves = [sha256(b"\x00" + body).digest() for body in bodies]
    tile = (bundle / "tile" / "0" / f"000.p/{size}").read_bytes()
    if name != origin or tree(leaves) != base64.b64decode(root) or b"".join(leaves) != tile:
        return False
    named = [digest for body in bodies for digest in json.loads(body).get("evidence_sha256", [])]
    return all(sha256((bundle / "evidence" / digest).read_bytes()).hexdigest() == digest for digest in named)


def launched(bundle: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-I", str(bundle / "verify.py"), *options],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )


def test_a_bundle_verifies_by_itself(bundle: Path) -> None:
    verdict = verify(BundleSource(bundle))
    assert verdict.ok, verdict.findings
    assert (verdict.size, verdict.sealed_size, verdict.checkpoint_count) == (8, 8, 3)
    assert (verdict.evidence_checked, verdict.personal_checked) == (1, 1)
    assert verify(BundleSource(bundle), keys=[VKEY]).is_key_given


def test_s34_a_verifier_that_is_not_ours_agrees(bundle: Path) -> None:
    assert by_a_program_that_is_not_ours(bundle)


def test_s34_flipping_any_byte_of_a_bundle_is_found(conn: Connection, protocol: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "small"
    grow(conn, [EntryDraft("a", "person/5", "pin", "plan", evidence_sha256=(DIGEST,), personal={"name": "Я"})])
    grow(conn, [draft(1, to="planned")])
    seal_now(conn)
    export_bundle(conn, LEDGER_ID, bundle, {DIGEST: protocol}, vkeys=[VKEY])
    for path in checked_files(bundle):
        whole = path.read_bytes()
        for place in range(len(whole)):
            flipped = bytearray(whole)
            flipped[place] ^= 1 << place % 8
            path.write_bytes(flipped)
            assert not verify(BundleSource(bundle)).ok, (path, place)
        path.write_bytes(whole)
    assert verify(BundleSource(bundle)).ok


def test_s34_a_verifier_that_is_not_ours_finds_a_flipped_byte(bundle: Path) -> None:
    for path in (*(bundle / "tile").rglob("*.p/8"), bundle / "evidence" / DIGEST):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        assert not by_a_program_that_is_not_ours(bundle)
        path.write_bytes(whole)
    assert by_a_program_that_is_not_ours(bundle)


def test_s34_a_file_that_is_cut_lengthened_or_gone_is_found(bundle: Path) -> None:
    for path in checked_files(bundle):
        whole = path.read_bytes()
        for changed in (whole[:-2], whole + b"\0", b""):
            path.write_bytes(changed)
            assert not verify(BundleSource(bundle)).ok, (path, changed)
        if path.parent.name not in ("checkpoints", "personal"):
            path.unlink()
            assert not verify(BundleSource(bundle)).ok, path
        path.write_bytes(whole)


@pytest.mark.parametrize("name", ["tile/0/001", "tile/entries/000", "tile/1/000.p/1", "tile/notes.txt"])
def test_a_tile_too_many_is_found(bundle: Path, name: str) -> None:
    (bundle / name).parent.mkdir(parents=True, exist_ok=True)
    (bundle / name).write_bytes(b"")
    assert {finding.kind for finding in verify(BundleSource(bundle)).findings} == {Wrong.SOURCE}


def test_an_empty_folder_is_a_verdict_too(tmp_path: Path) -> None:
    assert not verify(BundleSource(tmp_path)).ok


def test_s41_the_bundle_brings_its_own_verifier(bundle: Path) -> None:
    run = launched(bundle)
    assert run.returncode == 0, run.stderr
    assert "РАСХОЖДЕНИЙ НЕ НАЙДЕНО" in run.stdout
    assert run.stderr == ""
    assert launched(bundle, "--slow", "--no-evidence").returncode == 0
    answer = json.loads(launched(bundle, "--json").stdout)
    assert (answer["ok"], answer["size"], answer["origin"]) == (True, 8, ORIGIN)


def test_s35_the_bundles_verifier_takes_a_kept_checkpoint(bundle: Path, sealed: Connection, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    key = tmp_path / "key.txt"
    key.write_text(f"{VKEY}\n")
    kept.write_bytes(next((bundle / "checkpoints").glob("*5.txt")).read_bytes())
    run = launched(bundle, "--since", str(kept), "--key", str(key))
    assert run.returncode == 0
    assert "сохранённую вами контрольную точку (записей в ней: 5)" in run.stdout
    grow(sealed, [draft(8, to="planned")])
    kept.write_text(seal_now(sealed).note)
    run = launched(bundle, "--since", str(kept))
    assert run.returncode == 1
    assert "не продолжает контрольную точку" in run.stdout
    assert launched(bundle, "--since", str(tmp_path / "none")).returncode == 2


def test_s39_the_bundles_verifier_writes_the_proof(bundle: Path, tmp_path: Path) -> None:
    other = SIGNER.sign(ORIGIN, f"{ORIGIN}\n8\n{base64.b64encode(bytes(32)).decode()}\n")
    (tmp_path / "other.txt").write_text(other)
    assert launched(bundle, "--since", str(tmp_path / "other.txt")).returncode == 1
    assert other in (bundle / "split-view.txt").read_text("utf-8")


def test_missing_libraries_are_named_in_russian(bundle: Path) -> None:
    # An isolated interpreter without site-packages has neither library.
    run = subprocess.run(
        [sys.executable, "-I", "-S", str(bundle / "verify.py")], capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "pip install cryptography rfc8785" in run.stderr


def test_the_verifier_is_the_standard_library_and_two_more(bundle: Path) -> None:
    allowed = {*sys.stdlib_module_names, "audit", "rfc8785", "cryptography"}
    for path in (bundle / "verify" / "audit").iterdir():
        assert path.read_bytes() == (ROOT / "audit" / path.name).read_bytes()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top, _, module = name.partition(".")
                assert top in allowed, (path, name)
                assert top != "audit" or module in VERIFIER_MODULES, (path, name)


def test_the_readme_says_what_is_proved_and_how(bundle: Path) -> None:
    text = (bundle / "README.ru.txt").read_text("utf-8")
    for expected in (
        ORIGIN,
        VKEY,
        (bundle / "checkpoint").read_text("utf-8"),
        "python verify.py --since",
        "НЕ ДОКАЗЫВАЕТ",
    ):
        assert expected in text
    assert len(text.splitlines()) < 75


def test_a_bundle_is_moved_as_it_is(bundle: Path, tmp_path: Path) -> None:
    shutil.copytree(bundle, tmp_path / "elsewhere")
    assert verify(BundleSource(tmp_path / "elsewhere")).ok


def test_s40_erased_personal_data_is_not_in_the_bundle(sealed: Connection, protocol: Path, tmp_path: Path) -> None:
    erase_personal(sealed, LEDGER_ID, 6, START)
    export_bundle(sealed, LEDGER_ID, tmp_path / "out", {DIGEST: protocol}, vkeys=[VKEY])
    assert not (tmp_path / "out" / "personal").exists()
    verdict = verify(BundleSource(tmp_path / "out"))
    assert verdict.ok
    assert verdict.personal_erased == 1


def test_personal_data_can_stay_behind(sealed: Connection, protocol: Path, tmp_path: Path) -> None:
    export_bundle(sealed, LEDGER_ID, tmp_path / "out", {DIGEST: protocol}, vkeys=[VKEY], with_personal=False)
    assert not (tmp_path / "out" / "personal").exists()


def test_what_is_not_sealed_is_not_exported(sealed: Connection, protocol: Path, tmp_path: Path) -> None:
    grow(sealed, [draft(8, to="planned")])
    assert export_bundle(sealed, LEDGER_ID, tmp_path / "out", {DIGEST: protocol}, vkeys=[VKEY]).size == 8
    assert verify(BundleSource(tmp_path / "out")).ok


def test_a_ledger_without_a_checkpoint_is_not_exported(conn: Connection, tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match="sealed"):
        export_bundle(conn, LEDGER_ID, tmp_path / "out", {}, vkeys=[VKEY])


def test_a_folder_that_holds_something_is_left_alone(sealed: Connection, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    for target in (tmp_path / "out", tmp_path / "out" / "mine.txt"):
        with pytest.raises(ExportRefused, match="not an empty folder"):
            export_bundle(sealed, LEDGER_ID, target, {}, vkeys=[VKEY])
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_taken(sealed: Connection, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    export_bundle(sealed, LEDGER_ID, tmp_path / "out", {}, vkeys=[VKEY])
    assert (tmp_path / "out" / "checkpoint").exists()


def test_a_failed_export_leaves_nothing(sealed: Connection, tmp_path: Path) -> None:
    out = tmp_path / "exports" / "out"
    sealed.exec_driver_sql("DROP TRIGGER ledger_entry_delete")
    sealed.exec_driver_sql("DELETE FROM ledger_entry WHERE seq = 7")
    with pytest.raises(ExportRefused, match="audit verify"):
        export_bundle(sealed, LEDGER_ID, out, {}, vkeys=[VKEY])
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize("content", [PROTOCOL + b"!", None])
def test_s25_evidence_that_is_no_longer_itself_is_left_out_and_reported(
    sealed: Connection, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "evidence-file"
    if content is not None:
        path.write_bytes(content)
    done = export_bundle(sealed, LEDGER_ID, tmp_path / "out", {DIGEST: path}, vkeys=[VKEY])
    assert (done.evidence_count, done.absent_evidence) == (0, (DIGEST,))
    assert {finding.kind for finding in verify(BundleSource(tmp_path / "out")).findings} == {Wrong.EVIDENCE_MISSING}


def test_the_key_of_a_bundle_has_one_meaning(bundle: Path) -> None:
    other = LedgerSigner(SIGNER.deployment, bytes(32))
    (bundle / "keys" / "ledger.vkey").write_text(other.vkey(ORIGIN) + "\n")
    assert Wrong.KEY in {finding.kind for finding in verify(BundleSource(bundle)).findings}


def test_a_ledger_of_600_entries_has_whole_and_partial_tiles(conn: Connection, tmp_path: Path) -> None:
    grow(conn, [draft(number, to="planned") for number in range(600)])
    seal_now(conn)
    export_bundle(conn, LEDGER_ID, tmp_path / "out", {}, vkeys=[VKEY])
    names = sorted(
        path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out/tile").rglob("*") if path.is_file()
    )
    assert names == [
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/88",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/88",
    ]
    assert verify(BundleSource(tmp_path / "out")).ok
    tile = tmp_path / "out/tile/1/000.p/2"
    tile.write_bytes(tile.read_bytes()[:-1] + b"x")
    assert verify(BundleSource(tmp_path / "out")).first_wrong == (Wrong.TILE, 256, "tile/1/000.p/2 differs")


@pytest.mark.parametrize(
    ("size", "last"),
    [
        (1, ["tile/0/000.p/1"]),
        (256, ["tile/0/000", "tile/1/000.p/1"]),
        (257, ["tile/0/001.p/1", "tile/1/000.p/1"]),
        (65_536, ["tile/0/255", "tile/1/000", "tile/2/000.p/1"]),
        (256 * 1_234_068, ["tile/0/x001/x234/067", "tile/1/x004/820.p/148", "tile/2/018.p/212"]),
    ],
)
def test_the_layout_is_that_of_tlog_tiles(size: int, last: list[str]) -> None:
    if size < 1_000_000:
        ends = {tile.level: tile.path for tile in tiles_of(size)}
        assert list(ends.values()) == last
        assert sum(bundle.width for bundle in bundles_of(size)) == size
    else:
        assert next(tile for tile in tiles_of(size) if tile.number == 1_234_067).path == last[0]


def test_an_entry_bundle_holds_its_entries_exactly() -> None:
    bodies = [b"", b"x", b"y" * 65_535]
    packed = pack_entries(bodies)
    assert unpack_entries(packed, 3) == bodies
    for wrong, width in ((packed, 2), (packed, 4), (packed[:-1], 3), (packed + b"\0", 3), (b"\0", 1)):
        with pytest.raises(TileError):
            unpack_entries(wrong, width)
