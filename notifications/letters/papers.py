"""Letters about a decision that was signed on paper: registered in somebody's name, refused on its day."""

from typing import Any

from sqlalchemy import Row

from notifications.letters.about import about_submission, heading_and_thread, link_to_decide, page_of
from notifications.letters.draft import Desk, Draft
from notifications.letters.shared import CLOSED_AS, contact, plan_context
from workflow.errors import NotFound
from workflow.views import PaperView, SubmissionView, TaskView
from workflow.wording.dates import date_text, moment_text
from workflow.wording.terms import decision_text, sheet_text


def paper_registered(notices: list[Row[Any]], desk: Desk) -> Draft:
    """To its signer, at once: what was registered, from which sheet, when it takes effect, and how to say «not me»."""
    (notice,) = notices
    submission, task, paper = paper_of(notice, desk)
    link_to_decide(notice, desk, task, submission)
    zone = desk.facts.timezone(notice.plan_id)
    context = (
        plan_context(desk, notice.plan_id)
        | about_submission(notice, desk, submission)
        | {
            "decision": paper_line(paper, task, submission),
            "outcome": None if paper.outcome is None else CLOSED_AS[paper.outcome],
            "comment": paper.comment,
            "original_at": paper.original_at,
            "registered_by": contact(paper.registered_by),
            "moment": moment_text(paper.registered_at, zone),
            "effective_on": date_text(paper.effective_on),
        }
    )
    head, thread = heading_and_thread(notice, desk)
    return Draft(
        f"{head}: зарегистрировано ваше решение с бумаги, вступит в силу {date_text(paper.effective_on)}",
        context,
        thread,
    )


def paper_voided(notices: list[Row[Any]], desk: Desk) -> Draft:
    """To the coordinator: the sheet's day came, and the decision could not be made."""
    (notice,) = notices
    submission, task, paper = paper_of(notice, desk)
    context = (
        plan_context(desk, notice.plan_id)
        | about_submission(notice, desk, submission)
        | {
            "decision": paper_line(paper, task, submission),
            "reason": paper.end_reason,
            "path": page_of(notice, desk),
        }
    )
    head, thread = heading_and_thread(notice, desk)
    sheet = sheet_text(paper.number, date_text(paper.signed_on))
    return Draft(f"{head}: решение с бумаги не вступило в силу, {sheet}", context, thread)


def paper_line(paper: PaperView, task: TaskView, submission: SubmissionView) -> str:
    """«Согласовано: Шестаков В.В., лист № 5 от 20.01.2021»."""
    absent = task.approver.name if task.approver.id != paper.person.id else None
    sheet = sheet_text(paper.number, date_text(paper.signed_on))
    return decision_text(paper.kind, paper.person.name, sheet, on_behalf_of=absent, subject=submission.subject)


def paper_of(notice: Row[Any], desk: Desk) -> tuple[SubmissionView, TaskView, PaperView]:
    """The sheet that a notice is about, with its task and submission. Raises `NotFound`."""
    submission = desk.facts.submission(notice.submission_id)
    task = desk.facts.task(notice.submission_id, notice.task_id)
    for paper in task.papers:
        if paper.id == notice.facts["paper"]:
            return submission, task, paper
    raise NotFound("Такого листа нет.")
