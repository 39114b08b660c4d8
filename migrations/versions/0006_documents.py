"""Documents as plans: what was imported, where doubts stand, who may import, and long names of units."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite would append a column to the table's text: a rebuilt table reads like the model's.
    rebuild: Literal["auto", "always"] = "always" if op.get_bind().dialect.name == "sqlite" else "auto"
    with op.batch_alter_table("person") as person:
        person.alter_column("name", existing_type=sa.String(length=120), type_=sa.String(length=300))
        person.drop_constraint("role_is_known", type_="check")
        person.create_check_constraint("role_is_known", "role IN ('member', 'coordinator', 'inspector', 'operator')")
    with op.batch_alter_table("plan", recreate=rebuild) as plan:
        plan.add_column(sa.Column("source_name", sa.String(length=300), nullable=True))
        plan.add_column(sa.Column("source_size", sa.Integer(), nullable=True))
        plan.add_column(sa.Column("source_media_type", sa.String(length=120), nullable=True))
    with op.batch_alter_table("plan_warning", recreate=rebuild) as warning:
        warning.add_column(sa.Column("location", sa.Text(), nullable=True))
        warning.add_column(sa.Column("source", sa.Text(), nullable=True))
        warning.add_column(sa.Column("proposal", sa.String(length=300), nullable=True))
