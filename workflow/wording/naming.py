"""Naming some of many in a sentence that stays readable."""

from collections.abc import Iterable, Sequence
from itertools import islice

MOST_NAMED = 20
QUOTE_LENGTH = 200


def first_of(names: Iterable[str], count: int, most: int = MOST_NAMED) -> str:
    """The first 20 (`most`) of `count` names and how many more there are: «1, 2, … и ещё 7»."""
    named = ", ".join(islice(names, most))
    return named if count <= most else f"{named} и ещё {count - most}"


def items_named(numbers: Sequence[str], most: int = MOST_NAMED) -> str:
    """Items by their numbers, in the accusative: «пункт 1», «пункты 1, 2»."""
    return f"{'пункт' if len(numbers) == 1 else 'пункты'} {first_of(numbers, len(numbers), most)}"


def quoted(text: str) -> str:
    """The text as a quotation of at most 200 characters."""
    return text if len(text) <= QUOTE_LENGTH else f"{text[:QUOTE_LENGTH].rstrip()}…"
