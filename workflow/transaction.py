"""One command's transaction: what it may read the time from, and how it records and tells."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, insert

from audit.canonical import MAX_ENTRY_BYTES, CanonicalError
from audit.entry import EntryDraft
from audit.keys import LedgerSigner
from audit.ledger import LedgerPosition, append_many
from models.mail import Notice
from models.people import Alarm
from models.states import MailState, NoticeKind
from workflow.actor import Actor
from workflow.calendar import WorkingCalendar
from workflow.errors import InvalidCommand
from workflow.evidence_reader import EvidenceReader
from workflow.insertion import insert_new, send_new
from workflow.mail_hours import MailHours

DEPLOYMENT_LEDGER = "deployment"
# How many bytes of an entry an item's own values may take: the rest is for the reason, names and times.
ROOM_IN_ENTRY = MAX_ENTRY_BYTES - 25_000
TOO_LONG = "Слишком много текста для одной записи журнала: сократите тексты пункта или перечень организаций."
NOTICE: Table = Notice.__table__  # type: ignore[attr-defined]
ALARM: Table = Alarm.__table__  # type: ignore[attr-defined]


def plan_ledger(plan_id: int) -> str:
    """The name of a plan's ledger."""
    return f"plan-{plan_id}"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the deployment decides: assurance, when letters go (local hours), who keeps checkpoints."""

    assurance: str = "pin"
    digest_hour: int = 8
    timezone: str = "Asia/Omsk"
    witnesses: tuple[str, ...] = ()
    open_hours: tuple[int, int] = (8, 20)
    sign_requests_wait: bool = False

    def hours(self, calendar: WorkingCalendar) -> MailHours:
        """When letters may go, by the working days of a calendar."""
        return MailHours(calendar, self.timezone, *self.open_hours, self.digest_hour, self.sign_requests_wait)


@dataclass(slots=True)
class Transaction:
    """Everything that one command works with. Nothing here commits: the engine does, once.

    `hours` say when letters may go.
    """

    conn: Connection
    now: datetime
    actor: Actor
    calendar: WorkingCalendar
    policy: Policy
    signer: LedgerSigner
    evidence: EvidenceReader
    random_bytes: Callable[[int], bytes] = secrets.token_bytes
    hours: MailHours = field(init=False)
    _notices: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hours = self.policy.hours(self.calendar)

    def today(self, timezone: str) -> date:
        """The local date in a zone."""
        return self.now.astimezone(ZoneInfo(timezone)).date()

    def record(self, ledger_id: str, draft: EntryDraft) -> LedgerPosition:
        """Append one entry; a clock that jumped back by over 5 s raises an alarm (rule 38).

        Raises `InvalidCommand` for more text than an entry holds.
        """
        return self.record_many(ledger_id, [draft])[0]

    def record_many(self, ledger_id: str, drafts: list[EntryDraft]) -> list[LedgerPosition]:
        """Append entries in one batch. Raises `InvalidCommand` for more text than an entry holds."""
        try:
            positions = append_many(self.conn, ledger_id, drafts, self.now, random_bytes=self.random_bytes)
        except CanonicalError as error:
            raise InvalidCommand(TOO_LONG) from error
        if positions:
            self._watch_clock(ledger_id, positions[0])
        return positions

    def _watch_clock(self, ledger_id: str, position: LedgerPosition) -> None:
        if position.is_clock_alarm:
            self.alarm(
                "clock_jumped_back",
                f"the clock stands {position.clock_behind.total_seconds():.0f} s behind the ledger {ledger_id}",
            )

    def entry(self, action: str, object_: str, **rest: Any) -> EntryDraft:
        """A draft in the name of this transaction's actor; it names the token through which the actor came."""
        if self.actor.token is not None:
            rest["data"] = {**rest.get("data", {}), "token": self.actor.token.id}
        return EntryDraft(
            action=action, actor=self.actor.ledger_name, auth=self.actor.assurance.value, object=object_, **rest
        )

    def tell(
        self,
        kind: NoticeKind,
        dedupe_key: str,
        *,
        recipient_id: int | None = None,
        address: str | None = None,
        not_before: datetime | None = None,
        group_key: str | None = None,
        facts: dict[str, Any] | None = None,
        **about: Any,
    ) -> None:
        """Write a notice with this transaction. `about`: plan_id, item_id, submission_id, task_id, decision_id …

        It waits for the hours in which its kind may go, unless it is told when (`not_before`, UTC).
        """
        row = (
            dict.fromkeys(("plan_id", "item_id", "submission_id", "task_id", "decision_id", "rung", "clock_id")) | about
        )
        self._notices.append(
            row
            | {
                "kind": kind,
                "dedupe_key": dedupe_key,
                "recipient_id": recipient_id,
                "address": address,
                "not_before": not_before or self.hours.goes_at(kind, self.now),
                "group_key": group_key,
                "facts": facts or {},
                "created_at": self.now,
                "state": MailState.WAITING,
            }
        )

    def alarm(self, code: str, detail: str, **facts: str) -> None:
        """Tell the operator."""
        self.conn.execute(insert(ALARM).values(code=code, detail=detail, raised_at=self.now, facts=facts))

    def flush(self) -> int:
        """Write the gathered notices in one batch; one that was told before (same key) is left as it is."""
        return insert_new(self.conn, NOTICE, self._taken(), ["dedupe_key"])

    def send_notices(self) -> None:
        """The same, where nobody asks how many were new."""
        send_new(self.conn, NOTICE, self._taken(), ["dedupe_key"])

    def _taken(self) -> list[dict[str, Any]]:
        taken, self._notices = self._notices, []
        return taken
