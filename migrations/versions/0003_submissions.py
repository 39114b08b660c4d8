"""Evidence, submissions, approval tasks and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("doc_number", sa.String(length=60), nullable=True),
        sa.Column("doc_date", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.String(length=200), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("organisations", sa.JSON(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_for_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["plan_item.id"],
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_for_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_evidence_item_id", "evidence", ["item_id"], unique=False)
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"], unique=False)
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("chain", sa.JSON(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("shortfall_reason", sa.Text(), nullable=True),
        sa.Column("shown_count", sa.Integer(), nullable=True),
        sa.Column("shown_percent", sa.Integer(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("submitted_for_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'accepted', 'returned', 'withdrawn', 'voided')", name="state_is_known"),
        sa.CheckConstraint("subject IN ('item', 'activation', 'report')", name="subject_is_known"),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["plan_item.id"],
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["plan.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submitted_for_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("plan_id", "subject", "item_id", "number"),
    )
    op.create_index("ix_submission_item_id", "submission", ["item_id"], unique=False)
    op.create_index(
        "ix_submission_one_open",
        "submission",
        ["plan_id", "subject", "item_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_submission_plan_id", "submission", ["plan_id"], unique=False)
    op.create_table(
        "approval_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=32), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=False),
        sa.Column("acting_id", sa.Integer(), nullable=False),
        sa.Column("substitution_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("skip_reason", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("clock_id", sa.String(length=40), nullable=True),
        sa.Column("next_rung_on", sa.Date(), nullable=True),
        sa.CheckConstraint("state IN ('pending', 'open', 'decided', 'skipped', 'voided')", name="state_is_known"),
        sa.CheckConstraint("verb IN ('agree', 'approve')", name="verb_is_known"),
        sa.ForeignKeyConstraint(
            ["acting_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["approver_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.ForeignKeyConstraint(
            ["substitution_id"],
            ["substitution.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_approval_task_acting_id", "approval_task", ["acting_id"], unique=False)
    op.create_index("ix_approval_task_approver_id", "approval_task", ["approver_id"], unique=False)
    op.create_index("ix_approval_task_submission_id", "approval_task", ["submission_id"], unique=False)
    op.create_index(
        "ix_task_next_rung",
        "approval_task",
        ["next_rung_on", "id"],
        unique=False,
        sqlite_where=sa.text("next_rung_on IS NOT NULL"),
        postgresql_where=sa.text("next_rung_on IS NOT NULL"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("substitution_id", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("assurance", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ledger_seq", sa.Integer(), nullable=False),
        sa.Column("disowned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "assurance IN ('pin', 'browser', 'link', 'paper', 'cli', 'system')", name="assurance_is_known"
        ),
        sa.CheckConstraint("kind IN ('agree', 'approve', 'return')", name="kind_is_known"),
        sa.ForeignKeyConstraint(
            ["on_behalf_of_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.ForeignKeyConstraint(
            ["substitution_id"],
            ["substitution.id"],
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["approval_task.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("task_id"),
    )
    op.create_index("ix_decision_submission_id", "decision", ["submission_id"], unique=False)
