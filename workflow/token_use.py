"""Whom a script's token speaks for, and the record of its use: one entry a token and local day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select, update

from models.states import Assurance
from workflow.actions import Action
from workflow.actor import Actor, TokenGrant
from workflow.api_tokens import token_digest
from workflow.engine import Engine
from workflow.idempotent_answers import forget_old
from workflow.queries.tokens import TOKEN
from workflow.rows import PERSON
from workflow.transaction import DEPLOYMENT_LEDGER, Transaction


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Whom a live token speaks for. `last_used_on` is the local date of the last use that the ledger tells."""

    actor: Actor
    grant: TokenGrant
    name: str
    expires_at: datetime
    last_used_on: date | None


def token_holder(engine: Engine, secret: str) -> TokenHolder | None:
    """Whom a token speaks for; None for one that is unknown, ended, revoked, or of who is deactivated."""
    with engine.database.read() as conn:
        row = conn.execute(
            select(TOKEN)
            .join(PERSON, PERSON.c.id == TOKEN.c.person_id)
            .where(
                TOKEN.c.secret_sha256 == token_digest(secret),
                TOKEN.c.revoked_at.is_(None),
                TOKEN.c.expires_at > engine.now(),
                PERSON.c.is_active,
            )
        ).one_or_none()
    if row is None:
        return None
    grant = TokenGrant(row.id, row.scope, row.plan_id)
    actor = Actor(row.person_id, Assurance.TOKEN, grant)
    return TokenHolder(actor, grant, row.name, row.expires_at, row.last_used_on)


def note_use(engine: Engine, holder: TokenHolder) -> None:
    """Record a token's first use of a local day, and forget the answers kept for its requests a day ago."""
    today = engine.today()
    if holder.last_used_on == today:
        return

    def note(tx: Transaction) -> None:
        forget_old(tx.conn, tx.now)
        fresh = tx.conn.execute(
            update(TOKEN)
            .where(TOKEN.c.id == holder.grant.id, or_(TOKEN.c.last_used_on.is_(None), TOKEN.c.last_used_on != today))
            .values(last_used_on=today)
        )
        if fresh.rowcount:
            entry = tx.entry(Action.TOKEN_USED, holder.actor.ledger_name, data={"on": today.isoformat()})
            tx.record(DEPLOYMENT_LEDGER, entry)

    engine.run(note, holder.actor)
