"""Evidence, what is submitted, and who decided on it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import EnumText, UtcDateTime, one_of
from models.states import Assurance, DecisionKind, Outcome, PaperState, Subject, SubmissionState, TaskState, Verb


class Evidence(SQLModel, table=True):
    """Подтверждающий документ: a stored file (by SHA-256) with its requisites. `size` in bytes."""

    __tablename__ = "evidence"

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="plan_item.id", index=True)
    sha256: str = Field(max_length=64)
    size: int
    file_name: str = Field(max_length=300)
    media_type: str = Field(max_length=100)
    kind: str = Field(max_length=200)
    doc_number: str | None = Field(default=None, max_length=60)
    doc_date: date | None = None
    signed_by: str | None = Field(default=None, max_length=200)
    units: int = 1
    organisations: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    uploaded_by_id: int = Field(foreign_key="person.id")
    uploaded_for_id: int = Field(foreign_key="person.id")
    uploaded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    removed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Submission(SQLModel, table=True):
    """A numbered, frozen thing to be signed. `manifest` is RFC 8785 JSON, `digest` its SHA-256 in hex.

    `chain` is the route that this submission follows: steps with approvers already resolved. A partial one is an
    item's interim report: its last approval leaves the item in work.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("plan_id", "subject", "item_id", "number"),
        one_of("subject", Subject),
        one_of("state", SubmissionState),
        Index(
            "ix_submission_one_open",
            "plan_id",
            "subject",
            "item_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    subject: Subject = Field(sa_column=Column(EnumText(Subject), nullable=False))
    item_id: int | None = Field(default=None, foreign_key="plan_item.id", index=True)
    number: int
    state: SubmissionState = Field(
        default=SubmissionState.OPEN, sa_column=Column(EnumText(SubmissionState), nullable=False)
    )
    digest: str = Field(max_length=64)
    manifest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    chain: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    summary: str = Field(sa_column=Column(Text, nullable=False))
    shortfall_reason: str | None = Field(default=None, sa_column=Column(Text))
    shown_count: int | None = None
    shown_percent: int | None = None
    is_partial: bool = False
    submitted_by_id: int = Field(foreign_key="person.id")
    submitted_for_id: int = Field(foreign_key="person.id")
    submitted_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    submitted_on: date
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class ApprovalTask(SQLModel, table=True):
    """One approver's turn in one step of one submission. `step` counts from 1; `due_on` is a local date.

    `approver_id` is whose turn it is by the chain; `acting_id` who may decide now (a substitute, or the same).
    """

    __tablename__ = "approval_task"
    __table_args__ = (
        one_of("state", TaskState),
        one_of("verb", Verb),
        Index(
            "ix_task_next_rung",
            "next_rung_on",
            "id",
            sqlite_where=text("next_rung_on IS NOT NULL"),
            postgresql_where=text("next_rung_on IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    step: int
    verb: Verb = Field(sa_column=Column(EnumText(Verb), nullable=False))
    approver_id: int = Field(foreign_key="person.id", index=True)
    acting_id: int = Field(foreign_key="person.id", index=True)
    substitution_id: int | None = Field(default=None, foreign_key="substitution.id")
    state: TaskState = Field(sa_column=Column(EnumText(TaskState), nullable=False))
    skip_reason: str | None = Field(default=None, sa_column=Column(Text))
    opened_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    due_on: date | None = None
    clock_id: str | None = Field(default=None, max_length=40)
    next_rung_on: date | None = None


class Decision(SQLModel, table=True):
    """Решение: one a task. `on_behalf_of_id` is the absent approver when a substitute signed.

    A disowned one that nothing was built upon is void from `voided_at`: its row stays, its step is decided anew.
    """

    __tablename__ = "decision"
    __table_args__ = (one_of("kind", DecisionKind), one_of("assurance", Assurance))

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="approval_task.id", unique=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    kind: DecisionKind = Field(sa_column=Column(EnumText(DecisionKind), nullable=False))
    person_id: int = Field(foreign_key="person.id")
    on_behalf_of_id: int | None = Field(default=None, foreign_key="person.id")
    substitution_id: int | None = Field(default=None, foreign_key="substitution.id")
    comment: str | None = Field(default=None, sa_column=Column(Text))
    outcome: Outcome | None = Field(default=None, sa_column=Column(EnumText(Outcome)))
    assurance: Assurance = Field(sa_column=Column(EnumText(Assurance), nullable=False))
    digest: str = Field(max_length=64)
    decided_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ledger_seq: int
    disowned_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    voided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class PaperDecision(SQLModel, table=True):
    """A decision that was signed on paper, as the coordinator registered it with the scan of the sheet.

    It is carried out on `effective_on` (local date) unless its signer disowns it. `number` and `signed_on` are the
    sheet's, `original_at` says where the original lies. `sheet_size` in bytes. `end_reason` says in words why it is
    void.
    """

    __tablename__ = "paper_decision"
    __table_args__ = (
        one_of("state", PaperState),
        one_of("kind", DecisionKind),
        Index(
            "ix_paper_decision_pending",
            "effective_on",
            "id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_paper_decision_one_pending",
            "task_id",
            unique=True,
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="approval_task.id", index=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    state: PaperState = Field(sa_column=Column(EnumText(PaperState), nullable=False))
    kind: DecisionKind = Field(sa_column=Column(EnumText(DecisionKind), nullable=False))
    person_id: int = Field(foreign_key="person.id")
    outcome: Outcome | None = Field(default=None, sa_column=Column(EnumText(Outcome)))
    comment: str | None = Field(default=None, sa_column=Column(Text))
    digest: str = Field(max_length=64)
    sheet_sha256: str = Field(max_length=64)
    sheet_name: str = Field(max_length=300)
    sheet_size: int
    sheet_media_type: str = Field(max_length=120)
    number: str = Field(max_length=60)
    signed_on: date
    original_at: str = Field(max_length=300)
    registered_by_id: int = Field(foreign_key="person.id")
    registered_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    effective_on: date
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    end_reason: str | None = Field(default=None, sa_column=Column(Text))
    decision_id: int | None = Field(default=None, foreign_key="decision.id")
