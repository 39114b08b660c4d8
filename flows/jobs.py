"""What the flows do, without Prefect: also for the demonstration's moved clock, and for when Prefect does not answer.

Every job may run at any time and as often as one likes: it does what is due and nothing twice.
"""

import asyncio

from sqlalchemy import select

from audit.seal import SealedCheckpoint
from documents import orphan_files
from flows.operator_mail import tell_operator
from flows.reviewing import ReviewStep, review_due_plans
from flows.watching import watch
from flows.wiring import Parts
from models.mail import Letter
from models.states import MailState
from notifications.dispatch import DispatchReport, dispatch
from notifications.transport import SmtpTransport
from workflow.paper_work import PaperReport, carry_out_papers
from workflow.sealing import seal_ledgers
from workflow.sweep import SweepReport, sweep
from workflow.transaction import NOTICE

LETTERS_A_RUN = 500
_LETTER = Letter.__table__  # type: ignore[attr-defined]


async def deliver(parts: Parts) -> DispatchReport:
    """Send the letters that wait, then look for what does not happen, and tell the operator of alarms.

    When nothing waits and nothing is wrong that costs a few small reads.
    """
    report = DispatchReport()
    if await asyncio.to_thread(letters_wait, parts):
        transport = SmtpTransport.from_settings(parts.settings)
        report = await dispatch(parts.engine, transport, parts.links, parts.settings, limit=LETTERS_A_RUN)
    await watch(parts)
    await tell_operator(parts)
    return report


async def escalate(parts: Parts) -> SweepReport:
    """Fire the rungs that are due on the plan's local today."""
    return await asyncio.to_thread(sweep, parts.engine)


async def carry_out_paper_decisions(parts: Parts) -> PaperReport:
    """Let the decisions on paper whose day has come take effect."""
    return await asyncio.to_thread(carry_out_papers, parts.engine)


async def review(parts: Parts) -> list[ReviewStep]:
    """Take the plans whose day has come a step further in their final review."""
    return await asyncio.to_thread(review_due_plans, parts.engine, parts.evidence)


async def seal(parts: Parts, reason: str) -> list[tuple[str, SealedCheckpoint]]:
    """Sign a checkpoint of every ledger that grew."""
    return await asyncio.to_thread(parts.engine.run, lambda tx: seal_ledgers(tx, reason))


async def remove_orphans(parts: Parts) -> int:
    """Remove the stored files that nothing names for a day; gives how many."""
    return await asyncio.to_thread(orphan_files.remove_orphans, parts.database, parts.evidence)


def letters_wait(parts: Parts) -> bool:
    """Is there anything that may go now? Two small reads."""
    now, hours = parts.engine.now(), parts.engine.policy.hours(parts.engine.calendar)
    kinds = hours.kinds_at(now)
    with parts.database.read() as conn:
        notices = select(NOTICE.c.id).where(
            NOTICE.c.state == MailState.WAITING, NOTICE.c.not_before <= now, NOTICE.c.kind.in_(kinds)
        )
        letters = select(_LETTER.c.id).where(_LETTER.c.next_try_at <= now, _LETTER.c.kind.in_(kinds))
        return any(conn.execute(waiting.limit(1)).first() is not None for waiting in (notices, letters))
