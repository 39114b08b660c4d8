"""A route of approval as the tables keep it: people by id instead of their names."""

from collections.abc import Iterable, Mapping
from typing import Any

from config.chain import ChainStep, Quorum
from workflow.person_name_rule import demand_person_name


def stored_chain(steps: Iterable[ChainStep], people: Mapping[str, int]) -> list[dict[str, Any]]:
    """The chain for the tables; `people` are ids by name. Raises `InvalidCommand` for a unit: it cannot decide."""
    steps = tuple(steps)
    for name in dict.fromkeys(name for step in steps for name in step.people):
        demand_person_name(name, field="chain")
    return [
        {
            "verb": step.verb.value,
            "approvers": [people[name] for name in step.approvers],
            "mode": {"quorum": step.mode.quorum} if isinstance(step.mode, Quorum) else step.mode,
            "term": step.term,
            "alternate": people[step.alternate] if step.alternate else None,
        }
        | _more(step, people)
        for step in steps
    ]


def _more(step: ChainStep, people: Mapping[str, int]) -> dict[str, Any]:
    """What few steps have; left out where it says nothing, so that a plain route reads plainly."""
    more: dict[str, Any] = {"roles": list(step.roles)} if step.roles else {}
    if step.reserve:
        more["reserve"] = people[step.reserve]
    if step.when:
        more["when"] = step.when
    return more | {"interim": True} if step.interim else more


def named_chain(steps: Iterable[Mapping[str, Any]], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """A stored chain with people by name again, as a plan file writes it."""
    return [
        {
            **step,
            "approvers": [names[person] for person in step["approvers"]],
            "alternate": None if step.get("alternate") is None else names[step["alternate"]],
        }
        | ({"reserve": names[step["reserve"]]} if step.get("reserve") is not None else {})
        for step in steps
    ]


def people_in(chains: Iterable[Iterable[Mapping[str, Any]]]) -> set[int]:
    """Who decides in these stored chains; who only stands in is not among them."""
    return {person for chain in chains for step in chain for person in step["approvers"]}


def stand_ins(step: Mapping[str, Any]) -> tuple[int, ...]:
    """Who sits in where an approver of the step may not decide: the alternate, then the reserve."""
    return tuple(step[key] for key in ("alternate", "reserve") if step.get(key) is not None)
