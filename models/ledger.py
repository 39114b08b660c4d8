"""The ledger (журнал): its entries, its head, its signed checkpoints, and the personal data beside it.

`audit.guards` holds the triggers that make these tables append-only.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKeyConstraint, LargeBinary, Text
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime

LEDGER_ID_LENGTH = 64


class LedgerHead(SQLModel, table=True):
    """Where a ledger stands: one row a ledger, locked by whoever appends.

    `ledger_id` is "plan-1" or "deployment". `frontier` is the concatenated 32-byte hashes of the compact range,
    largest subtree first; `root` the tree's hash over `size` entries; `last_ts` the newest entry's time.
    """

    __tablename__ = "ledger_head"
    __table_args__ = (CheckConstraint("size >= 0", name="ledger_head_size_is_a_count"),)

    ledger_id: str = Field(primary_key=True, max_length=LEDGER_ID_LENGTH)
    origin: str = Field(max_length=200)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    frontier: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    last_ts: str = Field(default="", max_length=24)


class LedgerEntry(SQLModel, table=True):
    """One entry: RFC 8785 JSON bytes as they were hashed. `seq` starts at 0 and has no gaps."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        ForeignKeyConstraint(["ledger_id"], ["ledger_head.ledger_id"]),
        CheckConstraint("seq >= 0", name="ledger_entry_seq_is_a_place"),
        {"sqlite_with_rowid": False},
    )

    ledger_id: str = Field(primary_key=True, max_length=LEDGER_ID_LENGTH)
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    leaf_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class LedgerPersonal(SQLModel, table=True):
    """Personal data of one entry, which may have to be erased; the entry commits to SHA-256(salt ‖ body).

    `salt` is 32 bytes, `body` RFC 8785 JSON. Erasing sets both to NULL and keeps `erased_at`.
    """

    __tablename__ = "ledger_personal"
    __table_args__ = (
        ForeignKeyConstraint(["ledger_id", "seq"], ["ledger_entry.ledger_id", "ledger_entry.seq"]),
        CheckConstraint(
            "(salt IS NULL) = (body IS NULL) AND (salt IS NULL) = (erased_at IS NOT NULL)",
            name="ledger_personal_is_whole_or_erased",
        ),
    )

    ledger_id: str = Field(primary_key=True, max_length=LEDGER_ID_LENGTH)
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    salt: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    erased_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class LedgerCheckpoint(SQLModel, table=True):
    """A signed checkpoint over the first `size` entries.

    `note` is the full C2SP signed note; `frontier` the compact range at `size`, from which the next seal goes on;
    `reason` why it was made: "daily", "activation", "close" and the like.
    """

    __tablename__ = "ledger_checkpoint"
    __table_args__ = (ForeignKeyConstraint(["ledger_id"], ["ledger_head.ledger_id"]),)

    ledger_id: str = Field(primary_key=True, max_length=LEDGER_ID_LENGTH)
    size: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    frontier: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    note: str = Field(sa_column=Column(Text, nullable=False))
    reason: str = Field(max_length=40)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
