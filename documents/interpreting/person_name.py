"""People in a text: initials before or after the surname, full names, in the form «Фамилия И.О.»."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config.line_text import to_line
from documents.interpreting.given_names import (
    is_given_name,
    is_patronymic,
    is_patronymic_tail,
    looks_like_surname,
)
from documents.interpreting.person_tokens import Kind, Token, tokens_of

_HYPHENATED = re.compile(r"(-?)\s*(Дж|[А-ЯЁ])")
_EDGE = " \t\n,;:/–—-_"
_LONGEST_POSITION = 300
_LONGEST_TEXT = 1000

# The cheapest reading of a text wins: a found person pays for a surname or initials left over elsewhere.
_FOUND = -10.0
_LEFT_INITIALS = 5.0
_LEFT_SURNAME = 1.0
_LEFT_SURNAME_IN_A_PHRASE = 0.3
_OVER_A_COMMA = 1.5
_OVER_A_LINE = 0.1
_CAPITALS = 2.0
_BARE = 1.0
_WITHOUT_PATRONYMIC = 0.5
_LONGEST_NAME_IN_TOKENS = 12
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person: «Фамилия И.О.», the given names where they are written in full, the position beside the name."""

    name: str
    given_names: str | None
    position: str | None


@dataclass(frozen=True, slots=True)
class PersonSpan:
    """Where a name stands in a text, from `start` up to `end`, without its position."""

    start: int
    end: int
    person: NamedPerson


@dataclass(frozen=True, slots=True)
class _Reading:
    """So many tokens as one person, and what it costs."""

    taken: int
    cost: float
    surname: tuple[Token, ...]
    initials: Token | None
    given: tuple[Token, ...] = ()


def read_person(text: str) -> NamedPerson | None:
    """The one person that the whole text names, perhaps with a position; None for anything else."""
    spans = find_persons(text) if len(text) <= _LONGEST_TEXT else []
    if len(spans) != 1:
        return None
    before, after = text[: spans[0].start].strip(_EDGE), text[spans[0].end :].strip(_EDGE + ".")
    if (before and after) or "," in before or ";" in before + after:
        return None
    position = to_line(before or after)
    if position.startswith("(") and position.endswith(")"):
        position = position[1:-1].strip()
    person = spans[0].person
    return NamedPerson(person.name, person.given_names, position[:_LONGEST_POSITION].strip() or None)


def find_persons(text: str) -> list[PersonSpan]:
    """All names in the text from left to right; names inside quotation marks and after «имени» are none."""
    tokens = tokens_of(text)
    return [
        PersonSpan(tokens[at].start, tokens[at + reading.taken - 1].end, _person(reading))
        for at, reading in _cheapest(tokens)
    ]


def _cheapest(tokens: Sequence[Token]) -> list[tuple[int, _Reading]]:
    """The readings that together cost least, by dynamic programming from the end of the text."""
    costs = [0.0] * (len(tokens) + 1)
    chosen: list[_Reading | None] = [None] * len(tokens)
    for at in range(len(tokens) - 1, -1, -1):
        costs[at] = _cost_of_leaving(tokens, at) + costs[at + 1]
        for reading in _readings(tokens, at):
            cost = _FOUND + reading.cost + costs[at + reading.taken]
            if cost <= costs[at]:
                costs[at], chosen[at] = cost, reading
    found = []
    at = 0
    while at < len(tokens):
        reading_here = chosen[at]
        if reading_here is None:
            at += 1
        else:
            found.append((at, reading_here))
            at += reading_here.taken
    return found


def _cost_of_leaving(tokens: Sequence[Token], at: int) -> float:
    kind = tokens[at].kind
    if kind is Kind.INITIALS:
        return _LEFT_INITIALS
    if kind is not Kind.SURNAME:
        return 0.0
    is_in_a_phrase = at > 0 and tokens[at - 1].kind in (Kind.WORD, Kind.CAPITALS, Kind.SURNAME, Kind.OTHER)
    return _LEFT_SURNAME_IN_A_PHRASE if is_in_a_phrase else _LEFT_SURNAME


def _readings(tokens: Sequence[Token], at: int) -> Iterator[_Reading]:
    kind = tokens[at].kind
    window = tokens[at : at + _LONGEST_NAME_IN_TOKENS]
    if kind is Kind.INITIALS:
        yield from _initials_first(window)
    elif kind in (Kind.SURNAME, Kind.CAPITALS, Kind.PARTICLE):
        yield from _surname_first(window)
        yield from _full_name(window)


