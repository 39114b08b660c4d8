"""The key file: made once, readable by its owner alone, in either form."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from audit.keys import KeyFileError, LedgerSigner, create_key, load_or_create_key
from audit.note import NoteKey, NoteVerifier, verify_note

DEPLOYMENT = "viza-omsk.example"


def test_the_first_start_writes_a_key_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "ledger.pem"
    first = load_or_create_key(path, DEPLOYMENT)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_create_key(path, DEPLOYMENT).vkey("o") == first.vkey("o")
    assert [file.name for file in path.parent.iterdir()] == ["ledger.pem"]


def test_two_first_starts_at_once_end_up_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        signers = list(pool.map(lambda _: load_or_create_key(tmp_path / "key.pem", DEPLOYMENT), range(8)))
    assert len({signer.vkey("o") for signer in signers}) == 1


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    create_key(tmp_path / "key.pem")
    with pytest.raises(KeyFileError, match="never overwritten"):
        create_key(tmp_path / "key.pem")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    create_key(tmp_path / "key.pem")
    (tmp_path / "key.pem").chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        LedgerSigner.from_file(DEPLOYMENT, tmp_path / "key.pem")


def test_each_ledger_sees_the_key_under_its_own_name() -> None:
    signer = LedgerSigner(DEPLOYMENT, bytes(32))
    origin = signer.origin("plan-1")
    assert origin == "viza-omsk.example/plan-1"
    verifier = NoteVerifier.from_vkey(signer.vkey(origin))
    assert verifier.name == origin
    assert verify_note(signer.sign(origin, "text\n"), [verifier]) == "text\n"
    assert verifier.public == signer.verifier(signer.origin("plan-2")).public


def test_a_c2sp_private_key_is_a_key_too() -> None:
    skey = NoteKey("any", bytes(range(32))).skey
    assert LedgerSigner.from_text(DEPLOYMENT, skey + "\n").vkey("o") == LedgerSigner(DEPLOYMENT, bytes(range(32))).vkey(
        "o"
    )


@pytest.mark.parametrize("text", ["", "nonsense", "PRIVATE+KEY+x+00000000+AAAA"])
def test_a_malformed_key_is_refused(text: str) -> None:
    with pytest.raises(KeyFileError):
        LedgerSigner.from_text(DEPLOYMENT, text)


def test_a_key_of_another_kind_is_refused() -> None:
    pem = generate_private_key(SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(KeyFileError, match="not an Ed25519"):
        LedgerSigner.from_text(DEPLOYMENT, pem.decode())


def test_a_missing_key_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="cannot be read"):
        LedgerSigner.from_file(DEPLOYMENT, tmp_path / "none.pem")


@pytest.mark.parametrize(("deployment", "seed"), [("a b", bytes(32)), ("", bytes(32)), ("a", bytes(31))])
def test_a_signer_needs_a_name_and_a_seed(deployment: str, seed: bytes) -> None:
    with pytest.raises(KeyFileError):
        LedgerSigner(deployment, seed)
