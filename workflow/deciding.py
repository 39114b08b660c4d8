"""A decision on a task: agree, approve with an outcome, or return for rework. Every door ends here."""

from typing import Any

from sqlalchemy import insert, select, update

from models.states import DecisionKind, NoticeKind, Outcome, Subject, SubmissionState, TaskState, Verb
from workflow.amendment_applying import amendment_approved, demand_still_true
from workflow.chain import needed
from workflow.commands import Decide
from workflow.errors import InvalidCommand
from workflow.item_decisions import item_agreed, item_approved, item_returned
from workflow.plan_decisions import activation_approved, report_approved, step_agreed, subject_returned
from workflow.routing import open_next_step, void_tasks
from workflow.rows import DECISION, SUBMISSION, TASK
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import Turn, answer_decided, take_turn
from workflow.views import Receipt

KIND_OF_VERB = {Verb.AGREE: DecisionKind.AGREE, Verb.APPROVE: DecisionKind.APPROVE}


def decide(tx: Transaction, command: Decide) -> Receipt:
    """Decide on a task.

    1. What was decided by the same person in the same way is answered again and adds nothing.
    2. The digest must be that of the submission that waits; a tampered one is recorded.
    3. The person must be the acting approver today, with no second role, sure enough of who they are.
    4. One compare-and-set on the task lets one of many in.
    5. A return ends the submission; the needed number of decisions ends the step; the last step ends the chain.

    Raises `AlreadyDecided`, `StaleSubmission`, `NotYourTurn`, `ConflictOfInterest`, `AuthenticationFailed`,
    `InvalidCommand`, `NotFound`.
    """
    turn = take_turn(tx, command)
    if isinstance(turn, Receipt):
        return turn
    _demand_complete(command, turn)
    if turn.submission.subject is Subject.AMENDMENT and command.kind is not DecisionKind.RETURN:
        demand_still_true(tx, turn)
    won = tx.conn.execute(
        update(TASK)
        .where(TASK.c.id == turn.task.id, TASK.c.state == TaskState.OPEN)
        .values(state=TaskState.DECIDED, next_rung_on=None)
    )
    if won.rowcount != 1:
        return answer_decided(tx, command, turn.task.id)
    decision_id = _store(tx, command, turn)
    seq, text = _carry_out(tx, command, turn, decision_id)
    tx.conn.execute(update(DECISION).where(DECISION.c.id == decision_id).values(ledger_seq=seq))
    tx.tell(
        NoticeKind.RECEIPT,
        f"receipt/d{decision_id}",
        recipient_id=turn.person_id,
        plan_id=turn.plan.id,
        item_id=turn.submission.item_id,
        submission_id=turn.submission.id,
        task_id=turn.task.id,
        decision_id=decision_id,
    )
    return Receipt(
        ledger_id=plan_ledger(turn.plan.id),
        seq=seq,
        at=tx.now,
        plan_id=turn.plan.id,
        submission_id=turn.submission.id,
        decision_id=decision_id,
        person_id=turn.person_id,
        text=text,
    )


def _demand_complete(command: Decide, turn: Turn) -> None:
    if command.kind is DecisionKind.RETURN:
        if command.comment is None:
            raise InvalidCommand("Напишите, что нужно доработать: без этого вернуть нельзя.", field="comment")
        if command.outcome is not None:
            raise InvalidCommand("При возврате на доработку итог не указывается.", field="outcome")
        return
    if command.kind is not KIND_OF_VERB[turn.task.verb]:
        raise InvalidCommand("На этом этапе принимается другое решение. Откройте отчёт заново по ссылке из письма.")
    last_with_outcome = turn.submission.subject is Subject.ITEM and turn.is_last_step
    if last_with_outcome and command.outcome is None:
        raise InvalidCommand("Укажите итог: исполнен, исполнен частично или не исполнен.", field="outcome")
    if not last_with_outcome and command.outcome is not None:
        raise InvalidCommand("Итог указывается только при утверждении.", field="outcome")
    if command.outcome not in (None, Outcome.EXECUTED) and command.comment is None:
        raise InvalidCommand("Напишите, почему пункт исполнен не полностью.", field="comment")


