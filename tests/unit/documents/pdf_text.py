"""The words of a PDF that Typst wrote: its objects stand in the open, each font says which letters its glyphs are."""

import re
import zlib

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_TOKEN = re.compile(rb"/(f\d+) [\d.]+ Tf|\\([0-7]{3}|.)|([()])|(\]TJ)|(.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_text(pdf: bytes) -> str:
    """All lines in the order in which they were set, joined by single spaces."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    lines: list[str] = []
    for body in objects.values():
        if b"/Type/Page/" in body:
            fonts = _fonts(objects, body)
            lines += _shown(_stream(objects[_reference(body, b"/Contents")]), fonts)
    return re.sub(r"\s+", " ", " ".join(lines))


def pdf_streams(pdf: bytes) -> list[bytes]:
    """Every stream, unpacked."""
    return [_stream(body) for _, body in _OBJECT.findall(pdf) if _STREAM.search(body)]


def _fonts(objects: dict[int, bytes], page: bytes) -> dict[bytes, dict[int, str]]:
    resources = objects[_reference(page, b"/Resources")]
    names = re.findall(rb"/(f\d+) (\d+) 0 R", resources)
    return {name: _letters(_stream(objects[_reference(objects[int(at)], b"/ToUnicode")])) for name, at in names}


def _letters(character_map: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", character_map)
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def _shown(content: bytes, fonts: dict[bytes, dict[int, str]]) -> list[str]:
    lines, letters, glyphs, depth = [], dict[int, str](), bytearray(), 0
    for font, escaped, bracket, end, plain in _TOKEN.findall(content):
        if font and not depth:
            letters = fonts[font]
        elif bracket:
            # Brackets that pair up stand unescaped inside a string.
            step = 1 if bracket == b"(" else -1
            glyphs += bracket if min(depth, depth + step) > 0 else b""
            depth += step
        elif end and not depth:
            lines.append("".join(letters[int.from_bytes(glyphs[at : at + 2])] for at in range(0, len(glyphs), 2)))
            glyphs.clear()
        elif plain == b"[" and not depth:
            glyphs.clear()
        elif depth:
            glyphs += _unescaped(escaped) if escaped else font or end or plain
    return lines


def _unescaped(sign: bytes) -> bytes:
    return bytes([int(sign, 8)]) if len(sign) == 3 else _NAMED.get(sign, sign)


def _reference(body: bytes, key: bytes) -> int:
    found = re.search(key + rb" (\d+) 0 R", body)
    assert found, key
    return int(found.group(1))


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    head = body[: found.start()]
    return zlib.decompress(found.group(1)) if b"/FlateDecode" in head else found.group(1)
