"""What happens to chains over a year: extensions, samples, papers, partial reports, registers, names, tokens."""

import json
from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SUBJECTS = "subject IN ('item', 'activation', 'report', 'amendment', 'extension', 'sample')"
VERBS = "verb IN ('agree', 'approve', 'acknowledge')"
DECISIONS = "kind IN ('agree', 'approve', 'acknowledge', 'return')"
ASSURANCES = "assurance IN ('pin', 'browser', 'link', 'paper', 'cli', 'token', 'system')"
NOTICES = (
    "kind IN ('enrolment', 'sign_in', 'sign_request', 'receipt', 'returned', 'approved', 'reopened', 'reminder', "
    "'superior_report', 'explanation_request', 'checkpoint', 'plan_activated', 'plan_closed', 'delivery_failed', "
    "'decision_disowned', 'plan_amended', 'extended', 'sample_approved', 'parts_ready', 'paper_registered', "
    "'paper_voided', 'substitution', 'reassigned', 'address_changed', 'token_issued')"
)


def upgrade() -> None:
    for table, constraint, values in (
        ("submission", "subject_is_known", SUBJECTS),
        ("approval_task", "verb_is_known", VERBS),
        ("decision", "kind_is_known", DECISIONS),
        ("decision", "assurance_is_known", ASSURANCES),
        ("notice", "kind_is_known", NOTICES),
        ("letter", "kind_is_known", NOTICES),
    ):
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(constraint, type_="check")
            changed.create_check_constraint(constraint, sa.text(values))
    # SQLite would append a column to the table's text: a rebuilt table reads like the model's.
    rebuild: Literal["auto", "always"] = "always" if op.get_bind().dialect.name == "sqlite" else "auto"
    with op.batch_alter_table("plan", recreate=rebuild) as plan:
        plan.add_column(sa.Column("last_year", sa.Integer(), nullable=True))
    _last_year_of_drafts()
    with op.batch_alter_table("plan_item", recreate=rebuild) as item:
        item.add_column(sa.Column("sample", sa.JSON(), nullable=True))
        item.add_column(sa.Column("reopened_due_on", sa.Date(), nullable=True))
        item.add_column(sa.Column("reopened_late_days", sa.Integer(), nullable=True))
    # Until now nothing but a reopening set another deadline than the planned one.
    op.execute(sa.text("UPDATE plan_item SET reopened_due_on = extended_due_on"))
    with op.batch_alter_table("responsible", recreate=rebuild) as responsible:
        responsible.add_column(sa.Column("part_due_on", sa.Date(), nullable=True))
        responsible.add_column(sa.Column("part_rung_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_responsible_part_rung",
        "responsible",
        ["part_rung_on", "item_id", "person_id"],
        sqlite_where=sa.text("part_rung_on IS NOT NULL"),
        postgresql_where=sa.text("part_rung_on IS NOT NULL"),
    )
    with op.batch_alter_table("submission", recreate=rebuild) as submission:
        submission.add_column(sa.Column("is_partial", sa.Boolean(), nullable=True))
    with op.batch_alter_table("decision", recreate=rebuild) as decision:
        decision.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(sa.text("UPDATE submission SET is_partial = false"))
    with op.batch_alter_table("submission") as submission:
        submission.alter_column("is_partial", existing_type=sa.Boolean(), nullable=False)
    _incoming_request()
    _paper_decision()
    _former_name()
    _former_responsible()
    _api()
    _indexes()


def _indexes() -> None:
    """Every transition writes all indexes of its rows: none stays that no query needs."""
    for name, table in (
        ("ix_notice_item_id", "notice"),
        ("ix_notice_recipient_id", "notice"),
        ("ix_notice_letter_id", "notice"),
        ("ix_letter_plan_id", "letter"),
        ("ix_letter_recipient_id", "letter"),
        ("ix_submission_plan_id", "submission"),
        ("ix_evidence_sha256", "evidence"),
        ("ix_rung_record_item_id", "rung_record"),
    ):
        op.drop_index(name, table)
    for name, columns, where in (
        ("ix_notice_letter_id", ["letter_id"], sa.text("letter_id IS NOT NULL")),
        ("ix_notice_sign_in", ["recipient_id", "created_at"], sa.text("kind = 'sign_in'")),
    ):
        op.create_index(name, "notice", columns, sqlite_where=where, postgresql_where=where)
    op.create_index("ix_letter_plan_recipient", "letter", ["plan_id", "recipient_id"], unique=False)


def _last_year_of_drafts() -> None:
    """Until now a draft's last year was told by the day on which its final review opens."""
    plan = sa.table(
        "plan",
        sa.column("year", sa.Integer),
        sa.column("last_year", sa.Integer),
        sa.column("state", sa.String),
        sa.column("review_opens_on", sa.Date),
    )
    last_year = sa.extract("year", plan.c.review_opens_on)
    op.execute(plan.update().where(plan.c.state == "draft", last_year > plan.c.year).values(last_year=last_year))


def _incoming_request() -> None:
    op.create_table(
        "incoming_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("doc_number", sa.String(length=60), nullable=True),
        sa.Column("registered_by_id", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_evidence_id", sa.Integer(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["plan_item.id"]),
        sa.ForeignKeyConstraint(["registered_by_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["answer_evidence_id"], ["evidence.id"]),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("item_id", "number"),
    )
    op.create_index("ix_incoming_request_item_id", "incoming_request", ["item_id"], unique=False)


def _paper_decision() -> None:
    op.create_table(
        "paper_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sheet_sha256", sa.String(length=64), nullable=False),
        sa.Column("sheet_name", sa.String(length=300), nullable=False),
        sa.Column("sheet_size", sa.Integer(), nullable=False),
        sa.Column("sheet_media_type", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("original_at", sa.String(length=300), nullable=False),
        sa.Column("registered_by_id", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('pending', 'effective', 'disowned', 'voided')", name="state_is_known"),
        sa.CheckConstraint(DECISIONS, name="kind_is_known"),
        sa.ForeignKeyConstraint(["task_id"], ["approval_task.id"]),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["registered_by_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_paper_decision_task_id", "paper_decision", ["task_id"], unique=False)
    op.create_index("ix_paper_decision_submission_id", "paper_decision", ["submission_id"], unique=False)
    for name, columns, unique in (
        ("ix_paper_decision_pending", ["effective_on", "id"], False),
        ("ix_paper_decision_one_pending", ["task_id"], True),
    ):
        op.create_index(
            name,
            "paper_decision",
            columns,
            unique=unique,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )


def _former_name() -> None:
    op.create_table(
        "former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("position", sa.String(length=300), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_former_name_person_id", "former_name", ["person_id"], unique=False)


def _former_responsible() -> None:
    """Also whom amendments replaced until now, as their manifests tell."""
    former = op.create_table(
        "former_responsible",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["plan_item.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("item_id", "person_id"),
    )
    conn = op.get_bind()
    items = {
        (row.plan_id, row.place): row.id for row in conn.execute(sa.text("SELECT id, plan_id, place FROM plan_item"))
    }
    accepted = sa.text("SELECT plan_id, manifest FROM submission WHERE subject = 'amendment' AND state = 'accepted'")
    replaced = {
        (items[row.plan_id, change["place"]], person)
        for row in conn.execute(accepted)
        for change in json.loads(bytes(row.manifest))["proposes"]["changes"]
        if change["kind"] == "change" and "responsible" in change["after"]
        for person in set(change["before"]["responsible"]) - set(change["after"]["responsible"])
    }
    if replaced:
        op.bulk_insert(former, [{"item_id": item, "person_id": person} for item, person in sorted(replaced)])


def _api() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.CheckConstraint("scope IN ('read', 'work', 'coordinate')", name="scope_is_known"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"]),
        sa.ForeignKeyConstraint(["issued_by_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_api_token_secret", "api_token", ["secret_sha256"], unique=True)
    op.create_index("ix_api_token_person_id", "api_token", ["person_id"], unique=False)
    op.create_table(
        "idempotent_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("media_type", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_id", "key"),
    )
