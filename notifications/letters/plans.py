"""Letters about the whole plan: it runs, it is closed, its integrity mark."""

from typing import Any

from sqlalchemy import Row

from notifications.letters.draft import Desk, Draft, plan_path
from notifications.letters.shared import item_context, plan_context, working_end
from workflow.wording.dates import date_text, moment_text


def plan_activated(notices: list[Row[Any]], desk: Desk) -> Draft:
    """The plan runs from now on; whoever is responsible for items sees which."""
    notice = notices[0]
    items = [] if desk.person is None else desk.facts.items_of(notice.plan_id, desk.person.id)
    lines = []
    for brief in items:
        end = working_end(brief)
        is_lead = desk.person is not None and brief.lead is not None and brief.lead.id == desk.person.id
        lines.append(
            item_context(brief) | {"control_date": None if end is None else date_text(end), "is_lead": is_lead}
        )
    context = plan_context(desk, notice.plan_id) | {"items": lines, "path": plan_path(notice.plan_id)}
    return Draft(f"План {context['plan']['year']}: введён в действие", context)


def plan_closed(notices: list[Row[Any]], desk: Desk) -> Draft:
    """The execution report is approved, the plan is closed."""
    notice = notices[0]
    plan = desk.facts.plan(notice.plan_id)
    zone = desk.facts.timezone(notice.plan_id)
    context = plan_context(desk, notice.plan_id) | {
        "closed_at": None if plan.closed_at is None else moment_text(plan.closed_at, zone),
        "path": plan_path(notice.plan_id, "/review"),
    }
    return Draft(f"План {plan.year}: закрыт, отчёт об исполнении утверждён", context)


def checkpoint(notices: list[Row[Any]], desk: Desk) -> Draft:
    """A signed checkpoint for a keeper outside, word for word."""
    notice = notices[-1]
    facts = notice.facts
    about = f"план {desk.facts.plan(notice.plan_id).year}" if notice.plan_id is not None else "общий журнал"
    context = plan_context(desk, notice.plan_id) | {
        "note": str(facts["note"]),
        "ledger_id": str(facts["ledger_id"]),
        "size": int(facts["size"]),
        "moment": moment_text(notice.created_at, desk.facts.timezone(notice.plan_id)),
    }
    return Draft(f"Контрольная отметка целостности: {about}, записей {facts['size']}", context)
