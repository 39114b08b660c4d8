"""The end of links whose bearer has no part in a task any more (security rule 11): dead on the next request."""

from collections.abc import Iterable

from sqlalchemy import Table, update

from models.mail import LinkToken
from workflow.transaction import Transaction

LINK_TOKEN: Table = LinkToken.__table__  # type: ignore[attr-defined]


def revoke_links(tx: Transaction, task_ids: Iterable[int], *, of: int | None = None) -> None:
    """Revoke every link to these tasks, or only those of one person."""
    live = LINK_TOKEN.c.task_id.in_(list(task_ids)) & LINK_TOKEN.c.revoked_at.is_(None)
    if of is not None:
        live &= LINK_TOKEN.c.person_id == of
    tx.conn.execute(update(LINK_TOKEN).where(live).values(revoked_at=tx.now))
