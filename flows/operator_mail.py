"""Alarms to the operator, in plain English, each once: in the log at once, and by mail.

At least once, so an alarm may come twice after a crash. An alarm about mail itself goes out when mail works again, and
so does any that was over by then but stood for long.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from sqlalchemy import Row, or_, select, update

from flows.wiring import Parts
from notifications.outcomes import Accepted
from notifications.transport import OutgoingMessage, SmtpTransport
from workflow.queries.mail_queue import pauses
from workflow.transaction import ALARM

TOLD, LOGGED = "told_at", "logged_at"
# What stood for less is over before anybody could look; what was over for longer is history.
WORTH_TELLING = timedelta(minutes=10)
NEWS = timedelta(days=1)

_log = logging.getLogger("viza.alarms")


async def tell_operator(parts: Parts) -> int:
    """Log the alarms that are new, and send one letter with those that were not told yet; gives how many were told."""
    settings = parts.settings
    now = parts.engine.now()
    news, is_paused = await asyncio.to_thread(_news, parts, now)
    unlogged = [alarm for alarm in news if LOGGED not in alarm.facts]
    for alarm in unlogged:
        _log.error("alarm %s: %s", alarm.code, alarm.detail)
    if unlogged:
        await asyncio.to_thread(_mark, parts, unlogged, LOGGED, now)
    alarms = [alarm for alarm in news if TOLD not in alarm.facts and _is_worth_telling(alarm)]
    if not alarms or is_paused or settings.operator is None or settings.mail_from is None:
        return 0
    letter = _letter(settings.mail_from, settings.operator, settings.deployment, alarms, now)
    session = SmtpTransport.from_settings(settings).session()
    try:
        outcome = await session.send(OutgoingMessage(settings.mail_from, settings.operator, letter))
    finally:
        await session.close()
    if not isinstance(outcome, Accepted):
        return 0
    await asyncio.to_thread(_mark, parts, alarms, TOLD, now)
    return len(alarms)


def _news(parts: Parts, now: datetime) -> tuple[list[Row[Any]], bool]:
    """The alarms that stand or were over a short while ago, and whether all mail is paused."""
    recent = or_(ALARM.c.cleared_at.is_(None), ALARM.c.cleared_at > now - NEWS)
    with parts.database.read() as conn:
        alarms = list(conn.execute(select(ALARM).where(recent).order_by(ALARM.c.id)))
        return alarms, any(pause.domain is None for pause in pauses(conn, now))


def _is_worth_telling(alarm: Row[Any]) -> bool:
    return alarm.cleared_at is None or alarm.cleared_at - alarm.raised_at >= WORTH_TELLING


def _mark(parts: Parts, alarms: Sequence[Row[Any]], what: str, now: datetime) -> None:
    with parts.database.write() as conn:
        for alarm in alarms:
            kept = conn.execute(select(ALARM.c.facts).where(ALARM.c.id == alarm.id)).scalar_one()
            marked = {**kept, what: now.isoformat()}
            conn.execute(update(ALARM).where(ALARM.c.id == alarm.id).values(facts=marked))


def _letter(sender: str, recipient: str, deployment: str, alarms: Sequence[Row[Any]], now: datetime) -> bytes:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = f"viza {deployment}: {', '.join(sorted({alarm.code for alarm in alarms}))}"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    lines = [
        f"{alarm.raised_at:%Y-%m-%d %H:%M:%S} UTC  {alarm.code}\n{alarm.detail}\n"
        + (f"over since {alarm.cleared_at:%Y-%m-%d %H:%M:%S} UTC\n" if alarm.cleared_at else "")
        for alarm in alarms
    ]
    message.set_content("\n".join([*lines, "What each alarm means: docs/operating.md. What stands now: viza doctor"]))
    return message.as_bytes()
