"""What people are to be told, the letters that tell it, and the links in them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, Text, text
from sqlmodel import Field, SQLModel

from models.columns import EnumText, UtcDateTime, one_of
from models.states import LinkPurpose, MailState, NoticeKind, ReportKind


class Notice(SQLModel, table=True):
    """Who is to hear what about which item. Holds no text and no link; written in the transition's transaction.

    `recipient_id` is null for an address outside (a witness), which `address` then names. Notices of one
    `group_key` that wait together become one letter. Not sent before `not_before` (UTC).
    """

    __tablename__ = "notice"
    __table_args__ = (
        one_of("kind", NoticeKind),
        one_of("state", MailState),
        Index(
            "ix_notice_waiting",
            "not_before",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        # Partial, because most notices are no letter yet when they are written, and few are for a sign-in.
        Index(
            "ix_notice_letter_id",
            "letter_id",
            sqlite_where=text("letter_id IS NOT NULL"),
            postgresql_where=text("letter_id IS NOT NULL"),
        ),
        Index(
            "ix_notice_sign_in",
            "recipient_id",
            "created_at",
            sqlite_where=text("kind = 'sign_in'"),
            postgresql_where=text("kind = 'sign_in'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    dedupe_key: str = Field(max_length=200, unique=True)
    kind: NoticeKind = Field(sa_column=Column(EnumText(NoticeKind), nullable=False))
    plan_id: int | None = Field(default=None, foreign_key="plan.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="plan_item.id")
    submission_id: int | None = Field(default=None, foreign_key="submission.id")
    task_id: int | None = Field(default=None, foreign_key="approval_task.id")
    decision_id: int | None = Field(default=None, foreign_key="decision.id")
    recipient_id: int | None = Field(default=None, foreign_key="person.id")
    address: str | None = Field(default=None, max_length=254)
    rung: str | None = Field(default=None, max_length=40)
    clock_id: str | None = Field(default=None, max_length=40)
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    group_key: str | None = Field(default=None, max_length=120)
    not_before: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    state: MailState = Field(default=MailState.WAITING, sa_column=Column(EnumText(MailState), nullable=False))
    letter_id: int | None = Field(default=None, foreign_key="letter.id")
    cancel_reason: str | None = Field(default=None, max_length=200)


class Letter(SQLModel, table=True):
    """One message to one recipient, frozen at its first claim; the same bytes at every try.

    `fence` grows with each claim: a mark with an older fence is refused. Dates are UTC.
    """

    __tablename__ = "letter"
    __table_args__ = (
        one_of("kind", NoticeKind),
        one_of("state", MailState),
        Index(
            "ix_letter_due",
            "next_try_at",
            "id",
            sqlite_where=text("next_try_at IS NOT NULL"),
            postgresql_where=text("next_try_at IS NOT NULL"),
        ),
        Index("ix_letter_plan_recipient", "plan_id", "recipient_id"),
        # Few letters end so: they are counted and looked for.
        Index(
            "ix_letter_ended_otherwise",
            "state",
            sqlite_where=text("state IN ('dead', 'bounced', 'cancelled')"),
            postgresql_where=text("state IN ('dead', 'bounced', 'cancelled')"),
        ),
        # Whether somebody had the digest of a day is asked for each whose reminders wait.
        Index(
            "ix_letter_digest",
            "recipient_id",
            "local_date",
            sqlite_where=text("kind = 'digest'"),
            postgresql_where=text("kind = 'digest'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: NoticeKind = Field(sa_column=Column(EnumText(NoticeKind), nullable=False))
    plan_id: int | None = Field(default=None, foreign_key="plan.id")
    recipient_id: int | None = Field(default=None, foreign_key="person.id")
    address: str = Field(max_length=254)
    group_key: str | None = Field(default=None, max_length=120)
    local_date: date
    subject: str = Field(max_length=400)
    message_id: str = Field(max_length=200, unique=True)
    references: str | None = Field(default=None, max_length=400)
    boundary: str = Field(max_length=70)
    dated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    return_path: str = Field(max_length=254)
    context: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    state: MailState = Field(sa_column=Column(EnumText(MailState), nullable=False))
    fence: int = 0
    tries: int = 0
    leased_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    next_try_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    last_answer: str | None = Field(default=None, sa_column=Column(Text))
    frozen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class LinkToken(SQLModel, table=True):
    """A link in a letter. The token itself is never stored: `token_id` and the link key give it again."""

    __tablename__ = "link_token"
    __table_args__ = (
        one_of("purpose", LinkPurpose),
        Index("ix_link_token_hash", "token_sha256", unique=True),
        Index("ix_link_token_person_item", "person_id", "item_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    token_id: bytes = Field(sa_column=Column(LargeBinary(16), nullable=False))
    token_sha256: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    key_id: str = Field(max_length=16)
    purpose: LinkPurpose = Field(sa_column=Column(EnumText(LinkPurpose), nullable=False))
    person_id: int = Field(foreign_key="person.id")
    address: str = Field(max_length=254)
    plan_id: int | None = Field(default=None, foreign_key="plan.id")
    item_id: int | None = Field(default=None, foreign_key="plan_item.id")
    task_id: int | None = Field(default=None, foreign_key="approval_task.id", index=True)
    digest: str | None = Field(default=None, max_length=64)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class SuppressedAddress(SQLModel, table=True):
    """An address that refused for good; nothing more is sent there until the coordinator changes it."""

    __tablename__ = "suppressed_address"

    address: str = Field(primary_key=True, max_length=254)
    answer: str = Field(sa_column=Column(Text, nullable=False))
    since: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class MailReport(SQLModel, table=True):
    """What came back by mail about a letter. `fingerprint`, the SHA-256 of what it says, lets each count once.

    `absent_until` is the last day of an absence that an automatic answer tells; `times` is over 1 where a row stands
    for many messages that are not worth a row each.
    """

    __tablename__ = "mail_report"
    __table_args__ = (one_of("kind", ReportKind), Index("ix_mail_report_fingerprint", "fingerprint", unique=True))

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    kind: ReportKind = Field(sa_column=Column(EnumText(ReportKind), nullable=False))
    letter_id: int | None = Field(default=None, foreign_key="letter.id", index=True)
    address: str | None = Field(default=None, max_length=254)
    status: str | None = Field(default=None, max_length=12)
    detail: str = Field(sa_column=Column(Text, nullable=False))
    absent_until: date | None = None
    times: int = 1
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class JobRun(SQLModel, table=True):
    """When a job of the timetable ran last, for alarms and metrics. `failure` is what stopped it, in English.

    Times are the machine's. One without an end has not run yet, and is awaited since its start.
    """

    __tablename__ = "job_run"

    name: str = Field(primary_key=True, max_length=40)
    started_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    seconds: float | None = None
    failure: str | None = Field(default=None, sa_column=Column(Text))


class QueuePause(SQLModel, table=True):
    """A pause of all mail (`scope` "all") or of one recipient domain, until a time or until someone looks."""

    __tablename__ = "queue_pause"

    scope: str = Field(primary_key=True, max_length=254)
    reason: str = Field(sa_column=Column(Text, nullable=False))
    since: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class SendingPace(SQLModel, table=True):
    """How far the letters of one scope ("all", or a recipient domain) have used up what a minute allows."""

    __tablename__ = "sending_pace"

    scope: str = Field(primary_key=True, max_length=254)
    used_until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
