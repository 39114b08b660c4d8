"""What a letter about a submission is about: its item or plan, the thread that it goes on with, the page to open."""

from typing import Any

from sqlalchemy import Row

from models.states import LinkPurpose, Subject
from notifications.letters import extensions, samples
from notifications.letters.draft import Desk, item_path, item_thread, plan_path
from notifications.letters.shared import item_context, number_of, subject_of_plan
from workflow.views import SubmissionView, TaskView

MATTERS = {Subject.EXTENSION: extensions.matter_of, Subject.SAMPLE: samples.matter_of}


def about_submission(notice: Row[Any], desk: Desk, submission: SubmissionView) -> dict[str, Any]:
    """The item, what was submitted in words, and what an extension or a sample asks for."""
    item = None if notice.item_id is None else item_context(desk.facts.brief(notice.item_id))
    matter = MATTERS[submission.subject](submission) if submission.subject in MATTERS else None
    return {"item": item, "what": subject_of_plan(submission, desk.facts.plan(notice.plan_id).year), "matter": matter}


def heading_and_thread(notice: Row[Any], desk: Desk) -> tuple[str, str | None]:
    """How the subject line begins: «П. 3», «План 2021»; and the item's thread."""
    if notice.item_id is None:
        return f"План {desk.facts.plan(notice.plan_id).year}", None
    return f"П. {number_of(desk.facts.brief(notice.item_id))}", item_thread(notice.item_id)


def link_to_decide(
    notice: Row[Any], desk: Desk, task: TaskView, submission: SubmissionView, name: str = "sign"
) -> None:
    """The recipient's personal link, under `name`, to the task's page, where it is decided, shown and disowned."""
    desk.link(
        name,
        LinkPurpose.SIGN,
        plan_id=notice.plan_id,
        item_id=notice.item_id,
        task_id=task.id,
        digest=submission.digest,
    )


def page_of(notice: Row[Any], desk: Desk) -> str:
    """The path of the item's page, or the plan's."""
    if notice.item_id is None:
        return plan_path(notice.plan_id)
    brief = desk.facts.brief(notice.item_id)
    return item_path(brief.plan_id, brief.place)
