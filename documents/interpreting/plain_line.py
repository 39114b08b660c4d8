"""Any text as one line that a draft may hold."""

import unicodedata
from functools import lru_cache

from config.line_text import to_line

_CACHED = 8192


@lru_cache(maxsize=_CACHED)
def plain_line(text: str) -> str:
    """The text in NFC with single spaces and nothing invisible, as `to_line` gives it, and quick for usual text."""
    spaced = " ".join(text.split())
    if spaced.isprintable() and unicodedata.is_normalized("NFC", spaced):
        return spaced
    # Marks that are left out may part a letter from its accent.
    return unicodedata.normalize("NFC", to_line(text))
