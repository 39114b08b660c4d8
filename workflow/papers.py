"""Decisions that were signed on paper, as rows: one that waits ends in one of three ways, each with its entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select, update

from audit.entry import EntryDraft
from models.states import PaperState, Subject, SubmissionState, TaskState
from workflow.actions import Action
from workflow.rows import ITEM, PAPER, SUBMISSION, TASK
from workflow.submission_rows import has_waiting_papers
from workflow.transaction import Transaction, plan_ledger
from workflow.wording.dates import date_text
from workflow.wording.terms import sheet_text

DECIDED_OTHERWISE = "решение принято лично, до вступления в силу"
NOT_NEEDED = "решение на этом этапе больше не требуется"
SUBMISSION_ENDED = {
    SubmissionState.WITHDRAWN: "документ отозван",
    SubmissionState.RETURNED: "документ возвращён на доработку",
    SubmissionState.VOIDED: "документ утратил силу",
}
_ABOUT = (
    select(
        PAPER,
        TASK.c.state.label("task_state"),
        SUBMISSION.c.plan_id,
        SUBMISSION.c.item_id,
        SUBMISSION.c.subject,
        SUBMISSION.c.number.label("submission_number"),
        SUBMISSION.c.state.label("submission_state"),
        ITEM.c.place,
    )
    .join(TASK, TASK.c.id == PAPER.c.task_id)
    .join(SUBMISSION, SUBMISSION.c.id == PAPER.c.submission_id)
    .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
)


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """The sheet behind a decision: its own number and date, the SHA-256 of its scan."""

    paper_id: int
    number: str
    signed_on: date
    sha256: str

    def facts(self) -> dict[str, Any]:
        """How the decision's entry names it."""
        return {
            "paper": self.paper_id,
            "number": self.number,
            "signed_on": self.signed_on.isoformat(),
            "sha256": self.sha256,
        }


def paper_about(paper_id: int) -> Select[Any]:
    """A paper with its task's state and the submission that it belongs to: plan_id, subject, place and the like."""
    return _ABOUT.where(PAPER.c.id == paper_id)


def sheet_of(paper: Row[Any]) -> str:
    """«лист № 5 от 20.01.2021»."""
    return sheet_text(paper.number, date_text(paper.signed_on))


def end_paper(tx: Transaction, paper: Row[Any], state: PaperState, reason: str | None = None) -> bool:
    """Compare-and-set a waiting paper to its end; False where it had ended before."""
    done = tx.conn.execute(
        update(PAPER)
        .where(PAPER.c.id == paper.id, PAPER.c.state == PaperState.PENDING)
        .values(state=state, ended_at=tx.now, end_reason=reason)
    )
    return done.rowcount == 1


def void_paper(tx: Transaction, paper: Row[Any], reason: str) -> bool:
    """A waiting paper takes no effect, for a reason in words; False where it had ended before.

    `paper` is a row of `paper_about`.
    """
    if not end_paper(tx, paper, PaperState.VOIDED, reason):
        return False
    tx.record(plan_ledger(paper.plan_id), paper_entry(tx, Action.PAPER_VOIDED, paper, {"reason": reason}))
    return True


def void_overtaken(tx: Transaction, submission_id: int) -> None:
    """Void the waiting papers of a submission whose task is no longer open: nothing is left for them to decide."""
    if not has_waiting_papers(tx.conn, submission_id):
        return
    waiting = tx.conn.execute(
        _ABOUT.where(
            PAPER.c.submission_id == submission_id,
            PAPER.c.state == PaperState.PENDING,
            TASK.c.state != TaskState.OPEN,
        ).order_by(PAPER.c.id)
    ).all()
    for paper in waiting:
        void_paper(tx, paper, _overtaken_by(paper))


def paper_entry(
    tx: Transaction, action: Action, paper: Row[Any], data: dict[str, Any], files: Iterable[str] = ()
) -> EntryDraft:
    """What the ledger says of a paper, under its submission's name; `files` are the SHA-256 that go with it."""
    place = "" if paper.place is None else f"{paper.place}/"
    return tx.entry(
        action,
        f"submission/{Subject(paper.subject).value}/{place}{paper.submission_number}",
        evidence_sha256=tuple(files),
        data={"paper": paper.id, "number": paper.number, "signed_on": paper.signed_on.isoformat()} | data,
    )


def _overtaken_by(paper: Row[Any]) -> str:
    if paper.task_state is TaskState.DECIDED:
        return DECIDED_OTHERWISE
    return SUBMISSION_ENDED.get(paper.submission_state, NOT_NEEDED)
