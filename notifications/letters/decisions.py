"""Letters around a decision: the request, the receipt, and what it means for those responsible."""

from typing import Any

from sqlalchemy import Row

from models.states import Outcome, Subject
from notifications.letters import extensions, samples
from notifications.letters.about import about_submission, heading_and_thread, link_to_decide
from notifications.letters.amendments import proposed
from notifications.letters.draft import Desk, Draft, item_thread, plan_path
from notifications.letters.pins import way_to_a_pin
from notifications.letters.shared import (
    CLOSED_AS,
    FOR_DECISION,
    OPEN_AND_DECIDE,
    contact,
    deadline_text,
    decision_day,
    decision_line,
    item_context,
    number_of,
    plan_context,
    result_text,
    subject_name,
    subject_of_plan,
    subject_title,
    working_end,
)
from workflow.wording.dates import date_text, moment_text
from workflow.wording.terms import assurance_text

DIGEST_GROUP = 4
PART_APPROVED = "промежуточный отчёт утверждён, пункт остаётся в работе"


def sign_request(notices: list[Row[Any]], desk: Desk) -> Draft:
    """What an approver is asked to decide, with a personal link to decide it."""
    (notice,) = notices
    submission = desk.facts.submission(notice.submission_id)
    task = desk.facts.task(notice.submission_id, notice.task_id)
    link_to_decide(notice, desk, task, submission)
    due = None if task.due_on is None else date_text(task.due_on)
    until = "" if due is None else f" до {due}"
    context = plan_context(desk, notice.plan_id) | way_to_a_pin(desk, notice.plan_id)
    context |= {
        "what": subject_of_plan(submission, context["plan"]["year"]),
        "arrived": "поступило" if submission.subject is Subject.AMENDMENT else "поступил",
        "action": OPEN_AND_DECIDE[submission.subject],
        "amendment": proposed(submission) if submission.subject is Subject.AMENDMENT else None,
        "verb": task.verb.value,
        "for_decision": FOR_DECISION[task.verb],
        "due": due,
        "summary": submission.summary,
        "shortfall": submission.shortfall_reason,
        "submitted_by": contact(submission.submitted_by),
        "on_behalf_of": task.approver.name if task.approver.id != task.acting.id else None,
        "decided": [
            decision_line(each, desk.facts.timezone(notice.plan_id), submission.subject)
            for each in submission.tasks
            if each.decision is not None and not each.decision.is_void
        ],
        "item": None,
    }
    if notice.item_id is None:
        year = context["plan"]["year"]
        subject = f"План {year}: {FOR_DECISION[task.verb]}{until} — {subject_name(submission)}"
        return Draft(subject, context)
    brief = desk.facts.brief(notice.item_id)
    about = subject_title(brief.title)
    if submission.subject is Subject.EXTENSION:
        context["item"] = item_context(brief) | extensions.asked(submission, brief)
        context["summary_label"] = "Причина"
        about = extensions.matter_of(submission)
    elif submission.subject is Subject.SAMPLE:
        context["item"] = item_context(brief) | samples.asked(submission, brief)
        context |= {"summary_label": "Основание", "arrived": f"поступил{samples.ending(submission)}"}
        about = samples.matter_of(submission)
    else:
        context["item"] = item_context(brief) | {
            "shown": result_text(brief, submission.shown_count, submission.shown_percent),
            "deadline": deadline_text(brief, submission.submitted_on),
        }
    subject = f"П. {number_of(brief)}: {FOR_DECISION[task.verb]}{until} — {about}"
    return Draft(subject, context, item_thread(notice.item_id))


def receipt(notices: list[Row[Any]], desk: Desk) -> Draft:
    """What was recorded in the name of the recipient, with the way to say that it was not them."""
    (notice,) = notices
    submission = desk.facts.submission(notice.submission_id)
    task, decision = desk.facts.decision(notice.submission_id, notice.decision_id)
    link_to_decide(notice, desk, task, submission)
    zone = desk.facts.timezone(notice.plan_id)
    context = (
        plan_context(desk, notice.plan_id)
        | about_submission(notice, desk, submission)
        | {
            "decision": decision_line(task, zone, submission.subject),
            "moment": moment_text(decision.decided_at, zone),
            "outcome": None if decision.outcome is None else CLOSED_AS[decision.outcome],
            "comment": decision.comment,
            "order": decision.order,
            "assurance": assurance_text(decision.assurance, decision.sheet),
            "ledger_seq": decision.ledger_seq,
            "digest": _grouped(submission.digest),
        }
    )
    head, thread = heading_and_thread(notice, desk)
    return Draft(f"{head}: решение записано {date_text(decision_day(decision, zone))}", context, thread)


