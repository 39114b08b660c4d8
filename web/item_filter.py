"""Which items of a plan a list shows: by person, by state, only the overdue."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.states import ItemState
from web.places import number_of
from workflow.transitions import STATE_NAMES
from workflow.views import ItemBrief, PersonView

STATES: dict[str, tuple[str, frozenset[ItemState]]] = {
    "planned": (STATE_NAMES[ItemState.PLANNED], frozenset({ItemState.PLANNED})),
    "in_progress": ("В работе и на доработке", frozenset({ItemState.IN_PROGRESS})),
    "deciding": (
        "На согласовании и утверждении",
        frozenset({ItemState.EVIDENCE_SUBMITTED, ItemState.AGREED}),
    ),
    "approved": ("Сняты с контроля", frozenset({ItemState.APPROVED})),
    "cancelled": ("Исключены из плана", frozenset({ItemState.CANCELLED})),
}
STATE_CHOICES = tuple((key, label) for key, (label, _) in STATES.items())


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What the visitor chose; everything else in the query string counts as no choice."""

    person: int | None
    state: str | None
    overdue: bool

    @property
    def is_set(self) -> bool:
        """Is anything chosen?"""
        return self.person is not None or self.state is not None or self.overdue

    def of(self, items: Iterable[ItemBrief]) -> tuple[ItemBrief, ...]:
        """The items that fit."""
        return tuple(item for item in items if self._fits(item))

    def _fits(self, item: ItemBrief) -> bool:
        if self.overdue and not item.is_overdue:
            return False
        if self.state is not None and item.state not in STATES[self.state][1]:
            return False
        return self.person is None or any(one.person.id == self.person for one in item.responsible)


def item_filter(person: str | None, state: str | None, overdue: str | None) -> ItemFilter:
    """The filter of a query string."""
    return ItemFilter(number_of(person), state if state in STATES else None, overdue == "1")


def responsible_people(items: Iterable[ItemBrief]) -> tuple[PersonView, ...]:
    """Everyone responsible for any of the items, by name."""
    found = {one.person.id: one.person for item in items for one in item.responsible}
    return tuple(sorted(found.values(), key=lambda person: person.name))
