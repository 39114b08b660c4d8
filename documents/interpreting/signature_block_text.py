"""What the lines under УТВЕРЖДАЮ or СОГЛАСОВАНО say: the position, the name, the date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.line_text import to_line
from config.plan_draft import SignatureBlock
from documents.interpreting.person_name import PersonSpan, find_persons
from documents.interpreting.signature_block_dates import FoundDate, find_blank_dates, find_dates
from workflow.office_words import is_office_word

_ORDER = re.compile(
    r"(?:приказ|протокол|постановлени|распоряжени|решени)[а-я]*(?!\w)|на\s+(?:заседании|совещании|собрании)"
    r"|на\s+(?:педагогическом|методическом|общем|управляющем)\s|(?:педагогическ|методическ)(?:ий|им)\s+совет(?:ом)?(?!\w)"
    r"|педсовет\w*",
    re.IGNORECASE,
)
_ORDER_NUMBER = re.compile(r"[^\n№]{0,80}(?:\n\s*)?№[^\S\n]*[\w/.-]*(?:[^\S\n]*от(?!\w))?", re.IGNORECASE)
_NUMBER_AFTER = re.compile(r"\s*,?\s*(?:№|N(?=\s?\d))\s*[\w/.-]*")
_OF = re.compile(r"(?<!\w)от\s*$", re.IGNORECASE)
_LONGEST_ORDER = 260
_NOISE = re.compile(
    r"\(?\s*(?:личная\s+)?подпись\s*\)?|\(\s*(?:ф\.?\s?и\.?\s?о\.?|фамилия[^)]{0,30}|расшифровка[^)]{0,30}|дата"
    r"|инициалы[^)]{0,30}|должность)\s*\)|расшифровка подписи|(?<!\w)дата\s*:",
    re.IGNORECASE,
)
# Where the stamp goes, unless it is somebody's initials: «Иванова М.П.», «М.П. Иванова».
_STAMP = re.compile(
    r"(?:(?P<before>[^\W\d_]+)[ ]?)?(?<!\w)(?P<stamp>[мМ]\.\s?[пП]\.?)(?!\w)"
    r"(?:[ ]?(?P<after>[^\W\d_]+)(?P<own>\s?[А-ЯЁ]\.)?)?"
)
_A_SURNAME = re.compile(r"[А-ЯЁ][а-яё]+")
_NUMBER_ALONE = re.compile(r"(?:от\s*)?(?:№\s*[\w/.-]*)?(?:\s*от)?\s*(?:г\.?)?", re.IGNORECASE)
_SIGNED_SURNAME = re.compile(
    r"_{3,}[ \t]*/?[ \t]*(?P<name>[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?)[ \t]*/?[ \t]*$", re.MULTILINE
)
_EDGE = ' ,;:/\\|–—-_."”'
_LONGEST_POSITION = 300


@dataclass(frozen=True, slots=True)
class BlockText:
    """A block's text as read; `has_order_or_date` holds for dates left blank too."""

    name: str | None
    position: str | None
    day: date | None
    years: tuple[int, ...]
    has_order_or_date: bool

    @property
    def signature(self) -> SignatureBlock | None:
        """The signature block; None where nobody is named."""
        if self.name is None:
            return None
        return SignatureBlock(position=self.position, name=self.name, date=self.day)


def read_block_text(text: str) -> BlockText:
    """The position, name and date of a block's lines. The date of a signature goes before that of an order."""
    rest, orders = _without_orders(text)
    dates = find_dates(rest)
    rest = _blanked(rest, dates)
    blanks = list(find_blank_dates(rest))
    rest = _without_noise(_blanked(rest, blanks).replace("_", " "))
    signed = _SIGNED_SURNAME.search(text)
    name, position = _person(rest, signed["name"] if signed else None)
    found = [*orders, *dates, *blanks]
    days = [one.day for one in (*dates, *orders) if one.day is not None]
    years = tuple(dict.fromkeys(one.year for one in found if one.year is not None))
    return BlockText(name, position, days[0] if days else None, years, bool(found) or _ORDER.search(text) is not None)


