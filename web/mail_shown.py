"""What the pages of letters are made of: the list with its filters, and the pauses and alarms above it."""

from typing import Any

from sqlalchemy import Connection, select

from models.states import PersonRole
from web.mail_query import KIND_CHOICES, NO_PLAN, STATE_CHOICES, AskedMail
from web.pages.plan import needs_pin_word
from web.visit import PlanFrame, Visit
from workflow.queries.alarms import standing_alarms
from workflow.queries.mail import mail_page, mail_recipients
from workflow.queries.mail_queue import pauses
from workflow.rows import ITEM
from workflow.views import PersonView
from workflow.wording.alarms import alarm_text

LETTERS_A_PAGE = 50
_DONE = {
    "resumed": "Отправка писем возобновлена.",
    "same": "Письмо отправляется ещё раз без изменений.",
    "new": "Письмо отправляется новым письмом: оно появится в списке первым.",
    "digest": "Письмо войдёт в ближайшую сводку получателя: она одна в день.",
}


def done_text(word: str | None) -> str | None:
    """What was done before this page, in words."""
    return _DONE.get(word or "")


def listed(visit: Visit, conn: Connection, asked: AskedMail, frame: PlanFrame | None) -> dict[str, Any]:
    """The letters that are asked for, and what else may be asked."""
    plan_id = asked.filter.plan_id
    found = mail_page(conn, asked.filter, before=asked.before, limit=LETTERS_A_PAGE)
    items = select(ITEM.c.place, ITEM.c.number).where(ITEM.c.plan_id == plan_id).order_by(ITEM.c.place)
    return {
        "letters": found.letters,
        "older": None if found.next_before is None else asked.page_from(found.next_before),
        "is_later_page": asked.before.letter is not None,
        "asked": asked,
        "recipients": mail_recipients(conn, plan_id),
        "items": [] if plan_id is None else [(row.place, row.number) for row in conn.execute(items)],
        "state_choices": STATE_CHOICES,
        "kind_choices": KIND_CHOICES,
        "no_plan": NO_PLAN,
        "with_addresses": frame is None or frame.sees_addresses,
        **standing(visit, conn),
    }


def standing(visit: Visit, conn: Connection) -> dict[str, Any]:
    """What keeps mail from going: for who keeps it."""
    person = visit.viewer.person
    return {
        "pauses": pauses(conn, visit.site.engine.now()),
        **alarms_for(conn, person),
        "needs_pin": needs_pin_word(visit) if person is not None else "",
    }


def alarms_for(conn: Connection, person: PersonView | None) -> dict[str, Any]:
    """The alarms that stand, for an operator; nobody else can do anything about them."""
    is_operator = person is not None and person.role == PersonRole.OPERATOR
    return {"alarms": standing_alarms(conn) if is_operator else (), "alarm_text": alarm_text}
