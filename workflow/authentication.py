"""How a door learns who is there: a PIN, a trusted browser, a sign-in session.

Only this module makes an `Actor` with assurance pin, browser or link.
"""

from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update

from models.people import BrowserGrant
from models.states import Assurance
from workflow.actions import Action
from workflow.actor import SYSTEM, Actor
from workflow.engine import Engine
from workflow.errors import AuthenticationFailed
from workflow.rows import PERSON
from workflow.secrets import TWO_AT_ONCE, browser_digest, matches, new_browser_secret
from workflow.transaction import DEPLOYMENT_LEDGER, Transaction

GRANT = BrowserGrant.__table__  # type: ignore[attr-defined]
TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
LOCKOUTS = 3
TRUSTED_FOR = timedelta(days=30)
SESSION_FOR = timedelta(hours=12)
SESSION, TRUSTED = "session", "trusted"
WRONG = "ПИН-код не подошёл. Проверьте его и повторите; после пяти неверных вводов ввод закрывается на 15 минут."
LOCKED = (
    "Слишком много неверных вводов. Повторите через 15 минут или обратитесь к ответственному за контроль исполнения."
)


def authenticate(engine: Engine, person_id: int, *, pin: str | None = None, browser_secret: str | None = None) -> Actor:
    """Prove who a person is: by PIN, or (unless the policy is pin_always) by a browser in which it was given.

    With assurance "link" neither is needed. Raises `AuthenticationFailed`, the same for who has no PIN; five wrong
    tries close the PIN for 15 minutes, after three such closings a new activation code is needed (rule 13).
    """
    if pin:
        _check_pin(engine, person_id, pin)
        return Actor(person_id, Assurance.PIN)
    policy = engine.policy.assurance
    if policy != "pin_always" and browser_secret and granted_person(engine, browser_secret, TRUSTED) == person_id:
        return Actor(person_id, Assurance.BROWSER)
    if policy == "link":
        return Actor(person_id, Assurance.LINK)
    raise AuthenticationFailed("Введите ПИН-код.")


def trust_browser(engine: Engine, person_id: int) -> str:
    """After a PIN: the secret for this browser's cookie, good for 30 days. Recorded."""
    return _grant(engine, Actor(person_id, Assurance.PIN), TRUSTED, TRUSTED_FOR, Action.BROWSER_TRUSTED)


def open_session(engine: Engine, actor: Actor) -> str:
    """Sign a person in as surely as they proved themselves: the secret for a cookie, good for 12 hours. Recorded."""
    return _grant(engine, actor, SESSION, SESSION_FOR, Action.SIGNED_IN)


def session_person(engine: Engine, secret: str) -> int | None:
    """Who is signed in with this secret; None where it ended."""
    return granted_person(engine, secret, SESSION)


def close_session(engine: Engine, secret: str) -> None:
    """End a session or a trusted browser by its secret. Recorded; one that ended already stays as it is."""

    def close(tx: Transaction) -> None:
        person_id = tx.conn.execute(
            update(GRANT)
            .where(GRANT.c.secret_sha256 == browser_digest(secret), GRANT.c.revoked_at.is_(None))
            .values(revoked_at=tx.now)
            .returning(GRANT.c.person_id)
        ).scalar()
        if person_id is not None:
            tx.record(DEPLOYMENT_LEDGER, tx.entry(Action.SIGNED_OUT, f"person/{person_id}"))

    engine.run(close, SYSTEM)


def granted_person(engine: Engine, secret: str, purpose: str) -> int | None:
    """The active person of a live grant."""
    with engine.database.read() as conn:
        return conn.execute(
            select(GRANT.c.person_id)
            .join(PERSON, PERSON.c.id == GRANT.c.person_id)
            .where(
                GRANT.c.secret_sha256 == browser_digest(secret),
                GRANT.c.purpose == purpose,
                GRANT.c.revoked_at.is_(None),
                GRANT.c.expires_at > engine.now(),
                PERSON.c.is_active,
            )
        ).scalar()


def _grant(engine: Engine, actor: Actor, purpose: str, life: timedelta, action: Action) -> str:
    secret = new_browser_secret()

    def grant(tx: Transaction) -> None:
        tx.conn.execute(
            insert(GRANT).values(
                person_id=actor.person_id,
                purpose=purpose,
                secret_sha256=browser_digest(secret),
                created_at=tx.now,
                expires_at=tx.now + life,
            )
        )
        tx.record(DEPLOYMENT_LEDGER, tx.entry(action, actor.ledger_name))

    engine.run(grant, actor)
    return secret


def _check_pin(engine: Engine, person_id: int, pin: str) -> None:
    """A try is counted before it is checked, so that parallel guesses cannot outrun the limit."""
    with TWO_AT_ONCE:
        now = engine.now()
        stored = _take_try(engine, person_id, now)
        right = matches(pin, stored)
    if right:
        with engine.database.write() as conn:
            conn.execute(update(PERSON).where(PERSON.c.id == person_id).values(pin_failures=0, pin_lockouts=0))
        return
    _close_if_spent(engine, person_id, now)
    raise AuthenticationFailed(WRONG)


def _take_try(engine: Engine, person_id: int, now: datetime) -> str | None:
    with engine.database.write() as conn:
        row = conn.execute(
            update(PERSON)
            .where(
                PERSON.c.id == person_id,
                PERSON.c.is_active,
                PERSON.c.pin_failures < TRIES,
                PERSON.c.pin_lockouts < LOCKOUTS,
                or_(PERSON.c.pin_locked_until.is_(None), PERSON.c.pin_locked_until <= now),
            )
            .values(pin_failures=PERSON.c.pin_failures + 1)
            .returning(PERSON.c.pin_hash)
        ).one_or_none()
    if row is None:
        raise AuthenticationFailed(LOCKED)
    return row.pin_hash  # type: ignore[no-any-return]


def _close_if_spent(engine: Engine, person_id: int, now: datetime) -> None:
    def close(tx: Transaction) -> None:
        closed = tx.conn.execute(
            update(PERSON)
            .where(PERSON.c.id == person_id, PERSON.c.pin_failures >= TRIES)
            .values(pin_failures=0, pin_lockouts=PERSON.c.pin_lockouts + 1, pin_locked_until=now + LOCKED_FOR)
        )
        if closed.rowcount:
            tx.record(DEPLOYMENT_LEDGER, tx.entry(Action.PIN_LOCKED, f"person/{person_id}"))

    engine.run(close, Actor(person_id, Assurance.LINK))
