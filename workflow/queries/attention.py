"""«Требует вашего внимания»: what needs a person, most serious first."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from models.states import PlanState, Subject, SubmissionState, TaskState
from workflow.acting_seat import hindered_tasks
from workflow.calendar import working_calendar
from workflow.clocks import LEAD_STATES
from workflow.conflicts import active_substitutes
from workflow.deadlines import days_late
from workflow.queries.items import RUNNING, item_briefs
from workflow.queries.review import review_view
from workflow.queries.sign_off import can_decide
from workflow.queries.undelivered import undelivered_to
from workflow.queries.warnings import unsettled_count
from workflow.rows import ITEM, PLAN, RESPONSIBLE, SUBMISSION, TASK
from workflow.views import Attention, ItemBrief
from workflow.wording.dates import date_text, due_in_text, overdue_text
from workflow.wording.states import RETURNED
from workflow.wording.terms import EXPLANATIONS, SUBJECTS, ask_text

SOON = 5
MOST_SERIOUS_FIRST = (
    "overdue",
    "sign",
    "returned",
    "reassign",
    "explain",
    "due_soon",
    "part",
    "settle",
    "calendar",
    "mail",
)


def attention(conn: Connection, person_id: int, today: date, plan_id: int | None = None) -> tuple[Attention, ...]:
    """What needs this person, in one plan or in all: what they or those they stand in for today must do."""
    absent = {who for who, (substitute, _) in active_substitutes(conn, today).items() if substitute == person_id}
    found = [*_to_sign(conn, person_id, absent, today, plan_id)]
    for plan in _plans(conn, {person_id} | absent, plan_id):
        found += _of_items(conn, plan, {person_id} | absent, today)
        if plan.coordinator_id == person_id:
            found += _of_coordinator(conn, plan, today)
            found += _to_reassign(conn, plan, today)
    return tuple(
        sorted(
            found,
            key=lambda one: (
                MOST_SERIOUS_FIRST.index(one.kind),
                -one.days_late,
                one.due_on or date.max,
                one.plan_id,
                one.place or 0,
            ),
        )
    )


def _plans(conn: Connection, people: set[int], plan_id: int | None) -> list[Row[Any]]:
    """The plans that are not closed in which these people are responsible or coordinate."""
    responsible = (
        select(ITEM.c.plan_id)
        .join(RESPONSIBLE, RESPONSIBLE.c.item_id == ITEM.c.id)
        .where(RESPONSIBLE.c.person_id.in_(people))
    )
    wanted = select(PLAN).where(
        PLAN.c.state != PlanState.CLOSED, PLAN.c.id.in_(responsible) | PLAN.c.coordinator_id.in_(people)
    )
    if plan_id is not None:
        wanted = wanted.where(PLAN.c.id == plan_id)
    return list(conn.execute(wanted.order_by(PLAN.c.id)))


def _to_sign(
    conn: Connection, person_id: int, absent: set[int], today: date, plan_id: int | None
) -> Iterator[Attention]:
    """The open tasks on which this person acts, and those of an absent one that they may decide today."""
    wanted = (
        select(
            TASK.c.id,
            TASK.c.verb,
            TASK.c.acting_id,
            TASK.c.due_on,
            SUBMISSION.c.plan_id,
            SUBMISSION.c.subject,
            SUBMISSION.c.number.label("submission_number"),
            ITEM.c.place,
            ITEM.c.number,
            ITEM.c.title,
        )
        .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
        .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
        .where(
            or_(TASK.c.acting_id == person_id, TASK.c.approver_id.in_(absent)),
            TASK.c.state == TaskState.OPEN,
            SUBMISSION.c.state == SubmissionState.OPEN,
        )
        .order_by(TASK.c.opened_at, TASK.c.id)
    )
    if plan_id is not None:
        wanted = wanted.where(SUBMISSION.c.plan_id == plan_id)
    calendar = working_calendar()
    is_away = person_id in active_substitutes(conn, today)
    for row in conn.execute(wanted).all():
        if (is_away or row.acting_id != person_id) and not can_decide(conn, person_id, row.id, today):
            continue
        until = f" до {date_text(row.due_on)}" if row.due_on is not None else ""
        yield Attention(
            kind="sign",
            text=f"{_what(row)}: {ask_text(row.verb, row.subject)}{until}",
            plan_id=row.plan_id,
            place=row.place,
            task_id=row.id,
            due_on=row.due_on,
            days_late=days_late(row.due_on, today, calendar),
        )


def _what(row: Row[Any]) -> str:
    if row.subject is Subject.ITEM:
        return f"Пункт {row.number}. {row.title}"
    if row.subject is Subject.EXTENSION:
        return f"Продление срока, пункт {row.number}. {row.title}"
    if row.subject is Subject.SAMPLE:
        return f"Выборка, пункт {row.number}. {row.title}"
    if row.subject is Subject.AMENDMENT:
        return f"Изменение № {row.submission_number} плана"
    return SUBJECTS[row.subject][:1].upper() + SUBJECTS[row.subject][1:]


def _of_items(conn: Connection, plan: Row[Any], people: set[int], today: date) -> Iterator[Attention]:
    if plan.state not in RUNNING:
        return
    needed = (
        {line.place: line.needs for line in review_view(conn, plan.id, today).lines}
        if plan.state is PlanState.IN_REVIEW
        else {}
    )
    for item in item_briefs(conn, plan, today):
        if people.isdisjoint(one.person.id for one in item.responsible):
            continue
        matter = _matter(item)
        if matter is not None:
            yield _about(item, *matter)
        yield from _parts(item, people, today)
        needs = needed.get(item.place)
        if needs is not None:
            yield _about(item, "explain", f"нужны {EXPLANATIONS[needs]}")


def _matter(item: ItemBrief) -> tuple[str, str] | None:
    """The gravest thing about an item whose lead's clock runs: its kind and words."""
    if item.is_overdue:
        return "overdue", overdue_text(item.days_late) if item.days_late else "срок истёк"
    if item.state_text == RETURNED:
        return "returned", f"возвращён на доработку до {date_text(item.rework_until)}"
    if item.days_left is not None and item.days_left <= SOON:
        return "due_soon", f"срок {due_in_text(item.days_left)}"
    return None


