"""What is signed of an amendment: each change before and after, in plain values, people by their numbers.

The approvers see it, their decision is bound to it by its digest, and on the last approval exactly this is done.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from workflow.stored_chains import stand_ins

Kind = Literal["change", "cancel", "add", "restore", "chain", "ladder", "organisation"]


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """What is proposed for one item. `place` is None for an added one, which gets the next place when it is added.

    `number` and `title` are those in force, `responsible` who is in force. `before` and `after` hold the fields that
    change as the ledger writes them (dates in ISO 8601, people by id); of an added item `after` holds all, of a
    cancelled one `before` tells what is given up. A route or a ladder without a place is the plan's: `responsible` are
    then those of all items that follow it. Of an organisation of the plan's list `number` is the code and `title` the
    name.
    """

    kind: Kind
    place: int | None
    number: str
    title: str
    responsible: tuple[int, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The change as the manifest holds it."""
        return {
            "kind": self.kind,
            "place": self.place,
            "number": self.number,
            "title": self.title,
            "responsible": list(self.responsible),
            "before": dict(self.before),
            "after": dict(self.after),
        }

    def route_people(self) -> set[int]:
        """Everyone whom a changed route names, before or after; to sit in it is no conflict."""
        if self.kind != "chain":
            return set()
        return _named_in(self.before["chain"] or ()) | _named_in(self.after["chain"] or ())

    def seated(self) -> set[int]:
        """Whom a changed route names and did not name before: they will be asked to decide."""
        if self.kind != "chain":
            return set()
        return _named_in(self.after["chain"] or ()) - _named_in(self.before["chain"] or ())

    def people(self) -> set[int]:
        """Everyone who is responsible for the item, before or after."""
        named = {*self.responsible, *self.before.get("responsible", ()), *self.after.get("responsible", ())}
        return named | {values["lead"] for values in (self.before, self.after) if values.get("lead") is not None}


def _named_in(chain: Iterable[Mapping[str, Any]]) -> set[int]:
    return {person for step in chain for person in (*step["approvers"], *stand_ins(step))}


def change_from_json(stored: Mapping[str, Any]) -> ProposedChange:
    """The change that `ProposedChange.as_json` wrote."""
    return ProposedChange(**{**stored, "responsible": tuple(stored["responsible"])})


def proposed_changes(manifest: Mapping[str, Any] | bytes) -> tuple[ProposedChange, ...]:
    """The changes of an amendment's manifest, in their order."""
    read = json.loads(manifest) if isinstance(manifest, bytes) else manifest
    return tuple(change_from_json(each) for each in read["proposes"]["changes"])


def people_of(changes: Iterable[ProposedChange]) -> set[int]:
    """Everyone who is responsible for a touched item, before or after."""
    return {person for change in changes for person in change.people()}


def places_of(changes: Iterable[ProposedChange]) -> list[int]:
    """The places of the items that are there already and are touched."""
    return [change.place for change in changes if change.place is not None]


def amendment_proposal(
    changes: Iterable[ProposedChange], names: Mapping[int, str], document: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What the manifest proposes: the changes, the names that they speak of, the document that they came from."""
    listed = list(changes)
    return {
        "changes": [change.as_json() for change in listed],
        "people": {
            str(person): names[person]
            for person in sorted(people_of(listed).union(*(change.route_people() for change in listed)))
        },
        "document": None if document is None else dict(document),
    }


def names_in(manifest: Mapping[str, Any]) -> dict[int, str]:
    """The names of people as they were when the amendment was proposed."""
    return {int(person): name for person, name in manifest["proposes"]["people"].items()}
