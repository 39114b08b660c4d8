"""Letters around a sample («Выборочно») or a schedule: what is proposed, and that it is approved."""

from typing import Any

from sqlalchemy import Row

from notifications.letters.draft import Desk, Draft, item_thread
from notifications.letters.shared import decision_line, item_context, number_of, plan_context, result_text
from workflow.sample_manifest import proposed_sample
from workflow.scopes import ItemScope
from workflow.views import ItemBrief, SubmissionView
from workflow.wording.samples import organisations_text, sample_text


def matter_of(submission: SubmissionView) -> str:
    """«выборка: 5 из 24 организаций»."""
    return sample_text(proposed_sample(submission.manifest))


def ending(submission: SubmissionView) -> str:
    """How a verb about it ends: «поступила» of a sample, «поступил» of a schedule."""
    return "" if proposed_sample(submission.manifest).scope is ItemScope.SCHEDULE else "а"


def asked(submission: SubmissionView, brief: ItemBrief) -> dict[str, str]:
    """What an approver is told of the item: what is shown so far, which organisations are proposed."""
    proposed = proposed_sample(submission.manifest)
    text = sample_text(proposed)
    codes = organisations_text(proposed)
    return {"shown": result_text(brief), "deadline": f"Предлагается {text}" + (f" ({codes})" if codes else "")}


def sample_approved(notices: list[Row[Any]], desk: Desk) -> Draft:
    """By which organisations the item is done from now on, and on what grounds."""
    (notice,) = notices
    brief = desk.facts.brief(notice.item_id)
    submission = desk.facts.submission(notice.submission_id)
    task, _ = desk.facts.decision(notice.submission_id, notice.decision_id)
    proposed = proposed_sample(submission.manifest)
    context = plan_context(desk, notice.plan_id) | {
        "item": item_context(brief),
        "approved": sample_text(proposed, is_approved=True),
        "organisations": organisations_text(proposed) or None,
        "document": None if proposed.document is None else proposed.document.name,
        "decision": decision_line(task, desk.facts.timezone(notice.plan_id), submission.subject),
        "grounds": submission.summary,
        "path": desk.way_to_item("item", notice.item_id),
    }
    return Draft(
        f"П. {number_of(brief)}: {sample_text(proposed, is_approved=True)}", context, item_thread(notice.item_id)
    )
