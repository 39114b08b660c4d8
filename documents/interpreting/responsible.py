"""Who answers for an item: people as «Фамилия И.О.» with the posts beside their names, and units as written."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from documents.interpreting.person_name import PersonSpan, find_persons
from documents.interpreting.unit_grammar import is_singular_post, names_an_office
from documents.interpreting.unit_names import clean_unit, split_units

_LIST_MARKER = re.compile(r"^[ \t]*(?:[-–—•·▪*●■□✓➢]|\d{1,2}[.)](?=\s|[^\W\d]))[ \t]*", re.MULTILINE)
_INLINE_NUMBER = re.compile(r"\s(\d{1,2})[.)]\s*(?=[^\W\d_])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile(r"[^\S\n]+")
_ANSWERS = r"(?:ответственн\w*|(?:со)?исполнител\w*|отв\.?)(?:\s+(?:лиц\w*|исполнител\w*))?"
_HEADING = re.compile(rf"(?:{_ANSWERS}|т|тов|товарищ|гр|г-н|г-жа)\s*[.:–—-]*", re.IGNORECASE)
_HEADED_LIST = re.compile(rf"^\s*{_ANSWERS}\s*[:–—]\s*(?=\S)", re.IGNORECASE)
_CONNECTOR = re.compile(r"(?:и|или|а также|совместно с|вместе с|при участии|с участием)", re.IGNORECASE)
_LEADING = re.compile(r"^(?:[\s,;:/.–—_|)-]|(?:и|а также|совместно с|вместе с|при участии)(?=\s))*", re.IGNORECASE)
_TRAILING = re.compile(r"[\s,;:/–—_|(-]*$")
_TRAILING_AND = re.compile(r"\s+(?:и|а также)$", re.IGNORECASE)
_AGREEMENT = re.compile(r"\(?\s*по согласованию\s*\)?", re.IGNORECASE)
# A longer cell is no list of people, and would take long.
_LONGEST_CELL = 10_000
_NOBODY = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class Responsible:
    """A person («Фамилия И.О.», `is_person`) or a unit as written.

    `given_names` are those written in full, `position` the post that stands beside the name.
    """

    name: str
    given_names: str | None
    position: str | None
    is_person: bool


class _Link(Enum):
    """What parts a text from the name beside it."""

    NONE = auto()
    DIRECT = auto()
    BRACKET = auto()
    COLON = auto()
    NEWLINE = auto()
    COMMA = auto()


@dataclass(frozen=True, slots=True)
class _Gap:
    """The units between two names, and how each end is tied to the name there."""

    left: _Link
    units: tuple[str, ...]
    right: _Link


def read_responsible(text: str) -> list[Responsible]:
    """All people and units that the cell names, in order, each once."""
    return list(_read_cell(text[:_LONGEST_CELL]))


# The same few people stand in hundreds of rows.
@lru_cache(maxsize=2048)
def _read_cell(text: str) -> tuple[Responsible, ...]:
    found: dict[str, Responsible] = {}
    for segment in _segments(text):
        for one in _read(segment):
            found.setdefault(one.name.casefold().replace("ё", "е"), one)
    return tuple(found.values())


def _segments(text: str) -> Iterator[str]:
    """The text in pieces that hold whole names: between semicolons and the marks of a list."""
    clean = _BLANKS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text).replace("\t", " ")))
    clean = re.sub(r"[\r\v\f\u2028\u2029]+", "\n", clean)
    if _NOBODY.fullmatch(clean):
        return
    if re.match(r"\s*1[.)]", clean):
        clean = _INLINE_NUMBER.sub(r"\n\1. ", clean)
    if len(_LIST_MARKER.findall(clean)) > 1 or _LIST_MARKER.match(clean):
        clean = _LIST_MARKER.sub(";", clean)
    for segment in clean.split(";"):
        yield _HEADED_LIST.sub("", segment)


def _read(segment: str) -> Iterator[Responsible]:
    spans = find_persons(segment)
    if not spans:
        yield from map(_unit, split_units(segment))
        return
    gaps = [_gap(segment, before, after) for before, after in zip([None, *spans], [*spans, None], strict=True)]
    prefixes, suffixes, units = _assigned(gaps)
    for at, gap_units in enumerate(units):
        yield from map(_unit, gap_units)
        if at < len(spans):
            person = spans[at].person
            position = prefixes.get(at) or suffixes.get(at)
            yield Responsible(person.name, person.given_names, position, is_person=True)


def _unit(name: str) -> Responsible:
    return Responsible(name, None, None, is_person=False)


def _gap(segment: str, before: PersonSpan | None, after: PersonSpan | None) -> _Gap:
    text = segment[before.end if before else 0 : after.start if after else len(segment)]
    if _CONNECTOR.fullmatch(text.strip(" \n,")):
        return _Gap(_Link.COMMA, (), _Link.NONE)
    leading = _LEADING.match(text)
    start = leading.end() if leading else 0
    trailing = _TRAILING.search(text, start)
    end = trailing.start() if trailing else len(text)
    core = text[start:end]
    left, right = _left_link(text[:start], core), _right_link(text[end:])
    if _TRAILING_AND.search(core):
        core, right = _TRAILING_AND.sub("", core), _Link.NONE
    if _AGREEMENT.fullmatch(core):
        core = ""
    return _Gap(
        left if before else _Link.NONE,
        tuple(unit for unit in _units(core) if not _HEADING.fullmatch(unit) or (right is _Link.NONE and not after)),
        right if after else _Link.NONE,
    )


def _units(core: str) -> list[str]:
    """A bracket right after a name is one text; else what the units' own rules part."""
    if core.startswith("(") and core.endswith(")") and core.count("(") == 1:
        return [unit for unit in (clean_unit(core[1:-1]),) if unit]
    unit, bracket, post = core.rpartition("(")
    if bracket and ")" not in post and names_an_office(unit):
        return [*split_units(unit), *split_units(post)]
    return split_units(core)


