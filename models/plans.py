"""The plan, its items, its organisations and what was doubtful in the document."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import EnumText, UtcDateTime, one_of
from models.states import (
    ExplanationKind,
    ItemRole,
    ItemState,
    Outcome,
    PlanState,
    Recurrence,
    Resolution,
    RungFate,
    WarningCode,
)


class Plan(SQLModel, table=True):
    """An approved document with items, a year and two signature blocks (грифы)."""

    __tablename__ = "plan"
    __table_args__ = (one_of("state", PlanState),)

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(sa_column=Column(Text, nullable=False))
    year: int
    last_year: int | None = None
    state: PlanState = Field(default=PlanState.DRAFT, sa_column=Column(EnumText(PlanState), nullable=False))
    version: int = 0
    timezone: str = Field(max_length=60)
    day_off_rule: str = Field(default="preceding", max_length=16)
    closes_by: date
    review_opens_on: date
    coordinator_id: int = Field(foreign_key="person.id")
    agreed_by: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    approved_by: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    chain: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    ladder: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    source_sha256: str = Field(max_length=64)
    source_name: str | None = Field(default=None, max_length=300)
    source_size: int | None = None
    source_media_type: str | None = Field(default=None, max_length=120)
    imported_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    activated_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Organisation(SQLModel, table=True):
    """A school of the plan's list; `code` is as the document writes it («11», «ККШИ»)."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    place: int
    code: str = Field(max_length=60)
    name: str = Field(max_length=300)


