"""Views as JSON: the same facts that the pages show, under the views' own names.

A view's `brief` is told beside its other fields. An e-mail address is told to whom the pages show it,
through a token that coordinates.
"""

import json
from dataclasses import fields, is_dataclass, make_dataclass
from datetime import date
from typing import Any, get_type_hints

from workflow.views import PersonView

BRIEF = "brief"
SEPARATORS = (",", ":")


def told_as(kind: type, name: str, *, without: tuple[str, ...] = (), **changed: Any) -> type:
    """The shape in which a view is told: its brief's fields and its own, less some, some of another type."""
    hints = get_type_hints(kind)
    shape: dict[str, Any] = get_type_hints(hints[BRIEF]) if BRIEF in hints else {}
    shape |= {key: hint for key, hint in hints.items() if key != BRIEF} | changed
    made = make_dataclass(name, [(key, hint) for key, hint in shape.items() if key not in without])
    made.__doc__ = kind.__doc__
    return made


def plain(value: Any, *, with_addresses: bool) -> Any:
    """A view as what JSON holds; dates and times in ISO 8601, times in UTC."""
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        told: dict[str, Any] = {}
        for field in fields(value):
            member = plain(getattr(value, field.name), with_addresses=with_addresses)
            told |= member if field.name == BRIEF else {field.name: member}
        if isinstance(value, PersonView) and not with_addresses:
            told["email"] = None
        return told
    if isinstance(value, dict):
        return {key: plain(member, with_addresses=with_addresses) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member, with_addresses=with_addresses) for member in value]
    return value


def to_json(told: Any) -> bytes:
    """The bytes of an answer."""
    return json.dumps(told, ensure_ascii=False, separators=SEPARATORS).encode()
