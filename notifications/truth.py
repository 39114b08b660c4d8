"""Whether what a notice says is still so. One that is not is dropped, with the reason, before it is sent (rule 31).

Pure over what `notifications.around` has read.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

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
from notifications.around import Around
from workflow.clocks import LEAD_STATES
from workflow.part_reminders import PART_DUE
from workflow.plan_ladder import ladder_in_force
from workflow.quieting import is_quiet, quiets

SIGN_IN_STALE = timedelta(minutes=30)
ENDED = (ItemState.APPROVED, ItemState.CANCELLED)
ITEM_DONE = "пункт исполнен и снят с контроля"
ITEM_CANCELLED = "пункт исключён из плана"
PROMISED = "получатель сообщил, когда сделает"
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
    if notice.facts.get("waits_for") == "start" and item.state is not ItemState.PLANNED:
        return STARTED
    return None


def _own_reminder(notice: Row[Any], around: Around) -> str | None:
    """As any report of a clock; and whoever said since when they will do it is reminded no more until then."""
    return _reminder(notice, around) or (PROMISED if _is_promised(notice, around) else None)


def _is_promised(notice: Row[Any], around: Around) -> bool:
    day = around.promised.get(notice.item_id, {}).get(notice.recipient_id)
    if day is None or notice.task_id is not None:
        return False
    plan = around.plans[notice.plan_id]
    ladder = ladder_in_force(plan, around.items[notice.item_id])
    rung = next((each for each in ladder if each.name == notice.rung), None)
    is_below = notice.rung == PART_DUE if rung is None else quiets(rung, ladder)
    return is_below and is_quiet(day, around.now.astimezone(ZoneInfo(plan.timezone)).date())


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


def _unreached(notice: Row[Any], around: Around) -> str | None:
    """That a request did not reach its approver is news while that approver is the one who is asked."""
    reason = _task(notice, around)
    if reason is None and around.tasks[notice.task_id].acting_id != notice.facts["instead_of"]:
        return TASK_MOVED
    return reason


def _conflict_arose(notice: Row[Any], around: Around) -> str | None:
    """That a task was given away stays true; that nobody may decide is true while it waits."""
    return _task(notice, around) if notice.facts["successor"] is None else None


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
    NoticeKind.CONFLICT_AROSE: _conflict_arose,
    NoticeKind.UNREACHED: _unreached,
    NoticeKind.REMINDER: _own_reminder,
    NoticeKind.SUPERIOR_REPORT: _reminder,
    NoticeKind.EXPLANATION_REQUEST: _explanation,
    NoticeKind.PLAN_ACTIVATED: _plan_activated,
    NoticeKind.PLAN_CLOSED: _plan_closed,
}


def _item_ended(item: Row[Any] | None) -> str | None:
    if item is None or item.state not in ENDED:
        return None
    return ITEM_DONE if item.state is ItemState.APPROVED else ITEM_CANCELLED
