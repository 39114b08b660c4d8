"""PINs, activation codes and browser secrets: made, hashed, compared.

argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet), at most two at once in a process.
`TWO_AT_ONCE` is taken before a transaction that writes, never inside one: else the two would wait for each other.
"""

import hashlib
import secrets
import threading
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

PIN_LENGTH = 6
PIN_LONGEST = 32
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10
TWO_AT_ONCE = threading.Semaphore(2)

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$0000000000000000000000000000000000000000000"


def hash_secret(secret: str) -> str:
    """The argon2id hash of a PIN or an activation code. The caller holds `TWO_AT_ONCE`."""
    return _hasher.hash(secret)


def matches(secret: str, stored: str | None) -> bool:
    """Is this the secret? A person who has none costs the same time. The caller holds `TWO_AT_ONCE`.

    Raises what argon2 does where it cannot compare: no memory, or a damaged hash, is nobody's wrong PIN.
    """
    try:
        _hasher.verify(stored or _NOBODY, secret)
    except VerifyMismatchError:
        return False
    return stored is not None


def new_activation_code() -> str:
    """A one-time code of 10 signs without look-alikes, in two groups."""
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return f"{code[:5]}-{code[5:]}"


def canonical_code(typed: str) -> str:
    """An activation code as typed, brought to the form it was issued in."""
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    return f"{plain[:5]}-{plain[5:]}"


def is_acceptable_pin(pin: str) -> bool:
    """Six digits or more, not all alike and not a run such as 123456."""
    if not (pin.isascii() and pin.isdigit() and PIN_LENGTH <= len(pin) <= PIN_LONGEST):
        return False
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    return len(steps) > 1 or not steps <= {0, 1, 9}


def fingerprint(stored: str | bytes | None) -> str | None:
    """What the ledger tells of a stored hash, so that another in its place is found: its own SHA-256, in hex.

    The hash holds a salt or a secret of 128 random bits or more, so that nothing can be guessed from this.
    """
    if stored is None:
        return None
    return hashlib.sha256(stored.encode() if isinstance(stored, str) else stored).hexdigest()


def new_browser_secret() -> str:
    """256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def browser_digest(secret: str) -> bytes:
    """What the database keeps of a browser secret."""
    return hashlib.sha256(secret.encode()).digest()
