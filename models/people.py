"""People, who signs for whom, and how a person proves who they are."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import EnumText, UtcDateTime, one_of
from models.states import PersonRole, TokenScope


class Person(SQLModel, table=True):
    """Someone who acts in plans. `name` is «Шестаков В.В.», or that of a unit that a plan names instead of a person.

    Given name and patronymic may be unknown.
    """

    __tablename__ = "person"
    __table_args__ = (one_of("role", PersonRole),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=300, unique=True)
    given_names: str | None = Field(default=None, max_length=120)
    position: str | None = Field(default=None, max_length=300)
    email: str | None = Field(default=None, max_length=254, index=True)
    phone: str | None = Field(default=None, max_length=60)
    role: PersonRole = Field(default=PersonRole.MEMBER, sa_column=Column(EnumText(PersonRole), nullable=False))
    manager_id: int | None = Field(default=None, foreign_key="person.id")
    is_active: bool = True
    wants_calendar: bool = False
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    pin_hash: str | None = Field(default=None, max_length=200)
    pin_set_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    pin_failures: int = 0
    pin_lockouts: int = 0
    pin_locked_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    activation_code_hash: str | None = Field(default=None, max_length=200)
    activation_code_expires_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    rules_sha256: str | None = Field(default=None, max_length=64)
    rules_accepted_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Substitution(SQLModel, table=True):
    """Замещение: `substitute` signs for `absent` from `starts_on` to `ends_on` (both included) by an order."""

    __tablename__ = "substitution"

    id: int | None = Field(default=None, primary_key=True)
    absent_id: int = Field(foreign_key="person.id", index=True)
    substitute_id: int = Field(foreign_key="person.id", index=True)
    starts_on: date
    ends_on: date
    order_number: str = Field(max_length=60)
    order_date: date
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class FormerName(SQLModel, table=True):
    """What a person was called, and what they were, until a moment: history keeps the names as they were."""

    __tablename__ = "former_name"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=300)
    position: str | None = Field(default=None, max_length=300)
    until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class ApiToken(SQLModel, table=True):
    """A script's key to the API, in the name of one person, with a scope and an end. The row holds its SHA-256.

    `plan_id` narrows it to one plan. `last_used_on` is the local date of the last use that the ledger tells.
    """

    __tablename__ = "api_token"
    __table_args__ = (one_of("scope", TokenScope), Index("ix_api_token_secret", "secret_sha256", unique=True))

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    plan_id: int | None = Field(default=None, foreign_key="plan.id")
    name: str = Field(max_length=120)
    scope: TokenScope = Field(sa_column=Column(EnumText(TokenScope), nullable=False))
    secret_sha256: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    issued_by_id: int | None = Field(default=None, foreign_key="person.id")
    issued_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    last_used_on: date | None = None


class IdempotentAnswer(SQLModel, table=True):
    """What a command of the API was answered, kept for a day under the caller's `Idempotency-Key`.

    `request_sha256` tells whether the same request is asked again; `status` is null while the first one is running.
    """

    __tablename__ = "idempotent_answer"
    __table_args__ = (UniqueConstraint("token_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    token_id: int = Field(foreign_key="api_token.id")
    key: str = Field(max_length=200)
    request_sha256: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    status: int | None = None
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    media_type: str | None = Field(default=None, max_length=120)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class BrowserGrant(SQLModel, table=True):
    """A signed-in or trusted browser. The cookie holds the secret, the row its SHA-256.

    `trusted_until` is set when the PIN was given in this browser (30 days); `expires_at` ends a sign-in session.
    """

    __tablename__ = "browser_grant"
    __table_args__ = (Index("ix_browser_grant_secret", "secret_sha256", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    purpose: str = Field(max_length=16)
    secret_sha256: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class BusinessClock(SQLModel, table=True):
    """The demo's clock: one row. Now = `moved_to` + the real time since `moved_at`; it only goes forward."""

    __tablename__ = "business_clock"

    id: int = Field(default=1, primary_key=True)
    moved_to: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    moved_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class Alarm(SQLModel, table=True):
    """Something the operator must know: a paused queue, an unknown year, a clock that jumped."""

    __tablename__ = "alarm"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40)
    detail: str = Field(max_length=2000)
    raised_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    cleared_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    facts: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
