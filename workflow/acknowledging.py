"""«Вижу, сделаю до …»: who is responsible says when an item will be done, and is reminded no more until that day.

Reports to superiors go on: they say what was promised. A new term is a new clock, on which nothing is promised yet.
"""

from sqlalchemy import insert

from workflow.actions import Action
from workflow.clocks import runs
from workflow.commands import AcknowledgeReminder
from workflow.deadlines import effective_due
from workflow.errors import InvalidCommand, NotYourTurn, TransitionNotAllowed
from workflow.item_guards import may_act_for, open_item
from workflow.item_record import recorded
from workflow.promise_rules import day_refusal, is_after_deadline, promise_refusal
from workflow.promises import ACKNOWLEDGEMENT, promises_among
from workflow.refusing_others import names_text
from workflow.rows import set_item
from workflow.transaction import Transaction
from workflow.views import Receipt
from workflow.wording.dates import date_text


def acknowledge_reminder(tx: Transaction, command: AcknowledgeReminder) -> Receipt:
    """Note the promise of the actor, who is responsible for the item or stands in; the newest one stands.

    Raises `NotYourTurn`, `TransitionNotAllowed` where no term runs or the day is promised already, `InvalidCommand` for
    a day that cannot be, `StaleVersion`.
    """
    plan, item, responsible = open_item(tx, command)
    today = tx.today(plan.timezone)
    person_id = tx.actor.person_id
    if person_id is None or person_id not in may_act_for(tx, responsible, today):
        names = names_text(tx.conn, [row.person_id for row in responsible])
        raise NotYourTurn(f"Когда пункт будет исполнен, сообщают его исполнители ({names}). Обратитесь к ним.")
    if (refusal := promise_refusal(item.state, has_clock=runs(item))) is not None:
        raise TransitionNotAllowed(refusal)
    if (wrong := day_refusal(command.promised_on, today, plan.closes_by)) is not None:
        raise InvalidCommand(wrong, field="promised_on")
    before = promises_among(tx.conn, [item.id]).get(item.id, {}).get(person_id)
    if before == command.promised_on and command.note is None:
        raise TransitionNotAllowed(f"Вы уже сообщили: сделаете до {date_text(before)}. Укажите другой день.")
    is_late = is_after_deadline(
        command.promised_on, effective_due(item.due_on, item.extended_due_on), item.rework_until
    )
    version = set_item(tx.conn, item, state=item.state)
    tx.conn.execute(
        insert(ACKNOWLEDGEMENT).values(
            item_id=item.id,
            clock_id=item.clock_id,
            person_id=person_id,
            promised_on=command.promised_on,
            note=command.note,
            made_at=tx.now,
        )
    )
    data = {
        "clock": item.clock_id,
        "promised_on": command.promised_on.isoformat(),
        "after_deadline": is_late,
        "note": command.note,
    }
    return recorded(
        tx,
        plan,
        item,
        Action.REMINDER_ACKNOWLEDGED,
        item.state,
        version,
        data,
        f"Принято: сделаете до {date_text(command.promised_on)}{' — это позже срока' if is_late else ''}. "
        "До этого дня напоминаний вам не будет; доклад руководителю о просрочке направляется в свой срок, "
        "об этом вам сообщат.",
    )
