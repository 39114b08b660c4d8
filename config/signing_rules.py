"""The rules of the simple electronic signature that a signer accepts together with their PIN."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

RULES_PATH = Path(__file__).with_name("signing_rules.ru.md")


@dataclass(frozen=True, slots=True)
class SigningRules:
    """The rules as Markdown in Russian, and the SHA-256 in hex of their UTF-8 text: what was accepted.

    Source: Federal Law 63-FZ of 06.04.2011 on electronic signatures, article 9.
    """

    text: str
    sha256: str


def signing_rules() -> SigningRules:
    """Read the rules that are in force now."""
    # Line ends are made one, so that a checkout on another system does not change what was accepted.
    text = RULES_PATH.read_text("utf-8")
    return SigningRules(text, hashlib.sha256(text.encode("utf-8")).hexdigest())
