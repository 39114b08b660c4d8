"""The plan's list of organisations, to which a change of the plan adds one."""

from sqlalchemy import func, insert, select

from workflow.amendment_known import ORGANISATION
from workflow.amendment_manifest import ProposedChange
from workflow.transaction import Transaction


def list_organisation(tx: Transaction, plan_id: int, change: ProposedChange) -> None:
    """Put the organisation at the end of the list."""
    last = select(func.max(ORGANISATION.c.place)).where(ORGANISATION.c.plan_id == plan_id)
    place = (tx.conn.execute(last).scalar() or 0) + 1
    tx.conn.execute(insert(ORGANISATION).values(plan_id=plan_id, place=place, **change.after))


def is_listed(tx: Transaction, plan_id: int, code: str) -> bool:
    """Is an organisation of this code in the list?"""
    same = select(ORGANISATION.c.id).where(ORGANISATION.c.plan_id == plan_id, ORGANISATION.c.code == code)
    return tx.conn.execute(same).first() is not None
