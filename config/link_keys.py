"""The keys that sign links: where they come from and how a stored key id finds its key again."""

import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from config.durable_folder import sync_folder
from config.errors import SettingsError

KEY_BYTES = 32
OTHERS = 0o077


@dataclass(frozen=True, slots=True, repr=False)
class LinkKey:
    """One HMAC key of 32 bytes. `key_id` is the first 8 hex digits of its SHA-256."""

    secret: bytes
    key_id: str


@dataclass(frozen=True, slots=True, repr=False)
class LinkKeys:
    """Keys listed oldest to newest: the newest signs, the older ones verify the links that are still out."""

    keys: tuple[LinkKey, ...]

    @property
    def current(self) -> LinkKey:
        return self.keys[-1]

    def find(self, key_id: str) -> LinkKey | None:
        """The key with this id, or None when it was taken out of use."""
        return next((key for key in self.keys if key.key_id == key_id), None)


def parse_link_keys(text: str) -> LinkKeys:
    """Read keys of 64 hex digits, separated by commas or white space. Raises `ValueError`, without the keys."""
    keys = []
    for word in text.replace(",", " ").split():
        try:
            secret = bytes.fromhex(word)
        except ValueError:
            secret = b""
        if len(secret) != KEY_BYTES:
            raise ValueError("must be one or more keys of 64 hex digits, oldest first")
        keys.append(LinkKey(secret, hashlib.sha256(secret).hexdigest()[:8]))
    if not keys:
        raise ValueError("holds no key: it must be one or more keys of 64 hex digits, oldest first")
    if len({key.key_id for key in keys}) != len(keys):
        raise ValueError("names one key twice")
    return LinkKeys(tuple(keys))


def open_link_key_file(path: Path) -> LinkKeys:
    """Read the key file, making it (mode 0600, synced) with one random key when it is missing.

    Two processes that start at once end up with the same key. Raises `SettingsError` that names the file.
    """
    try:
        if not path.exists():
            _create_key_file(path)
        if os.name == "posix" and path.stat().st_mode & OTHERS:
            raise SettingsError(f"VIZA_LINK_KEY: {path} is open to others; run: chmod 600 {path}")
        return parse_link_keys(path.read_text("ascii"))
    except OSError as error:
        raise SettingsError(f"VIZA_LINK_KEY: cannot read or create {path}: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"VIZA_LINK_KEY: {path} {error}") from None


def _create_key_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A hard link, unlike a rename, never replaces the key of a process that was faster.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    sync_folder(path.parent)
