"""What is said of co-executors' parts: to the lead that all are ready, to a co-executor that their date is near."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from models.states import LinkPurpose
from notifications.letters.draft import Desk, Draft, item_thread
from notifications.letters.lines import Section, line_of
from notifications.letters.shared import item_context, number_of, plan_context, result_text
from workflow.calendar import working_calendar
from workflow.wording.dates import date_text, due_in_text, overdue_text

PART_WEIGHT = 3_000


def parts_ready(notices: list[Row[Any]], desk: Desk) -> Draft:
    """All co-executors marked their parts ready: the report can be sent."""
    (notice,) = notices
    brief = desk.facts.brief(notice.item_id)
    due = brief.effective_due_on
    zone = ZoneInfo(desk.facts.timezone(notice.plan_id))
    context = plan_context(desk, notice.plan_id) | {
        "item": item_context(brief) | {"shown": result_text(brief)},
        "parts_told": [
            f"{one.person.name} — {date_text(one.part_ready_at.astimezone(zone).date())}"
            for one in brief.responsible
            if not one.is_lead and one.part_ready_at is not None
        ],
        "due": None if due is None else date_text(due),
        "path": desk.way_to_item("item", notice.item_id),
    }
    subject = f"П. {number_of(brief)}: части соисполнителей готовы — направьте отчёт"
    return Draft(subject, context, item_thread(notice.item_id))


def part_line(notice: Row[Any], desk: Desk) -> dict[str, Any]:
    """The internal date of a co-executor's part, as a line of their digest: no delay of the item itself."""
    brief = desk.facts.brief(notice.item_id)
    name = f"item-{notice.id}"
    desk.link(name, LinkPurpose.RESPOND, plan_id=notice.plan_id, item_id=notice.item_id)
    end = date.fromisoformat(notice.facts["clock_end"])
    today = desk.facts.today(notice.plan_id)
    days = working_calendar().days_between(min(end, today), max(end, today))
    words = overdue_text(max(days, 1)) if today > end else due_in_text(days)
    return line_of(
        notice,
        Section.TO_DO,
        **item_context(brief),
        end=date_text(end),
        end_label="Внутренний срок",
        shown=result_text(brief),
        link=name,
        anchor="#part",
        action="Добавить документы или отметить готовность",
        headline=f"Ваша часть: {words}",
        late=words,
        state=f"срок вашей части — {words}" if today <= end else f"ваша часть — {words}",
        ask="отметьте готовность",
        weight=PART_WEIGHT + (days if today > end else 0),
    )