def _surname_at(tokens: Sequence[Token], at: int) -> tuple[tuple[Token, ...], float] | None:
    """A surname with its particles («де Ла-Торре») from `at` on, and its cost."""
    end = at
    while end < len(tokens) and tokens[end].kind is Kind.PARTICLE:
        end += 1
    if end == len(tokens) or tokens[end].kind not in (Kind.SURNAME, Kind.CAPITALS):
        return None
    return tuple(tokens[at : end + 1]), _CAPITALS if tokens[end].kind is Kind.CAPITALS else 0.0


def _gap(tokens: Sequence[Token], at: int, *, comma: bool) -> tuple[int, float]:
    """How many separators from `at` on a name may hold, and their cost."""
    cost = 0.0
    start = at
    if comma and at < len(tokens) and tokens[at].text == ",":
        at, cost = at + 1, _OVER_A_COMMA
    if at < len(tokens) and tokens[at].kind is Kind.NEWLINE:
        at, cost = at + 1, cost + _OVER_A_LINE
    return at - start, cost


def _surname_first(tokens: Sequence[Token]) -> Iterator[_Reading]:
    surname = _surname_at(tokens, 0)
    if surname is None:
        return
    taken, cost = len(surname[0]), surname[1]
    gap, gap_cost = _gap(tokens, taken, comma=True)
    at = taken + gap
    if at == len(tokens):
        return
    if tokens[at].kind is Kind.INITIALS:
        yield _Reading(at + 1, cost + gap_cost, surname[0], tokens[at])
    elif tokens[at].kind is Kind.BARE_INITIALS and gap == 0 and looks_like_surname(surname[0][-1].text):
        yield _Reading(at + 1, cost + _BARE, surname[0], tokens[at])


def _initials_first(tokens: Sequence[Token]) -> Iterator[_Reading]:
    gap, gap_cost = _gap(tokens, 1, comma=False)
    surname = _surname_at(tokens, 1 + gap)
    if surname is not None:
        yield _Reading(1 + gap + len(surname[0]), surname[1] + 2 * gap_cost, surname[0], tokens[0])


def _full_name(tokens: Sequence[Token]) -> Iterator[_Reading]:
    """«Иванова Мария Петровна», «Мария Петровна Иванова», «Иванова Мария», «Мария Иванова»."""
    places = _words_in_a_row(tokens)
    over_lines = _OVER_A_LINE * (places[-1] + 1 - len(places)) if places else 0.0
    for surname, given, cost in _orders([tokens[place] for place in places]):
        taken = places[len(given)] + 1
        yield _Reading(taken, cost + over_lines, (surname,), None, given)


def _orders(words: list[Token]) -> Iterator[tuple[Token, tuple[Token, ...], float]]:
    match words:
        case [surname, given, father, tail] if is_patronymic_tail(tail.text):
            yield surname, (given, father, tail), 0.0
        case [given, patronymic, surname, *_] if is_patronymic(patronymic.text) and (
            is_given_name(given.text) or not is_patronymic(surname.text)
        ):
            yield surname, (given, patronymic), 0.0
        case [surname, given, patronymic, *_] if is_patronymic(patronymic.text):
            yield surname, (given, patronymic), 0.0
        case [surname, given, *_] if is_given_name(given.text) and looks_like_surname(surname.text):
            yield surname, (given,), _WITHOUT_PATRONYMIC
        case [given, surname, *_] if is_given_name(given.text) and looks_like_surname(surname.text):
            if not is_patronymic(surname.text):
                yield surname, (given,), _WITHOUT_PATRONYMIC
        case _:
            return


def _words_in_a_row(tokens: Sequence[Token]) -> list[int]:
    """The places of up to four capitalised words that only spaces or single line breaks part."""
    places: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind in (Kind.SURNAME, Kind.CAPITALS) or (places and is_patronymic_tail(token.text)):
            places.append(at)
        elif token.kind is not Kind.NEWLINE or (at > 0 and tokens[at - 1].kind is Kind.NEWLINE):
            break
        if len(places) == _MOST_WORDS:
            break
    return places


def _person(reading: _Reading) -> NamedPerson:
    surname = " ".join(_capitalised(token) for token in reading.surname)
    if reading.initials is not None:
        return NamedPerson(f"{surname} {_initials(reading.initials.text)}", None, None)
    given = " ".join(_capitalised(token) for token in reading.given)
    letters = "".join(f"{token.text[0]}." for token in reading.given if not is_patronymic_tail(token.text))
    return NamedPerson(f"{surname} {letters}", given, None)


def _initials(text: str) -> str:
    return "".join(f"{hyphen}{letter}." for hyphen, letter in _HYPHENATED.findall(text))


def _capitalised(token: Token) -> str:
    if not token.text.isupper():
        return token.text
    return "-".join(part.capitalize() for part in token.text.split("-"))
