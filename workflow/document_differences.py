"""Where a plan in force, or a draft, says something else than the document that it was read from."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

FIELDS = (
    "number",
    "title",
    "expected_result",
    "target_count",
    "target_percent",
    "starts_on",
    "due_on",
    "recurrence",
    "note",
    "organisations",
)


def document_differences(items: Iterable[Any], responsible: Mapping[int, list[str]]) -> list[dict[str, Any]]:
    """An entry for each item that differs: its place and number, the fields before (as printed) and after.

    `items` are rows of plan items, `responsible` the names by the item's id in their order.
    """
    found = []
    for item in items:
        written = item.as_written
        now = {field: _plain(getattr(item, field)) for field in FIELDS}
        if "responsible" in written:
            now["responsible"] = responsible.get(item.id, [])
        after = {field: value for field, value in now.items() if field in written and written[field] != value}
        if after:
            before = {field: written[field] for field in after}
            found.append({"place": item.place, "number": item.number, "before": before, "after": after})
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value