def _left_link(separators: str, core: str) -> _Link:
    if core.startswith("("):
        return _Link.BRACKET
    if re.search(r"[,;/]|\w", separators):
        return _Link.COMMA
    if re.search(r"[–—-]", separators):
        return _Link.BRACKET
    return _Link.NEWLINE if "\n" in separators else _Link.DIRECT


def _right_link(separators: str) -> _Link:
    if re.search(r"[,;/]", separators):
        return _Link.NONE
    if ":" in separators or "(" in separators:
        return _Link.COLON
    return _Link.NEWLINE if "\n" in separators else _Link.DIRECT


def _assigned(gaps: Sequence[_Gap]) -> tuple[dict[int, str], dict[int, str], list[tuple[str, ...]]]:
    """Which units are posts before a name, which after one, and what is left in each gap."""
    prefixes: dict[int, str] = {}
    suffixes: dict[int, str] = {}
    left_over: list[tuple[str, ...]] = []
    posts_first = bool(gaps[0].units)
    every_name_has_one = not posts_first and _follow_every_name(gaps)
    for at, gap in enumerate(gaps):
        units = gap.units
        if units and at > 0 and _is_suffix(gap, posts_first=posts_first, every_name_has_one=every_name_has_one):
            suffixes[at - 1], units = units[0], units[1:]
        if units and _is_prefix(gap, units[-1]) and not names_an_office(units[-1]):
            if gap.right is not _Link.COLON or _heads_one_name(gaps, at):
                prefixes[at] = units[-1]
            units = units[:-1]
        left_over.append(units)
    return prefixes, suffixes, left_over


def _follow_every_name(gaps: Sequence[_Gap]) -> bool:
    """«Ким Е.А., директор, Пак Н.Н., завуч»: a post after each name, and at the end perhaps units.

    After one name «логопед, психолог» are two more of those responsible.
    """
    *between, last = (gap.units for gap in gaps[1:])
    one_each = all(len(units) == 1 and is_singular_post(units[0]) for units in between)
    more_posts = not between and any(map(is_singular_post, last[1:]))
    return one_each and bool(last) and is_singular_post(last[0]) and not more_posts


def _is_prefix(gap: _Gap, unit: str) -> bool:
    return gap.right in (_Link.DIRECT, _Link.COLON) or (gap.right is _Link.NEWLINE and is_singular_post(unit))


def _is_suffix(gap: _Gap, *, posts_first: bool, every_name_has_one: bool) -> bool:
    if gap.left is _Link.BRACKET:
        return True
    if not is_singular_post(gap.units[0]):
        return False
    serves_the_next = len(gap.units) == 1 and gap.right in (_Link.DIRECT, _Link.COLON, _Link.NEWLINE)
    if gap.left is _Link.DIRECT:
        return not (serves_the_next and posts_first)
    if gap.right in (_Link.DIRECT, _Link.COLON) and len(gap.units) == 1:
        return False
    return every_name_has_one


def _heads_one_name(gaps: Sequence[_Gap], at: int) -> bool:
    """Whether a single name follows the colon or bracket before another begins: a heading of several is no post."""
    following = gaps[at + 1]
    return at + 1 == len(gaps) - 1 or following.right is _Link.COLON
