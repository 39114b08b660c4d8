"""The buttons of an item: what its state allows and this person may do, from the one table of transitions."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import Subject, SubmissionState, TaskState, Verb
from workflow.chain_roles import final_approvers
from workflow.conflicts import active_substitutes
from workflow.extension_rules import request_refusal
from workflow.queries.extensions import extendable
from workflow.queries.items import RUNNING
from workflow.queries.sign_off import can_decide
from workflow.queries.work_allowed import work_allowed
from workflow.rows import DECISION, SUBMISSION, TASK, item_row, lead_id, plan_row, responsible_rows
from workflow.transitions import COMMAND_NAMES, ItemCommandName, Who, allowed_from
from workflow.views import AllowedCommand
from workflow.wording.buttons import REQUEST_EXTENSION


def allowed_commands(
    conn: Connection, plan_id: int, place: int, person_id: int, today: date
) -> tuple[AllowedCommand, ...]:
    """The commands of the table that this person may give now, in the table's order, then what is beside the table.

    Raises `NotFound`.
    """
    plan = plan_row(conn, plan_id)
    item = item_row(conn, plan_id, place)
    allowed: list[ItemCommandName] = []
    for transition in allowed_from(item.state):
        name = transition.command
        if transition.who is Who.FINAL_APPROVER:
            may = _is_final_approver(conn, plan, item, person_id, today)
        elif plan.state not in RUNNING or transition.who in (Who.AMENDMENT, Who.EXTENSION):
            may = False
        elif transition.who is Who.LEAD:
            may = _acts_as_lead(conn, item, person_id, today)
        else:
            may = name in _decisions_open_to(conn, item, person_id, today)
        if name is ItemCommandName.WITHDRAW:
            may = may and not _has_decision(conn, item)
        if may and name not in allowed:
            allowed.append(name)
    buttons = [AllowedCommand(name.value, COMMAND_NAMES[name]) for name in allowed]
    if _may_ask_for_more_time(conn, plan, item, person_id, today):
        buttons.append(AllowedCommand("request_extension", REQUEST_EXTENSION))
    if plan.state in RUNNING:
        buttons += work_allowed(conn, plan, item, person_id, today)
    return tuple(buttons)


def _may_ask_for_more_time(conn: Connection, plan: Row[Any], item: Row[Any], person_id: int, today: date) -> bool:
    return (
        plan.state in RUNNING
        and _acts_as_lead(conn, item, person_id, today)
        and request_refusal(extendable(conn, plan, item)) is None
    )


def _acts_as_lead(conn: Connection, item: Row[Any], person_id: int, today: date) -> bool:
    lead = lead_id(responsible_rows(conn, item.id))
    if lead is None:
        return False
    substitute = active_substitutes(conn, today).get(lead)
    return person_id == lead or (substitute is not None and person_id == substitute[0])


def _open_tasks(conn: Connection, item: Row[Any]) -> list[Row[Any]]:
    return list(
        conn.execute(
            select(TASK.c.id, TASK.c.step, TASK.c.verb, SUBMISSION.c.chain, SUBMISSION.c.is_partial)
            .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
            .where(
                SUBMISSION.c.item_id == item.id,
                SUBMISSION.c.subject == Subject.ITEM,
                SUBMISSION.c.state == SubmissionState.OPEN,
                TASK.c.state == TaskState.OPEN,
            )
        )
    )


def _decisions_open_to(conn: Connection, item: Row[Any], person_id: int, today: date) -> set[ItemCommandName]:
    names: set[ItemCommandName] = set()
    for task in _open_tasks(conn, item):
        if can_decide(conn, person_id, task.id, today):
            if task.verb is not Verb.ACKNOWLEDGE:
                names.add(ItemCommandName.RETURN)
            if task.step < len(task.chain):
                names.add(ItemCommandName.DECIDE_STEP)
            else:
                names.add(ItemCommandName.ACCEPT_PART if task.is_partial else ItemCommandName.DECIDE_LAST)
    return names


def _is_final_approver(conn: Connection, plan: Row[Any], item: Row[Any], person_id: int, today: date) -> bool:
    approvers = final_approvers(conn, plan, item)
    substitutes = active_substitutes(conn, today)
    return person_id in approvers | {substitutes[one][0] for one in approvers if one in substitutes}


def _has_decision(conn: Connection, item: Row[Any]) -> bool:
    wanted = (
        select(DECISION.c.id)
        .join(SUBMISSION, SUBMISSION.c.id == DECISION.c.submission_id)
        .where(
            SUBMISSION.c.item_id == item.id,
            SUBMISSION.c.subject == Subject.ITEM,
            SUBMISSION.c.state == SubmissionState.OPEN,
            DECISION.c.voided_at.is_(None),
        )
        .limit(1)
    )
    return conn.execute(wanted).scalar() is not None
