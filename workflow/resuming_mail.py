"""Ending a pause of mail before its time: somebody looked, and the relay takes letters again."""

from sqlalchemy import ColumnElement, delete, or_, select

from workflow.actions import Action
from workflow.commands import ResumeMail
from workflow.errors import InvalidCommand
from workflow.queries.mail_queue import PAUSE
from workflow.receipts import receipt
from workflow.stewardship import demand_steward
from workflow.transaction import DEPLOYMENT_LEDGER, Transaction
from workflow.views import Receipt
from workflow.wording.mail_entries import resumed_text


def resume_mail(tx: Transaction, command: ResumeMail) -> Receipt:
    """Let the letters that a pause holds go with the next delivery. Raises `InvalidCommand` where none is paused."""
    demand_steward(tx)
    stands: list[ColumnElement[bool]] = [or_(PAUSE.c.until.is_(None), PAUSE.c.until > tx.now)]
    if command.domain is not None:
        stands.append(PAUSE.c.scope == command.domain)
    paused = list(tx.conn.execute(select(PAUSE.c.scope).where(*stands).order_by(PAUSE.c.scope)).scalars())
    if not paused:
        what = "Почта" if command.domain is None else f"Почта на домен {command.domain}"
        raise InvalidCommand(f"{what} не приостановлена: письма, которые ждут, уйдут в свой срок.", field="domain")
    tx.conn.execute(delete(PAUSE).where(PAUSE.c.scope.in_(paused)))
    position = tx.record(DEPLOYMENT_LEDGER, tx.entry(Action.MAIL_RESUMED, "deployment", data={"scopes": paused}))
    return receipt(tx, DEPLOYMENT_LEDGER, position, f"{resumed_text(paused)}.")
