"""How the replay holds what the entries tell against rows: both brought to the ledger's plain values."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row

from audit.database_source import DatabaseSource
from audit.replay import Replay
from config.errors import SettingsError
from workflow.errors import NotFound
from workflow.plain_values import plain

Told = Mapping[Any, Mapping[str, Any]]


def read_ledger(
    conn: Connection, ledger_id: str, follow: Callable[[Mapping[str, Any]], None]
) -> tuple[Replay, list[str]]:
    """The verifier's reading of a ledger while `follow` gets each entry; with what was wrong, a line each.

    Raises `SourceDamaged`.
    """
    source = DatabaseSource(conn, ledger_id, vkeys=(), evidence_path=lambda _sha256: None)
    reading, problems = Replay(source, None), list[str]()
    reading.run(_followed(source.entries(), follow, problems), ())
    return reading, [*(f"entry {finding.seq}: {finding.what}" for finding in reading.findings), *problems]


def _followed(
    bodies: Iterable[bytes], follow: Callable[[Mapping[str, Any]], None], problems: list[str]
) -> Iterator[bytes]:
    for seq, body in enumerate(bodies):
        try:
            follow(json.loads(body))
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            problems.append(f"entry {seq}: cannot be followed: {error!r}")
        yield body


def columns_of(row: Row[Any]) -> dict[str, Any]:
    """A row by the names of its columns."""
    return row._asdict()


def readable(what: str, compare: Callable[[], list[str]]) -> list[str]:
    """What a comparison finds; a row that it cannot even read, or that is not there, is a line too."""
    try:
        return compare()
    except (NotFound, SettingsError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        return [f"{what}: the table holds what cannot be read: {error!r}"]


def unequal(what: str, told: Mapping[Any, object], stored: Mapping[Any, object]) -> list[str]:
    """A line for each key on which the two differ or that only one of them has."""
    return [
        f"{what} {key}: the ledger says {told.get(key, 'nothing')}, the table {stored.get(key, 'nothing')}".lstrip()
        for key in dict.fromkeys([*told, *stored])
        if key not in told or key not in stored or told[key] != stored[key]
    ]


def columns_unequal(what: str, told: Mapping[str, Any], stored: Mapping[str, Any]) -> list[str]:
    """A line for each column that the ledger tells of a row and that the row has otherwise."""
    return unequal(what, told, {name: as_told(value, plain(stored[name])) for name, value in told.items()})


def rows_unequal(what: str, told: Told, stored: Told) -> list[str]:
    """The same for many rows; also those that only one side has."""
    lines = unequal(what, dict.fromkeys(told, "a row"), dict.fromkeys(stored, "a row"))
    for key, columns in told.items():
        if key in stored:
            lines += columns_unequal(f"{what} {key}".lstrip(), columns, stored[key])
    return lines


def as_told(told: Any, stored: Any) -> Any:
    """`stored` with only those members that the ledger tells of a structure such as a chain."""
    if isinstance(told, dict) and isinstance(stored, dict):
        return {key: as_told(told[key], stored[key]) for key in told if key in stored}
    if isinstance(told, list) and isinstance(stored, list) and len(told) == len(stored):
        return [as_told(*pair) for pair in zip(told, stored, strict=True)]
    return stored
