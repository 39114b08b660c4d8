"""Sending what waits: freeze, claim, render, send, mark.

1. Notices become frozen letters, in transactions that send nothing, batch by batch beside the sending; the urgent
   first, also those that come meanwhile.
2. Letters are claimed in small batches, the next one while the last is being sent; the claim is committed before
   anything connects.
3. A few connections share the claimed letters, and no domain takes them all. Each letter is marked before its
   connection takes the next one, so a crash leaves at most one letter a connection of which nobody knows whether it
   was taken (rule 28). Marks that come together share one transaction.
4. One letter's failure never holds another: whatever goes wrong with it, also what nobody foresaw, is its own fate.
   A pause ends the run, and what was claimed goes back as it was; so does a database that is away.
"""

import asyncio
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from config.database import Database
from config.settings import Settings
from notifications.claiming import ClaimReport
from notifications.freezing import FreezeReport
from notifications.limits import SendingLimits
from notifications.links import LinkService
from notifications.marker import Marker
from notifications.marking import RELEASED, MarkReport, Released, Result, mail_flows_again, mark_letters
from notifications.outcomes import ALL_MAIL, Dead, Outcome, Paused, Unknown
from notifications.policy import LetterPolicy
from notifications.preparing import Workshop
from notifications.ready_letters import Prepared, ReadyLetters
from notifications.rendering import letter_renderer
from notifications.supply import FREEZE_BATCH, NO_DATABASE, NOT_RENDERED, Supply
from notifications.transport import PATIENCE, STALLED, Session, Transport
from workflow.alarms import raise_alarm

CLAIM_EACH = 8
ATTEMPT_LIMIT = timedelta(seconds=PATIENCE.attempt_s)
NOT_SENT = "letter_not_sent"
NOT_MARKED = "letter_not_marked"

log = structlog.get_logger("notifications")


class MailEngine(Protocol):
    """What dispatching needs of `workflow.engine.Engine`."""

    @property
    def database(self) -> Database: ...

    def now(self) -> datetime:
        """The present time, aware, in UTC."""
        ...


@dataclass(slots=True)
class DispatchReport:
    """How many letters were frozen, and what became of those attempted. `paused`: mail stands still."""

    frozen: int = 0
    accepted: int = 0
    retried: int = 0
    dead: int = 0
    cancelled: int = 0
    unknown: int = 0
    paused: bool = False

    @property
    def attempted(self) -> int:
        """How many letters were handed to the relay, whatever it said."""
        return self.accepted + self.retried + self.dead + self.unknown

    def add(self, part: FreezeReport | ClaimReport | MarkReport) -> None:
        """Add the counts that a part of the work reports."""
        for field in fields(self):
            if field.name != "paused":
                setattr(self, field.name, getattr(self, field.name) + getattr(part, field.name, 0))


async def dispatch(
    engine: MailEngine,
    transport: Transport,
    links: LinkService,
    settings: Settings,
    *,
    limit: int = 200,
) -> DispatchReport:
    """Send until nothing is due that may go now, or `limit` letters were claimed.

    Raises `SettingsError` without a sender, `DatabaseUnavailable` when the database is away; what was in hand then
    is resent when its lease has run out.
    """
    policy = LetterPolicy.from_settings(settings)
    limits = SendingLimits.from_settings(settings)
    workshop = Workshop(letter_renderer(links.base_url), links, policy)
    run = _Run(Supply(engine.database, engine.now, workshop, limits), transport, limit)
    await run.send()
    return run.report


