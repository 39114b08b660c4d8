"""Запросить продление срока: the lead asks for a later deadline; the first approver agrees, the final one decides."""

from sqlalchemy import select

from models.states import Subject
from workflow.commands import RequestExtension
from workflow.conflicts import item_conflicts
from workflow.errors import InvalidCommand, TransitionNotAllowed
from workflow.extension_manifest import extension_proposal
from workflow.extension_rules import date_refusal, is_asked_late, request_refusal
from workflow.item_guards import demand_lead, open_item
from workflow.proposing import open_proposal
from workflow.queries.extensions import extendable
from workflow.rows import ITEM
from workflow.short_route import short_route_of
from workflow.transaction import Transaction
from workflow.views import Receipt
from workflow.wording.buttons import REQUEST_EXTENSION
from workflow.wording.dates import date_text
from workflow.wording.deadlines import ASKED_LATE


def request_extension(tx: Transaction, command: RequestExtension) -> Receipt:
    """Freeze what is asked for and send it along the item's short route; nothing changes before its last approval.

    Raises `NotYourTurn`, `TransitionNotAllowed` where none may be asked for now, `InvalidCommand` for a date that
    cannot be, `ConflictOfInterest` where nobody could decide.
    """
    plan, item, responsible = open_item(tx, command)
    today = tx.today(plan.timezone)
    demand_lead(tx, responsible, today, REQUEST_EXTENSION)
    # Two requests at once: the second waits here and then sees the first.
    tx.conn.execute(select(ITEM.c.id).where(ITEM.c.id == item.id).with_for_update())
    about = extendable(tx.conn, plan, item)
    refusal = request_refusal(about)
    if refusal is not None:
        raise TransitionNotAllowed(refusal)
    wrong = date_refusal(command.due_on, about, today)
    if wrong is not None:
        raise InvalidCommand(wrong, field="due_on")
    assert about.due_on is not None  # noqa: S101 - an item without a deadline was refused
    is_late = is_asked_late(about.due_on, today)
    authors = set() if tx.actor.person_id is None else {tx.actor.person_id}
    proposes = extension_proposal(item, responsible, command.due_on, is_late=is_late)
    return open_proposal(
        tx,
        plan,
        Subject.EXTENSION,
        summary=command.reason,
        proposes=proposes,
        chain=short_route_of(plan, item),
        conflicts=item_conflicts(tx.conn, item.id, today, authors),
        item=item,
        told={
            "before": proposes["before"],
            "after": proposes["after"],
            "reason": command.reason,
            "asked_late": is_late,
        },
        text=(
            f"Запрос № {{number}} на продление срока до {date_text(command.due_on)} направлен на согласование"
            f"{f' ({ASKED_LATE})' if is_late else ''}."
        ),
    )
