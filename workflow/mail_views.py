"""Letters and what keeps them moving, as they are shown."""

from dataclasses import dataclass
from datetime import datetime

from models.states import MailState, NoticeKind


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter (or a notice that waits to become one) and its fate; `came_back` is what was heard of it since.

    `plan_id` is None for what is about no plan, or about several; `places` are the items that it tells of.
    """

    letter_id: int | None
    plan_id: int | None
    kind: NoticeKind
    recipient: str
    address: str | None
    subject: str
    state: MailState
    created_at: datetime
    ended_at: datetime | None
    tries: int
    last_answer: str | None
    places: tuple[int, ...]
    came_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MailPage:
    """Letters, the newest first. `next_before` asks for the page after this one; None where this is the last."""

    letters: tuple[LetterLine, ...]
    next_before: str | None


@dataclass(frozen=True, slots=True)
class LetterView:
    """One letter: its line, whose it is, and what the machines need to find it elsewhere.

    `plan_ids` are the plans that it tells of. `next_try_at` is when it is tried next, None where it is not.
    `renewed_address` is where the recipient is written to now, where that is another address.
    """

    brief: LetterLine
    recipient_id: int | None
    plan_ids: tuple[int, ...]
    message_id: str
    next_try_at: datetime | None
    renewed_address: str | None


@dataclass(frozen=True, slots=True)
class MailQueue:
    """How mail stands: counts of letters, and for how many seconds the oldest that may go now has waited."""

    waiting: int
    retrying: int
    dead: int
    bounced: int
    accepted: int
    oldest_waiting_s: float
    is_paused: bool


@dataclass(frozen=True, slots=True)
class PauseView:
    """A pause of sending: of all mail, or of one recipient `domain`. `until` is None until somebody looks."""

    domain: str | None
    reason: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class JobRunView:
    """The last run of a job of the timetable. One without an end has not run yet, and is awaited since then."""

    name: str
    started_at: datetime
    ended_at: datetime | None
    seconds: float | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class AlarmView:
    """Something that the operator must know; `detail` is in English."""

    code: str
    detail: str
    raised_at: datetime
