"""Reports about who decided: «Сообщить: решение принято не мной», and a link in another person's hands."""

from typing import Any

from sqlalchemy import select, update

from models.states import NoticeKind, Subject, SubmissionState
from workflow.actions import Action
from workflow.commands import DisownDecision, ReportStranger
from workflow.errors import NotFound, NotYourTurn
from workflow.matter import Matter, matter_of
from workflow.receipts import receipt
from workflow.refusing_others import names_text
from workflow.rows import DECISION, ITEM, SUBMISSION, TASK, set_item
from workflow.step_reopening import void_decision
from workflow.transaction import Transaction, plan_ledger
from workflow.transitions import ItemCommandName, target_of
from workflow.turn import submission_object
from workflow.views import Receipt


def disown_decision(tx: Transaction, command: DisownDecision) -> Receipt:
    """Record that a decision was not made by the person it names; the coordinator and the operator hear at once.

    Where nothing was built upon it yet (its submission is open and no decision of a later step stands) it is void: its
    step waits for it anew, with a new link, and later steps wait behind it. An item that no decision stands on any
    more goes back to `evidence_submitted`. Else it is recorded alone. Raises `NotFound`, `NotYourTurn`.
    """
    decision = tx.conn.execute(select(DECISION).where(DECISION.c.id == command.decision_id)).one_or_none()
    if decision is None:
        raise NotFound("Такого решения нет. Откройте ссылку из письма ещё раз.")
    if tx.actor.person_id != decision.person_id:
        name = names_text(tx.conn, {decision.person_id})
        raise NotYourTurn(f"Сообщить об этом может только тот, от чьего имени записано решение: {name}. Скажите ему.")
    matter = matter_of(tx, decision.task_id)
    plan, submission = matter.plan, matter.submission
    ledger_id = plan_ledger(plan.id)
    disowned = tx.conn.execute(
        update(DECISION)
        .where(DECISION.c.id == decision.id, DECISION.c.disowned_at.is_(None))
        .values(disowned_at=tx.now)
    )
    if disowned.rowcount != 1:
        return receipt(tx, ledger_id, None, "Сообщение уже принято.", plan_id=plan.id, is_repeat=True)
    data: dict[str, Any] = {
        "submission": submission.number,
        "decision_seq": decision.ledger_seq,
        "person": decision.person_id,
    }
    text = "Сообщение принято. Ответственный за контроль исполнения уведомлён и свяжется с вами."
    moved: dict[str, Any] = {}
    if _is_upon_nothing(tx, matter):
        data |= {"is_void": True, "tasks": void_decision(tx, matter, decision.id)}
        moved = _item_back(tx, matter)
        text = (
            "Сообщение принято: решение утратило силу, этап ждёт его заново. Новая ссылка придёт отдельным письмом. "
            "Ответственный за контроль исполнения уведомлён и свяжется с вами."
        )
    object_ = submission_object(submission, matter.item)
    if moved and matter.item is not None:
        object_ = f"item/{matter.item.place}"
    position = tx.record(ledger_id, tx.entry(Action.DECISION_DISOWNED, object_, data=data, **moved))
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
    return receipt(tx, ledger_id, position, text, plan_id=plan.id, decision_id=decision.id)


def _is_upon_nothing(tx: Transaction, matter: Matter) -> bool:
    """Is the chain still running, with no decision of a later step that stands?"""
    if matter.submission.state is not SubmissionState.OPEN:
        return False
    return all(step <= matter.task.step for step in _standing_steps(tx, matter))


def _item_back(tx: Transaction, matter: Matter) -> dict[str, Any]:
    """The item waits for its first decision again where none stands; what the entry says of that."""
    item = matter.item
    if item is None or matter.submission.subject is not Subject.ITEM or _standing_steps(tx, matter):
        return {}
    target = target_of(item.state, ItemCommandName.DISOWN)
    version = set_item(tx.conn, item, state=target)
    return {"version": version, "from_state": item.state.value, "to_state": target.value}


def _standing_steps(tx: Transaction, matter: Matter) -> list[int]:
    """The steps in which decisions stand."""
    return list(
        tx.conn.execute(
            select(TASK.c.step)
            .join(DECISION, DECISION.c.task_id == TASK.c.id)
            .where(TASK.c.submission_id == matter.submission.id, DECISION.c.voided_at.is_(None))
        ).scalars()
    )


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
