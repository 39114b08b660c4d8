"""A value of a row as an entry of the ledger writes it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any
from unicodedata import normalize

from audit.entry import utc_text


def plain(value: object) -> Any:
    """Text in NFC, dates and times as text, enums by their value; members of lists and mappings likewise."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in value.items()}
    return [plain(member) for member in value] if isinstance(value, list | tuple) else value


def digest_of_list(rows: Sequence[Any]) -> str:
    """SHA-256 in hex over a list too long for an entry: JSON with sorted keys and no spaces, of plain values."""
    text = json.dumps(plain(rows), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_row(row: Mapping[str, Any]) -> str:
    """The same over one row of a document."""
    return digest_of_list([row])
