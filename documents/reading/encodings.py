"""Which characters the bytes of a text file are: the encodings of Russian papers of the last forty years."""

import codecs
import itertools
import re
from typing import Final

from config.errors import DocumentUnreadable
from documents.reading.text_letters import RAREST, word_rarity

CUT: Final = "Файл обрезан посередине знака: скопируйте его заново."
NO_TEXT: Final = (
    "Это не текстовый файл: приложите план в формате DOCX, XLSX, PDF или текст в кодировке UTF-8 или Windows-1251."
)
UNKNOWN: Final = "Кодировка текста не распознана: сохраните файл в UTF-8 или Windows-1251."

# UTF-32 begins with the mark of UTF-16, so its marks are not looked for: such files are not made by office programs.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ONE_BYTE: Final = ("cp1251", "koi8-r", "cp866")
# In UTF-16 the upper byte of Russian letters is 4 and that of other signs 0, hardly ever anything else.
_UPPER_BYTES: Final = (0x00, 0x04)
_MOSTLY: Final = 0.85
_UTF16_FROM: Final = 4
_SAMPLE: Final = 64 * 1024
_WORD: Final = re.compile("[А-Яа-яЁё]+")
_LETTER: Final = re.compile("[А-Яа-яЁё]")
_USUAL_SIGNS: Final = frozenset("«»„“”‘’№–—…•·§°±\u00a0\u00ad")
# The lines of a drawn table: an upright by itself, or a row that consists mostly of dashes.
_DRAWN: Final = re.compile(r"(?<!\w)(?:[│║](?!\w)|[┌├└╔╠╚]?[─═]{2}[─═┬┼┴╦╬╩┐┤┘╗╣╝]*)")
# What speaks against an encoding, beside rare pairs of letters: a small letter before a capital, a sign of no use.
_TURNED_CASE: Final = 2 * RAREST
_ODD_SIGN: Final = 2 * RAREST
_DRAWN_SIGN: Final = 1
_USUAL_SIGN: Final = 3
# The rarity for each sign from which on text is no Russian; Russian has some 4, a wrong encoding 8 and more.
_NO_RUSSIAN: Final = 6.5
_TOO_SHORT_TO_TELL: Final = 60
# Word marks an optional hyphen and a break inside a cell with control characters; more of them are no text.
_MAX_CONTROL: Final = 0.005
_ALLOWED_CONTROL: Final = frozenset("\t\n\r\f\v\x1a\x1e\x1f")


def decode_text(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, Windows-1251, KOI8-R or CP866, with a byte order mark or without.

    Raises `DocumentUnreadable` for what is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_decode(data[len(mark) :], encoding))
    if unmarked := _utf16_of(data):
        return _checked(_decode(data, unmarked))
    if b"\0" in data:
        raise DocumentUnreadable(NO_TEXT)
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        # Only the last character was cut, so the whole before it is UTF-8.
        if error.reason == "unexpected end of data" and error.start > 0 and not data.isascii():
            raise DocumentUnreadable(CUT) from None
    _check_control(data.decode("latin-1"))
    return _one_byte(data)


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentUnreadable(CUT if error.reason.startswith(("truncated", "unexpected end")) else NO_TEXT) from None


def _utf16_of(data: bytes) -> str | None:
    sample = data[:_SAMPLE]
    even, odd = sample[::2], sample[1::2]
    if len(sample) < _UTF16_FROM or not any(byte in sample for byte in _UPPER_BYTES):
        return None
    for upper, lower, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if _share(upper) >= _MOSTLY and _share(lower) < 1 - _MOSTLY:
            return encoding
    return None


def _share(data: bytes) -> float:
    return sum(data.count(byte) for byte in _UPPER_BYTES) / len(data)


def _one_byte(data: bytes) -> str:
    """The reading in which the letters follow each other as in Russian."""
    sample = data[:_SAMPLE]
    readings = []
    for encoding in _ONE_BYTE:
        text = sample.decode(encoding, "replace")
        signs = sum(not char.isascii() for char in text)
        readings.append((_strangeness(text) / max(1, signs), encoding))
    strangeness, encoding = min(readings)
    if strangeness > _NO_RUSSIAN and len(sample) > _TOO_SHORT_TO_TELL:
        raise DocumentUnreadable(UNKNOWN)
    return data.decode(encoding, "replace")


def _strangeness(text: str) -> float:
    cost = 0.0
    for word in _WORD.findall(text):
        cost += word_rarity(word.lower())
        cost += _TURNED_CASE * sum(before.islower() and after.isupper() for before, after in itertools.pairwise(word))
    drawn = sum(map(len, _DRAWN.findall(text)))
    usual = sum(char in _USUAL_SIGNS for char in text)
    odd = sum(not char.isascii() for char in text) - len(_LETTER.findall(text)) - usual - drawn
    return cost + _DRAWN_SIGN * drawn + _USUAL_SIGN * usual + _ODD_SIGN * odd


def _checked(text: str) -> str:
    _check_control(text)
    return text


def _check_control(text: str) -> None:
    sample = text[:_SAMPLE]
    control = sum(char < " " and char not in _ALLOWED_CONTROL for char in sample)
    if control > _MAX_CONTROL * len(sample) or "\0" in text:
        raise DocumentUnreadable(NO_TEXT)
