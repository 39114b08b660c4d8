"""Personal data beside an entry: committed to by a salted hash, so that it can be erased and the proofs stay."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, update

from models.ledger import LedgerPersonal

SALT_SIZE = 32


def commitment(salt: bytes, body: bytes) -> str:
    """What the entry says of its personal data: hex SHA-256(salt ‖ canonical body)."""
    return sha256(salt + body).hexdigest()


def erase_personal(conn: Connection, ledger_id: str, seq: int, now: datetime) -> bool:
    """Erase the personal data of one entry for good; False where there is none left to erase.

    On SQLite `PRAGMA secure_delete = ON` makes the bytes leave the file too. `now` is an aware datetime.
    """
    table = LedgerPersonal.__table__  # type: ignore[attr-defined]
    done = conn.execute(
        update(table)
        .where(table.c.ledger_id == ledger_id, table.c.seq == seq, table.c.erased_at.is_(None))
        .values(salt=None, body=None, erased_at=now)
    )
    return done.rowcount == 1
