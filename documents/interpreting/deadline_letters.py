"""One spelling for the many that a cell may use: letters, dashes, spaces and words that a narrow column broke."""

import re
import unicodedata

from documents.interpreting.month_names import MONTHS, rightly_spelt

_DASHES = "‐‑‒–—―−⁃﹘﹣－"
# Footnote marks would else become digits of the number before them.
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_QUOTES = "«»\"'“”„‟‘’‚`_*"
_BEFORE_FOLDING = str.maketrans(
    {
        "№": " # ",
        "…": " - ",
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_SUPERSCRIPTS),
        **dict.fromkeys(_QUOTES, " "),
    }
)
_USUAL = re.compile(r"[ -~а-яё\n]*")
_ELLIPSIS = re.compile(r"\.{3,}")
_LINE_BREAKS = "\n\r\v\f\u2028\u2029"
_DROPPED_CATEGORIES = frozenset({"Mn", "Cf", "Cc", "Cs", "Co", "Cn"})

_CYRILLIC_FOR_LATIN = str.maketrans("abcehkmoptxy", "авсенкмортху")
_LATIN_WORD = re.compile(r"(?<![а-яa-z])[а-я]*[a-z][a-zа-я]*")
_ROMAN_WORD = re.compile(r"[ivxl]+")
_ONLY_LOOK_ALIKES = re.compile(r"[abcehkmoptxyа-я]+")

_BREAKABLE = re.compile(
    r"еже\w+|постоянно|течени[еи]|необходимости|поступлени[яю]|запрос\w*|кварталы?|полугоди[еяию]+|учебн\w+|года|недел\w+"
)
_BREAK = re.compile(r"(?<![а-я])([а-я]{1,14})(-?[ \n]+)(?=([а-я]{1,14})(?![а-я]))")
_LONG_WORD = re.compile(r"(?<![^\W\d_])[а-я]{5,9}(?![^\W\d_])")
# «28-фев», «28.фев.21», as a sheet shows its dates; «1.Май» is a number and a heading.
_SHEET_DATE = re.compile(
    r"(?<![0-9.,-])([0-9]{1,2})(?:-|\.(?=[а-я]{3}\.[0-9]))(янв|фев|мар|апр|май|июн|июл|авг|сен|окт|ноя|дек)\b"
    r"(?:[.-]((?:20)?[0-9]{2})(?![0-9]))?"
)
_ZERO = re.compile(r"(?<=[0-9]\.)о(?=[0-9])|(?<=[0-9])о(?=[0-9.])")  # a letter typed for the digit: «25.О4.2021»
_BROKEN_YEAR = re.compile(r"([0-9]\.[0-9]{2}\.(?:19|20))[ \n]([0-9]{2})(?![0-9.])")


def fold(text: str) -> str:
    """The text in small letters, `ё` as `е`, one kind of dash and space, no quotes, `#` for the number sign.

    Latin letters that look like Cyrillic ones become these, Roman numerals stay Latin; a word or a year that a line
    break tore apart is one again where that makes a word of deadlines, and a month misspelt by a letter is mended.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_BEFORE_FOLDING)).translate(_BEFORE_FOLDING).casefold()
    lines = plain if _USUAL.fullmatch(plain) else "".join(map(_usual, plain))
    lines = _LATIN_WORD.sub(_in_cyrillic, lines.replace("ё", "е").replace("і", "i").replace("ӏ", "i"))
    lines = _BREAK.sub(_mended, _BROKEN_YEAR.sub(r"\1\2", _ELLIPSIS.sub(" - ", lines)))
    line = _SHEET_DATE.sub(_spelt_out, _ZERO.sub("0", " ".join(lines.split())))
    return _LONG_WORD.sub(lambda match: rightly_spelt(match.group()), line)


def _usual(char: str) -> str:
    if char.isspace():
        return "\n" if char in _LINE_BREAKS else " "
    return "" if unicodedata.category(char) in _DROPPED_CATEGORIES else char


def _in_cyrillic(match: re.Match[str]) -> str:
    word = match.group()
    if _ROMAN_WORD.fullmatch(word) or not _ONLY_LOOK_ALIKES.fullmatch(word):
        return word
    return word.translate(_CYRILLIC_FOR_LATIN)


def _spelt_out(match: re.Match[str]) -> str:
    day, month, year = match.groups()
    return f"{day} {month} 20{year[-2:]}" if year else f"{day} {month}"


def _mended(match: re.Match[str]) -> str:
    left, gap, right = match.groups()
    whole = left + right
    if whole in MONTHS or (_BREAKABLE.fullmatch(whole) and not _BREAKABLE.fullmatch(left)):
        return left
    return left + gap.replace("\n", " ")
