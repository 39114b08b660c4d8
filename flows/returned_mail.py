"""What comes back by mail, taken in: from the mailbox on its schedule, from the listener as it arrives."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog

from config.addresses import split_listen
from flows.alarms import clear_alarm, raise_alarm
from flows.wiring import Parts
from notifications.bounces.applying import Applied, apply_returned
from notifications.bounces.listener import BounceListener
from notifications.bounces.mailbox import BounceMailbox, read_mailbox
from notifications.bounces.reading import read_returned

NOT_LISTENING = "bounces_not_listening"

log = structlog.get_logger("flows")


@dataclass(slots=True)
class ReturnedReport:
    """What a run took from the mailbox: how many messages, and of those that were new how many of each kind."""

    seen: int = 0
    new: Counter[str] = field(default_factory=Counter)


async def take_in(parts: Parts, raw: bytes, recipients: Sequence[str] = ()) -> Applied:
    """Read one message and carry out what it says. `recipients` are those of its envelope, where they are known."""
    mail = await asyncio.to_thread(read_returned, raw, parts.engine.today(), recipients)
    applied = await asyncio.to_thread(parts.engine.run, lambda tx: apply_returned(tx, parts.links, mail))
    if applied.is_new and applied.kind is not None:
        log.info("mail came back", kind=applied.kind.value, letter=applied.letter_id)
    return applied


async def read_returned_mail(parts: Parts) -> ReturnedReport:
    """Take in what waits in the mailbox of the settings; nothing where none is set. Raises `MailboxUnavailable`."""
    report = ReturnedReport()
    mailbox = BounceMailbox.from_settings(parts.settings)
    if mailbox is None:
        return report

    async def handle(raw: bytes) -> bool:
        applied = await take_in(parts, raw)
        if applied.is_new and applied.kind is not None:
            report.new[applied.kind.value] += 1
        return applied.is_understood

    report.seen = await read_mailbox(mailbox, handle)
    return report


@asynccontextmanager
async def listening(parts: Parts, wake: Callable[[], None]) -> AsyncIterator[BounceListener | None]:
    """Take messages on `VIZA_BOUNCE_LISTEN` meanwhile, and `wake` the delivery after each; None where it is not set.

    An address that cannot be listened on is an alarm: letters go out all the same.
    """
    if parts.settings.bounce_listen is None:
        yield None
        return

    async def handle(raw: bytes, recipients: Sequence[str]) -> None:
        if (await take_in(parts, raw, recipients)).is_new:
            wake()

    listener = BounceListener(parts.links, handle)
    try:
        await listener.open(*split_listen(parts.settings.bounce_listen))
    except OSError as error:
        detail = f"VIZA_BOUNCE_LISTEN: cannot listen on {parts.settings.bounce_listen}: {error.strerror or error}"
        await asyncio.to_thread(raise_alarm, parts.database, parts.clock, NOT_LISTENING, detail)
        yield None
        return
    await asyncio.to_thread(clear_alarm, parts.database, parts.clock, NOT_LISTENING)
    try:
        yield listener
    finally:
        await listener.close()
