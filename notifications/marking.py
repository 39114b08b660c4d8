"""Writing down what became of attempts. A mark counts only with the fence of its claim: a dispatcher that was
slower than its lease changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from config.prepared import Prepared
from models.states import MailState
from notifications.backoff import UNKNOWN_DELAY, is_given_up, next_delay
from notifications.claiming import ClaimedLetter
from notifications.outcomes import Accepted, Dead, Outcome, Paused, Unknown
from notifications.rows import LETTER, QUEUE_PAUSE, SUPPRESSED
from notifications.smtp_answers import ALARMS
from notifications.undelivered import tell_undelivered
from workflow.alarms import clear_alarms, raise_alarm
from workflow.insertion import insert_new
from workflow.transaction import NOTICE


@dataclass(frozen=True, slots=True)
class Released:
    """Not attempted after all: the letter goes back as it was."""


RELEASED = Released()
Result = tuple[ClaimedLetter, Outcome | Released]

# Only while the claim is ours: a dispatcher that was slower than its lease changes nothing.
_IS_OURS = and_(
    LETTER.c.id == bindparam("row"), LETTER.c.fence == bindparam("claim"), LETTER.c.state == MailState.ATTEMPTING
)
_MARK = Prepared(
    update(LETTER)
    .where(_IS_OURS)
    .values(
        state=bindparam("new_state"), tries=bindparam("new_tries"), next_try_at=bindparam("next"),
        leased_until=None, last_answer=bindparam("answer"), ended_at=bindparam("ended"),
    )
)  # fmt: skip
_MARK_NOTICES = Prepared(
    update(NOTICE)
    .where(NOTICE.c.letter_id == bindparam("row"), NOTICE.c.state != MailState.CANCELLED)
    .values(state=bindparam("new_state"))
)


@dataclass(slots=True)
class MarkReport:
    """How many letters got which mark; `fenced_off` were no longer ours."""

    accepted: int = 0
    retried: int = 0
    unknown: int = 0
    dead: int = 0
    released: int = 0
    fenced_off: int = 0


def mark_letters(
    conn: Connection, now: datetime, results: Sequence[Result], *, with_consequences: bool = True
) -> MarkReport:
    """Mark each letter by its outcome, its notices alike, and tell whoever must know. The caller commits.

    Without consequences nobody is told, no address suppressed and nothing paused.
    """
    report = MarkReport()
    marks = [(result, _mark_of(*result, now)) for result in sorted(results, key=lambda result: result[0].id)]
    if not marks:
        return report
    ours = marks
    if _MARK.count_many(conn, [mark for _, mark in marks]) < len(marks):
        ours = [(result, mark) for result, mark in marks if _is_marked(conn, mark)]
        report.fenced_off = len(marks) - len(ours)
    # A letter that was given back goes on waiting, but its notices were told already: "waiting" is not for them.
    told = [mark for _, mark in ours if mark["new_state"] is not MailState.WAITING]
    if told:
        _MARK_NOTICES.send_many(conn, [{"row": mark["row"], "new_state": mark["new_state"]} for mark in told])
    for (letter, outcome), mark in ours:
        _count(report, mark["new_state"], outcome)
        if with_consequences:
            _consequences(conn, now, letter, outcome, is_dead=mark["new_state"] is MailState.DEAD)
    return report


def mail_flows_again(conn: Connection, now: datetime) -> None:
    """A letter was accepted: passed pauses go, and the relay's alarms are cleared."""
    conn.execute(delete(QUEUE_PAUSE).where(QUEUE_PAUSE.c.until <= now))
    clear_alarms(conn, now, ALARMS)


def _is_marked(conn: Connection, mark: dict[str, Any]) -> bool:
    """Was it this mark that the letter got? Its claim was the last one, and the letter is no longer out."""
    row = conn.execute(select(LETTER.c.fence, LETTER.c.state).where(LETTER.c.id == mark["row"])).one()
    return (row.fence, row.state) == (mark["claim"], mark["new_state"])


def _mark_of(letter: ClaimedLetter, outcome: Outcome | Released, now: datetime) -> dict[str, Any]:
    claim = {"row": letter.id, "claim": letter.fence}
    mark: dict[str, Any] = claim | {"new_tries": letter.tries, "next": None, "ended": None, "answer": None}
    if isinstance(outcome, Released):
        before = MailState.UNKNOWN if letter.before is MailState.ATTEMPTING else letter.before
        return mark | {"new_state": before, "new_tries": letter.tries - 1, "next": letter.due_at}
    mark["answer"] = outcome.answer
    if isinstance(outcome, Accepted):
        return mark | {"new_state": MailState.ACCEPTED, "ended": now}
    if isinstance(outcome, Dead):
        return mark | {"new_state": MailState.DEAD, "ended": now}
    is_unknown = isinstance(outcome, Unknown)
    again = now + (UNKNOWN_DELAY if is_unknown else next_delay(letter.tries, letter.message_id))
    if is_given_up(letter.frozen_at, again):
        return mark | {"new_state": MailState.DEAD, "ended": now}
    return mark | {"new_state": MailState.UNKNOWN if is_unknown else MailState.RETRY, "next": again}


def _count(report: MarkReport, state: MailState, outcome: Outcome | Released) -> None:
    if isinstance(outcome, Released):
        report.released += 1
    elif state is MailState.ACCEPTED:
        report.accepted += 1
    elif state is MailState.DEAD:
        report.dead += 1
    elif state is MailState.UNKNOWN:
        report.unknown += 1
    else:
        report.retried += 1


def _consequences(
    conn: Connection, now: datetime, letter: ClaimedLetter, outcome: Outcome | Released, *, is_dead: bool
) -> None:
    if isinstance(outcome, Paused):
        _pause(conn, now, outcome)
    if isinstance(outcome, Dead) and outcome.suppress:
        row = {"address": letter.address.lower(), "answer": outcome.answer, "since": now}
        insert_new(conn, SUPPRESSED, [row], ["address"])
    if is_dead:
        answer = "" if isinstance(outcome, Released) else outcome.answer
        detail = f"letter {letter.id} to {letter.address}: {answer}"
        whose = NOTICE.c.letter_id == letter.id
        tell_undelivered(
            conn, now, letter, whose, key=f"letter/{letter.id}", facts={"letter_id": letter.id}, detail=detail
        )


def _pause(conn: Connection, now: datetime, outcome: Paused) -> None:
    values = {"reason": outcome.answer, "until": now + outcome.length}
    if not insert_new(conn, QUEUE_PAUSE, [{"scope": outcome.scope, "since": now, **values}], ["scope"]):
        conn.execute(update(QUEUE_PAUSE).where(QUEUE_PAUSE.c.scope == outcome.scope).values(**values))
    if outcome.alarm is not None:
        raise_alarm(conn, now, outcome.alarm, f"mail is paused: {outcome.answer}")
