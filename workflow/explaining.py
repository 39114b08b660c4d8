"""What a responsible person states about an item: the reasons of a deviation, or how the work goes."""

from sqlalchemy import insert, select

from models.plans import Explanation
from models.states import ExplanationKind, Subject, SubmissionState
from workflow.actions import Action
from workflow.commands import ExplainItem
from workflow.item_guards import demand_responsible, open_item
from workflow.item_record import recorded
from workflow.queries.lateness import lateness
from workflow.rows import SUBMISSION, set_item
from workflow.transaction import Transaction
from workflow.views import Receipt

EXPLANATION = Explanation.__table__  # type: ignore[attr-defined]


def explain_item(tx: Transaction, command: ExplainItem) -> Receipt:
    """Сведения о причинах отклонения where the item is late or came late, else о ходе исполнения."""
    plan, item, responsible = open_item(tx, command)
    today = tx.today(plan.timezone)
    demand_responsible(tx, responsible, today, coordinator_id=plan.coordinator_id)
    newest = tx.conn.execute(
        select(SUBMISSION.c.submitted_on, SUBMISSION.c.is_partial)
        .where(
            SUBMISSION.c.item_id == item.id,
            SUBMISSION.c.subject == Subject.ITEM,
            SUBMISSION.c.state.in_((SubmissionState.OPEN, SubmissionState.ACCEPTED)),
        )
        .order_by(SUBMISSION.c.number.desc())
        .limit(1)
    ).first()
    stands = lateness(
        item,
        None if newest is None else newest.submitted_on,
        is_running=True,
        rule=plan.day_off_rule,
        today=today,
        calendar=tx.calendar,
        is_interim=newest is not None and newest.is_partial,
    )
    is_late = stands.is_late or stands.first_came_late
    kind = ExplanationKind.DEVIATION if is_late else ExplanationKind.PROGRESS
    tx.conn.execute(
        insert(EXPLANATION).values(
            item_id=item.id, kind=kind, body=command.text, person_id=tx.actor.person_id, given_at=tx.now
        )
    )
    version = set_item(tx.conn, item, state=item.state)
    text = "Сведения о причинах отклонения приняты." if is_late else "Сведения о ходе исполнения приняты."
    data = {"kind": kind.value, "text": command.text}
    return recorded(tx, plan, item, Action.ITEM_EXPLAINED, item.state, version, data, text)
