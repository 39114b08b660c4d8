"""The deployment's signing key: one Ed25519 key in a file, used under the name of each ledger."""

import os
import secrets
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.note import ED25519_KEY_SIZE, PRIVATE_PREFIX, NoteError, NoteKey, NoteVerifier, check_key_name, sign_note
from config.durable_folder import sync_folder

OWNER_ONLY = 0o600
OTHERS = 0o077


class KeyFileError(Exception):
    """A key file that is missing, malformed, open to others, or already there. Trying again does not help."""


class LedgerSigner:
    """Signs for every ledger of one deployment with one Ed25519 key.

    C2SP tlog-checkpoint wants a key named as the ledger's origin, so each ledger sees the key under its own name.
    """

    __slots__ = ("_seed", "deployment")

    def __init__(self, deployment: str, seed: bytes) -> None:
        """`deployment` is a schema-less URL such as "viza-omsk.example", `seed` 32 bytes. Raises `KeyFileError`."""
        try:
            check_key_name(deployment)
        except NoteError as error:
            raise KeyFileError(str(error)) from error
        if len(seed) != ED25519_KEY_SIZE:
            raise KeyFileError("an Ed25519 seed has 32 bytes")
        self.deployment = deployment
        self._seed = seed

    @classmethod
    def from_text(cls, deployment: str, text: str) -> Self:
        """The signer from a PEM (PKCS #8) or a C2SP private key. Raises `KeyFileError`."""
        return cls(deployment, _parse_seed(text))

    @classmethod
    def from_file(cls, deployment: str, path: Path) -> Self:
        """The signer from a key file. Raises `KeyFileError` where it is missing, malformed or readable by others."""
        try:
            mode = path.stat().st_mode
            text = path.read_text("ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise KeyFileError(f"the ledger key {path} cannot be read: {error}") from error
        if os.name == "posix" and mode & OTHERS:
            raise KeyFileError(f"the ledger key {path} is open to others; run: chmod 600 {path}")
        return cls.from_text(deployment, text)

    def origin(self, ledger_id: str) -> str:
        """The name of a ledger to the world: "<deployment>/<ledger_id>"."""
        return f"{self.deployment}/{ledger_id}"

    def verifier(self, origin: str) -> NoteVerifier:
        """The public key under the name of this ledger."""
        return NoteKey(origin, self._seed).verifier

    def vkey(self, origin: str) -> str:
        """The public key under the name of this ledger, as text."""
        return self.verifier(origin).vkey

    def sign(self, origin: str, text: str) -> str:
        """The signed note over `text`. Raises `NoteError` for a text that no note holds."""
        return sign_note(text, NoteKey(origin, self._seed))


def create_key(path: Path) -> None:
    """Write a new Ed25519 key as PEM (PKCS #8), mode 0600, and make it durable. Raises `KeyFileError` if it exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(fresh)
    except FileExistsError as error:
        raise KeyFileError(f"the ledger key {path} exists; it is never overwritten") from error
    finally:
        fresh.unlink()
    sync_folder(path.parent)


def load_or_create_key(path: Path, deployment: str) -> LedgerSigner:
    """The signer from `path`; the first start writes the key. Two first starts at once end up with one key.

    Raises `KeyFileError` where the file is there but malformed or readable by others.
    """
    if not path.exists():
        try:
            create_key(path)
        except KeyFileError:
            if not path.exists():
                raise
    return LedgerSigner.from_file(deployment, path)


def _parse_seed(text: str) -> bytes:
    if text.startswith(PRIVATE_PREFIX):
        try:
            return NoteKey.from_skey(text.strip()).seed
        except NoteError as error:
            raise KeyFileError(f"the ledger key is malformed: {error}") from error
    try:
        key = serialization.load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise KeyFileError("the ledger key is neither PEM nor a C2SP private key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError("the ledger key is not an Ed25519 key")
    return key.private_bytes(serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
