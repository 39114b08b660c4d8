"""Envelope senders that name their letter (VERP), so that a bounce finds it and a forged one does not (rule 32)."""

import hmac
import re

from notifications.links import LinkService

CONTEXT = b"viza-bounce-v1"
# 64 bits: whoever reaches the listener may ask it thousands of times a second which addresses are ours.
TAG_DIGITS = 16
_RETURN_PATH = re.compile(
    r"bounce\+(?P<letter>[1-9][0-9]{0,17})-(?P<tag>[0-9a-f]{16})@(?P<domain>[^@\s]+)", re.IGNORECASE
)


def return_path(links: LinkService, letter_id: int, mail_from: str) -> str:
    """`bounce+<letter>-<16 hex digits of an HMAC>@<domain of mail_from>`."""
    tag = links.sign(CONTEXT, str(letter_id).encode()).hex()[:TAG_DIGITS]
    return f"bounce+{letter_id}-{tag}@{mail_from.rpartition('@')[2]}"


def letter_of(links: LinkService, address: str) -> int | None:
    """The letter that a bounce's recipient names; None unless we made that address."""
    match = _RETURN_PATH.fullmatch(address.strip().strip("<>"))
    if match is None:
        return None
    ours = [made.hex()[:TAG_DIGITS] for made in links.signatures(CONTEXT, match["letter"].encode())]
    is_ours = [hmac.compare_digest(tag, match["tag"].lower()) for tag in ours]
    return int(match["letter"]) if any(is_ours) else None
