"""Tokens for scripts: issued in the name of one person, shown once, with a scope and an end; and revoked."""

import base64
import hashlib
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from audit.entry import utc_text
from models.states import Assurance, NoticeKind, PersonRole, TokenScope
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands import IssueToken, RevokeToken
from workflow.errors import InvalidCommand, NotFound, NotYourTurn, TransitionNotAllowed
from workflow.people import person_row, record_of_person
from workflow.queries.access import KEEPS_PLANS, may_import
from workflow.queries.tokens import TOKEN
from workflow.rows import plan_row
from workflow.secrets import fingerprint
from workflow.stewardship import is_operating
from workflow.token_reach import demand_plan, opens
from workflow.transaction import Transaction
from workflow.turn import demand_sure
from workflow.views import Receipt

PREFIX = "viza_"
SECRET_BYTES = 32
LONGEST_LIFE = timedelta(days=366)


def issue_token(tx: Transaction, command: IssueToken) -> Receipt:
    """Make a token; `secret` in the receipt is shown once, the row keeps its SHA-256. The person is told by letter.

    Raises `NotYourTurn` where it is neither the person's own nor an operator's doing, `AuthenticationFailed` for who
    only signed in, `InvalidCommand` for an end that has passed or lies over a year ahead.
    """
    _demand_issuer(tx, command.person_id)
    person = person_row(tx, command.person_id)
    if not person.is_active:
        raise NotYourTurn(f"{person.name} больше не участвует в работе: ключ доступа не выдаётся.")
    today = tx.today(tx.policy.timezone)
    if not today <= command.expires_on <= today + LONGEST_LIFE:
        raise InvalidCommand(
            "Укажите срок действия ключа: не раньше сегодняшнего дня и не дальше года.", field="expires_on"
        )
    _demand_scope_of(tx, command, PersonRole(person.role))
    raw = base64.urlsafe_b64encode(tx.random_bytes(SECRET_BYTES)).rstrip(b"=").decode()
    secret = PREFIX + raw
    zone = ZoneInfo(tx.policy.timezone)
    expires_at = datetime.combine(command.expires_on + timedelta(days=1), time.min, zone)
    token_id = tx.conn.execute(
        insert(TOKEN)
        .values(
            **command.model_dump(exclude={"expires_on"}),
            secret_sha256=token_digest(secret),
            issued_by_id=tx.actor.person_id,
            issued_at=tx.now,
            expires_at=expires_at,
        )
        .returning(TOKEN.c.id)
    ).scalar_one()
    tx.tell(
        NoticeKind.TOKEN_ISSUED,
        f"token_issued/t{token_id}",
        recipient_id=person.id,
        plan_id=command.plan_id,
        facts={
            "name": command.name,
            "scope": command.scope.value,
            "expires_on": command.expires_on.isoformat(),
            "by_self": tx.actor.person_id == person.id,
        },
    )
    data = {
        "api_token": token_id,
        "name": command.name,
        "scope": command.scope.value,
        "plan": command.plan_id,
        "expires_at": utc_text(expires_at),
        "issued_by": tx.actor.person_id,
        "secret_sha256": fingerprint(token_digest(secret)),
    }
    told = {name: value for name, value in data.items() if value is not None}
    text = f"Ключ доступа «{command.name}» выдан. Скопируйте его сейчас: больше он показан не будет."
    return record_of_person(tx, Action.TOKEN_ISSUED, person.id, told, text, secret=secret)


def revoke_token(tx: Transaction, command: RevokeToken) -> Receipt:
    """End a token at once: its person's own, or any by an operator; through a token that one alone.

    Raises `NotFound` for who may not know of it, `TransitionNotAllowed` where it was revoked before.
    """
    row = tx.conn.execute(select(TOKEN).where(TOKEN.c.id == command.token_id)).one_or_none()
    through = tx.actor.token
    is_theirs = row is not None and (tx.actor.person_id == row.person_id if through is None else through.id == row.id)
    if row is None or not (is_theirs or (through is None and is_operating(tx))):
        raise NotFound("Такого ключа доступа нет. Откройте список своих ключей.")
    ended = tx.conn.execute(
        update(TOKEN).where(TOKEN.c.id == row.id, TOKEN.c.revoked_at.is_(None)).values(revoked_at=tx.now)
    )
    if ended.rowcount != 1:
        raise TransitionNotAllowed(f"Ключ доступа «{row.name}» уже отозван.")
    text = f"Ключ доступа «{row.name}» отозван."
    return record_of_person(tx, Action.TOKEN_REVOKED, row.person_id, {"api_token": row.id}, text)


def token_digest(secret: str) -> bytes:
    """What the database keeps of a token: found by it, so that no comparison takes a telling time."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _demand_issuer(tx: Transaction, person_id: int) -> None:
    """The person themselves or an operator, known as surely as a decision asks for or at the command line."""
    if tx.actor.token is not None or not (tx.actor.person_id == person_id or is_operating(tx)):
        raise NotYourTurn("Ключ доступа каждый выдаёт себе сам, с ПИН-кодом, или его выдаёт администратор.")
    if tx.actor.assurance not in (Assurance.CLI, Assurance.SYSTEM):
        demand_sure(tx)


def _demand_scope_of(tx: Transaction, command: IssueToken, role: PersonRole) -> None:
    """A plan that the person sees; coordinating for coordinators alone. Raises `NotFound`, `NotYourTurn`."""
    coordinates = role in KEEPS_PLANS
    if command.plan_id is None:
        coordinates = coordinates or may_import(tx.conn, command.person_id)
    else:
        demand_plan(tx.conn, Actor(command.person_id, tx.actor.assurance), command.plan_id)
        coordinates = coordinates or plan_row(tx.conn, command.plan_id).coordinator_id == command.person_id
    if opens(command.scope, TokenScope.COORDINATE) and not coordinates:
        raise NotYourTurn("Ключ для ведения плана выдаётся только ответственному за контроль исполнения плана.")
