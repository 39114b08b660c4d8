"""Alarms by mail to the operator, in plain English, each once.

At least once, so an alarm may come twice after a crash. An alarm about mail itself goes out when mail works again.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from sqlalchemy import Row, or_, select, update

from flows.wiring import Parts
from models.mail import QueuePause
from notifications.outcomes import ALL_MAIL, Accepted
from notifications.transport import OutgoingMessage, SmtpTransport
from workflow.transaction import ALARM

TOLD = "told_at"

_PAUSE = QueuePause.__table__  # type: ignore[attr-defined]


async def tell_operator(parts: Parts) -> int:
    """Send one letter with the alarms that stand and were not told yet; gives how many those are."""
    settings = parts.settings
    if settings.operator is None or settings.mail_from is None:
        return 0
    now = parts.engine.now()
    alarms = await asyncio.to_thread(_untold, parts, now)
    if not alarms:
        return 0
    letter = _letter(settings.mail_from, settings.operator, settings.deployment, alarms, now)
    session = SmtpTransport.from_settings(settings).session()
    try:
        outcome = await session.send(OutgoingMessage(settings.mail_from, settings.operator, letter))
    finally:
        await session.close()
    if not isinstance(outcome, Accepted):
        return 0
    await asyncio.to_thread(_mark, parts, alarms, now)
    return len(alarms)


def _untold(parts: Parts, now: datetime) -> list[Row[Any]]:
    paused = select(_PAUSE.c.scope).where(
        _PAUSE.c.scope == ALL_MAIL, or_(_PAUSE.c.until.is_(None), _PAUSE.c.until > now)
    )
    with parts.database.read() as conn:
        standing = conn.execute(select(ALARM).where(ALARM.c.cleared_at.is_(None)).order_by(ALARM.c.id)).all()
        untold = [alarm for alarm in standing if TOLD not in alarm.facts]
        return [] if not untold or conn.execute(paused).first() is not None else untold


def _mark(parts: Parts, alarms: Sequence[Row[Any]], now: datetime) -> None:
    with parts.database.write() as conn:
        for alarm in alarms:
            facts = {**alarm.facts, TOLD: now.isoformat()}
            conn.execute(update(ALARM).where(ALARM.c.id == alarm.id).values(facts=facts))


def _letter(sender: str, recipient: str, deployment: str, alarms: Sequence[Row[Any]], now: datetime) -> bytes:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = f"viza {deployment}: {', '.join(sorted({alarm.code for alarm in alarms}))}"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    lines = [f"{alarm.raised_at:%Y-%m-%d %H:%M:%S} UTC  {alarm.code}\n{alarm.detail}\n" for alarm in alarms]
    message.set_content("\n".join([*lines, "What each alarm means: docs/operating.md. What stands now: viza doctor"]))
    return message.as_bytes()
