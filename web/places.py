"""The numbers in our paths, bounded so that no database is asked about a number it cannot hold."""

from typing import Annotated

from fastapi import Path, Query

MAX_ID = 2**31 - 1

Id = Annotated[int, Path(ge=1, le=MAX_ID)]
OptionalId = Annotated[str | None, Query(max_length=10)]


def number_of(text: str | None) -> int | None:
    """A number that a query string or a form names; None for anything else."""
    if text is None or not (text.isascii() and text.isdigit()) or int(text[:12]) > MAX_ID:
        return None
    return int(text)
