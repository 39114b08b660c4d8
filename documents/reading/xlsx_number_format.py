"""A number as its cell shows it: decimals, percent signs, words around it. Digits are not put into groups.

Source: ECMA-376 part 1, 18.8.31 (number format codes).
"""

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<general>general|@)'
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*,*)?|\.[0#?]+,*)|(?P<exponent>e[+-])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CURRENCY = re.compile(r"\$([^-]*)")
_CONDITION = re.compile(r"[<>=]")
# Beyond these Excel changes to exponents and rounds; a whole number is a register number then, and is kept.
_LARGEST_WHOLE = 10**15
_GENERAL_DIGITS = 10
_MOST_DECIMALS = 30
_LARGEST_SHOWN = 1e30
_SMALLEST_SHOWN = 1e-20


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of a format: what stands before and after the digits. `digits` is None where a part shows none."""

    before: str
    digits: str | None
    after: str
    percents: int
    is_general: bool
    has_condition: bool


def number_text(value: float, code: str) -> str:
    """The number in the format. Fractions and exponents are shown as plain decimals."""
    if not math.isfinite(value):
        return ""
    sections = _sections(code)
    chosen, magnitude = sections[0], value
    if not any(section.has_condition for section in sections):
        if value < 0 and len(sections) > 1:
            chosen, magnitude = sections[1], -value
        elif value == 0 and len(sections) > 2:  # noqa: PLR2004 -- positive; negative; zero
            chosen = sections[2]
    if chosen.is_general:
        digits = general_text(magnitude)
    elif chosen.digits is None:
        digits = ""
    else:
        digits = _decimal_text(magnitude, chosen.digits, chosen.percents)
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    return f"{sign}{chosen.before}{digits}{chosen.after}".strip()


def general_text(value: float) -> str:
    """The shortest text of a number: «7», «1.1», «0.3» for 0.30000000000000004."""
    if value == int(value) and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    text = f"{value:.{_GENERAL_DIGITS}g}"
    return f"{Decimal(text):f}" if _SMALLEST_SHOWN < abs(value) < 1 else text


def _decimal_text(value: float, digits: str, percents: int) -> str:
    # A comma after the last digit divides by a thousand.
    thousands = len(digits) - len(digits.rstrip(","))
    whole, _, decimals = digits.rstrip(",").partition(".")
    scaled = Decimal(repr(float(value))).scaleb(2 * percents - 3 * thousands)
    if abs(scaled) >= _LARGEST_SHOWN:
        return general_text(value)
    decimals = decimals[:_MOST_DECIMALS]
    rounded = scaled.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    shown_whole, _, shown_decimals = f"{abs(rounded):f}".partition(".")
    needed = len(decimals.rstrip("#?"))
    shown_decimals = shown_decimals[:needed] + shown_decimals[needed:].rstrip("0")
    shown_whole = shown_whole.zfill(whole.count("0"))
    sign = "-" if rounded < 0 else ""
    return f"{sign}{shown_whole}.{shown_decimals}" if shown_decimals else f"{sign}{shown_whole}"


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    pieces: list[list[re.Match[str]]] = [[]]
    for token in _TOKENS.finditer(code or "General"):
        if token["other"] == ";":
            pieces.append([])
        else:
            pieces[-1].append(token)
    return tuple(_section(tokens) for tokens in pieces)


def _section(tokens: list[re.Match[str]]) -> _Section:
    words: list[str] = []
    before: str | None = None
    digits: str | None = None
    is_general = False
    percents = 0
    for token in tokens:
        if token["digits"] is not None or token["general"] is not None:
            # What stands between digits, as in «0 000», groups them.
            before = "".join(words) if before is None else before
            words = []
            digits = (digits or "") + (token["digits"] or "")
            is_general = is_general or token["general"] is not None
        else:
            is_general = is_general or token["exponent"] is not None or (digits is not None and token["other"] == "/")
            percents += token["other"] == "%"
            words.append(_words(token))
    after = "".join(words)
    return _Section(
        before=after if before is None else before,
        digits=digits,
        after="" if before is None else after,
        percents=percents,
        is_general=is_general,
        has_condition=any(_CONDITION.match(token["bracket"] or "") is not None for token in tokens),
    )


def _words(token: re.Match[str]) -> str:
    if token["bracket"] is not None:
        currency = _CURRENCY.match(token["bracket"])
        return currency[1] if currency is not None else ""
    return token["quoted"] or token["escaped"] or token["other"] or ""
