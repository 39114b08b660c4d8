"""Amendments (изменения плана): proposed by the coordinator, sent along the plan's chain, withdrawn."""

from typing import Any

from sqlalchemy import Row, select, update

from models.plans import FinalReview
from models.states import PlanState, Subject, SubmissionState
from workflow.actions import Action
from workflow.amendment_manifest import ProposedChange, amendment_proposal
from workflow.amendment_planning import plan_changes
from workflow.commands import ProposeAmendment, StoredDocument, WithdrawProposal
from workflow.conflicts import amendment_conflicts
from workflow.errors import EvidenceDamaged, NotFound, NotYourTurn, PlanNotReady, TransitionNotAllowed
from workflow.manifest import proposal_manifest
from workflow.queries.amendments import open_amendments, touched_by_open
from workflow.receipts import receipt
from workflow.routing import NewSubmission, route_facts, route_submission, void_tasks
from workflow.rows import SUBMISSION, names_of, next_number, plan_row
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import submission_object
from workflow.views import Receipt

REVIEW = FinalReview.__table__  # type: ignore[attr-defined]
RUNNING = (PlanState.ACTIVE, PlanState.IN_REVIEW)


def propose_amendment(tx: Transaction, command: ProposeAmendment) -> Receipt:
    """Freeze what is proposed, item by item, and send it along the plan's chain; nothing changes before its approval.

    Raises `PlanNotReady` where the plan is not running or its report is frozen, `NotYourTurn`, what
    `plan_changes` refuses with, and `ConflictOfInterest` where nobody could end the chain.
    """
    plan = _running_plan(tx, command.plan_id)
    demand_document(tx, command.source)
    today = tx.today(plan.timezone)
    changes = plan_changes(
        tx.conn, plan, command.changes, today=today, is_draft=False, busy=touched_by_open(tx.conn, plan.id)
    )
    new = _submission(tx, plan, command, changes)
    steps = route_submission(tx, plan, new, amendment_conflicts(tx.conn, plan.id, changes, today, _authors(tx)))
    ledger_id = plan_ledger(plan.id)
    position = tx.record(
        ledger_id,
        tx.entry(
            Action.SUBMISSION_OPENED,
            submission_object(new, None),
            to_state=SubmissionState.OPEN.value,
            evidence_sha256=() if command.source is None else (command.source.sha256,),
            data={"submission": new.number, "digest": new.digest, "route": route_facts(steps)},
        ),
    )
    text = f"Изменение № {new.number} направлено на согласование и утверждение."
    return receipt(tx, ledger_id, position, text, plan_id=plan.id, submission_id=new.id)


def withdraw_amendment(tx: Transaction, command: WithdrawProposal) -> Receipt:
    """Отозвать изменение until it is approved; a decision on it stays in the history.

    Raises `NotFound`, `NotYourTurn`, `TransitionNotAllowed`.
    """
    plan = plan_row(tx.conn, command.plan_id)
    _demand_coordinator(tx, plan)
    submission = tx.conn.execute(
        select(SUBMISSION)
        .where(
            SUBMISSION.c.id == command.submission_id,
            SUBMISSION.c.plan_id == plan.id,
            SUBMISSION.c.subject == Subject.AMENDMENT,
        )
        .with_for_update()
    ).one_or_none()
    if submission is None:
        raise NotFound("Такого изменения плана нет. Обновите страницу.")
    if submission.state is not SubmissionState.OPEN:
        raise TransitionNotAllowed("Это изменение уже не на согласовании: отзывать нечего. Обновите страницу.")
    ledger_id = plan_ledger(plan.id)
    position = tx.record(
        ledger_id, _ended(tx, submission, SubmissionState.WITHDRAWN, Action.SUBMISSION_WITHDRAWN, plan.id)
    )
    text = f"Изменение № {submission.number} отозвано."
    return receipt(tx, ledger_id, position, text, plan_id=plan.id, submission_id=submission.id)


def void_open_amendments(tx: Transaction, plan_id: int) -> None:
    """A plan that is closed takes no amendment any more: those on their way are void, their tasks and links too."""
    entries = [
        _ended(tx, submission, SubmissionState.VOIDED, Action.SUBMISSION_VOIDED, plan_id)
        for submission in open_amendments(tx.conn, plan_id)
    ]
    if entries:
        tx.record_many(plan_ledger(plan_id), entries)


def demand_document(tx: Transaction, source: StoredDocument | None) -> None:
    """Raise `EvidenceDamaged` unless the document that the changes come from lies whole in the store."""
    if source is not None and not tx.evidence.is_intact(source.sha256):
        raise EvidenceDamaged(f"Документ «{source.name}» не сохранился в хранилище. Загрузите его ещё раз.")


def is_report_frozen(tx: Transaction, plan_id: int) -> bool:
    """Does the execution report stand as it is, sent or about to be sent to its approvers?"""
    frozen_at = tx.conn.execute(select(REVIEW.c.frozen_at).where(REVIEW.c.plan_id == plan_id)).scalar()
    return frozen_at is not None


def _running_plan(tx: Transaction, plan_id: int) -> Row[Any]:
    plan = plan_row(tx.conn, plan_id, is_locked=True)
    _demand_coordinator(tx, plan)
    if plan.state is PlanState.DRAFT:
        raise PlanNotReady("План ещё черновик: исправьте черновик, согласовывать изменение не нужно.")
    if plan.state not in RUNNING:
        raise PlanNotReady("План закрыт: изменить его нельзя, утверждающий может возобновить контроль пункта.")
    if is_report_frozen(tx, plan.id):
        raise PlanNotReady("Отчёт об исполнении плана уже зафиксирован: дождитесь решения по нему.")
    return plan


def _demand_coordinator(tx: Transaction, plan: Row[Any]) -> None:
    if tx.actor.person_id != plan.coordinator_id:
        raise NotYourTurn("Изменения плана предлагает ответственный за контроль исполнения. Обратитесь к нему.")


def _submission(
    tx: Transaction, plan: Row[Any], command: ProposeAmendment, changes: tuple[ProposedChange, ...]
) -> NewSubmission:
    number = next_number(tx.conn, plan.id, Subject.AMENDMENT, None)
    document = None if command.source is None else command.source.model_dump(mode="json")
    manifest = proposal_manifest(
        Subject.AMENDMENT,
        {"id": plan.id, "title": plan.title, "year": plan.year, "origin": tx.signer.origin(plan_ledger(plan.id))},
        number=number,
        summary=command.reason,
        proposes=amendment_proposal(changes, names_of(tx.conn), document),
    )
    return NewSubmission(
        plan_id=plan.id,
        subject=Subject.AMENDMENT,
        item_id=None,
        place=None,
        number=number,
        manifest=manifest,
        summary=command.reason,
        submitted_on=tx.today(plan.timezone),
        chain=plan.chain,
    )


def _authors(tx: Transaction) -> set[int]:
    return set() if tx.actor.person_id is None else {tx.actor.person_id}


def _ended(tx: Transaction, submission: Row[Any], state: SubmissionState, action: Action, plan_id: int) -> Any:
    """The submission is over without an approval; gives the entry that says so."""
    tx.conn.execute(
        update(SUBMISSION)
        .where(SUBMISSION.c.id == submission.id, SUBMISSION.c.plan_id == plan_id)
        .values(state=state, ended_at=tx.now)
    )
    void_tasks(tx, submission.id)
    return tx.entry(
        action,
        submission_object(submission, None),
        from_state=SubmissionState.OPEN.value,
        to_state=state.value,
        data={"submission": submission.number},
    )