def _parts(item: ItemBrief, people: set[int], today: date) -> Iterator[Attention]:
    """The parts of these people as co-executors whose internal date is near or past, and that are not ready."""
    if item.state not in LEAD_STATES:
        return
    calendar = working_calendar()
    for one in item.responsible:
        due = one.part_due_on
        if due is None or one.is_lead or one.part_ready_at is not None or one.person.id not in people:
            continue
        late = days_late(due, today, calendar)
        if today <= due and calendar.days_between(today, due) > SOON:
            continue
        words = overdue_text(late) if late else due_in_text(calendar.days_between(today, max(due, today)))
        yield Attention(
            kind="part",
            text=f"Пункт {item.number}. {item.title}: ваша часть, внутренний срок {date_text(due)} — {words}",
            plan_id=item.plan_id,
            place=item.place,
            task_id=None,
            due_on=due,
            days_late=late,
        )


def _about(item: ItemBrief, kind: str, words: str) -> Attention:
    return Attention(
        kind=kind,
        text=f"Пункт {item.number}. {item.title}: {words}",
        plan_id=item.plan_id,
        place=item.place,
        task_id=None,
        due_on=item.rework_until if kind == "returned" else item.control_date,
        days_late=item.days_late,
    )


def _to_reassign(conn: Connection, plan: Row[Any], today: date) -> Iterator[Attention]:
    """The decisions that wait for somebody absent whose substitute may not make them."""
    for task, hindrance in hindered_tasks(conn, plan.id, today):
        subject = SUBJECTS[task.subject]
        about = f"{subject[:1].upper()}{subject[1:]}" + (f" {task.item_number}" if task.place is not None else "")
        yield Attention(
            kind="reassign",
            text=f"{about}: решить некому. {hindrance} Назначьте другого замещающего",
            plan_id=plan.id,
            place=task.place,
            task_id=None,
            due_on=task.due_on,
            days_late=days_late(task.due_on, today, working_calendar()),
        )


def _of_coordinator(conn: Connection, plan: Row[Any], today: date) -> Iterator[Attention]:
    chores = [] if plan.state is PlanState.DRAFT else [("calendar", text) for text in _unknown_years(today)]
    unsettled = unsettled_count(conn, plan.id) if plan.state is PlanState.DRAFT else 0
    if unsettled:
        chores.append(("settle", f"Рассмотрите замечания к документу плана: осталось {unsettled}"))
    names = undelivered_to(conn, plan.id)
    if names:
        chores.append(("mail", f"Не доставлены письма: {', '.join(names)}. Проверьте адреса"))
    chores += [("returned", text) for text in _returned(conn, plan)]
    for kind, text in chores:
        yield Attention(kind=kind, text=text, plan_id=plan.id, place=None, task_id=None, due_on=None, days_late=0)


def _unknown_years(today: date) -> Iterator[str]:
    """The year whose working days nobody confirmed: this one, from December on the next one too."""
    calendar = working_calendar()
    following = calendar.asked_for(today)
    for year in [*(calendar.unknown_years(today.year, None)), *([] if following is None else [following])]:
        yield f"Производственный календарь на {year} год не подтверждён: попросите администратора внести его"


def _returned(conn: Connection, plan: Row[Any]) -> Iterator[str]:
    """What the coordinator proposed last of the plan itself, where it came back and nothing new was proposed since."""
    subject = Subject.ACTIVATION if plan.state is PlanState.DRAFT else Subject.AMENDMENT
    newest = conn.execute(
        select(SUBMISSION.c.number, SUBMISSION.c.state)
        .where(SUBMISSION.c.plan_id == plan.id, SUBMISSION.c.subject == subject)
        .order_by(SUBMISSION.c.number.desc())
        .limit(1)
    ).one_or_none()
    if newest is not None and newest.state is SubmissionState.RETURNED:
        what = "План возвращён" if subject is Subject.ACTIVATION else f"Изменение № {newest.number} плана возвращено"
        yield f"{what} на доработку: посмотрите замечание и подготовьте заново"
