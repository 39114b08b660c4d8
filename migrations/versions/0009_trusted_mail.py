"""Escalation and mail that can be trusted: own ladders, acknowledgements, holds, delivery reports, runs of jobs."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NOTICES = (
    "kind IN ('enrolment', 'sign_in', 'sign_request', 'receipt', 'returned', 'approved', 'reopened', 'reminder', "
    "'superior_report', 'explanation_request', 'checkpoint', 'plan_activated', 'plan_closed', 'delivery_failed', "
    "'decision_disowned', 'plan_amended', 'extended', 'sample_approved', 'parts_ready', 'paper_registered', "
    "'paper_voided', 'substitution', 'reassigned', 'address_changed', 'token_issued', 'conflict_arose', 'digest', "
    "'unreached', 'auto_answered')"
)
MAIL_STATES = "state IN ('waiting', 'attempting', 'accepted', 'retry', 'unknown', 'dead', 'cancelled', 'bounced')"
FATES = "fate IN ('fired', 'passed_over', 'quieted', 'held')"
DOUBTS = (
    "code IN ('deadline_outside_plan_year', 'unknown_organisation', 'duplicate_title', 'approver_is_responsible', "
    "'count_mismatch', 'missing_deadline', 'unparsed_deadline', 'row_continuation_joined', 'target_needs_settling', "
    "'note_limits_scope', 'name_reads_alike')"
)
REPORTS = "kind IN ('hard', 'soft', 'delayed', 'auto_reply', 'unreadable', 'forged')"


def upgrade() -> None:
    for table, constraint, values in (
        ("notice", "kind_is_known", NOTICES),
        ("letter", "kind_is_known", NOTICES),
        ("notice", "state_is_known", MAIL_STATES),
        ("letter", "state_is_known", MAIL_STATES),
        ("rung_record", "fate_is_known", FATES),
        ("plan_warning", "code_is_known", DOUBTS),
    ):
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(constraint, type_="check")
            changed.create_check_constraint(constraint, sa.text(values))
    # SQLite would append a column to the table's text: a rebuilt table reads like the model's.
    rebuild: Literal["auto", "always"] = "always" if op.get_bind().dialect.name == "sqlite" else "auto"
    with op.batch_alter_table("plan_item", recreate=rebuild) as item:
        item.add_column(sa.Column("ladder", sa.JSON(), nullable=True))
    with op.batch_alter_table("person", recreate=rebuild) as person:
        person.add_column(sa.Column("wants_calendar", sa.Boolean(), nullable=True))
    op.execute(sa.text("UPDATE person SET wants_calendar = false"))
    with op.batch_alter_table("person") as person:
        person.alter_column("wants_calendar", existing_type=sa.Boolean(), nullable=False)
    digests = sa.text("kind = 'digest'")
    op.create_index(
        "ix_letter_digest",
        "letter",
        ["recipient_id", "local_date"],
        unique=False,
        sqlite_where=digests,
        postgresql_where=digests,
    )
    ended = sa.text("state IN ('dead', 'bounced', 'cancelled')")
    op.create_index("ix_letter_ended_otherwise", "letter", ["state"], sqlite_where=ended, postgresql_where=ended)
    _acknowledgement()
    _rung_hold()
    _mail_report()
    _job_run()
    _sending_pace()
    # Who has thousands of links behind them is asked for those to an item.
    op.create_index("ix_link_token_person_item", "link_token", ["person_id", "item_id"], unique=False)
    op.drop_index("ix_link_token_person_id", "link_token")


def _acknowledgement() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["plan_item.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_acknowledgement_item_id", "acknowledgement", ["item_id"], unique=False)


def _rung_hold() -> None:
    op.create_table(
        "rung_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.String(length=40), nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("held_by_id", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["plan_item.id"]),
        sa.ForeignKeyConstraint(["held_by_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("clock_id", "rung"),
    )
    op.create_index("ix_rung_hold_item_id", "rung_hold", ["item_id"], unique=False)


def _mail_report() -> None:
    op.create_table(
        "mail_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("absent_until", sa.Date(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(REPORTS, name="kind_is_known"),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_mail_report_fingerprint", "mail_report", ["fingerprint"], unique=True)
    op.create_index("ix_mail_report_letter_id", "mail_report", ["letter_id"], unique=False)


def _job_run() -> None:
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )


def _sending_pace() -> None:
    op.create_table(
        "sending_pace",
        sa.Column("scope", sa.String(length=254), nullable=False),
        sa.Column("used_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope"),
    )
