"""Sending what waits: freeze, claim, render, send, mark.

1. Notices become frozen letters, in transactions that send nothing.
2. Letters are claimed in small batches; the claim is committed before anything connects.
3. A few connections share the claimed letters. Each letter is marked before its connection takes the next one, so a
   crash leaves at most one letter a connection of which nobody knows whether it was taken (rule 28). Marks that come
   together share one transaction.
4. One letter's failure never holds another. A pause ends the run, and what was claimed goes back as it was.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Protocol

import jinja2
import structlog

from config.database import Database
from config.settings import Settings
from notifications.claiming import ClaimedLetter, ClaimReport, claim_letters
from notifications.errors import LetterError, LinkKeyMissing
from notifications.failures import raise_alarm
from notifications.freezing import FreezeReport, freeze_letters
from notifications.links import LinkService
from notifications.marker import Marker
from notifications.marking import RELEASED, MarkReport, Released, Result, mail_flows_again, mark_letters
from notifications.outcomes import ALL_MAIL, Dead, Outcome, Paused, Retry, Unknown
from notifications.policy import LetterPolicy
from notifications.preparing import Workshop
from notifications.rendering import letter_renderer
from notifications.transport import ATTEMPT_LIMIT_S, OutgoingMessage, Session, Transport

CONNECTIONS = 2
FREEZE_BATCH = 100
CLAIM_EACH = 8
ATTEMPT_LIMIT = timedelta(seconds=ATTEMPT_LIMIT_S)
NOT_RENDERED = "letter_not_rendered"

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
    connections: int = CONNECTIONS,
) -> DispatchReport:
    """Send until nothing is due, or `limit` letters were claimed.

    Raises `SettingsError` without a sender, `DatabaseUnavailable` when the database is away; what was in hand then
    is resent when its lease has run out.
    """
    policy = LetterPolicy.from_settings(settings)
    workshop = Workshop(letter_renderer(links.base_url), links, policy)
    run = _Run(engine.database, engine.now, transport, workshop, limit, max(connections, 1))
    await run.freeze()
    await run.send()
    return run.report


@dataclass(frozen=True, slots=True)
class _Prepared:
    letter: ClaimedLetter
    message: OutgoingMessage


class _Run:
    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        transport: Transport,
        workshop: Workshop,
        limit: int,
        connections: int,
    ) -> None:
        self._database = database
        self._now = now
        self._transport = transport
        self._workshop = workshop
        self._left = limit
        self._connections = connections
        self._ready: list[_Prepared] = []
        self._loading = asyncio.Lock()
        self._is_exhausted = False
        self._paused: set[str] = set()
        self._marker = Marker(self._write_marks)
        self.report = DispatchReport()

    async def freeze(self) -> None:
        """Freeze until nothing waits, or there are as many letters as this run may send."""
        while self.report.frozen < self._left:
            part = await asyncio.to_thread(self._freeze)
            self.report.add(part)
            if part.seen < FREEZE_BATCH:
                return

    async def send(self) -> None:
        """Let the connections work until nothing is due; then give back what was claimed and not sent."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._connections):
                    group.create_task(self._work())
        finally:
            leftovers, self._ready = self._ready, []
            if leftovers:
                await self._marker.mark_all([(prepared.letter, RELEASED) for prepared in leftovers])
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
        finally:
            await session.close()

    async def _attempt(self, session: Session, prepared: _Prepared) -> Outcome | Released:
        letter = prepared.letter
        if letter.domain in self._paused or self._now() + ATTEMPT_LIMIT > letter.leased_until:
            return RELEASED
        try:
            async with asyncio.timeout(ATTEMPT_LIMIT_S):
                return await session.send(prepared.message)
        except TimeoutError:
            return Unknown("no answer within the time of one attempt")

    async def _next(self) -> _Prepared | None:
        if ALL_MAIL in self._paused:
            return None
        if not self._ready:
            async with self._loading:
                while not self._ready and not self._is_exhausted and ALL_MAIL not in self._paused:
                    await self._load()
        return self._ready.pop(0) if self._ready and ALL_MAIL not in self._paused else None

    async def _load(self) -> None:
        size = min(self._left, self._connections * CLAIM_EACH)
        if size <= 0:
            self._is_exhausted = True
            return
        claimed, prepared, spoilt = await asyncio.to_thread(self._claim, size)
        self.report.add(claimed)
        self._left -= len(claimed.letters) + claimed.cancelled + claimed.dead
        self._is_exhausted = claimed.is_empty
        self.report.paused |= claimed.is_paused
        self._ready += prepared
        if spoilt:
            await self._marker.mark_all(spoilt)

    def _freeze(self) -> FreezeReport:
        with self._database.write() as conn:
            return freeze_letters(
                conn, now=self._now(), links=self._workshop.links, policy=self._workshop.policy, limit=FREEZE_BATCH
            )

    def _claim(self, size: int) -> tuple[ClaimReport, list[_Prepared], list[Result]]:
        with self._database.write() as conn:
            report = claim_letters(conn, self._now(), size)
        prepared, spoilt = self._prepare(report.letters)
        return report, prepared, spoilt

    def _prepare(self, letters: list[ClaimedLetter]) -> tuple[list[_Prepared], list[Result]]:
        """Messages of the claimed letters, and the letters that cannot be made into one."""
        prepared: list[_Prepared] = []
        spoilt: list[Result] = []
        if not letters:
            return prepared, spoilt
        with self._database.read() as conn:
            try:
                urls = self._workshop.read_urls(conn, letters)
            except LinkKeyMissing as error:
                return prepared, [(letter, Retry(error.message)) for letter in letters]
        for letter in letters:
            try:
                prepared.append(_Prepared(letter, self._workshop.message(letter, urls)))
            except (LetterError, jinja2.TemplateError, LookupError, ValueError, TypeError) as error:
                log.exception("letter not rendered", letter=letter.id, kind=letter.kind.value)
                spoilt.append((letter, Dead(f"{NOT_RENDERED}: {error}", suppress=False)))
        return prepared, spoilt

    def _write_marks(self, results: list[Result]) -> None:
        now = self._now()
        with self._database.write() as conn:
            self.report.add(mark_letters(conn, now, results))
            for letter, outcome in results:
                if isinstance(outcome, Dead) and outcome.answer.startswith(NOT_RENDERED):
                    raise_alarm(conn, now, NOT_RENDERED, f"letter {letter.id}: {outcome.answer}", is_repeated=True)

    def _flows_again(self) -> None:
        with self._database.write() as conn:
            mail_flows_again(conn, self._now())
