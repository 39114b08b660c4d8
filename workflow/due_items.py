"""The leads' clocks that are due: the items, who is responsible for each, and the approvers above them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update

from config.membership import is_among
from config.prepared import Prepared, Question
from models.states import ClockKind
from workflow.audiences import Cast
from workflow.chain_roles import names_roles, role_holders, with_holders
from workflow.conflicts import active_substitutes
from workflow.due_clocks import RUNNING, DueClock, DueKind, ask_of_responsible_among, locking, responsible_among
from workflow.holds import ask_of_holds, holds_among, put_off
from workflow.ladder import RunningClock
from workflow.plan_ladder import ladder_of, own_ladder
from workflow.promises import NOTHING_PROMISED, ask_of_promises, promises_among
from workflow.rows import ITEM
from workflow.transaction import Transaction

_IS_DUE = ITEM.c.next_rung_on <= bindparam("today")
_IN_ORDER = (ITEM.c.next_rung_on, ITEM.c.id)
_FREE, _HELD = locking(
    select(
        ITEM.c.id,
        ITEM.c.place,
        ITEM.c.state,
        ITEM.c.starts_on,
        ITEM.c.chain,
        ITEM.c.ladder,
        ITEM.c.clock_id,
        ITEM.c.clock_ends_on,
        ITEM.c.clock_floor,
    )
    .where(is_among(ITEM.c.id, "keys"), _IS_DUE)
    .order_by(*_IN_ORDER),
    of=ITEM,
)


def _asked(rows: Sequence[Any]) -> list[Question]:
    ids = [row.id for row in rows]
    return [ask_of_responsible_among(ids), ask_of_promises(ids), ask_of_holds(ids)]


def _clocks(tx: Transaction, plan: Any, rows: Sequence[Any], today: date) -> list[DueClock | None]:
    """A clock for each row, None where none runs."""
    if plan.state not in RUNNING:
        return [None] * len(rows)
    ids = [row.id for row in rows]
    responsible = responsible_among(tx.conn, ids)
    promised, held = promises_among(tx.conn, ids), holds_among(tx.conn, ids)
    substitutes = {absent: pair[0] for absent, pair in active_substitutes(tx.conn, today).items()}
    coordinator = plan.coordinator_id
    of_plan: dict[int | None, tuple[tuple[int, ...], ...]] = {}
    found: list[DueClock | None] = []
    for row in rows:
        clock_id, ends_on, chain = row.clock_id, row.clock_ends_on, row.chain
        if clock_id is None or ends_on is None:
            found.append(None)
            continue
        people = responsible.get(row.id, ())
        lead = next((person for person in people if person.is_lead), None)
        manager = None if lead is None else lead.manager_id
        if chain:
            steps = _steps(plan, chain, manager)
        elif manager in of_plan:
            steps = of_plan[manager]
        else:
            steps = of_plan[manager] = _steps(plan, plan.chain, manager)
        clock = RunningClock(clock_id, ClockKind.LEAD, row.starts_on, ends_on, row.clock_floor, row.state)
        if row.id in held:
            clock = replace(clock, put_off=put_off(held[row.id], tx.calendar))
        cast = Cast(
            lead=None if lead is None else lead.person_id,
            co_executors=tuple([person.person_id for person in people if not person.is_lead]),
            lead_manager=manager,
            coordinator=coordinator,
            steps=steps,
            substitutes=substitutes,
        )
        said = promised.get(row.id, NOTHING_PROMISED)
        found.append(DueClock(f"item/{row.place}", row.id, clock, cast, ladder=own_ladder(row), promised=said))
    return found


def _steps(plan: Any, chain: Sequence[dict[str, Any]], lead_manager: int | None) -> tuple[tuple[int, ...], ...]:
    people = with_holders(chain, role_holders(plan, lead_manager)) if names_roles(chain) else chain
    return tuple(tuple(step["approvers"]) for step in people)


DUE_ITEMS = DueKind(
    due=Prepared(
        select(ITEM.c.id.label("key"), ITEM.c.plan_id).where(_IS_DUE).order_by(*_IN_ORDER).limit(bindparam("most"))
    ),
    free=_FREE,
    held=_HELD,
    move=Prepared(update(ITEM).where(ITEM.c.id == bindparam("key_id")), columns=("next_rung_on",)),
    next_on="next_rung_on",
    ladder=lambda plan: ladder_of(plan.ladder),
    row=lambda row: {"key_id": row.id},
    clock_id=lambda row: row.clock_id,
    asked=_asked,
    clocks=_clocks,
)