def is_date_or_order(line: str) -> bool:
    """Whether the line holds nothing but a date, an order's number, a blank to sign or «М.П.»."""
    text, orders = _without_orders(line)
    if orders or _ORDER.match(line.strip()):
        return True
    text = _blanked(text, find_dates(text))
    text = _without_noise(_blanked(text, list(find_blank_dates(text)))).strip(_EDGE + " \t")
    return _NUMBER_ALONE.fullmatch(text) is not None


def _without_orders(text: str) -> tuple[str, list[FoundDate]]:
    """The text without «приказом … от 30.08.2021 № 112», and the dates that stood there."""
    dates: list[FoundDate] = []
    at = 0
    while (order := _ORDER.search(text, at)) is not None:
        end, found = _order_end(text, order)
        dates.extend(found)
        text = text[: order.start()] + _spaces_for(text[order.start() : end]) + text[end:]
        at = end
    return text, dates


def _order_end(text: str, order: re.Match[str]) -> tuple[int, list[FoundDate]]:
    reach = text[order.start() : order.start() + _LONGEST_ORDER]
    for found in [*find_dates(reach)[:1], *list(find_blank_dates(reach))[:1]]:
        is_its_own = not find_persons(reach[: found.start]) and (
            _OF.search(reach[: found.start]) or "\n" not in reach[: found.start].strip()
        )
        if is_its_own:
            number = _NUMBER_AFTER.match(reach, found.end)
            return order.start() + (number.end() if number else found.end), [found]
    number = _ORDER_NUMBER.match(text, order.end())
    if number:
        return number.end(), []
    line_end = text.find("\n", order.end())
    return line_end if line_end >= 0 else len(text), []


def _blanked(text: str, dates: Sequence[FoundDate]) -> str:
    for found in dates:
        text = text[: found.start] + _spaces_for(text[found.start : found.end]) + text[found.end :]
    return text


def _without_noise(text: str) -> str:
    return _STAMP.sub(_without_stamp, _NOISE.sub(_spaces, text))


def _without_stamp(found: re.Match[str]) -> str:
    is_before = found["before"] and _is_surname(found["before"])
    is_after = found["after"] and not found["own"] and _is_surname(found["after"])
    if is_before or is_after:
        return found[0]
    start, end = found.start("stamp") - found.start(), found.end("stamp") - found.start()
    return found[0][:start] + _spaces_for(found["stamp"]) + found[0][end:]


def _is_surname(word: str) -> bool:
    return _A_SURNAME.fullmatch(word) is not None and not is_office_word(word)


def _spaces(found: re.Match[str]) -> str:
    return _spaces_for(found[0])


def _spaces_for(text: str) -> str:
    """Blanks of the same length that keep the line breaks."""
    return "".join("\n" if sign == "\n" else " " for sign in text)


def _person(text: str, signed: str | None) -> tuple[str | None, str | None]:
    spans = find_persons(text)
    if spans:
        return spans[0].person.name, _position(text, spans)
    if signed is None or is_office_word(signed):
        return None, None
    return signed, _clean(text[: text.rfind(signed)])


def _position(text: str, spans: Sequence[PersonSpan]) -> str | None:
    """What stands before the name; failing that, what stands after it."""
    first = spans[0]
    before = _clean(text[: first.start])
    if before:
        return before
    end = spans[1].start if len(spans) > 1 else len(text)
    return _clean(text[first.end : end])


def _clean(text: str) -> str | None:
    line = to_line(text).lstrip(_EDGE + "»)").rstrip(" ,;:/\\|–—-_(")
    line = re.sub(r"^(?:от|со?|г)\s+|\s+(?:от|г\.)$", "", line, flags=re.IGNORECASE)
    if line.count("(") < line.count(")"):
        line = line.replace(")", "", 1)
    return line[:_LONGEST_POSITION].strip() if re.search(r"\w{2}", line) else None