def returned(notices: list[Row[Any]], desk: Desk) -> Draft:
    """What came back, what is wanted, and until when."""
    (notice,) = notices
    submission = desk.facts.submission(notice.submission_id)
    task, decision = desk.facts.decision(notice.submission_id, notice.decision_id)
    zone = desk.facts.timezone(notice.plan_id)
    context = (
        plan_context(desk, notice.plan_id)
        | about_submission(notice, desk, submission)
        | {
            "decision": decision_line(task, zone, submission.subject),
            "comment": decision.comment,
            "until": None,
            "path": plan_path(notice.plan_id),
        }
    )
    head, thread = heading_and_thread(notice, desk)
    if notice.item_id is None:
        context["came_back"] = "возвращено" if submission.subject is Subject.AMENDMENT else "возвращён"
        return Draft(f"{head}: {subject_name(submission)} — возвращено на доработку", context)
    brief = desk.facts.brief(notice.item_id)
    end = working_end(brief)
    context["until"] = None if end is None else date_text(end)
    if submission.subject is Subject.EXTENSION:
        context |= {"refused": extensions.matter_of(submission), "path": desk.way_to_item("item", notice.item_id)}
        return Draft(f"{head}: в продлении срока отказано", context, thread)
    context["path"] = desk.way_to_item("item", notice.item_id)
    if submission.subject is Subject.SAMPLE:
        context |= {"until": None, "came_back": "возвращена" if samples.ending(submission) else "возвращён"}
        name = samples.matter_of(submission)
        return Draft(f"{head}: возвращено на доработку — {name}", context, thread)
    until = "" if end is None else f" до {date_text(end)}"
    return Draft(f"{head}: возвращён на доработку{until}", context, thread)


def approved(notices: list[Row[Any]], desk: Desk) -> Draft:
    """The item is final, with its outcome; or its interim report is approved, and it stays in work."""
    (notice,) = notices
    brief = desk.facts.brief(notice.item_id)
    is_partial = notice.submission_id is not None and desk.facts.submission(notice.submission_id).is_partial
    outcome = PART_APPROVED if is_partial else CLOSED_AS[brief.outcome or Outcome.EXECUTED]
    decision = None
    if notice.decision_id is not None:
        task, _ = desk.facts.decision(notice.submission_id, notice.decision_id)
        decision = decision_line(task, desk.facts.timezone(notice.plan_id))
    context = plan_context(desk, notice.plan_id) | {
        "item": item_context(brief) | {"shown": result_text(brief)},
        "outcome": outcome,
        "is_partial": is_partial,
        "decision": decision,
        "executed_on": None if brief.executed_on is None else date_text(brief.executed_on),
        "due": None if brief.effective_due_on is None else date_text(brief.effective_due_on),
        "was_on_time": brief.was_on_time,
        "path": desk.way_to_item("item", notice.item_id),
    }
    return Draft(f"П. {number_of(brief)}: {outcome}", context, item_thread(notice.item_id))


def reopened(notices: list[Row[Any]], desk: Desk) -> Draft:
    """Контроль возобновлён: why, and the new deadline."""
    (notice,) = notices
    brief = desk.facts.brief(notice.item_id)
    due = None if brief.effective_due_on is None else date_text(brief.effective_due_on)
    context = plan_context(desk, notice.plan_id) | {
        "item": item_context(brief),
        "reason": notice.facts.get("reason"),
        "due": due,
        "path": desk.way_to_item("item", notice.item_id),
    }
    until = "" if due is None else f", срок {due}"
    return Draft(f"П. {number_of(brief)}: контроль возобновлён{until}", context, item_thread(notice.item_id))


def _grouped(digest: str) -> str:
    return " ".join(digest[start : start + DIGEST_GROUP] for start in range(0, len(digest), DIGEST_GROUP))
