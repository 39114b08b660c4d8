"""Letters about who cannot be reached: a request to sign that came back, a person who answers automatically."""

from datetime import date
from typing import Any

from sqlalchemy import Row

from notifications.letters.draft import Desk, Draft, item_path, item_thread, plan_path
from notifications.letters.shared import contact, item_context, number_of, plan_context, subject_of_plan
from workflow.wording.dates import date_text


def unreached(notices: list[Row[Any]], desk: Desk) -> Draft:
    """To a deputy: what waits for whom, by when. Who is asked alone may decide, so it holds no link to decide."""
    (notice,) = notices
    context = plan_context(desk, notice.plan_id)
    submission = desk.facts.submission(notice.submission_id)
    task = desk.facts.task(notice.submission_id, notice.task_id)
    item = None if notice.item_id is None else desk.facts.brief(notice.item_id)
    person = desk.facts.person(int(notice.facts["instead_of"]))
    context |= {
        "person": contact(person),
        "what": subject_of_plan(submission, context["plan"]["year"]),
        "item": None if item is None else item_context(item),
        "until": None if task.due_on is None else date_text(task.due_on),
        "path": plan_path(notice.plan_id) if item is None else item_path(item.plan_id, item.place),
    }
    head = f"План {context['plan']['year']}" if item is None else f"П. {number_of(item)}"
    thread = None if notice.item_id is None else item_thread(notice.item_id)
    return Draft(f"{head}: запрос на согласование не дошёл — {person.name}", context, thread)


def auto_answered(notices: list[Row[Any]], desk: Desk) -> Draft:
    """To the coordinator: somebody is away, and what waits for them waits until a substitution is entered."""
    (notice,) = notices
    person = desk.facts.person(int(notice.facts["person_id"]))
    stated = notice.facts["until"]
    until = None if stated is None else date_text(date.fromisoformat(stated))
    context = plan_context(desk, notice.plan_id) | {
        "person": contact(person),
        "until": until,
        "path": plan_path(notice.plan_id, "/people") + "#substitutions",
    }
    tail = "" if until is None else f", отсутствует по {until}"
    return Draft(f"План {context['plan']['year']}: автоответ — {person.name}{tail}", context)
