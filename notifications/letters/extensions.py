"""Letters around an extension of an item's deadline: what is asked for, what was decided."""

from typing import Any

from sqlalchemy import Row

from notifications.letters.draft import Desk, Draft, item_thread
from notifications.letters.shared import decision_line, item_context, number_of, plan_context, result_text, working_end
from workflow.clocks import LEAD_STATES
from workflow.deadlines import is_extended
from workflow.extension_manifest import ProposedExtension, proposed_extension
from workflow.views import ItemBrief, SubmissionView
from workflow.wording.dates import date_text
from workflow.wording.deadlines import ASKED_LATE, term_text


def matter_of(submission: SubmissionView) -> str:
    """«продление срока до 15.03.2021»."""
    return f"продление срока до {date_text(proposed_extension(submission.manifest).wanted_on)}"


def asked(submission: SubmissionView, brief: ItemBrief) -> dict[str, str]:
    """What an approver is told of the item: what is shown so far, the deadline, the date that is asked for."""
    return {"shown": result_text(brief), "deadline": _asked_text(proposed_extension(submission.manifest))}


def extended(notices: list[Row[Any]], desk: Desk) -> Draft:
    """The deadline is extended: until when, what the plan says, what became of a report on its way."""
    (notice,) = notices
    brief = desk.facts.brief(notice.item_id)
    submission = desk.facts.submission(notice.submission_id)
    task, _ = desk.facts.decision(notice.submission_id, notice.decision_id)
    proposed, end = proposed_extension(submission.manifest), working_end(brief)
    until = date_text(proposed.wanted_on)
    context = plan_context(desk, notice.plan_id) | {
        "item": item_context(brief),
        "until": until,
        "planned": None if proposed.planned_on is None else date_text(proposed.planned_on),
        "control": None if end is None or end == proposed.wanted_on else date_text(end),
        "decision": decision_line(task, desk.facts.timezone(notice.plan_id), submission.subject),
        "reason": submission.summary,
        "is_late": proposed.is_late,
        "note": _voided_note(notice, brief, desk),
        "path": desk.way_to_item("item", notice.item_id),
    }
    return Draft(f"П. {number_of(brief)}: срок продлён до {until}", context, item_thread(notice.item_id))


def may_ask(brief: ItemBrief) -> bool:
    """May the lead be offered to ask for a longer term? The engine guards the request itself."""
    return brief.state in LEAD_STATES and brief.effective_due_on is not None and brief.asked_until is None


def term_note(brief: ItemBrief) -> str | None:
    """What became of the planned date, for a line of a digest: extended, or waiting for a decision on it."""
    said = []
    if is_extended(brief.extended_due_on, brief.reopened_due_on):
        text = term_text(brief.due_on, brief.extended_due_on, brief.reopened_due_on)
        said.append(f"{text[:1].upper()}{text[1:]}.")
    if brief.asked_until is not None:
        said.append(f"Запрошено продление до {date_text(brief.asked_until)}, решение ожидается.")
    return " ".join(said) or None


def _asked_text(proposed: ProposedExtension) -> str:
    planned = date_text(proposed.planned_on)
    in_force = "" if proposed.planned_on == proposed.due_on else f", действует {date_text(proposed.due_on)}"
    late = f", {ASKED_LATE}" if proposed.is_late else ""
    return f"Срок по плану: {planned}{in_force}. Просят продлить до {date_text(proposed.wanted_on)}{late}"


def _voided_note(notice: Row[Any], brief: ItemBrief, desk: Desk) -> str | None:
    number = notice.facts.get("voided")
    if number is None:
        return None
    is_lead = brief.lead is not None and desk.person is not None and brief.lead.id == desk.person.id
    what = "представьте его заново" if is_lead else "исполнитель представит его заново"
    return f"Отчёт № {number} утратил силу, в нём указан прежний срок: {what}."
