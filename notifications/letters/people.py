"""Letters about a person's own access: the invitation to set a PIN, the link to sign in, the changed address."""

from typing import Any

from sqlalchemy import Row

from models.states import LinkPurpose
from notifications.letters.draft import Desk, Draft
from notifications.letters.shared import plan_context
from notifications.links import SIGN_IN_LIFE
from workflow.wording.dates import moment_text


def enrolment(notices: list[Row[Any]], desk: Desk) -> Draft:
    """Come and set your PIN: the code for it is handed over in person, never by this mailbox."""
    notice = notices[0]
    desk.link("enrol", LinkPurpose.ENROL, plan_id=notice.plan_id)
    context = plan_context(desk, notice.plan_id)
    where = f"План {context['plan']['year']}" if context["plan"] else "Система «Виза»"
    return Draft(f"{where}: установите ПИН-код для работы с пунктами", context)


def address_changed(notices: list[Row[Any]], desk: Desk) -> Draft:
    """To the old address: it is a person's no more. Whoever reads there learns no new address."""
    (notice,) = notices
    person = desk.facts.person(int(notice.facts["person_id"]))
    zone = desk.facts.timezone(notice.plan_id)
    context = plan_context(desk, notice.plan_id) | {
        "person": person.name,
        "moment": moment_text(notice.created_at, zone),
    }
    return Draft(f"Адрес для писем изменён: {person.name}", context)


def sign_in(notices: list[Row[Any]], desk: Desk) -> Draft:
    """A link to sign in, for half an hour."""
    notice = notices[0]
    desk.link("login", LinkPurpose.SIGN_IN)
    zone = desk.facts.timezone(notice.plan_id)
    until = moment_text(desk.now + SIGN_IN_LIFE, zone)
    return Draft("Вход в систему «Виза»", plan_context(desk, notice.plan_id) | {"until": until})
