"""Letters about the whole plan: it runs, it is closed, its integrity mark, a letter that did not arrive."""

from typing import Any

from sqlalchemy import Row

from notifications.headers import one_line
from notifications.letters.draft import Desk, Draft, plan_path
from notifications.letters.shared import contact, item_context, plan_context, working_end
from workflow.views import PersonView
from workflow.wording.dates import date_text, moment_text

NO_ADDRESS = "в карточке получателя нет адреса электронной почты"


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


def delivery_failed(notices: list[Row[Any]], desk: Desk) -> Draft:
    """To the coordinator: which letter did not reach whom, and why."""
    lines = []
    for notice in notices:
        letter_id = notice.facts.get("letter_id")
        if letter_id is None:
            person: PersonView | None = desk.facts.person(int(notice.facts["person_id"]))
            assert person is not None  # noqa: S101 -- `Facts.person` raises for an unknown one
            address, letter_subject = person.email, str(notice.facts["what"])
            answer = NO_ADDRESS if address is None else str(notice.facts["answer"])
        else:
            letter = desk.facts.letter(int(letter_id))
            person = None if letter.recipient_id is None else desk.facts.person(letter.recipient_id)
            address, letter_subject, answer = letter.address, letter.subject, letter.last_answer or ""
        lines.append(
            {
                "person": contact(person),
                "address": address,
                "subject": one_line(letter_subject, 300),
                "answer": one_line(answer, 300),
                "notice_id": notice.id,
            }
        )
    plan_id = notices[0].plan_id
    context = plan_context(desk, plan_id) | {
        "lines": lines,
        "path": "/" if plan_id is None else plan_path(plan_id, "/people"),
    }
    head = f"План {context['plan']['year']}" if context["plan"] else "Система «Виза»"
    first = lines[0]
    who = first["person"]["name"] if first["person"] else first["address"]
    return Draft(f"{head}: письмо не доставлено — {one_line(str(who), 80)}", context)
