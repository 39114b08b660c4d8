"""Whether what a notice says is still so. One that is not is dropped, with the reason, before it is sent (rule 31).

`read_around` reads in one statement a table what a batch of notices speaks of; `no_longer_true` is pure over that.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from models.states import (
    ExplanationKind,
    ItemState,
    NoticeKind,
    PaperState,
    PlanState,
    Subject,
    SubmissionState,
    TaskState,
)
from notifications.rows import EXPLANATION
from workflow.clocks import LEAD_STATES, UNDER_REVIEW
from workflow.part_reminders import PART_DUE
from workflow.rows import ITEM, PAPER, PERSON, PLAN, RESPONSIBLE, SUBMISSION, SUBSTITUTION, TASK

SIGN_IN_STALE = timedelta(minutes=30)
ENDED = (ItemState.APPROVED, ItemState.CANCELLED)

ITEM_DONE = "пункт исполнен и снят с контроля"
ITEM_CANCELLED = "пункт исключён из плана"
CLOCK_STOPPED = "срок, о котором напоминание, больше не идёт"
TASK_CLOSED = "решение уже принято или больше не требуется"
TASK_MOVED = "решение теперь принимает другое лицо"
SUBSTITUTION_ENDED = "замещение отменено или уже окончено"
SUPERSEDED = "отчёт уже представлен заново"
STARTED = "пункт уже в работе"
REOPENED = "контроль за пунктом возобновлён"
EXPLAINED = "сведения уже представлены"
HAS_PIN = "ПИН-код уже установлен"
TOO_LATE = "срок действия ссылки для входа истёк"
PERSON_INACTIVE = "получатель больше не участвует в плане"
PLAN_MOVED_ON = "состояние плана изменилось"
SUBJECT_GONE = "предмета письма больше нет"
PART_MARKED = "часть уже отмечена готовой, или её срок изменён"
PARTS_CHANGED = "части соисполнителей больше не все готовы, или пункт уже не в работе"
PAPER_ENDED = "решение с бумаги уже вступило в силу или отменено"


@dataclass(frozen=True, slots=True)
class Around:
    """The rows that notices speak of, by id. `newest`: the latest submission of a plan, subject and item.

    `interim` are the items that an open interim report is about: their lead's clock goes on. `parts` holds who is
    responsible for an item, where a notice speaks of co-executors' parts.
    """

    now: datetime
    people: Mapping[int, Row[Any]]
    plans: Mapping[int, Row[Any]]
    items: Mapping[int, Row[Any]]
    submissions: Mapping[int, Row[Any]]
    tasks: Mapping[int, Row[Any]]
    newest: Mapping[tuple[int, Subject, int | None], int]
    explained: Mapping[tuple[int, ExplanationKind], datetime]
    parts: Mapping[int, list[Row[Any]]]
    substitutions: Mapping[int, Row[Any]]
    papers: Mapping[int, Row[Any]]
    interim: Collection[int]


def read_around(conn: Connection, notices: Sequence[Row[Any]], now: datetime) -> Around:
    """Read what these notices speak of."""
    tasks = _by_id(conn, TASK, (notice.task_id for notice in notices))
    submission_ids = [notice.submission_id for notice in notices] + [task.submission_id for task in tasks.values()]
    submissions = _by_id(conn, SUBMISSION, submission_ids)
    asked = [n.item_id for n in notices if n.kind is NoticeKind.EXPLANATION_REQUEST and n.item_id is not None]
    items = _by_id(conn, ITEM, (notice.item_id for notice in notices))
    return Around(
        now=now,
        people=_by_id(conn, PERSON, (notice.recipient_id for notice in notices)),
        plans=_by_id(conn, PLAN, (notice.plan_id for notice in notices)),
        items=items,
        interim=_interim(conn, [item.id for item in items.values() if item.state in UNDER_REVIEW]),
        submissions=submissions,
        tasks=tasks,
        newest=_newest(conn, submissions.values()),
        explained=_explained(conn, asked),
        parts=_parts(conn, [n.item_id for n in notices if n.rung == PART_DUE or n.kind is NoticeKind.PARTS_READY]),
        substitutions=_by_id(conn, SUBSTITUTION, (notice.facts.get("substitution") for notice in notices)),
        papers=_by_id(conn, PAPER, (n.facts["paper"] for n in notices if n.kind is NoticeKind.PAPER_REGISTERED)),
    )


def no_longer_true(notice: Row[Any], around: Around) -> str | None:
    """Why the notice has nothing to say any more, in Russian; None where it is true."""
    if notice.recipient_id is not None:
        person = around.people.get(notice.recipient_id)
        if person is None or not person.is_active:
            return PERSON_INACTIVE
    rule = _RULES.get(notice.kind)
    return None if rule is None else rule(notice, around)


def _reminder(notice: Row[Any], around: Around) -> str | None:
    item = around.items.get(notice.item_id) if notice.item_id is not None else None
    if reason := _item_ended(item):
        return reason
    if notice.task_id is not None:
        return _task(notice, around)
    if item is None or notice.rung == PART_DUE:
        return SUBJECT_GONE if item is None else _part_due(notice, item, around)
    is_running = item.state in LEAD_STATES or item.id in around.interim
    if not is_running or (notice.clock_id is not None and item.clock_id != notice.clock_id):
        return CLOCK_STOPPED
    if notice.rung == "not_started" and item.state is not ItemState.PLANNED:
        return STARTED
    return None


def _part_due(notice: Row[Any], item: Row[Any], around: Around) -> str | None:
    """The co-executor still owes the part, by the very date that the reminder is about."""
    if item.state not in LEAD_STATES:
        return CLOCK_STOPPED
    part = next((row for row in around.parts[notice.item_id] if row.person_id == notice.recipient_id), None)
    is_owed = part is not None and not part.is_lead and part.part_ready_at is None
    if part is None or not is_owed or part.part_due_on != date.fromisoformat(notice.facts["clock_end"]):
        return PART_MARKED
    return None


def _parts_ready(notice: Row[Any], around: Around) -> str | None:
    item = around.items.get(notice.item_id)
    parts = [row for row in around.parts[notice.item_id] if not row.is_lead]
    is_true = item is not None and item.state is ItemState.IN_PROGRESS and all(row.part_ready_at for row in parts)
    return None if is_true else PARTS_CHANGED


def _sample_approved(notice: Row[Any], around: Around) -> str | None:
    return _item_ended(around.items.get(notice.item_id))


def _task(notice: Row[Any], around: Around) -> str | None:
    task = around.tasks.get(notice.task_id)
    if task is None or task.state is not TaskState.OPEN:
        return TASK_CLOSED
    if around.submissions[task.submission_id].state is not SubmissionState.OPEN:
        return TASK_CLOSED
    return None


def _sign_request(notice: Row[Any], around: Around) -> str | None:
    reason = _task(notice, around)
    if reason is None:
        task = around.tasks[notice.task_id]
        if notice.recipient_id != task.acting_id:
            return TASK_MOVED
    return reason


def _paper_registered(notice: Row[Any], around: Around) -> str | None:
    return None if around.papers[notice.facts["paper"]].state is PaperState.PENDING else PAPER_ENDED


def _substitution(notice: Row[Any], around: Around) -> str | None:
    row = around.substitutions.get(notice.facts.get("substitution", 0))
    if row is None:
        return SUBJECT_GONE
    is_over = row.revoked_at is not None and notice.facts.get("event") != "ended"
    return SUBSTITUTION_ENDED if is_over else None


def _reassigned(notice: Row[Any], around: Around) -> str | None:
    """That a substitute may not decide is true while the task waits for the absent person."""
    if notice.task_id is None:
        return None
    reason = _task(notice, around) or _substitution(notice, around)
    if reason is None and around.tasks[notice.task_id].substitution_id is not None:
        return TASK_MOVED
    return reason


def _returned(notice: Row[Any], around: Around) -> str | None:
    submission = around.submissions.get(notice.submission_id)
    if submission is None:
        return None
    if submission.subject is Subject.AMENDMENT:
        return None  # each is a proposal of its own: a later one does not take its place
    if submission.subject is Subject.EXTENSION:
        return _item_ended(around.items.get(notice.item_id))
    key = (submission.plan_id, submission.subject, submission.item_id)
    if submission.state is not SubmissionState.RETURNED or around.newest.get(key) != submission.id:
        return SUPERSEDED
    return _item_ended(around.items.get(notice.item_id))


def _approved(notice: Row[Any], around: Around) -> str | None:
    submission, item = around.submissions.get(notice.submission_id), around.items.get(notice.item_id)
    if submission is not None and submission.is_partial:
        return None  # the item goes on, whatever became of it since
    return REOPENED if item is not None and item.state is not ItemState.APPROVED else None


def _extended(notice: Row[Any], around: Around) -> str | None:
    return _item_ended(around.items.get(notice.item_id))


def _explanation(notice: Row[Any], around: Around) -> str | None:
    """As `workflow.review_rules.needed_explanation`: reasons are owed of a late item that is done, too."""
    item, plan = around.items.get(notice.item_id), around.plans.get(notice.plan_id)
    if item is None or (plan is not None and plan.state is PlanState.CLOSED):
        return PLAN_MOVED_ON
    kind = ExplanationKind(notice.facts.get("kind", "deviation"))
    given_at = around.explained.get((notice.item_id, kind))
    if kind is ExplanationKind.DEVIATION:
        if item.state is ItemState.CANCELLED:
            return ITEM_CANCELLED
        return None if given_at is None else EXPLAINED
    if item.state not in LEAD_STATES:
        return _item_ended(item) or EXPLAINED
    return EXPLAINED if given_at is not None and given_at >= notice.created_at else None


def _enrolment(notice: Row[Any], around: Around) -> str | None:
    return HAS_PIN if around.people[notice.recipient_id].pin_hash is not None else None


def _sign_in(notice: Row[Any], around: Around) -> str | None:
    return TOO_LATE if around.now - notice.created_at > SIGN_IN_STALE else None


def _plan_activated(notice: Row[Any], around: Around) -> str | None:
    return PLAN_MOVED_ON if around.plans[notice.plan_id].state is PlanState.DRAFT else None


def _plan_closed(notice: Row[Any], around: Around) -> str | None:
    return None if around.plans[notice.plan_id].state is PlanState.CLOSED else PLAN_MOVED_ON


_RULES: dict[NoticeKind, Callable[[Row[Any], Around], str | None]] = {
    NoticeKind.ENROLMENT: _enrolment,
    NoticeKind.SIGN_IN: _sign_in,
    NoticeKind.SIGN_REQUEST: _sign_request,
    NoticeKind.PAPER_REGISTERED: _paper_registered,
    NoticeKind.RETURNED: _returned,
    NoticeKind.APPROVED: _approved,
    NoticeKind.EXTENDED: _extended,
    NoticeKind.SAMPLE_APPROVED: _sample_approved,
    NoticeKind.PARTS_READY: _parts_ready,
    NoticeKind.SUBSTITUTION: _substitution,
    NoticeKind.REASSIGNED: _reassigned,
    NoticeKind.REMINDER: _reminder,
    NoticeKind.SUPERIOR_REPORT: _reminder,
    NoticeKind.EXPLANATION_REQUEST: _explanation,
    NoticeKind.PLAN_ACTIVATED: _plan_activated,
    NoticeKind.PLAN_CLOSED: _plan_closed,
}


def _item_ended(item: Row[Any] | None) -> str | None:
    if item is None or item.state not in ENDED:
        return None
    return ITEM_DONE if item.state is ItemState.APPROVED else ITEM_CANCELLED


def _by_id(conn: Connection, table: Table, ids: Iterable[int | None]) -> dict[int, Row[Any]]:
    wanted = sorted({each for each in ids if each is not None})
    if not wanted:
        return {}
    return {row.id: row for row in conn.execute(select(table).where(table.c.id.in_(wanted)))}


def _parts(conn: Connection, item_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {item_id: [] for item_id in item_ids}
    if found:
        for row in conn.execute(select(RESPONSIBLE).where(RESPONSIBLE.c.item_id.in_(sorted(found)))):
            found[row.item_id].append(row)
    return found


def _newest(conn: Connection, submissions: Iterable[Row[Any]]) -> dict[tuple[int, Subject, int | None], int]:
    plans = sorted({row.plan_id for row in submissions if row.state is SubmissionState.RETURNED})
    if not plans:
        return {}
    columns = SUBMISSION.c.plan_id, SUBMISSION.c.subject, SUBMISSION.c.item_id, SUBMISSION.c.id
    rows = conn.execute(select(*columns).where(SUBMISSION.c.plan_id.in_(plans)).order_by(SUBMISSION.c.number))
    return {(row.plan_id, row.subject, row.item_id): row.id for row in rows}


def _interim(conn: Connection, item_ids: Sequence[int]) -> set[int]:
    if not item_ids:
        return set()
    wanted = select(SUBMISSION.c.item_id).where(
        SUBMISSION.c.item_id.in_(item_ids),
        SUBMISSION.c.subject == Subject.ITEM,
        SUBMISSION.c.state == SubmissionState.OPEN,
        SUBMISSION.c.is_partial,
    )
    return set(conn.execute(wanted).scalars())


def _explained(conn: Connection, item_ids: Iterable[int]) -> dict[tuple[int, ExplanationKind], datetime]:
    wanted = sorted(set(item_ids))
    if not wanted:
        return {}
    given = select(EXPLANATION.c.item_id, EXPLANATION.c.kind, EXPLANATION.c.given_at)
    rows = conn.execute(given.where(EXPLANATION.c.item_id.in_(wanted)).order_by(EXPLANATION.c.given_at))
    return {(row.item_id, row.kind): row.given_at for row in rows}
