"""A decision on a task: agree, approve with an outcome, or return for rework. Every door ends here."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from models.states import DecisionKind, NoticeKind, Outcome, Subject, SubmissionState, TaskState, Verb
from workflow.acting_seat import LIVE
from workflow.amendment_applying import amendment_approved, demand_still_true
from workflow.chain import needed
from workflow.commands import Decide
from workflow.errors import InvalidCommand
from workflow.extension_applying import demand_extension_possible, extension_approved
from workflow.insertion import insert_row, set_row
from workflow.item_decisions import item_agreed, item_approved, item_part_approved, item_returned
from workflow.papers import PaperSheet, void_overtaken
from workflow.plan_decisions import activation_approved, report_approved, step_agreed, subject_returned
from workflow.routing import open_next_step
from workflow.rows import DECISION, PERSON, TASK
from workflow.sampling import demand_sample_possible, sample_approved
from workflow.submission_rows import decide_task, end_submission, had_waiting_papers, void_live_tasks, void_open_of_step
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import Turn, decided_meanwhile, take_turn
from workflow.views import Receipt
from workflow.wording.states import OUTCOMES

KIND_OF_VERB = {
    Verb.AGREE: DecisionKind.AGREE,
    Verb.APPROVE: DecisionKind.APPROVE,
    Verb.ACKNOWLEDGE: DecisionKind.ACKNOWLEDGE,
}
# Of what is signed beside reports: what must still be so when an approval is given, and what the last one does.
STILL_TRUE: dict[Subject, Callable[[Transaction, Turn], None]] = {
    Subject.AMENDMENT: demand_still_true,
    Subject.EXTENSION: demand_extension_possible,
    Subject.SAMPLE: demand_sample_possible,
}
WHY: dict[Subject, str] = {
    Subject.ITEM: "Напишите, что нужно доработать: без этого вернуть нельзя.",
    Subject.EXTENSION: "Напишите, почему срок не продлевается: без этого отказать нельзя.",
}
RETURNED: dict[Subject, str] = {
    Subject.ITEM: "Отчёт возвращён на доработку.",
    Subject.EXTENSION: "В продлении срока отказано.",
}
APPROVED: dict[Subject, tuple[Callable[[Transaction, Turn, dict[str, Any], int], int], str]] = {
    Subject.ACTIVATION: (activation_approved, "План утверждён и введён в действие."),
    Subject.AMENDMENT: (amendment_approved, "Изменение плана утверждено и действует."),
    Subject.EXTENSION: (extension_approved, "Срок продлён."),
    Subject.SAMPLE: (sample_approved, "Выборка утверждена и действует."),
    Subject.REPORT: (report_approved, "Отчёт утверждён, план закрыт."),
}


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
    demand_complete(command, turn)
    demand_true(tx, command, turn)
    return make_decision(tx, command, turn)


def demand_true(tx: Transaction, command: Decide, turn: Turn) -> None:
    """What an approval would carry out must still be what was proposed. Raises `StaleSubmission`, `PlanNotReady`."""
    if command.outcome is not None and sum(task.step == turn.task.step for task in turn.tasks) > 1:
        _demand_one_outcome(tx, command, turn)
    still_true = STILL_TRUE.get(turn.submission.subject)
    if still_true is not None and command.kind is not DecisionKind.RETURN:
        still_true(tx, turn)


def _demand_one_outcome(tx: Transaction, command: Decide, turn: Turn) -> None:
    """A shortfall hides in nobody's later decision: who decides last together gives one outcome."""
    other = tx.conn.execute(
        select(DECISION.c.outcome, PERSON.c.name)
        .join(TASK, TASK.c.id == DECISION.c.task_id)
        .join(PERSON, PERSON.c.id == DECISION.c.person_id)
        .where(
            TASK.c.submission_id == turn.submission.id,
            TASK.c.step == turn.task.step,
            DECISION.c.voided_at.is_(None),
            DECISION.c.outcome != command.outcome,
        )
        .limit(1)
    ).first()
    if other is not None:
        raise InvalidCommand(
            f"{other.name} указал(а) итог «{OUTCOMES[other.outcome]}», а итог у пункта один: "
            "согласуйте его между собой или верните отчёт на доработку.",
            field="outcome",
        )


def make_decision(tx: Transaction, command: Decide, turn: Turn, sheet: PaperSheet | None = None) -> Receipt:
    """Make a decision that has passed its guards, in the actor's name; `sheet` is the paper that it was signed on."""
    has_papers = had_waiting_papers(tx.conn, turn.submission.id)
    decide_task(tx.conn, turn.task.id, decided_meanwhile)
    decision_id = _store(tx, command, turn)
    seq, text = _carry_out(tx, command, turn, decision_id, sheet)
    set_row(tx.conn, DECISION, decision_id, ledger_seq=seq)
    if has_papers:
        void_overtaken(tx, turn.submission.id)
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


