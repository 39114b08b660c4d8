"""When a substitution (замещение) may not be set: it overlaps another one, or goes in a circle on some day. Pure rules.

Who signs for whom is resolved day by day: on each day an absent person has at most one substitute, who may be absent
too and have a substitute of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """`substitute` signs for `absent` from `starts_on` to `ends_on`, both included."""

    absent: int
    substitute: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Circle:
    """People who would sign for each other, from the absent one on, and the first day on which they would."""

    people: tuple[int, ...]
    on: date


def overlapping(new: Span, others: Iterable[Span]) -> Span | None:
    """Another substitution of the same absent person that has a day in common with the new one."""
    for other in others:
        if other.absent == new.absent and other.starts_on <= new.ends_on and new.starts_on <= other.ends_on:
            return other
    return None


def circle(new: Span, others: Sequence[Span]) -> Circle | None:
    """The circle that the new substitution would close on one of its days, the earliest; None where it closes none."""
    by_absent: dict[int, list[Span]] = {}
    for other in others:
        by_absent.setdefault(other.absent, []).append(other)
    found: list[Circle] = []
    start: tuple[int, ...] = (new.absent, new.substitute)
    waiting = [(start, new.starts_on, new.ends_on)]
    while waiting:
        path, first, last = waiting.pop()
        for span in by_absent.get(path[-1], ()):
            begins, ends = max(first, span.starts_on), min(last, span.ends_on)
            if begins > ends:
                continue
            if span.substitute == new.absent:
                found.append(Circle(path, begins))
            elif span.substitute not in path:
                waiting.append(((*path, span.substitute), begins, ends))
    return min(found, key=lambda one: one.on, default=None)


def acting_for(person: int, spans: Iterable[Span], first: date = date.min, last: date = date.max) -> set[int]:
    """Who would act for a person on some day from `first` to `last`, substitutes of substitutes followed."""
    by_absent: dict[int, list[Span]] = {}
    for span in spans:
        by_absent.setdefault(span.absent, []).append(span)
    found: set[int] = set()
    start: tuple[int, ...] = (person,)
    waiting = [(start, first, last)]
    while waiting:
        path, begins, ends = waiting.pop()
        for span in by_absent.get(path[-1], ()):
            both = max(begins, span.starts_on), min(ends, span.ends_on)
            if both[0] <= both[1] and span.substitute not in path:
                found.add(span.substitute)
                waiting.append(((*path, span.substitute), *both))
    return found


def linked(person: int, pairs: Iterable[tuple[int, int]]) -> set[int]:
    """The person and whoever is reached from them by pairs (from, to), on whatever days."""
    known = list(pairs)
    found = {person}
    while new := {after for before, after in known if before in found} - found:
        found |= new
    return found
