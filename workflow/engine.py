"""The engine: one door for every command, one transaction for each, committed in one place."""

import secrets
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from audit.keys import LedgerSigner
from audit.ledger import open_ledger
from config.database import Database
from models.ledger import LedgerHead
from workflow.actions import Action
from workflow.actor import SYSTEM, Actor
from workflow.asking_first import ask_first
from workflow.calendar import WorkingCalendar, working_calendar
from workflow.clock import Clock
from workflow.commands import Command
from workflow.errors import CommandRefused
from workflow.evidence_reader import EvidenceReader
from workflow.handlers import HANDLERS, HASHING, PRECHECKS
from workflow.people import demand_in_use
from workflow.secrets import TWO_AT_ONCE
from workflow.token_reach import demand_reach
from workflow.transaction import DEPLOYMENT_LEDGER, Policy, Transaction
from workflow.views import Receipt

T = TypeVar("T")


class Engine:
    """Everything that changes anything goes through `execute` (or, for a sweep, `run`)."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        policy: Policy,
        signer: LedgerSigner,
        evidence: EvidenceReader,
        *,
        calendar: WorkingCalendar | None = None,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.database = database
        self.clock = clock
        self.policy = policy
        self.signer = signer
        self.evidence = evidence
        self.calendar = calendar or working_calendar()
        self._random_bytes = random_bytes

    def now(self) -> datetime:
        """The present time in UTC."""
        return self.clock.now()

    def today(self, timezone: str | None = None) -> date:
        """The local date in a zone, by default the deployment's."""
        return self.now().astimezone(ZoneInfo(timezone or self.policy.timezone)).date()

    def execute(
        self,
        command: Command,
        actor: Actor,
        *,
        before: Callable[[Transaction], None] | None = None,
        after: Callable[[Transaction, Receipt], None] | None = None,
    ) -> Receipt:
        """Carry out one command in one transaction: all of it or nothing.

        A command that came through a token must be one that the token opens. `before` and `after` are done in the
        command's transaction: what a door demands of its state, and what it keeps of its receipt.
        Raises `CommandRefused`; where the refusal itself must be known, it is recorded in a transaction of its own.
        """
        if actor.token is not None:
            with self.database.read() as conn:
                demand_reach(conn, actor, command)
        precheck = PRECHECKS.get(type(command))
        if precheck is not None:
            precheck(self.database, self.evidence, command)
        handler = HANDLERS[type(command)]

        def carry_out(tx: Transaction) -> Receipt:
            if before is not None:
                before(tx)
            ask_first(tx.conn, command)
            demand_in_use(tx)
            receipt = handler(tx, command)
            if after is not None:
                after(tx, receipt)
            return receipt

        try:
            with TWO_AT_ONCE if type(command) in HASHING else nullcontext():
                return self.run(carry_out, actor)
        except CommandRefused as refusal:
            if refusal.record is not None:
                ledger_id, draft = refusal.record
                self.run(lambda tx: tx.record(ledger_id, draft), actor)
            raise

    def run(self, work: Callable[[Transaction], T], actor: Actor = SYSTEM) -> T:
        """Run `work` in one transaction with its notices. For the engine's own jobs (sweep, seal, sign-in)."""
        with self.database.write() as conn:
            tx = Transaction(
                conn=conn,
                now=self.now(),
                actor=actor,
                calendar=self.calendar,
                policy=self.policy,
                signer=self.signer,
                evidence=self.evidence,
                random_bytes=self._random_bytes,
            )
            result = work(tx)
            tx.send_notices()
            return result

    def open_deployment(self) -> None:
        """Open the deployment's own ledger at the first start."""
        head = LedgerHead.__table__  # type: ignore[attr-defined]

        def open_once(tx: Transaction) -> None:
            if tx.conn.execute(select(head.c.size).where(head.c.ledger_id == DEPLOYMENT_LEDGER)).first() is None:
                open_ledger(tx.conn, DEPLOYMENT_LEDGER, tx.signer.origin(DEPLOYMENT_LEDGER), tx.now)
                tx.record(DEPLOYMENT_LEDGER, tx.entry(Action.DEPLOYMENT_OPENED, "deployment"))

        self.run(open_once)

    def record_clock_move(self, before: datetime, to: datetime) -> None:
        """The demo's clock moved: an entry in the deployment's ledger says from when to when."""
        self.run(
            lambda tx: tx.record(
                DEPLOYMENT_LEDGER,
                tx.entry(Action.CLOCK_MOVED, "deployment", data={"from": before.isoformat(), "to": to.isoformat()}),
            )
        )
