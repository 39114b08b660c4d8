"""Reports about who decided: «Сообщить: решение принято не мной», and a link in another person's hands."""

from sqlalchemy import select, update

from models.states import NoticeKind
from workflow.actions import Action
from workflow.commands import DisownDecision, ReportStranger
from workflow.errors import NotFound, NotYourTurn
from workflow.receipts import receipt
from workflow.rows import DECISION, ITEM, SUBMISSION, TASK, plan_row
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import submission_object
from workflow.views import Receipt


def disown_decision(tx: Transaction, command: DisownDecision) -> Receipt:
    """Record that a decision was not made by the person it names; the coordinator and the operator hear at once."""
    decision = tx.conn.execute(select(DECISION).where(DECISION.c.id == command.decision_id)).one_or_none()
    if decision is None:
        raise NotFound("Такого решения нет. Откройте ссылку из письма ещё раз.")
    if tx.actor.person_id != decision.person_id:
        raise NotYourTurn("Сообщить об этом может только тот, от чьего имени записано решение.")
    submission = tx.conn.execute(select(SUBMISSION).where(SUBMISSION.c.id == decision.submission_id)).one()
    plan = plan_row(tx.conn, submission.plan_id)
    ledger_id = plan_ledger(plan.id)
    if decision.disowned_at is not None:
        return receipt(tx, ledger_id, None, "Сообщение уже принято.", plan_id=plan.id, is_repeat=True)
    item = None
    if submission.item_id is not None:
        item = tx.conn.execute(select(ITEM).where(ITEM.c.id == submission.item_id)).one()
    tx.conn.execute(
        update(DECISION)
        .where(DECISION.c.id == decision.id, DECISION.c.disowned_at.is_(None))
        .values(disowned_at=tx.now)
    )
    position = tx.record(
        ledger_id,
        tx.entry(
            Action.DECISION_DISOWNED,
            submission_object(submission, item),
            data={"decision_seq": decision.ledger_seq, "person": decision.person_id},
        ),
    )
    tx.alarm("decision_disowned", f"plan {plan.id}: a decision (ledger entry {decision.ledger_seq}) was disowned")
    tx.tell(
        NoticeKind.DECISION_DISOWNED,
        f"disowned/d{decision.id}",
        recipient_id=plan.coordinator_id,
        plan_id=plan.id,
        item_id=submission.item_id,
        submission_id=submission.id,
        decision_id=decision.id,
    )
    text = "Сообщение принято. Ответственный за контроль исполнения уведомлён и свяжется с вами."
    return receipt(tx, ledger_id, position, text, plan_id=plan.id, decision_id=decision.id)


def report_stranger(tx: Transaction, command: ReportStranger) -> Receipt:
    """Rule 9: record who tried to decide by a link that was sent to another. Raises `NotFound`."""
    row = tx.conn.execute(
        select(TASK.c.approver_id, SUBMISSION.c.plan_id, SUBMISSION.c.subject, SUBMISSION.c.number, ITEM.c.place)
        .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
        .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
        .where(TASK.c.id == command.task_id)
    ).one_or_none()
    if row is None:
        raise NotFound("Такой задачи согласования нет. Откройте ссылку из последнего письма.")
    ledger_id = plan_ledger(row.plan_id)
    position = tx.record(
        ledger_id,
        tx.entry(
            Action.STRANGER_REFUSED,
            submission_object(row, row if row.place is not None else None),
            data={"task": command.task_id, "approver": row.approver_id},
        ),
    )
    return receipt(tx, ledger_id, position, "Попытка записана.", plan_id=row.plan_id)
