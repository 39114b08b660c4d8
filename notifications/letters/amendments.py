"""Letters around an amendment of the plan: what is proposed, and what has changed for whom."""

from typing import Any

from sqlalchemy import Row

from models.states import LinkPurpose, Subject
from notifications.headers import one_line
from notifications.letters.draft import Desk, Draft, item_path, item_thread, plan_path
from notifications.letters.shared import plan_context, subject_name, subject_of_plan
from workflow.amendment_manifest import ProposedChange, proposed_changes
from workflow.views import ItemBrief, SubmissionView
from workflow.wording.amendments import OF_PLAN_OR_ITEM, AmendedItem, ChangedField, amended_items, change_line
from workflow.wording.dates import items_text

SHOWN = 20
VALUE_LENGTH = 300
ROUTE_LENGTH = 1000
PROPOSALS = {
    Subject.EXTENSION: "Запрос № {number} на продление срока утратил силу",
    Subject.SAMPLE: "Выборка № {number} утратила силу",
}
PROPOSED = {
    "change": "изменить",
    "cancel": "исключить из плана",
    "add": "добавить в план",
    "restore": "вернуть в план",
    "chain": "изменить маршрут согласования",
    "ladder": "изменить ступени информирования",
    "organisation": "добавить в список плана",
}
DONE = {
    "change": "изменён",
    "cancel": "исключён из плана",
    "add": "добавлен в план",
    "restore": "возвращён в план",
    "chain": "изменён маршрут согласования",
    "ladder": "изменены ступени информирования",
    "organisation": "добавлена в список плана",
}


def proposed(submission: SubmissionView) -> dict[str, Any]:
    """What an approver is asked to approve, item by item; of a long amendment its beginning."""
    items = amended_items(submission.manifest)
    document = submission.manifest["proposes"]["document"]
    return {
        "lines": [_headed(item, PROPOSED[item.kind]) for item in items[:SHOWN]],
        "more": items_text(len(items) - SHOWN) if len(items) > SHOWN else None,
        "document": None if document is None else {"name": document["name"], "sha256": document["sha256"]},
    }


def plan_amended(notices: list[Row[Any]], desk: Desk) -> Draft:
    """An amendment is in force: the recipient's items and what changed in them, in words."""
    (notice,) = notices
    submission = desk.facts.submission(notice.submission_id)
    changes, words = proposed_changes(submission.manifest), amended_items(submission.manifest)
    voided = {int(place): int(number) for place, number in notice.facts["voided"]}
    person_id = 0 if desk.person is None else desk.person.id
    items = {brief.place: brief for brief in desk.facts.briefs(notice.plan_id)}
    own = {brief.place: brief for brief in items.values() if _is_of(brief, person_id)}
    lines = []
    concerned = notice.facts["items"]
    for index, place in concerned[:SHOWN]:
        line = _headed(words[index], DONE[words[index].kind])
        if words[index].kind == "cancel":
            line["changes"] = []
        is_to_decide = person_id not in changes[index].people() | {desk.facts.coordinator(notice.plan_id).id}
        note = _note(changes[index], person_id, own.get(place), voided.get(place), is_to_decide=is_to_decide)
        gone = [_proposal_gone(each, person_id) for each in notice.facts.get("proposals", ()) if each[0] == place]
        line["note"] = " ".join([*([note] if note else []), *gone]) or None
        lines.append(line | _way(desk, notice.plan_id, place, own.get(place), words[index]))
    context = plan_context(desk, notice.plan_id)
    context |= {
        "what": subject_of_plan(submission, context["plan"]["year"]),
        "reason": submission.summary,
        "lines": lines,
        "more": items_text(len(concerned) - SHOWN) if len(concerned) > SHOWN else None,
        "path": plan_path(notice.plan_id),
    }
    subject = _subject(context["plan"]["year"], subject_name(submission), lines, len(concerned))
    only = items.get(concerned[0][1]) if len(concerned) == 1 else None
    return Draft(subject, context, None if only is None else item_thread(only.id))


