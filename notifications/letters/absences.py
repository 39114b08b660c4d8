"""Letters about who signs for whom, and about an approver who was replaced."""

from datetime import date
from typing import Any

from sqlalchemy import Row

from notifications.letters.draft import Desk, Draft, item_thread, plan_path
from notifications.letters.pins import way_to_a_pin
from notifications.letters.shared import contact, item_context, number_of, plan_context, subject_of_plan
from workflow.wording.dates import date_text, period_text
from workflow.wording.naming import items_named
from workflow.wording.terms import order_text

OWN_PAGE = "/me"
HAPPENED = {"set": "Замещение назначено", "started": "Замещение началось", "ended": "Замещение прекращено"}


def substitution(notices: list[Row[Any]], desk: Desk) -> Draft:
    """To the absent person and to the substitute: from when to when, by which order; or that it ended early."""
    (notice,) = notices
    row = desk.facts.substitution(int(notice.facts["substitution"]))
    absent, substitute = desk.facts.person(row.absent_id), desk.facts.person(row.substitute_id)
    event = str(notice.facts["event"])
    context = plan_context(desk, None) | {
        "event": event,
        "heading": HAPPENED[event],
        "is_absent": desk.person is not None and desk.person.id == absent.id,
        "absent": contact(absent),
        "substitute": contact(substitute),
        "period": period_text(row.starts_on, row.ends_on),
        "order": order_text(row.order_number, date_text(row.order_date)),
        "path": OWN_PAGE,
    }
    if not context["is_absent"] and event != "ended":
        context |= way_to_a_pin(desk, None)
    days = f" {context['period']}" if event == "set" else ""
    return Draft(f"{HAPPENED[event]}{days}: {absent.name}, и.о. {substitute.name}", context)


def reassigned(notices: list[Row[Any]], desk: Desk) -> Draft:
    """An approver or the coordinator was replaced; or a substitute may not decide and somebody else must be named."""
    (notice,) = notices
    if notice.facts["what"] == "hindered":
        return _hindered(notice, desk)
    is_approver = notice.facts["what"] == "replaced"
    former = desk.facts.person(int(notice.facts["person"]))
    successor = desk.facts.person(int(notice.facts["successor"]))
    context = plan_context(desk, notice.plan_id)
    reader = None if desk.person is None else desk.person.id
    context |= {
        "hindered": None,
        "replaced": {
            "former": contact(former),
            "successor": contact(successor),
            "order": order_text(str(notice.facts["order"]), date_text(date.fromisoformat(notice.facts["order_date"]))),
            "reason": str(notice.facts["reason"]),
            "where": _where(notice, desk) if is_approver else "ведение плана",
            "part": "approver" if is_approver else "coordinator",
            "reader": {former.id: "former", successor.id: "successor"}.get(reader or 0, "other"),
        },
        "path": plan_path(notice.plan_id, "/people"),
    }
    if context["replaced"]["reader"] == "successor":
        context |= way_to_a_pin(desk, notice.plan_id)
    head = f"План {context['plan']['year']}"
    if is_approver:
        return Draft(f"{head}: сменилось согласующее лицо ({former.name} → {successor.name})", context)
    return Draft(f"{head}: план теперь ведёт {successor.name}", context)


def _hindered(notice: Row[Any], desk: Desk) -> Draft:
    context = plan_context(desk, notice.plan_id)
    absent = desk.facts.person(int(notice.facts["absent"]))
    submission = desk.facts.submission(notice.submission_id)
    item = None if notice.item_id is None else desk.facts.brief(notice.item_id)
    context |= {
        "replaced": None,
        "hindered": {
            "absent": contact(absent),
            "hindrance": str(notice.facts["hindrance"]),
            "what": subject_of_plan(submission, context["plan"]["year"]),
            "item": None if item is None else item_context(item),
        },
        "path": plan_path(notice.plan_id, "/people#substitutions"),
    }
    head = f"План {context['plan']['year']}" if item is None else f"П. {number_of(item)}"
    thread = None if notice.item_id is None else item_thread(notice.item_id)
    return Draft(f"{head}: назначьте, кто решает вместо отсутствующего лица ({absent.name})", context, thread)


def _where(notice: Row[Any], desk: Desk) -> str:
    """«маршрут плана, пункты 3, 5 со своим маршрутом»."""
    places = set(notice.facts["places"])
    numbers = [number_of(brief) for brief in desk.facts.briefs(notice.plan_id) if brief.place in places]
    parts = ["маршрут плана"] if notice.facts["in_plan"] else []
    parts += [f"{items_named(numbers)} со своим маршрутом"] if numbers else []
    return ", ".join(parts) or "то, что уже на согласовании"
