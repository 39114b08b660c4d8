"""Amendments of the plan: a subject that is signed, and the letter that tells what changed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SUBJECTS = "subject IN ('item', 'activation', 'report', 'amendment')"
KINDS = (
    "kind IN ('enrolment', 'sign_in', 'sign_request', 'receipt', 'returned', 'approved', 'reopened', 'reminder', "
    "'superior_report', 'explanation_request', 'checkpoint', 'plan_activated', 'plan_closed', 'delivery_failed', "
    "'decision_disowned', 'plan_amended')"
)


def upgrade() -> None:
    for table, constraint, values in (
        ("submission", "subject_is_known", SUBJECTS),
        ("notice", "kind_is_known", KINDS),
        ("letter", "kind_is_known", KINDS),
    ):
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(constraint, type_="check")
            changed.create_check_constraint(constraint, sa.text(values))
