"""What the flows do, without Prefect: also for the demonstration's moved clock, and for when Prefect does not answer.

Every job may run at any time and as often as one likes: it does what is due and nothing twice.
"""

import asyncio

from audit.seal import SealedCheckpoint
from flows.reviewing import ReviewStep, review_due_plans
from flows.wiring import Parts
from notifications.dispatch import DispatchReport, dispatch
from notifications.transport import SmtpTransport
from workflow.sealing import seal_ledgers
from workflow.sweep import SweepReport, sweep

LETTERS_A_RUN = 500


async def deliver(parts: Parts) -> DispatchReport:
    """Send the letters that wait."""
    transport = SmtpTransport.from_settings(parts.settings)
    return await dispatch(parts.engine, transport, parts.links, parts.settings, limit=LETTERS_A_RUN)


async def escalate(parts: Parts) -> SweepReport:
    """Fire the rungs that are due on the plan's local today."""
    return await asyncio.to_thread(sweep, parts.engine)


async def review(parts: Parts) -> list[ReviewStep]:
    """Take the plans whose day has come a step further in their final review."""
    return await asyncio.to_thread(review_due_plans, parts.engine, parts.evidence)


async def seal(parts: Parts, reason: str) -> list[tuple[str, SealedCheckpoint]]:
    """Sign a checkpoint of every ledger that grew."""
    return await asyncio.to_thread(parts.engine.run, lambda tx: seal_ledgers(tx, reason))
