"""Commands on who acts in whose place: substitutes, and successors of approvers and coordinators."""

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from workflow.commands.command import Body, Command


class AddSubstitution(Command):
    """Замещение: who signs for whom, from when to when (both included), on what order."""

    absent_id: int
    substitute_id: int
    starts_on: date
    ends_on: date
    order_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    order_date: date


class EndSubstitution(Command):
    """End a substitution, or take one back that has not begun; open tasks go back."""

    substitution_id: int
    reason: Body


class MoveTasks(Command):
    """Bring the open tasks of a plan to who acts on them today: substitutions that began or ended move them."""

    plan_id: int


class ReplaceApprover(Command):
    """Another approver in the place of one, in the routes of a plan and its items and in what is open, by an order."""

    plan_id: int
    person_id: int
    successor_id: int
    reason: Body
    order_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    order_date: date


class ReplaceCoordinator(Command):
    """Another person keeps a plan from now on (ответственный за контроль исполнения), by an order."""

    plan_id: int
    successor_id: int
    reason: Body
    order_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    order_date: date
