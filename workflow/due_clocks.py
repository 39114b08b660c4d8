"""What a sweep looks at: a kind of clock with the statements that find what is due of it, and the clocks themselves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from config.ladder import Rung
from config.membership import is_among
from config.prepared import Prepared, Question
from models.plans import RungRecord
from models.states import PlanState
from workflow.audiences import Cast
from workflow.ladder import Occasion, RunningClock
from workflow.promises import Promised
from workflow.rows import PERSON, RESPONSIBLE
from workflow.transaction import Transaction

RUNG: Any = RungRecord.__table__  # type: ignore[attr-defined]
RUNNING = (PlanState.ACTIVE, PlanState.IN_REVIEW)
Handled = frozenset[Occasion]
NOTHING_HANDLED: Handled = frozenset()

_RESPONSIBLE_AMONG = Prepared(
    select(RESPONSIBLE.c.item_id, RESPONSIBLE.c.person_id, RESPONSIBLE.c.is_lead, PERSON.c.manager_id)
    .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
    .where(is_among(RESPONSIBLE.c.item_id, "item_ids"))
    .order_by(RESPONSIBLE.c.item_id, RESPONSIBLE.c.place)
)
_HANDLED = Prepared(
    select(RUNG.c.clock_id, RUNG.c.rung, RUNG.c.occurrence).where(is_among(RUNG.c.clock_id, "clock_ids")).distinct()
)


@dataclass(frozen=True, slots=True)
class DueClock:
    """A clock that is due to be looked at, with everything needed to judge it and to tell of it.

    `ladder` are the item's own rungs, None where it follows the plan's. While it `is_silent` nothing is told, and it
    runs on. `promised` holds until when people said that they will do it.
    """

    object: str
    item_id: int | None
    clock: RunningClock
    cast: Cast
    task_id: int | None = None
    submission_id: int | None = None
    is_silent: bool = False
    ladder: tuple[Rung, ...] | None = None
    promised: Promised = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DueKind:
    """One kind of clock. Its rows are found by keys: `due` gives up to a limit of (key, plan_id) in order, unlocked.

    `free` locks and reads the rows of these keys that are due and that nobody else holds, `held` waits for the others.
    `clocks` makes a clock of each row of a plan, None where none runs; what it will ask, `asked` gives for one round
    trip. `ladder` gives the rungs by the plan's row; `row` is what `move` finds a row by when it sets `next_on`.
    """

    due: Prepared
    free: Prepared
    held: Prepared
    move: Prepared
    next_on: str
    ladder: Callable[[Any], tuple[Rung, ...]]
    row: Callable[[Any], Mapping[str, int]]
    clock_id: Callable[[Any], str | None]
    asked: Callable[[Sequence[Any]], list[Question]]
    clocks: Callable[[Transaction, Any, Sequence[Any], date], list[DueClock | None]]


def locking(statement: Select[Any], of: Any) -> tuple[Prepared, Prepared]:
    """The statement that passes over what others hold, and the one that waits for it.

    No key of a locked row ever changes, so those who only refer to it need not wait (FOR NO KEY UPDATE).
    """
    free, held = (statement.with_for_update(of=of, key_share=True, skip_locked=skips) for skips in (True, False))
    return Prepared(free), Prepared(held)


def ask_of_responsible_among(item_ids: Sequence[int]) -> Question:
    """What `responsible_among` will ask."""
    return _RESPONSIBLE_AMONG.asked(item_ids=item_ids)


def responsible_among(conn: Connection, item_ids: Sequence[int]) -> dict[int, list[Any]]:
    """Who is responsible, by the id of the item, in the document's order: person_id, is_lead, manager_id."""
    found: dict[int, list[Any]] = {}
    for row in _RESPONSIBLE_AMONG.all(conn, item_ids=item_ids):
        found.setdefault(row.item_id, []).append(row)
    return found


def ask_of_handled(clock_ids: Sequence[str]) -> Question:
    """What `handled_of` will ask."""
    return _HANDLED.asked(clock_ids=clock_ids)


def handled_of(conn: Connection, clock_ids: Sequence[str]) -> dict[str, Handled]:
    """Which (rung, occurrence) of each clock fired or were passed over before."""
    found: dict[str, list[Occasion]] = {}
    for row in _HANDLED.all(conn, clock_ids=clock_ids):
        clock_id, rung, occurrence = row.cells
        found.setdefault(clock_id, []).append((rung, occurrence))
    return {clock_id: frozenset(rungs) for clock_id, rungs in found.items()}
