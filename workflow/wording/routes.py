"""A route of approval in words: who decides in each step, in how many days, and who stands in."""

from collections.abc import Iterable, Mapping
from typing import Any

from config.chain import DEFAULT_TERM
from config.chain_condition import parse_condition
from models.states import Verb
from workflow.wording.dates import working_days_text
from workflow.wording.terms import STEP_NAMES

ROLES = {
    "coordinator": "ответственный за контроль исполнения плана",
    "lead_manager": "руководитель ответственного исполнителя",
    "first_approver": "согласующий плана",
    "final_approver": "утверждающий плана",
}


def route_text(chain: Iterable[Mapping[str, Any]], names: Mapping[int, str]) -> str:
    """A stored route, its steps in their order; `names` are people's by id."""
    return "; ".join(step_text(step, names) for step in chain)


def step_text(step: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """«Согласование — Шестаков В.В. (2 рабочих дня, замещает Роговая М.В.)»; who is named already stays so."""
    more = [working_days_text(int(step.get("term", DEFAULT_TERM)))]
    mode = step.get("mode", "all")
    seats = len(step["approvers"]) + len(step.get("roles") or ())
    if seats > 1:
        more.append(mode_text(mode))
    for key, word in (("alternate", "замещает"), ("reserve", "второй резерв")):
        if step.get(key) is not None:
            more.append(f"{word} {_name(step[key], names)}")
    if step.get("when"):
        more.append(f"если {parse_condition(step['when']).words()}")
    if step.get("interim"):
        more.append("принимает и промежуточные отчёты")
    return f"{STEP_NAMES[Verb(step['verb'])]} — {seated_text(step, names)} ({', '.join(more)})"


def seated_text(step: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """Who decides in a step: people by name, then roles."""
    roles = (ROLES[role] for role in step.get("roles") or ())
    return ", ".join([*(_name(person, names) for person in step["approvers"]), *roles])


def mode_text(mode: object) -> str:
    """How many of a step's approvers must decide."""
    if isinstance(mode, Mapping):
        return f"нужно решений: {mode['quorum']}"
    return "решают все" if mode == "all" else "достаточно одного"


def _name(person: int | str, names: Mapping[int, str]) -> str:
    return names.get(person, f"№ {person}") if isinstance(person, int) else person
