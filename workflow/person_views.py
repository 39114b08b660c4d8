"""People as others see them: who they are, who stands in for whom, which tokens they have."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.states import TokenScope


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as others see them."""

    id: int
    name: str
    given_names: str | None
    position: str | None
    email: str | None
    phone: str | None
    is_active: bool
    has_pin: bool
    role: str


class SubstitutionState(StrEnum):
    """Whether a substitution runs, is ahead, is over by its dates, or was ended before them."""

    RUNNING = "running"
    AHEAD = "ahead"
    OVER = "over"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class SubstitutionView:
    """Who signs for whom, from when to when (both included), on what order; how that stands today."""

    id: int
    absent: PersonView
    substitute: PersonView
    starts_on: date
    ends_on: date
    order_number: str
    order_date: date
    state: SubstitutionState
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class ResponsibleView:
    """A responsible person of an item; of a co-executor when their part is due (a local date) and was marked ready."""

    person: PersonView
    is_lead: bool
    part_due_on: date | None = None
    part_ready_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TokenView:
    """A script's token without its secret. It opens nothing from `expires_at` on, or once revoked.

    `last_used_on` is a local date; `issued_by` is None where the operator of the machine issued it.
    """

    id: int
    person: PersonView
    name: str
    scope: TokenScope
    plan_id: int | None
    issued_by: PersonView | None
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_on: date | None
