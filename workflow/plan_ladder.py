"""The ladder that a plan or an item keeps, parsed once."""

import json
from functools import lru_cache
from typing import Any

from config.ladder import Rung, ladder_from_json
from config.stored_json import StoredList


def ladder_of(stored: list[dict[str, Any]]) -> tuple[Rung, ...]:
    """The rungs that are stored."""
    return _parsed(stored.text if isinstance(stored, StoredList) else json.dumps(stored))


def ladder_in_force(plan: Any, item: Any) -> tuple[Rung, ...]:
    """The rungs that an item's clocks follow: its own ladder where it has one, else the plan's."""
    return ladder_of(item.ladder or plan.ladder)


def own_ladder(item: Any) -> tuple[Rung, ...] | None:
    """The rungs of an item that has its own ladder, else None."""
    return ladder_of(item.ladder) if item.ladder else None


@lru_cache(maxsize=64)
def _parsed(text: str) -> tuple[Rung, ...]:
    return ladder_from_json(json.loads(text))
