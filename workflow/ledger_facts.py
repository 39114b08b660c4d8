"""What every entry of a ledger tells beside its data: when it was written and in whose name."""

from collections.abc import Mapping
from typing import Any


def timed(entry: Mapping[str, Any], column: str) -> dict[str, Any]:
    """The time of an entry under the name of the column that has it; nothing where the clock was held."""
    return {} if "clock" in entry else {column: entry["ts"]}


def person_of(name: str) -> int | None:
    """`person/5`, or None for the system."""
    kind, _, number = name.partition("/")
    return int(number) if kind == "person" else None
