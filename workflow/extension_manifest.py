"""What is signed of an extension: whose deadline, what was planned, what is in force, what is asked for."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from workflow.deadlines import effective_due


@dataclass(frozen=True, slots=True)
class ProposedExtension:
    """A request as its manifest holds it. `is_late`: asked for after the deadline in force (`due_on`).

    `planned_on` is the plan's own deadline, which stays.
    """

    place: int
    number: str
    title: str
    responsible: tuple[str, ...]
    planned_on: date | None
    due_on: date
    wanted_on: date
    is_late: bool


def extension_proposal(
    item: Row[Any], responsible: Iterable[Row[Any]], wanted_on: date, *, is_late: bool
) -> dict[str, Any]:
    """What the manifest proposes, dates in ISO 8601."""
    in_force = effective_due(item.due_on, item.extended_due_on)
    return {
        "item": {
            "place": item.place,
            "number": item.number,
            "title": item.title,
            "responsible": [row.name for row in responsible],
        },
        "planned_on": None if item.due_on is None else item.due_on.isoformat(),
        "before": {"due_on": None if in_force is None else in_force.isoformat()},
        "after": {"due_on": wanted_on.isoformat()},
        "is_late": is_late,
    }


def proposed_extension(manifest: Mapping[str, Any] | bytes) -> ProposedExtension:
    """The extension that a manifest proposes."""
    read = json.loads(manifest) if isinstance(manifest, bytes) else manifest
    proposes = read["proposes"]
    item, planned = proposes["item"], proposes["planned_on"]
    return ProposedExtension(
        place=item["place"],
        number=item["number"],
        title=item["title"],
        responsible=tuple(item["responsible"]),
        planned_on=None if planned is None else date.fromisoformat(planned),
        due_on=date.fromisoformat(proposes["before"]["due_on"]),
        wanted_on=date.fromisoformat(proposes["after"]["due_on"]),
        is_late=proposes["is_late"],
    )
