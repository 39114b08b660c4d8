"""Who sits in a route's steps that name a role: the coordinator, the lead's manager, the plan's own approvers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from workflow.rows import lead_id, responsible_rows

Chain = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class RoleHolders:
    """The people behind the roles, for one item or (without a lead) for the plan itself."""

    coordinator: int
    lead_manager: int | None
    first_approvers: tuple[int, ...]
    final_approvers: tuple[int, ...]

    def of(self, role: str) -> tuple[int, ...]:
        """The people in a role; nobody where it is vacant."""
        manager = () if self.lead_manager is None else (self.lead_manager,)
        return {
            "coordinator": (self.coordinator,),
            "lead_manager": manager,
            "first_approver": self.first_approvers,
            "final_approver": self.final_approvers,
        }[role]


def names_roles(chain: Chain) -> bool:
    """Does any step name a role?"""
    return any(step.get("roles") for step in chain)


def with_holders(chain: Chain, holders: RoleHolders) -> list[dict[str, Any]]:
    """The chain with the holders of its roles among the approvers, each person in one step only: the last."""
    found: list[dict[str, Any]] = []
    seated: set[int] = set()
    for step in reversed(chain):
        people = [*step["approvers"], *(one for role in step.get("roles", ()) for one in holders.of(role))]
        approvers = [one for one in dict.fromkeys(people) if one not in seated or one in step["approvers"]]
        seated.update(approvers)
        found.append(dict(step) | {"approvers": approvers})
    return found[::-1]


def role_holders(plan: Row[Any], lead_manager: int | None) -> RoleHolders:
    """The holders of the roles in a plan; its own route names people, the coordinator and the lead's manager alone."""
    own = RoleHolders(plan.coordinator_id, lead_manager, (), ())
    chain = with_holders(plan.chain, own)
    ends = (tuple(chain[0]["approvers"]), tuple(chain[-1]["approvers"])) if chain else ((), ())
    return RoleHolders(plan.coordinator_id, lead_manager, *ends)


def concrete_chain(conn: Connection, plan: Row[Any], item_id: int | None, chain: Chain) -> list[dict[str, Any]]:
    """The chain with people in the place of its roles, as they are now."""
    if not names_roles(chain):
        return [dict(step) for step in chain]
    lead = None
    if item_id is not None:
        rows = responsible_rows(conn, item_id)
        lead = next((row for row in rows if row.person_id == lead_id(rows)), None)
    return with_holders(chain, role_holders(plan, None if lead is None else lead.manager_id))


def item_chain(conn: Connection, plan: Row[Any], item: Row[Any]) -> list[dict[str, Any]]:
    """The route of an item's report, its own or the plan's, with people in the place of roles."""
    return concrete_chain(conn, plan, item.id, item.chain or plan.chain)


def accepts_interim(conn: Connection, plan: Row[Any], item: Row[Any]) -> bool:
    """Does the item's route take interim reports? Its last step says so."""
    chain = item_chain(conn, plan, item)
    return bool(chain) and bool(chain[-1].get("interim", False))


def final_approvers(conn: Connection, plan: Row[Any], item: Row[Any]) -> set[int]:
    """Who decides last on the item."""
    return set(item_chain(conn, plan, item)[-1]["approvers"])
