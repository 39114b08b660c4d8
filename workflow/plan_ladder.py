"""The ladder that a plan keeps, parsed once."""

import json
from functools import lru_cache
from typing import Any

from config.ladder import Rung, ladder_from_json
from config.stored_json import StoredList


def ladder_of(stored: list[dict[str, Any]]) -> tuple[Rung, ...]:
    """The rungs that a plan stores."""
    return _parsed(stored.text if isinstance(stored, StoredList) else json.dumps(stored))


@lru_cache(maxsize=64)
def _parsed(text: str) -> tuple[Rung, ...]:
    return ladder_from_json(json.loads(text))
