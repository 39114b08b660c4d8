"""What a row of a plan document tells of an item, by the columns that keep it."""

from typing import Any

from sqlalchemy import Row

from workflow.plain_values import plain

# In the order in which a plan's table tells them; who is responsible stands in rows of its own.
ITEM_COLUMNS = (
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


def item_values(item: Row[Any]) -> dict[str, Any]:
    """These columns of an item's row, as the ledger writes them."""
    return {name: plain(getattr(item, name)) for name in ITEM_COLUMNS}
