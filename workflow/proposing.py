"""What is signed beside an item's evidence: an activation, an amendment, an extension, a sample, a report.

Each is frozen as a manifest and sent along a chain in the same way; how it ends is its subject's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update

from audit.entry import EntryDraft
from models.states import Subject, SubmissionState, TaskState
from workflow.actions import Action
from workflow.commands import StoredDocument, WithdrawProposal
from workflow.errors import NotFound, NotYourTurn, TransitionNotAllowed
from workflow.manifest import proposal_manifest
from workflow.receipts import receipt
from workflow.refusing_others import names_text
from workflow.routing import NewSubmission, route_data, route_submission, void_tasks
from workflow.rows import ITEM, SUBMISSION, TASK, plan_row
from workflow.submission_rows import next_number, open_of_item, open_of_plan
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import submission_object
from workflow.views import Receipt
from workflow.wording.terms import SUBJECTS

# Who alone may take these back: their author. The report and the activation are returned by their approvers.
WITHDRAWN_BY_AUTHOR = (Subject.AMENDMENT, Subject.EXTENSION, Subject.SAMPLE)


def open_proposal(  # noqa: PLR0913 - what a proposal is, in one call
    tx: Transaction,
    plan: Row[Any],
    subject: Subject,
    *,
    summary: str,
    proposes: Mapping[str, Any],
    chain: Sequence[Mapping[str, Any]],
    conflicts: dict[int, str],
    text: str,
    item: Row[Any] | None = None,
    files: Sequence[str] = (),
    author_id: int | None = None,
    told: Mapping[str, Any] | None = None,
) -> Receipt:
    """Freeze what is proposed, store it as a submission, send it along `chain`, and record that.

    `text` is what the receipt says, `{number}` in it the submission's number; `files` are the SHA-256 of what goes
    with it, `told` is what the ledger's entry says beside its route. Raises `ConflictOfInterest` where nobody could end
    the chain.
    """
    item_id, place = (None, None) if item is None else (item.id, item.place)
    ledger_id = plan_ledger(plan.id)
    number = next_number(tx.conn, plan.id, subject, item_id)
    manifest = proposal_manifest(
        subject,
        {"id": plan.id, "title": plan.title, "year": plan.year, "origin": tx.signer.origin(ledger_id)},
        number=number,
        summary=summary,
        proposes=proposes,
    )
    new = NewSubmission(
        plan_id=plan.id,
        subject=subject,
        item_id=item_id,
        place=place,
        number=number,
        manifest=manifest,
        summary=summary,
        submitted_on=tx.today(plan.timezone),
        chain=chain,
        author_id=author_id,
    )
    steps = route_submission(tx, plan, new, conflicts)
    position = tx.record(
        ledger_id,
        tx.entry(
            Action.SUBMISSION_OPENED,
            submission_object(new, item),
            to_state=SubmissionState.OPEN.value,
            evidence_sha256=tuple(files),
            data=route_data(new, steps, plan.chain if item is None else item.chain or plan.chain) | dict(told or {}),
        ),
    )
    said = text.format(number=number)
    return receipt(tx, ledger_id, position, said, plan_id=plan.id, place=place, submission_id=new.id)


def files_of(document: StoredDocument | None) -> tuple[str, ...]:
    """The SHA-256 of a document, where there is one."""
    return () if document is None else (document.sha256,)


def withdraw_proposal(tx: Transaction, command: WithdrawProposal) -> Receipt:
    """Take back what was proposed, until it is approved; a decision on it stays in the history.

    An amendment is its coordinator's, an extension and a sample are their author's.
    Raises `NotFound`, `NotYourTurn`, `TransitionNotAllowed`.
    """
    plan = plan_row(tx.conn, command.plan_id)
    submission = tx.conn.execute(
        select(SUBMISSION)
        .where(
            SUBMISSION.c.id == command.submission_id,
            SUBMISSION.c.plan_id == plan.id,
            SUBMISSION.c.subject.in_(WITHDRAWN_BY_AUTHOR),
        )
        .with_for_update()
    ).one_or_none()
    if submission is None:
        raise NotFound("Такого документа на согласовании нет. Обновите страницу.")
    subject = SUBJECTS[submission.subject].capitalize()
    owner = plan.coordinator_id if submission.subject is Subject.AMENDMENT else submission.submitted_by_id
    if tx.actor.person_id != owner:
        name = names_text(tx.conn, {owner})
        raise NotYourTurn(f"{subject}: отозвать может только тот, кто это предложил ({name}). Обратитесь к нему.")
    if submission.state is not SubmissionState.OPEN:
        raise TransitionNotAllowed(f"{subject}: отзывать нечего, согласование уже окончено. Обновите страницу.")
    ledger_id = plan_ledger(plan.id)
    entry = ended_entry(tx, submission, SubmissionState.WITHDRAWN, Action.SUBMISSION_WITHDRAWN)
    text = f"{subject} № {submission.number}: отозвано."
    position = tx.record(ledger_id, entry)
    return receipt(tx, ledger_id, position, text, plan_id=plan.id, submission_id=submission.id)


def ended_entry(tx: Transaction, submission: Row[Any], state: SubmissionState, action: Action) -> EntryDraft:
    """The submission is over without an approval, its tasks and links with it; gives the entry that says so."""
    tx.conn.execute(
        update(SUBMISSION)
        .where(SUBMISSION.c.id == submission.id, SUBMISSION.c.state == SubmissionState.OPEN)
        .values(state=state, ended_at=tx.now)
    )
    void_tasks(tx, submission.id)
    item = None
    if submission.item_id is not None:
        item = tx.conn.execute(select(ITEM.c.place).where(ITEM.c.id == submission.item_id)).one()
    return tx.entry(
        action,
        submission_object(submission, item),
        from_state=SubmissionState.OPEN.value,
        to_state=state.value,
        data={"submission": submission.number},
    )


@dataclass(frozen=True, slots=True)
class VoidedProposal:
    """A proposal that is void: whose it was, and whose decision on it is no longer needed."""

    subject: Subject
    number: int
    author_id: int
    approvers: frozenset[int]


def void_open(
    tx: Transaction, plan_id: int, *subjects: Subject, item_id: int | None = None
) -> tuple[VoidedProposal, ...]:
    """What of these subjects is on its way, in the plan or about one item, is void: its tasks and links die."""
    rows = [
        row
        for subject in subjects
        for row in (
            open_of_plan(tx.conn, plan_id, subject) if item_id is None else open_of_item(tx.conn, item_id, subject)
        )
    ]
    rows.sort(key=lambda row: row.id)
    voided = tuple(VoidedProposal(row.subject, row.number, row.submitted_by_id, _waiting(tx, row.id)) for row in rows)
    entries = [ended_entry(tx, row, SubmissionState.VOIDED, Action.SUBMISSION_VOIDED) for row in rows]
    if entries:
        tx.record_many(plan_ledger(plan_id), entries)
    return voided


def _waiting(tx: Transaction, submission_id: int) -> frozenset[int]:
    wanted = select(TASK.c.acting_id).where(TASK.c.submission_id == submission_id, TASK.c.state == TaskState.OPEN)
    return frozenset(tx.conn.execute(wanted).scalars())
