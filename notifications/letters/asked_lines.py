"""Lines of a digest that are no item against its clock: сведения that are asked for, a letter that did not arrive."""

from typing import Any

from sqlalchemy import Row

from models.states import ExplanationKind, LinkPurpose, NoticeKind
from notifications.headers import one_line
from notifications.letters.draft import Desk, plan_path
from notifications.letters.lines import Section, line_of
from notifications.letters.shared import contact, item_context
from workflow.views import PersonView
from workflow.wording.dates import date_text
from workflow.wording.terms import NOTICES

ASKED = {
    ExplanationKind.DEVIATION: "сведения о причинах отклонения",
    ExplanationKind.PROGRESS: "сведения о ходе исполнения",
}
NO_ADDRESS = "в карточке получателя нет адреса электронной почты"
MEND_ADDRESS = "Исправьте адрес в карточке, а до этого сообщите получателю иначе."
EXPLANATION_WEIGHT = 4_000
FAILURE_WEIGHT = 3_500


def explanation_line(notice: Row[Any], desk: Desk) -> dict[str, Any]:
    """Asks the lead for сведения о причинах отклонения or о ходе исполнения of an item."""
    brief = desk.facts.brief(notice.item_id)
    asked = ASKED[ExplanationKind(notice.facts.get("kind", ExplanationKind.DEVIATION))]
    name = f"item-{notice.id}"
    desk.link(name, LinkPurpose.RESPOND, plan_id=notice.plan_id, item_id=notice.item_id)
    due = brief.effective_due_on
    return line_of(
        notice,
        Section.TO_DO,
        **item_context(brief) | {"lead": None},
        form="explanation",
        end=None if due is None else date_text(due),
        end_label="Срок",
        headline=f"Просим представить {asked}",
        note="Достаточно нескольких строк.",
        state=f"просим представить {asked}",
        link=name,
        anchor="#explain",
        action="Представить сведения",
        weight=EXPLANATION_WEIGHT,
    )


def failure_line(notice: Row[Any], desk: Desk) -> dict[str, Any]:
    """To the coordinator: which letter did not reach whom, and why."""
    letter_id = notice.facts.get("letter_id")
    if letter_id is None:
        person_id: int | None = notice.facts["person_id"]
        person: PersonView | None = None if person_id is None else desk.facts.person(person_id)
        address = notice.facts.get("address") if person is None else person.email
        subject = _kind_text(str(notice.facts["what"]))
        answer = NO_ADDRESS if address is None else str(notice.facts["answer"])
    else:
        letter = desk.facts.letter(int(letter_id))
        person = None if letter.recipient_id is None else desk.facts.person(letter.recipient_id)
        address, subject, answer = letter.address, letter.subject, letter.last_answer or ""
    who = contact(person) or {"name": address, "phone": None}
    return line_of(
        notice,
        Section.TO_DO,
        form="failure",
        title=str(who["name"]),
        lead=who,
        headline="Письмо не доставлено",
        state=f"письмо не доставлено — {one_line(str(who['name']), 80)}",
        failed={"address": address, "subject": one_line(subject, 300), "answer": one_line(answer, 300)},
        note=MEND_ADDRESS,
        path="/" if notice.plan_id is None else plan_path(notice.plan_id, "/people"),
        action="Открыть людей и адреса",
        weight=FAILURE_WEIGHT,
    )


def _kind_text(value: str) -> str:
    """What the letter that was never written is about, in words."""
    text = NOTICES[NoticeKind(value)]
    return text[:1].upper() + text[1:]
