"""One answer for one key: a command that a script sends again under its `Idempotency-Key` is not done twice.

The key is claimed first; the answer is written in the command's own transaction, so it is there if and only if the
command was done. A refused command gives its key back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, and_, delete, or_, select, update

from config.database import Database
from models.people import IdempotentAnswer
from workflow.errors import CommandRefused
from workflow.insertion import insert_new

ANSWER: Table = IdempotentAnswer.__table__  # type: ignore[attr-defined]
KEPT_FOR = timedelta(hours=24)
# Who claimed a key and has not answered for so long has died: nothing was done, else the answer would be there.
ABANDONED_AFTER = timedelta(minutes=5)


class KeyReused(CommandRefused):
    """The key was given to another request."""


class StillRunning(CommandRefused):
    """The first request under this key has not been answered yet."""

    retry_helps = True


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What the first request under a key was answered."""

    status: int
    body: bytes
    media_type: str


def claim(database: Database, token_id: int, key: str, request_sha256: bytes, now: datetime) -> int | KeptAnswer:
    """Claim a key for a request: the claim's id, or the answer where this very request was answered before.

    Raises `KeyReused`, `StillRunning`.
    """
    mine = and_(ANSWER.c.token_id == token_id, ANSWER.c.key == key)
    with database.write() as conn:
        abandoned = and_(ANSWER.c.status.is_(None), ANSWER.c.created_at <= now - ABANDONED_AFTER)
        conn.execute(delete(ANSWER).where(mine, or_(ANSWER.c.created_at <= now - KEPT_FOR, abandoned)))
        fresh = {"token_id": token_id, "key": key, "request_sha256": request_sha256, "created_at": now}
        is_first = insert_new(conn, ANSWER, [fresh], ["token_id", "key"])
        row = conn.execute(select(ANSWER).where(mine)).one()
    if is_first:
        return int(row.id)
    if row.request_sha256 != request_sha256:
        raise KeyReused("Этот Idempotency-Key уже использован для другого запроса: возьмите новый.")
    if row.status is None:
        raise StillRunning("Первый запрос с этим Idempotency-Key ещё выполняется: повторите через несколько секунд.")
    return KeptAnswer(row.status, row.body, row.media_type)


def keep(conn: Connection, claim_id: int, answer: KeptAnswer) -> None:
    """Write the answer with what was done. Raises `StillRunning` where another request took the key over."""
    kept = conn.execute(
        update(ANSWER)
        .where(ANSWER.c.id == claim_id, ANSWER.c.status.is_(None))
        .values(status=answer.status, body=answer.body, media_type=answer.media_type)
    )
    if kept.rowcount != 1:
        raise StillRunning("Запрос выполнялся слишком долго: повторите его с новым Idempotency-Key.")


def release(database: Database, claim_id: int) -> None:
    """Give the key of a refused command back."""
    with database.write() as conn:
        conn.execute(delete(ANSWER).where(ANSWER.c.id == claim_id, ANSWER.c.status.is_(None)))


def forget_old(conn: Connection, now: datetime) -> None:
    """Drop the answers that are older than a day."""
    conn.execute(delete(ANSWER).where(ANSWER.c.created_at <= now - KEPT_FOR))
