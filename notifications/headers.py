"""Header fields of a message: safe values, encoded words, folding.

Sources: RFC 5322 2.2.3 (folding), RFC 2047 2 (an encoded word has at most 75 characters, a line with one at most
76).
"""

import re
from base64 import b64encode
from datetime import UTC, datetime
from email.utils import format_datetime

from notifications.errors import UnsafeHeader

WORD_BYTES = 39
NAME_BYTES = 42  # a display name stands after a shorter field name; in one word where it fits
PLAIN_LIMIT = 60
FOLD = "\r\n "
# Of a byte within a character of UTF-8 the two highest bits are 10.
CONTINUES, CONTINUATION = 0b11000000, 0b10000000
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ADDRESS = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/?^_`{|}~-]+)*")
_WHITE = re.compile("[\\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str, limit: int = 200) -> str:
    """The text with every run of white space and control characters as one space, cut at a word's end with «…»."""
    line = _WHITE.sub(" ", text).strip()
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip(" ,;:—-") + "…"


def demand_safe(name: str, value: str) -> str:
    """The value itself. Raises `UnsafeHeader` for CR, LF, NUL, U+2028 and every other control character."""
    if _UNSAFE.search(value):
        raise UnsafeHeader(f"the header field {name} holds a line break or a control character")
    return value


def text_value(name: str, value: str) -> str:
    """Unstructured text: as it stands where it is short plain ASCII, else as folded encoded words."""
    demand_safe(name, value)
    if value.isascii() and len(value) <= PLAIN_LIMIT and "=?" not in value:
        return value
    return FOLD.join(_encoded_words(value))


def mailbox(name: str, display: str | None, address: str) -> str:
    """`display <address>`, or the bare address. Raises `UnsafeHeader` unless the address is one plain word."""
    if not _ADDRESS.fullmatch(address):
        raise UnsafeHeader(f"the header field {name} holds no plain address")
    if not display:
        return address
    demand_safe(name, display)
    if display.isascii() and len(display) <= PLAIN_LIMIT and _ATOMS.fullmatch(display):
        return f"{display}{FOLD}<{address}>"
    return f"{FOLD.join(_encoded_words(display, NAME_BYTES))}{FOLD}<{address}>"


def date_value(moment: datetime) -> str:
    """The moment in UTC as RFC 5322 writes it."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0))


def _encoded_words(text: str, limit: int = WORD_BYTES) -> list[str]:
    encoded, words, start = text.encode(), [], 0
    while len(encoded) - start > limit:
        end = start + limit
        while encoded[end] & CONTINUES == CONTINUATION:  # a character is never torn apart
            end -= 1
        words.append(encoded[start:end])
        start = end
    words.append(encoded[start:])
    return [f"=?utf-8?b?{b64encode(word).decode()}?=" for word in words]