class PlanItem(SQLModel, table=True):
    """One row of the plan. `place` is its place in the plan from 1; `number` is what the document prints.

    `starts_on`/`due_on` are in force after corrections, `as_written` is the row as the document has it.
    `extended_due_on` is the deadline that came in the place of `due_on`: by an extension, or by a reopening, whose
    deadline `reopened_due_on` keeps (`workflow.deadlines.is_extended` tells the two apart). `reopened_late_days` is by
    how many working days the item was late when it was reopened, null where it never was: a new deadline does not
    forgive that.
    `sample` holds the codes of the organisations of an approved sample («Выборочно»), null where none is approved.
    The clock columns are what runs now: `clock_id` is null when no lead's clock runs; rungs before
    `clock_floor` are passed over; `next_rung_on` is the local date on which a sweep must look again.
    """

    __tablename__ = "plan_item"
    __table_args__ = (
        UniqueConstraint("plan_id", "place"),
        one_of("state", ItemState),
        Index(
            "ix_plan_item_next_rung",
            "next_rung_on",
            "id",
            sqlite_where=text("next_rung_on IS NOT NULL"),
            postgresql_where=text("next_rung_on IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    place: int
    number: str = Field(max_length=20)
    title: str = Field(sa_column=Column(Text, nullable=False))
    expected_result: str | None = Field(default=None, sa_column=Column(Text))
    target_count: int | None = None
    target_percent: int | None = None
    starts_on: date | None = None
    due_on: date | None = None
    extended_due_on: date | None = None
    reopened_due_on: date | None = None
    reopened_late_days: int | None = None
    recurrence: Recurrence | None = Field(default=None, sa_column=Column(EnumText(Recurrence)))
    note: str | None = Field(default=None, sa_column=Column(Text))
    organisations: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    role: ItemRole = Field(default=ItemRole.ORDINARY, sa_column=Column(EnumText(ItemRole), nullable=False))
    chain: list[dict[str, Any]] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    ladder: list[dict[str, Any]] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    sample: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    as_written: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    state: ItemState = Field(default=ItemState.PLANNED, sa_column=Column(EnumText(ItemState), nullable=False))
    version: int = 0
    outcome: Outcome | None = Field(default=None, sa_column=Column(EnumText(Outcome)))
    executed_on: date | None = None
    returns: int = 0
    rework_until: date | None = None
    first_submitted_on: date | None = None
    clock_id: str | None = Field(default=None, max_length=40)
    clock_ends_on: date | None = None
    clock_floor: date | None = None
    next_rung_on: date | None = None


class Responsible(SQLModel, table=True):
    """Who is responsible for an item: the lead, or a co-executor (соисполнитель).

    `part_due_on` is the internal date that the lead set for their part, `part_ready_at` when they said it is ready;
    `part_rung_on` is the local date on which a sweep must look at the part again.
    """

    __tablename__ = "responsible"
    __table_args__ = (
        Index(
            "ix_responsible_part_rung",
            "part_rung_on",
            "item_id",
            "person_id",
            sqlite_where=text("part_rung_on IS NOT NULL"),
            postgresql_where=text("part_rung_on IS NOT NULL"),
        ),
    )

    item_id: int = Field(foreign_key="plan_item.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    place: int
    is_lead: bool = False
    part_ready_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    part_due_on: date | None = None
    part_rung_on: date | None = None


class FormerResponsible(SQLModel, table=True):
    """Who was responsible for an item of a running plan until an amendment: they never decide on it."""

    __tablename__ = "former_responsible"

    item_id: int = Field(foreign_key="plan_item.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)


class PlanWarning(SQLModel, table=True):
    """A doubt about the document, and how the coordinator settled it.

    `location` says where it stands in the document, `source` what stands there, `proposal` what may be meant.
    """

    __tablename__ = "plan_warning"
    __table_args__ = (one_of("code", WarningCode),)

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="plan_item.id")
    code: WarningCode = Field(sa_column=Column(EnumText(WarningCode), nullable=False))
    message: str = Field(sa_column=Column(Text, nullable=False))
    value: str | None = Field(default=None, max_length=300)
    location: str | None = Field(default=None, sa_column=Column(Text))
    source: str | None = Field(default=None, sa_column=Column(Text))
    proposal: str | None = Field(default=None, max_length=300)
    resolution: Resolution | None = Field(default=None, sa_column=Column(EnumText(Resolution)))
    reason: str | None = Field(default=None, sa_column=Column(Text))
    change: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    settled_by_id: int | None = Field(default=None, foreign_key="person.id")
    settled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Explanation(SQLModel, table=True):
    """Сведения о причинах отклонения or о ходе исполнения, in the words of a responsible person."""

    __tablename__ = "explanation"
    __table_args__ = (one_of("kind", ExplanationKind),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="plan_item.id", index=True)
    kind: ExplanationKind = Field(sa_column=Column(EnumText(ExplanationKind), nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    person_id: int = Field(foreign_key="person.id")
    given_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class IncomingRequest(SQLModel, table=True):
    """A request in the register of an item that is done «По запросу»: from whom, about what, and how it was answered.

    `number` counts from 1 in the item; `answer_evidence_id` is the file that answers it.
    """

    __tablename__ = "incoming_request"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="plan_item.id", index=True)
    number: int
    received_on: date
    sender: str = Field(max_length=300)
    subject: str = Field(sa_column=Column(Text, nullable=False))
    doc_number: str | None = Field(default=None, max_length=60)
    registered_by_id: int = Field(foreign_key="person.id")
    registered_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    answered_on: date | None = None
    answer: str | None = Field(default=None, sa_column=Column(Text))
    answer_evidence_id: int | None = Field(default=None, foreign_key="evidence.id")
    answered_by_id: int | None = Field(default=None, foreign_key="person.id")


class RungRecord(SQLModel, table=True):
    """A rung that fired for one recipient, or was passed over (recipient 0). The key lets it happen once."""

    __tablename__ = "rung_record"
    __table_args__ = (one_of("fate", RungFate),)

    clock_id: str = Field(primary_key=True, max_length=40)
    rung: str = Field(primary_key=True, max_length=40)
    occurrence: int = Field(primary_key=True)
    recipient_id: int = Field(primary_key=True)
    item_id: int | None = Field(default=None, foreign_key="plan_item.id")
    fate: RungFate = Field(sa_column=Column(EnumText(RungFate), nullable=False))
    on_date: date


class Acknowledgement(SQLModel, table=True):
    """«Вижу, сделаю до …»: who has an item to do says when, and is reminded no more until then on this clock."""

    __tablename__ = "acknowledgement"

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="plan_item.id", index=True)
    clock_id: str = Field(max_length=40)
    person_id: int = Field(foreign_key="person.id")
    promised_on: date
    note: str | None = Field(default=None, sa_column=Column(Text))
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class RungHold(SQLModel, table=True):
    """The coordinator holds a rung once, until the end of a day, with a reason."""

    __tablename__ = "rung_hold"
    __table_args__ = (UniqueConstraint("clock_id", "rung"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="plan_item.id", index=True)
    clock_id: str = Field(max_length=40)
    rung: str = Field(max_length=40)
    until: date
    reason: str = Field(sa_column=Column(Text, nullable=False))
    held_by_id: int = Field(foreign_key="person.id")
    held_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class FinalReview(SQLModel, table=True):
    """Итоговое рассмотрение: opened in the last month, frozen once, ended by the report's approval."""

    __tablename__ = "final_review"

    plan_id: int = Field(foreign_key="plan.id", primary_key=True)
    opened_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    next_reminder_on: date | None = None
    frozen_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    frozen_by: str | None = Field(default=None, max_length=40)
    facts: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    facts_sha256: str | None = Field(default=None, max_length=64)
    report_sha256: str | None = Field(default=None, max_length=64)
