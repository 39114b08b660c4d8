"""What a personal link is bound to, and which live link is already bound to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from models.states import LinkPurpose
from notifications.rows import LINK_TOKEN

# What a link is bound to, in the order of `Binding`.
_BOUND = tuple(
    LINK_TOKEN.c[name] for name in ("purpose", "person_id", "address", "plan_id", "item_id", "task_id", "digest")
)


@dataclass(frozen=True, slots=True)
class Binding:
    """What a link is bound to: it opens this for this person alone, and dies with the address it was sent to."""

    purpose: LinkPurpose
    person_id: int
    address: str
    plan_id: int | None = None
    item_id: int | None = None
    task_id: int | None = None
    digest: str | None = None


def live_links(conn: Connection, bindings: Sequence[Binding], key_id: str, now: datetime) -> dict[Binding, int]:
    """The newest live link under this key of each binding that has one: its row's id. One statement for all."""
    if not bindings:
        return {}
    rows = conn.execute(
        select(LINK_TOKEN.c.id, *_BOUND)
        .where(
            or_(*_candidates(bindings)),
            LINK_TOKEN.c.key_id == key_id,
            LINK_TOKEN.c.used_at.is_(None),
            LINK_TOKEN.c.revoked_at.is_(None),
            LINK_TOKEN.c.expires_at > now,
        )
        .order_by(LINK_TOKEN.c.id)
    )
    live = {Binding(*row[1:]): row.id for row in rows}
    return {each: live[each] for each in bindings if each in live}


def _candidates(bindings: Iterable[Binding]) -> list[ColumnElement[bool]]:
    """What each link can be found by in an index: its task, else its person and item, else its person alone."""
    of_tasks, of_items, of_people = set(), set(), set()
    for each in bindings:
        if each.task_id is not None:
            of_tasks.add(each.task_id)
        elif each.item_id is not None:
            of_items.add(each)
        else:
            of_people.add(each.person_id)
    person, item = LINK_TOKEN.c.person_id, LINK_TOKEN.c.item_id
    conditions: list[ColumnElement[bool]] = []
    if of_tasks:
        conditions.append(LINK_TOKEN.c.task_id.in_(sorted(of_tasks)))
    if of_items:
        # Not pairs: SQLite finds those by no index. Whatever comes too much is nobody's binding.
        people, items = {each.person_id for each in of_items}, {each.item_id for each in of_items}
        conditions.append(and_(person.in_(sorted(people)), item.in_(items)))
    if of_people:
        conditions.append(and_(person.in_(sorted(of_people)), item.is_(None)))
    return conditions
