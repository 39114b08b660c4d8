"""The letter about an approver who may not decide any more: a conflict of interest arose while the task waited."""

from typing import Any

from sqlalchemy import Row

from notifications.letters.draft import Desk, Draft, item_thread, plan_path
from notifications.letters.shared import contact, item_context, number_of, plan_context, subject_of_plan


def conflict_arose(notices: list[Row[Any]], desk: Desk) -> Draft:
    """The task went to the alternate, or the coordinator must name somebody."""
    (notice,) = notices
    context = plan_context(desk, notice.plan_id)
    submission = desk.facts.submission(notice.submission_id)
    item = None if notice.item_id is None else desk.facts.brief(notice.item_id)
    person, successor = desk.facts.person(int(notice.facts["person"])), notice.facts["successor"]
    context |= {
        "person": contact(person),
        "successor": None if successor is None else contact(desk.facts.person(int(successor))),
        "reason": str(notice.facts["reason"]),
        "what": subject_of_plan(submission, context["plan"]["year"]),
        "item": None if item is None else item_context(item),
        "path": plan_path(notice.plan_id, "/people"),
    }
    head = f"План {context['plan']['year']}" if item is None else f"П. {number_of(item)}"
    thread = None if notice.item_id is None else item_thread(notice.item_id)
    done = "решение передано другому лицу" if successor is not None else "назначьте, кто решает"
    return Draft(f"{head}: {done}, {person.name} решать не может", context, thread)
