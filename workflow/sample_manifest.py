"""What is signed of a sample or a schedule: of which item, which organisations of which, and what was before."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from workflow.commands import StoredDocument
from workflow.scopes import ItemScope


@dataclass(frozen=True, slots=True)
class ProposedSample:
    """A sample as its manifest holds it. `among` are the organisations it is taken from, `before` the sample so far."""

    place: int
    number: str
    title: str
    note: str | None
    responsible: tuple[str, ...]
    scope: ItemScope
    organisations: tuple[str, ...]
    among: tuple[str, ...]
    before: tuple[str, ...] | None
    document: StoredDocument | None

    @property
    def left_out(self) -> tuple[str, ...]:
        """The organisations that are not in the sample."""
        return tuple(code for code in self.among if code not in self.organisations)


def sample_proposal(
    item: Row[Any],
    responsible: Iterable[Row[Any]],
    scope: ItemScope,
    *,
    organisations: Sequence[str],
    among: Sequence[str],
    document: StoredDocument | None,
) -> dict[str, Any]:
    """What the manifest proposes."""
    return {
        "item": {
            "place": item.place,
            "number": item.number,
            "title": item.title,
            "note": item.note,
            "responsible": [row.name for row in responsible],
        },
        "scope": scope.value,
        "before": {"sample": item.sample},
        "after": {"sample": list(organisations)},
        "among": list(among),
        "document": None if document is None else document.model_dump(),
    }


def proposed_sample(manifest: Mapping[str, Any] | bytes) -> ProposedSample:
    """The sample that a manifest proposes."""
    read = json.loads(manifest) if isinstance(manifest, bytes) else manifest
    proposes = read["proposes"]
    item, before, document = proposes["item"], proposes["before"]["sample"], proposes["document"]
    return ProposedSample(
        place=item["place"],
        number=item["number"],
        title=item["title"],
        note=item["note"],
        responsible=tuple(item["responsible"]),
        scope=ItemScope(proposes["scope"]),
        organisations=tuple(proposes["after"]["sample"]),
        among=tuple(proposes["among"]),
        before=None if before is None else tuple(before),
        document=None if document is None else StoredDocument.model_validate(document),
    )
