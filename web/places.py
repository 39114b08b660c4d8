"""The numbers in our paths, bounded so that no database is asked about a number it cannot hold."""

from typing import Annotated

from fastapi import Path, Query

from workflow.errors import InvalidCommand

MAX_ID = 2**31 - 1
_DIGITS = len(str(MAX_ID))

Id = Annotated[int, Path(ge=1, le=MAX_ID)]
OptionalId = Annotated[str | None, Query(max_length=10)]


def number_of(text: str | None) -> int | None:
    """A number that a query string or a form names; None for anything else."""
    if text is None or len(text) > _DIGITS or not (text.isascii() and text.isdigit()):
        return None
    number = int(text)
    return number if number <= MAX_ID else None


def id_of(text: str | None, field: str) -> int | None:
    """An id that a form's field names, None when nothing was chosen. Raises `InvalidCommand` for anything else."""
    if text is None:
        return None
    number = number_of(text)
    if not number:
        raise InvalidCommand("Выберите один из вариантов списка.", field=field)
    return number
