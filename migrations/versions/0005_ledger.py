"""The ledger's tables, and the guards that make them append-only."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The guards as they were at this revision; what the program expects now is in `audit.guards`.
GUARDS = Path(__file__).parent.parent / "guards"
STATEMENT = "-- statement\n"


def upgrade() -> None:
    op.create_table(
        "ledger_head",
        sa.Column("ledger_id", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("last_ts", sa.String(length=24), nullable=False),
        sa.CheckConstraint("size >= 0", name="ledger_head_size_is_a_count"),
        sa.PrimaryKeyConstraint("ledger_id"),
    )
    op.create_table(
        "ledger_checkpoint",
        sa.Column("ledger_id", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ledger_id"],
            ["ledger_head.ledger_id"],
        ),
        sa.PrimaryKeyConstraint("ledger_id", "size"),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("ledger_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("seq >= 0", name="ledger_entry_seq_is_a_place"),
        sa.ForeignKeyConstraint(
            ["ledger_id"],
            ["ledger_head.ledger_id"],
        ),
        sa.PrimaryKeyConstraint("ledger_id", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_personal",
        sa.Column("ledger_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(salt IS NULL) = (body IS NULL) AND (salt IS NULL) = (erased_at IS NOT NULL)",
            name="ledger_personal_is_whole_or_erased",
        ),
        sa.ForeignKeyConstraint(
            ["ledger_id", "seq"],
            ["ledger_entry.ledger_id", "ledger_entry.seq"],
        ),
        sa.PrimaryKeyConstraint("ledger_id", "seq"),
    )

    connection = op.get_bind()
    statements = (GUARDS / f"0005.{connection.dialect.name}.sql").read_text("utf-8").split(STATEMENT)
    for statement in statements[1:]:
        connection.exec_driver_sql(statement.rstrip())
