"""The name under which a person's file is shown; it is stored under its hash."""

import re
import unicodedata

MAX_BYTES = 255
UNNAMED = "файл"
_MAX_SUFFIX_BYTES = 16
# Control characters, format characters (bidi marks among them), surrogates, private use, line and paragraph separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_file_name(name: str) -> str:
    """The last part of `name` without what does not show, NFC, at most 255 bytes of UTF-8, never empty.

    A long name loses its middle: the extension stays.
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign) not in _INVISIBLE)
    tidy = " ".join(unicodedata.normalize("NFC", visible).split())
    if not tidy.strip(". "):
        return UNNAMED
    if len(tidy.encode()) <= MAX_BYTES:
        return tidy
    stem, dot, suffix = tidy.rpartition(".")
    if not stem or len(suffix.encode()) > _MAX_SUFFIX_BYTES:
        stem, dot, suffix = tidy, "", ""
    room = MAX_BYTES - len((dot + suffix).encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip() + dot + suffix
