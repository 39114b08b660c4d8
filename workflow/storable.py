"""What both databases and the calendar can hold: asked of every command, so that no door has to."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import BaseModel

MAX_NUMBER = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2199


def demand_storable(value: Any) -> None:
    """Raise `ValueError` in Russian for a number, a day or a text that could not be kept, however deep it lies."""
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("недопустимые знаки в тексте")
    elif isinstance(value, int):
        if not -MAX_NUMBER <= value <= MAX_NUMBER:
            raise ValueError("слишком большое число")
    elif isinstance(value, date):
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValueError(f"проверьте год: он должен быть от {FIRST_YEAR} до {LAST_YEAR}")
    else:
        for member in _members(value):
            demand_storable(member)


def _members(value: Any) -> Iterable[Any]:
    if isinstance(value, BaseModel):
        return value.__dict__.values()
    if isinstance(value, dict):
        return (*value.keys(), *value.values())
    return value if isinstance(value, list | tuple) else ()