def _is_of(brief: ItemBrief, person_id: int) -> bool:
    return any(responsible.person.id == person_id for responsible in brief.responsible)


def _subject(year: int, name: str, lines: list[dict[str, Any]], count: int) -> str:
    if count == 1 and lines[0]["number"]:
        return f"П. {lines[0]['number']}: {lines[0]['headline']}, {name} в план {year} года"
    told = f"План {year}: вступило в силу {name}"
    return f"{told}, {items_text(count)}" if all(line["number"] for line in lines) else told


def _headed(item: AmendedItem, headline: str) -> dict[str, Any]:
    return {
        "number": one_line(item.number, 20) if item.is_of_item else "",
        "title": one_line(item.title if item.is_of_item else item.subject, 400),
        "headline": headline,
        "changes": [line for field in item.fields for line in _told(item, field)],
    }


def _told(item: AmendedItem, field: ChangedField) -> list[str]:
    """A field in one line, a route or a ladder in two: what was and what becomes."""
    if field.name in OF_PLAN_OR_ITEM:
        return [one_line(f"было: {field.before}", ROUTE_LENGTH), one_line(f"стало: {field.after}", ROUTE_LENGTH)]
    line = change_line(field) if item.is_before_and_after else f"{field.label}: {field.after or field.before}"
    return [one_line(line, VALUE_LENGTH)]


def _note(
    change: ProposedChange, person_id: int, brief: ItemBrief | None, report: int | None, *, is_to_decide: bool
) -> str | None:
    """What it means for the recipient: a part that began or ended, a report that is void.

    `is_to_decide`: they hear of it only because the report waited for their decision.
    """
    words = []
    if person_id in change.seated():
        words.append("Теперь решение по маршруту принимаете и вы: о каждом придёт отдельное письмо.")
    if change.kind in OF_PLAN_OR_ITEM:
        return " ".join(words) or None
    was, people = change.responsible, change.after.get("responsible", change.responsible)
    if change.kind != "cancel" and person_id in people and person_id not in was:
        leads = brief is not None and brief.lead is not None and brief.lead.id == person_id
        words.append("Вы ответственный исполнитель этого пункта." if leads else "Вы соисполнитель этого пункта.")
    elif person_id in was and person_id not in people:
        words.append("Вы больше не отвечаете за этот пункт.")
    elif change.after.get("lead") == person_id:
        words.append("Теперь вы ответственный исполнитель этого пункта.")
    if report is not None:
        words.append(f"Отчёт № {report} утратил силу{_about_report(change, person_id, brief, is_to_decide)}.")
    return " ".join(words) or None


def _proposal_gone(proposal: tuple[int, str, int, int], person_id: int) -> str:
    """What else was on its way about the item and is void: [place, subject, number, author]."""
    _, subject, number, author_id = proposal
    words = PROPOSALS[Subject(subject)].format(number=number)
    return f"{words}: если это ещё нужно, направьте заново." if author_id == person_id else f"{words}."


def _about_report(change: ProposedChange, person_id: int, brief: ItemBrief | None, is_to_decide: bool) -> str:
    leads = brief is not None and brief.lead is not None and brief.lead.id == person_id
    if leads and change.kind != "cancel":
        return ": представьте его заново"
    return ", решение по нему больше не требуется" if is_to_decide else ""


def _way(desk: Desk, plan_id: int, place: int | None, brief: ItemBrief | None, words: AmendedItem) -> dict[str, Any]:
    """A responsible person gets a personal link to an item that is still in the plan, others its page."""
    if place is None:
        return {"link": None, "path": None}
    if brief is None or words.kind == "cancel":
        return {"link": None, "path": item_path(plan_id, place)}
    name = f"item-{place}"
    desk.link(name, LinkPurpose.RESPOND, plan_id=plan_id, item_id=brief.id)
    return {"link": name, "path": None}
