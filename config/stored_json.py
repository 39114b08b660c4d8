"""JSON as the database keeps it: the same text is parsed once, and nobody can change what it gave.

A plan's ladder and chain come along with every row of it, and hardly ever differ from those read a moment ago.
"""

import json
from functools import lru_cache
from typing import Any, NoReturn

KEPT_LENGTH = 8_000
KEPT_TEXTS = 256


def _refuse(*_arguments: object, **_named: object) -> NoReturn:
    raise TypeError("what was read from the database is not changed in place: make a new list or dict")


class StoredList(list[Any]):
    """A list that was read. `text` is its JSON where it is the whole of a column."""

    __slots__ = ("text",)
    text: str
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse

    def __reduce__(self) -> tuple[type[list[Any]], tuple[list[Any]]]:
        return list, (list(self),)


class StoredDict(dict[str, Any]):
    """A dict that was read."""

    __slots__ = ()
    clear = pop = popitem = setdefault = update = _refuse
    __setitem__ = __delitem__ = __ior__ = _refuse

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return dict, (dict(self),)


def load_stored(text: str | bytes) -> Any:
    """The value of a JSON column."""
    return _kept(text) if len(text) <= KEPT_LENGTH else json.loads(text)


@lru_cache(KEPT_TEXTS)
def _kept(text: str | bytes) -> Any:
    value = _sealed(json.loads(text))
    if isinstance(value, StoredList):
        value.text = text if isinstance(text, str) else text.decode()
    return value


def _sealed(value: Any) -> Any:
    if isinstance(value, dict):
        return StoredDict((key, _sealed(member)) for key, member in value.items())
    if isinstance(value, list):
        return StoredList(_sealed(member) for member in value)
    return value
