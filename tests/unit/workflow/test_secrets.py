"""A PIN is wrong only where it was compared and differs."""

import pytest
from argon2.exceptions import InvalidHashError, VerificationError

from workflow import secrets

STORED = secrets.hash_secret("204060")


def test_the_right_secret_alone_matches() -> None:
    assert secrets.matches("204060", STORED)
    assert not secrets.matches("204061", STORED)
    assert not secrets.matches("204060", None)


def test_a_comparison_that_could_not_be_made_is_no_wrong_pin(monkeypatch: pytest.MonkeyPatch) -> None:
    class OutOfMemory:
        def verify(self, _stored: str, _secret: str) -> bool:
            raise VerificationError("Memory allocation error")

    monkeypatch.setattr(secrets, "_hasher", OutOfMemory())
    with pytest.raises(VerificationError, match="Memory"):
        secrets.matches("204060", STORED)


def test_a_damaged_hash_is_no_wrong_pin() -> None:
    with pytest.raises((InvalidHashError, VerificationError)):
        secrets.matches("204060", STORED[:20])
