"""Whether somebody is left to finish an item along its route, after conflicts and substitutions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import PlanState
from workflow.chain import Standing, resolve
from workflow.chain_roles import names_roles, role_holders, with_holders
from workflow.conflicts import author_conflicts, item_conflicts, responsible_conflicts, standing
from workflow.errors import ConflictOfInterest
from workflow.rows import EVIDENCE, FORMER_RESPONSIBLE, ITEM, PERSON, SUBMISSION, responsible_of_plan

Chain = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PlanRoute:
    """What roles in a route are resolved by: who coordinates the plan, and the plan's own route as it will be."""

    coordinator_id: int
    chain: Chain


@dataclass(slots=True)
class Finishing:
    """What is known of a plan's people on a day, read once for all its items.

    Of most items nobody but the responsible has a conflict; `worked_on` are the ids of the others. `managers` are by
    the id of the person; `holders` by the item's id are who is responsible now, where the plan is in force: who is
    replaced does not decide on the item either.
    """

    conn: Connection
    today: date
    plan: Any  # a PlanRoute: what is read of the plan's row
    people: Standing
    managers: Mapping[int, int | None]
    worked_on: frozenset[int]
    holders: Mapping[int, frozenset[int]]
    _by_people: dict[frozenset[int], dict[int, str]] = field(default_factory=dict)

    def problem_of_item(
        self, own: Chain | None, responsible: Iterable[int], lead: int | None, item_id: int | None
    ) -> str | None:
        """Why nobody could finish an item of these people along its own route, or the plan's.

        None where somebody could, and for a plan that has no route yet.
        """
        chain = own or self.plan.chain
        if not chain:
            return None
        people = frozenset(responsible) | (frozenset() if item_id is None else self.holders.get(item_id, frozenset()))
        if item_id is not None and item_id in self.worked_on:
            conflicts = item_conflicts(self.conn, item_id, self.today, responsible=people)
        else:
            known = self._by_people.get(people)
            conflicts = responsible_conflicts(self.conn, people, self.today) if known is None else known
            self._by_people[people] = conflicts
        return self._problem(chain, conflicts, lead)

    def problem_of_plan(self) -> str | None:
        """Why nobody could end the plan's route on what its coordinator sends along it; None where somebody could."""
        return self._problem(self.plan.chain, author_conflicts(self.plan.coordinator_id), None)

    def _problem(self, chain: Chain, conflicts: Mapping[int, str], lead: int | None) -> str | None:
        people = replace(self.people, conflicted={**conflicts, **self.people.conflicted})
        if names_roles(chain):
            manager = None if lead is None else self.managers.get(lead)
            chain = with_holders(chain, role_holders(self.plan, manager))
        try:
            resolve(chain, people)
        except ConflictOfInterest as conflict:
            return conflict.message
        return None


def finishing(conn: Connection, plan: Row[Any], today: date, *, chain: Chain | None = None) -> Finishing:
    """Read what is known of the people of a plan; `chain` is its route where that is about to become another."""
    files = select(EVIDENCE.c.item_id).join(ITEM, ITEM.c.id == EVIDENCE.c.item_id).where(ITEM.c.plan_id == plan.id)
    sent = select(SUBMISSION.c.item_id).where(SUBMISSION.c.plan_id == plan.id, SUBMISSION.c.item_id.is_not(None))
    replaced = (
        select(FORMER_RESPONSIBLE.c.item_id)
        .join(ITEM, ITEM.c.id == FORMER_RESPONSIBLE.c.item_id)
        .where(ITEM.c.plan_id == plan.id)
    )
    return Finishing(
        conn=conn,
        today=today,
        plan=PlanRoute(plan.coordinator_id, plan.chain if chain is None else chain),
        people=standing(conn, {}, today),
        managers=dict(conn.execute(select(PERSON.c.id, PERSON.c.manager_id)).tuples().all()),
        worked_on=frozenset(conn.execute(files.union(sent, replaced)).scalars()),
        holders=_holders(conn, plan),
    )


def _holders(conn: Connection, plan: Row[Any]) -> dict[int, frozenset[int]]:
    if plan.state is PlanState.DRAFT:
        return {}
    of_items = responsible_of_plan(conn, plan.id)
    return {item_id: frozenset(row.person_id for row in rows) for item_id, rows in of_items.items()}