class _Run:
    def __init__(self, supply: Supply, transport: Transport, limit: int) -> None:
        self._supply = supply
        self._transport = transport
        self._limit = self._left = limit
        self._ready = ReadyLetters(supply.limits.domain_connections)
        self._turn = asyncio.Condition()
        # Whether what goes first, and whether anything, still waits to be frozen, as far as this run may send it.
        self._has_urgent = self._has_others = True
        # Nothing is due but in these domains; None while that is not known.
        self._all_beside: set[str] | None = None
        self._filling: asyncio.Task[None] | None = None
        self._trouble: Exception | None = None
        self._paused: set[str] = set()
        self._marker = Marker(self._write_marks)
        self.report = DispatchReport()

    async def send(self) -> None:
        """Let the connections work until nothing is due; then give back what was claimed and not sent."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._supply.limits.connections):
                    group.create_task(self._work())
        finally:
            if self._filling is not None:
                await asyncio.wait([self._filling])
            if leftovers := self._ready.take_all():
                await self._marker.mark_all([(prepared.letter, RELEASED) for prepared in leftovers])
        if self._trouble is not None:
            raise self._trouble
        if self.report.accepted:
            await asyncio.to_thread(self._flows_again)

    async def _work(self) -> None:
        session = self._transport.session()
        try:
            while (prepared := await self._next()) is not None:
                outcome = await self._attempt(session, prepared)
                if isinstance(outcome, Paused):
                    self._paused.add(outcome.scope)
                    self.report.paused = True
                await self._marker.mark(prepared.letter, outcome)
                self._ready.arrived(prepared)
                async with self._turn:
                    self._turn.notify_all()
        finally:
            await _close(session)

    async def _attempt(self, session: Session, prepared: Prepared) -> Outcome | Released:
        letter = prepared.letter
        if letter.domain in self._paused or self._supply.now() + ATTEMPT_LIMIT > letter.leased_until:
            return RELEASED
        try:
            async with asyncio.timeout(PATIENCE.attempt_s):
                return await session.send(prepared.message)
        except TimeoutError:
            return Unknown(STALLED)
        except Exception as error:
            # A session names every failure that it knows; of any other nobody can say whether the letter was taken.
            log.exception("letter not sent", letter=letter.id)
            return Unknown(f"{NOT_SENT}: {type(error).__name__}: {error}")

    async def _next(self) -> Prepared | None:
        async with self._turn:
            while ALL_MAIL not in self._paused:
                if self._trouble is not None:
                    raise self._trouble
                prepared = self._ready.take()
                self._see_to_more()
                if prepared is not None:
                    return prepared
                if self._filling is None and not self._ready:
                    break
                await self._turn.wait()
            self._turn.notify_all()
            return None

    def _see_to_more(self) -> None:
        """Claim in time, so that the connections need not wait."""
        batch = self._supply.limits.connections * CLAIM_EACH
        if self._filling is None and self._left > 0 and self._ready.free() <= batch // 2:
            held_back = self._ready.held_back()
            if self._all_beside is None or not self._all_beside <= held_back:
                self._filling = asyncio.create_task(self._fill(min(self._left, batch), held_back))

    async def _fill(self, size: int, without: set[str]) -> None:
        trouble = None
        try:
            await self._load(size, without)
        except Exception as error:  # noqa: BLE001 -- raised by whoever asks next
            trouble = error
        async with self._turn:
            self._filling, self._trouble = None, trouble
            self._turn.notify_all()

    async def _load(self, size: int, without: set[str]) -> None:
        only_urgent = self._has_urgent or not self._has_others
        load = await asyncio.to_thread(self._supply.load, size, without, only_urgent=only_urgent)
        self.report.add(load.frozen)
        if load.frozen.seen < FREEZE_BATCH or self.report.frozen >= self._limit:
            self._has_urgent, self._has_others = False, self._has_urgent and self.report.frozen < self._limit
        self.report.add(load.claimed)
        self._left -= len(load.claimed.letters) + load.claimed.cancelled + load.claimed.dead
        self._all_beside = without if load.claimed.is_empty and not self._has_urgent and not self._has_others else None
        self.report.paused |= load.claimed.is_paused
        self._ready.add(load.prepared)
        if load.spoilt:
            await self._marker.mark_all(load.spoilt)

    def _write_marks(self, results: list[Result]) -> None:
        """Together where nothing is wrong with any; else each alone, so that one spoils no other."""
        try:
            self.report.add(self._write(results))
        except NO_DATABASE:
            raise
        except Exception:
            log.exception("marks not written together")
            for result in results:
                self.report.add(self._write_alone(result))

    def _write_alone(self, result: Result) -> MarkReport:
        try:
            return self._write([result])
        except NO_DATABASE:
            raise
        except Exception as error:
            # Unmarked, the letter would go out again with every lease: its mark counts more than what follows from it.
            log.exception("letter marked without its consequences", letter=result[0].id)
            return self._write([result], trouble=f"{NOT_MARKED}: {error}")

    def _write(self, results: list[Result], *, trouble: str | None = None) -> MarkReport:
        now = self._supply.now()
        with self._supply.database.write() as conn:
            report = mark_letters(conn, now, results, with_consequences=trouble is None)
            for letter, outcome in results:
                said = trouble or (outcome.answer if isinstance(outcome, Dead | Unknown) else "")
                code = said.partition(":")[0]
                if code in (NOT_RENDERED, NOT_SENT, NOT_MARKED):
                    raise_alarm(conn, now, code, f"letter {letter.id}: {said}", is_repeated=True)
        return report

    def _flows_again(self) -> None:
        with self._supply.database.write() as conn:
            mail_flows_again(conn, self._supply.now())


async def _close(session: Session) -> None:
    try:
        await session.close()
    except Exception:
        log.exception("session not closed")
