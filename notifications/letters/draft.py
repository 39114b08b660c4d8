"""What a composed letter is before it becomes a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from models.states import LinkPurpose
from notifications.letters.facts import Facts
from notifications.link_binding import Binding
from workflow.views import PersonView


@dataclass(frozen=True, slots=True)
class Draft:
    """Subject, the data that the templates show (JSON), the thread it belongs to, and its personal links by name."""

    subject: str
    context: dict[str, Any]
    thread: str | None = None
    links: Mapping[str, Binding] = field(default_factory=dict)


@dataclass(slots=True)
class Desk:
    """Everything at hand while one letter is written: facts, the recipient, and the links that it asks for.

    `person` is None for an address outside (a keeper of checkpoints). `asks_for_pin`: are decisions confirmed by PIN?
    """

    conn: Connection
    facts: Facts
    now: datetime
    person: PersonView | None
    address: str
    asks_for_pin: bool = True
    bindings: dict[str, Binding] = field(default_factory=dict)

    def link(self, name: str, purpose: LinkPurpose, **about: Any) -> None:
        """Put a personal link into the letter under `name`. `about`: plan_id, item_id, task_id, digest."""
        assert self.person is not None  # noqa: S101 -- only a person's notices carry personal links
        self.bindings[name] = Binding(purpose, self.person.id, self.address, **about)

    def way_to_item(self, name: str, item_id: int) -> str | None:
        """How this person opens an item: a personal link for a responsible one, else the page's path."""
        brief = self.facts.brief(item_id)
        if self.person is not None and self.facts.is_responsible(brief, self.person.id):
            self.link(name, LinkPurpose.RESPOND, plan_id=brief.plan_id, item_id=item_id)
            return None
        return item_path(brief.plan_id, brief.place)


Composer = Callable[[list[Row[Any]], Desk], Draft]


def plan_path(plan_id: int, page: str = "") -> str:
    """The path of a plan's page."""
    return f"/plans/{plan_id}{page}"


def item_path(plan_id: int, place: int) -> str:
    """The path of an item's page."""
    return f"/plans/{plan_id}/items/{place}"


def item_thread(item_id: int) -> str:
    """The thread that all letters about one item belong to."""
    return f"item-{item_id}"