def _store(tx: Transaction, command: Decide, turn: Turn) -> int:
    return int(
        tx.conn.execute(
            insert(DECISION)
            .values(
                task_id=turn.task.id,
                submission_id=turn.submission.id,
                kind=command.kind,
                person_id=turn.person_id,
                on_behalf_of_id=turn.on_behalf_of_id,
                substitution_id=turn.substitution_id,
                comment=command.comment,
                outcome=command.outcome,
                assurance=tx.actor.assurance,
                digest=command.digest,
                decided_at=tx.now,
                ledger_seq=-1,
            )
            .returning(DECISION.c.id)
        ).scalar_one()
    )


def _decision_data(command: Decide, turn: Turn, state: SubmissionState) -> dict[str, Any]:
    data: dict[str, Any] = {
        "submission": turn.submission.number,
        "submission_state": state.value,
        "digest": command.digest,
        "step": turn.task.step,
        "steps": len(turn.submission.chain),
        "decision": command.kind.value,
        "person": turn.person_id,
    }
    if turn.on_behalf_of_id is not None:
        data |= {"on_behalf_of": turn.on_behalf_of_id, "substitution": turn.substitution_id}
    if command.comment is not None:
        data["comment"] = command.comment
    return data


def _carry_out(tx: Transaction, command: Decide, turn: Turn, decision_id: int) -> tuple[int, str]:
    """What follows from the decision; gives its place in the ledger and what to say."""
    is_item = turn.submission.subject is Subject.ITEM
    if command.kind is DecisionKind.RETURN:
        _end(tx, turn, SubmissionState.RETURNED)
        data = _decision_data(command, turn, SubmissionState.RETURNED)
        seq = (item_returned if is_item else subject_returned)(tx, turn, data, decision_id)
        return seq, "Отчёт возвращён на доработку." if is_item else "Документ возвращён на доработку."
    if not _step_is_done(tx, turn):
        data = _decision_data(command, turn, SubmissionState.OPEN)
        return (item_agreed if is_item else step_agreed)(tx, turn, data), "Ваше решение записано."
    void_step_rest(tx, turn)
    opened = open_next_step(tx, turn.plan, turn.submission.id, after=turn.task.step, item_id=turn.submission.item_id)
    if opened:
        data = _decision_data(command, turn, SubmissionState.OPEN)
        return (item_agreed if is_item else step_agreed)(tx, turn, data), "Согласовано."
    _end(tx, turn, SubmissionState.ACCEPTED)
    data = _decision_data(command, turn, SubmissionState.ACCEPTED)
    if is_item:
        assert command.outcome is not None  # noqa: S101 - _demand_complete asked for it
        return item_approved(tx, turn, data, decision_id, command.outcome), "Утверждено, пункт снят с контроля."
    return _of_plan_approved(tx, turn, data, decision_id)


def _of_plan_approved(tx: Transaction, turn: Turn, data: dict[str, Any], decision_id: int) -> tuple[int, str]:
    if turn.submission.subject is Subject.ACTIVATION:
        return activation_approved(tx, turn, data), "План утверждён и введён в действие."
    if turn.submission.subject is Subject.AMENDMENT:
        return amendment_approved(tx, turn, data, decision_id), "Изменение плана утверждено и действует."
    return report_approved(tx, turn, data), "Отчёт утверждён, план закрыт."


def _step_is_done(tx: Transaction, turn: Turn) -> bool:
    rows = tx.conn.execute(
        select(TASK.c.state).where(TASK.c.submission_id == turn.submission.id, TASK.c.step == turn.task.step)
    ).scalars()
    states = list(rows)
    mode = turn.submission.chain[turn.task.step - 1].get("mode", "all")
    return sum(state is TaskState.DECIDED for state in states) >= needed(mode, len(states))


def void_step_rest(tx: Transaction, turn: Turn) -> None:
    """Whoever was not needed any more in a step that is done has nothing to decide."""
    tx.conn.execute(
        update(TASK)
        .where(
            TASK.c.submission_id == turn.submission.id,
            TASK.c.step == turn.task.step,
            TASK.c.state == TaskState.OPEN,
        )
        .values(state=TaskState.VOIDED, next_rung_on=None)
    )


def _end(tx: Transaction, turn: Turn, state: SubmissionState) -> None:
    tx.conn.execute(
        update(SUBMISSION)
        .where(SUBMISSION.c.id == turn.submission.id, SUBMISSION.c.state == SubmissionState.OPEN)
        .values(state=state, ended_at=tx.now)
    )
    void_tasks(tx, turn.submission.id)