def demand_complete(command: Decide, turn: Turn) -> None:
    """What a decision must say: its step's verb, the outcome with an item's last step, why not. `InvalidCommand`."""
    if command.kind is DecisionKind.RETURN:
        if turn.task.verb is Verb.ACKNOWLEDGE:
            raise InvalidCommand("На этом этапе только знакомятся с отчётом: вернуть его могут согласующие.")
        if command.comment is None:
            raise InvalidCommand(WHY.get(turn.submission.subject, WHY[Subject.ITEM]), field="comment")
        if command.outcome is not None:
            raise InvalidCommand("При возврате на доработку итог не указывается.", field="outcome")
        return
    if command.kind is not KIND_OF_VERB[turn.task.verb]:
        raise InvalidCommand("На этом этапе принимается другое решение. Откройте отчёт заново по ссылке из письма.")
    last_with_outcome = turn.submission.subject is Subject.ITEM and turn.is_last_step and not turn.submission.is_partial
    if last_with_outcome and command.outcome is None:
        raise InvalidCommand("Укажите итог: исполнен, исполнен частично или не исполнен.", field="outcome")
    if not last_with_outcome and command.outcome is not None:
        raise InvalidCommand("Итог указывается только при утверждении.", field="outcome")
    if command.outcome not in (None, Outcome.EXECUTED) and command.comment is None:
        raise InvalidCommand("Напишите, почему пункт исполнен не полностью.", field="comment")


def _store(tx: Transaction, command: Decide, turn: Turn) -> int:
    return insert_row(
        tx.conn,
        DECISION,
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


def _decision_data(command: Decide, turn: Turn, state: SubmissionState, sheet: PaperSheet | None) -> dict[str, Any]:
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
    if command.outcome is not None:
        data["outcome"] = command.outcome.value
    if command.comment is not None:
        data["comment"] = command.comment
    if sheet is not None:
        data["paper"] = sheet.facts()
    return data


def _carry_out(
    tx: Transaction, command: Decide, turn: Turn, decision_id: int, sheet: PaperSheet | None
) -> tuple[int, str]:
    """What follows from the decision; gives its place in the ledger and what to say."""
    is_item = turn.submission.subject is Subject.ITEM
    if command.kind is DecisionKind.RETURN:
        _end(tx, turn, SubmissionState.RETURNED)
        data = _decision_data(command, turn, SubmissionState.RETURNED, sheet)
        seq = (item_returned if is_item else subject_returned)(tx, turn, data, decision_id)
        return seq, RETURNED.get(turn.submission.subject, "Документ возвращён на доработку.")
    if not _step_is_done(turn):
        data = _decision_data(command, turn, SubmissionState.OPEN, sheet)
        return (item_agreed if is_item else step_agreed)(tx, turn, data), "Ваше решение записано."
    void_step_rest(tx, turn)
    deciders = turn.deciders | {turn.person_id, turn.on_behalf_of_id or turn.person_id}
    opened = open_next_step(
        tx, turn.plan, turn.submission, turn.tasks, turn.conflicts, deciders=deciders, after=turn.task.step
    )
    if opened is not None:
        data = _decision_data(command, turn, SubmissionState.OPEN, sheet) | {"decide_until": opened.isoformat()}
        return (item_agreed if is_item else step_agreed)(tx, turn, data), "Согласовано."
    _end(tx, turn, SubmissionState.ACCEPTED)
    data = _decision_data(command, turn, SubmissionState.ACCEPTED, sheet)
    if is_item and turn.submission.is_partial:
        seq = item_part_approved(tx, turn, data, decision_id)
        return seq, "Промежуточный отчёт утверждён, пункт остаётся в работе."
    if is_item:
        assert command.outcome is not None  # noqa: S101 - demand_complete asked for it
        return item_approved(tx, turn, data, decision_id, command.outcome), "Утверждено, пункт снят с контроля."
    approved, text = APPROVED[turn.submission.subject]
    return approved(tx, turn, data, decision_id), text


def _step_is_done(turn: Turn) -> bool:
    """With this decision; the submission is locked, so the other tasks are as they were found.

    A task that a successor took over is void and counts no more.
    """
    step = [task for task in turn.tasks if task.step == turn.task.step and task.state is not TaskState.VOIDED]
    decided = 1 + sum(task.state is TaskState.DECIDED for task in step)
    return decided >= needed(turn.submission.chain[turn.task.step - 1].get("mode", "all"), len(step))


def void_step_rest(tx: Transaction, turn: Turn) -> None:
    """Whoever was not needed any more in a step that is done has nothing to decide."""
    if sum(task.step == turn.task.step for task in turn.tasks) > 1:
        void_open_of_step(tx.conn, turn.submission.id, turn.task.step)


def _end(tx: Transaction, turn: Turn, state: SubmissionState) -> None:
    end_submission(tx.conn, turn.submission.id, state, tx.now)
    if any(task.id != turn.task.id and task.state in LIVE for task in turn.tasks):
        void_live_tasks(tx.conn, turn.submission.id)
