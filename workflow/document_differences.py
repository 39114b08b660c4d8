"""Where a plan in force, or a draft, says something else than the document that it was read from."""

from collections.abc import Iterable, Mapping
from typing import Any

from workflow.item_columns import item_values


def document_differences(items: Iterable[Any], responsible: Mapping[int, list[str]]) -> list[dict[str, Any]]:
    """An entry for each item that differs: its place and number, the fields before (as printed) and after.

    `items` are rows of plan items, `responsible` the names by the item's id in their order.
    """
    found = []
    for item in items:
        written = item.as_written
        now = item_values(item)
        if "responsible" in written:
            now["responsible"] = responsible.get(item.id, [])
        after = {field: value for field, value in now.items() if field in written and written[field] != value}
        if after:
            before = {field: written[field] for field in after}
            found.append({"place": item.place, "number": item.number, "before": before, "after": after})
    return found
