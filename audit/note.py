"""C2SP signed notes (https://c2sp.org/signed-note) with Ed25519 keys, encoded as Go's sumdb/note does."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM_ED25519 = 1
KEY_ID_SIZE = 4
ED25519_KEY_SIZE = 32
PRIVATE_PREFIX = "PRIVATE+KEY+"
SIGNATURE_PREFIX = "— "
MAX_NOTE_BYTES = 1_000_000


class NoteError(ValueError):
    """A note or a key that is malformed, or a note that no known key has signed."""


def decode_base64(text: str) -> bytes:
    """Standard base64 in its one right spelling. Raises `NoteError` for any other."""
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise NoteError("not base64") from error
    if base64.b64encode(data).decode() != text:
        raise NoteError("not the canonical base64")
    return data


def check_key_name(name: str) -> None:
    """Raises `NoteError` for a name that a signature line cannot carry: empty, with a space or a plus."""
    if not name or "+" in name or any(sign.isspace() or not sign.isprintable() for sign in name):
        raise NoteError(f"{name!r} cannot name a key")


def key_id(name: str, public: bytes) -> bytes:
    """The 4 bytes that name a key in a signature: SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), cut."""
    return sha256(name.encode() + b"\n" + bytes([ALGORITHM_ED25519]) + public).digest()[:KEY_ID_SIZE]


@dataclass(frozen=True, slots=True)
class NoteVerifier:
    """A public key (32 bytes) under a name, and which notes it has signed."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if len(self.public) != ED25519_KEY_SIZE:
            raise NoteError("an Ed25519 key has 32 bytes")

    @classmethod
    def from_vkey(cls, vkey: str) -> "NoteVerifier":
        """The key in `<name>+<hex key id>+<base64>`. Raises `NoteError` where any part does not fit the others."""
        name, _, rest = vkey.partition("+")
        identity, _, encoded = rest.partition("+")
        data = decode_base64(encoded)
        if data[:1] != bytes([ALGORITHM_ED25519]):
            raise NoteError("not an Ed25519 key")
        verifier = cls(name, data[1:])
        if identity != verifier.id.hex():
            raise NoteError("the key's id does not fit the key")
        return verifier

    @property
    def id(self) -> bytes:
        """The key's 4-byte id."""
        return key_id(self.name, self.public)

    @property
    def vkey(self) -> str:
        """The public key as text: `<name>+<hex key id>+<base64(0x01 ‖ key)>`."""
        encoded = base64.b64encode(bytes([ALGORITHM_ED25519]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{encoded}"

    @property
    def pem(self) -> bytes:
        """The public key as PEM, for openssl and the like."""
        return Ed25519PublicKey.from_public_bytes(self.public).public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def has_signed(self, text: str, signature: bytes) -> bool:
        """Whether `signature` (64 bytes) is this key's over the note's text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A private key (its 32-byte seed) under a name. The seed never shows in a repr or a log."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if len(self.seed) != ED25519_KEY_SIZE:
            raise NoteError("an Ed25519 seed has 32 bytes")

    @classmethod
    def from_skey(cls, skey: str) -> "NoteKey":
        """The key in `PRIVATE+KEY+<name>+<hex key id>+<base64(0x01 ‖ seed)>`. Raises `NoteError`."""
        if not skey.startswith(PRIVATE_PREFIX):
            raise NoteError("not a private key")
        name, _, rest = skey.removeprefix(PRIVATE_PREFIX).partition("+")
        identity, _, encoded = rest.partition("+")
        data = decode_base64(encoded)
        if data[:1] != bytes([ALGORITHM_ED25519]):
            raise NoteError("not an Ed25519 key")
        key = cls(name, data[1:])
        if identity != key.verifier.id.hex():
            raise NoteError("the key's id does not fit the key")
        return key

    @property
    def skey(self) -> str:
        """The private key as text, as Go's sumdb/note writes it."""
        encoded = base64.b64encode(bytes([ALGORITHM_ED25519]) + self.seed).decode()
        return f"{PRIVATE_PREFIX}{self.name}+{self.verifier.id.hex()}+{encoded}"

    @property
    def verifier(self) -> NoteVerifier:
        """The public half under the same name."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        public = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return NoteVerifier(self.name, public)

    def sign(self, text: str) -> bytes:
        """The 64-byte Ed25519 signature over the note's text."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())


def sign_note(text: str, key: NoteKey) -> str:
    """The signed note: text, empty line, one signature line. Raises `NoteError` for a text that no note holds."""
    _check_text(text)
    signature = base64.b64encode(key.verifier.id + key.sign(text)).decode()
    return f"{text}\n{SIGNATURE_PREFIX}{key.name} {signature}\n"


def verify_note(note: str, verifiers: Iterable[NoteVerifier]) -> str:
    """The text of a note that at least one of the known keys has signed; signatures by unknown keys are passed over.

    Raises `NoteError` where the note is malformed, where a known key's signature is wrong, or where there is none.
    """
    if len(note.encode(errors="replace")) > MAX_NOTE_BYTES:
        raise NoteError("the note is too long")
    body, divider, signatures = note.rpartition("\n\n")
    text = body + "\n"
    if not divider or not signatures.endswith("\n"):
        raise NoteError("the note has no signatures")
    _check_text(text)
    known = {(verifier.name, verifier.id): verifier for verifier in verifiers}
    is_signed = False
    for line in signatures[:-1].split("\n"):
        name, signature = _parse_signature(line)
        verifier = known.get((name, signature[:KEY_ID_SIZE]))
        if verifier is None:
            continue
        if not verifier.has_signed(text, signature[KEY_ID_SIZE:]):
            raise NoteError(f"the signature of {name} is wrong")
        is_signed = True
    if not is_signed:
        raise NoteError("no known key has signed the note")
    return text


def _parse_signature(line: str) -> tuple[str, bytes]:
    name, _, encoded = line.removeprefix(SIGNATURE_PREFIX).partition(" ")
    if not line.startswith(SIGNATURE_PREFIX):
        raise NoteError("malformed signature line")
    check_key_name(name)
    signature = decode_base64(encoded)
    if len(signature) <= KEY_ID_SIZE:
        raise NoteError("malformed signature line")
    return name, signature


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(ord(sign) < ord(" ") and sign != "\n" for sign in text):
        raise NoteError("a note's text ends with a newline and holds no control characters")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NoteError("a note is UTF-8") from error
