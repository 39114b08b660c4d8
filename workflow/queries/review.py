"""The December review: gathered live, or as it was frozen."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from models.states import ExplanationKind, ItemState, PlanState, Subject
from workflow import review_rules
from workflow.calendar import working_calendar
from workflow.queries.items import items_with_lateness
from workflow.queries.lateness import Lateness
from workflow.queries.plans import plan_brief
from workflow.queries.review_facts import ReviewFigures, facts_of, figures_of
from workflow.queries.submissions import newest_submission
from workflow.queries.tables import EXPLANATION, FINAL_REVIEW, ORGANISATION
from workflow.rows import ITEM, SUBMISSION, plan_row
from workflow.views import ItemBrief, ReviewLine, ReviewView
from workflow.wording.dates import date_text

Items = tuple[tuple[ItemBrief, Lateness], ...]


def review_view(conn: Connection, plan_id: int, today: date) -> ReviewView:
    """The execution report as it stands today, or as it was frozen. Raises `NotFound`."""
    plan = plan_row(conn, plan_id)
    review = _review_row(conn, plan_id)
    is_frozen = review is not None and review.frozen_at is not None
    items = items_with_lateness(conn, plan, today)
    if review is not None and is_frozen:
        figures = figures_of(review.facts)
    else:
        figures = _gather(conn, plan, review, items, today, is_frozen=False)
    refusal = _freeze_refusal(plan, review, items, today)
    return ReviewView(
        plan=plan_brief(plan),
        is_open=review is not None and plan.state is PlanState.IN_REVIEW,
        opened_at=None if review is None else review.opened_at,
        frozen_at=None if review is None else review.frozen_at,
        closes_by=plan.closes_by,
        opens_on=plan.review_opens_on,
        lines=figures.lines,
        on_time=figures.on_time,
        extended=figures.extended,
        due=figures.due,
        late=figures.late,
        partly=figures.partly,
        not_executed=figures.not_executed,
        organisations=figures.organisations,
        may_freeze=refusal is None,
        freeze_refusal=refusal,
        submission=newest_submission(conn, plan_id, Subject.REPORT),
        report_sha256=None if review is None else review.report_sha256,
    )


def facts_to_freeze(conn: Connection, plan_id: int, today: date) -> dict[str, Any]:
    """What the report says when it is frozen today: what is still open is «Не исполнен». Raises `NotFound`."""
    plan = plan_row(conn, plan_id)
    items = items_with_lateness(conn, plan, today)
    figures = _gather(conn, plan, _review_row(conn, plan_id), items, today, is_frozen=True)
    return facts_of(figures, today)


def _review_row(conn: Connection, plan_id: int) -> Row[Any] | None:
    return conn.execute(select(FINAL_REVIEW).where(FINAL_REVIEW.c.plan_id == plan_id)).one_or_none()


def _freeze_refusal(plan: Row[Any], review: Row[Any] | None, items: Items, today: date) -> str | None:
    if plan.state is PlanState.CLOSED:
        return "План закрыт, его отчёт об исполнении утверждён."
    if review is None or plan.state is not PlanState.IN_REVIEW:
        opens_on = date_text(plan.review_opens_on)
        return f"Итоговое рассмотрение ещё не открыто: оно откроется {opens_on}."
    if review.frozen_at is not None:
        return "Отчёт уже зафиксирован и ждёт решения согласующих."
    questions = [review_rules.OpenQuestion(item.number, item.state, item.role) for item, _ in items]
    return review_rules.freeze_refusal(questions, today=today, closes_by=plan.closes_by)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the report reads beside the items, by item id. `approvers_days` counts working days."""

    explanations: dict[int, list[Row[Any]]]
    submitted_on: dict[int, date]
    approvers_days: dict[int, int]


def _gather(
    conn: Connection,
    plan: Row[Any],
    review: Row[Any] | None,
    items: Items,
    today: date,
    *,
    is_frozen: bool,
) -> ReviewFigures:
    beside = _beside(conn, plan, today)
    opened_at = None if review is None else review.opened_at
    lines = []
    for item, stands in items:
        given = [review_rules.Given(row.kind, row.given_at) for row in beside.explanations.get(item.id, ())]
        needs = review_rules.needed_explanation(item.state, is_late=stands.is_late, given=given, opened_at=opened_at)
        lines.append(_line(item, stands, beside, needs, is_frozen=is_frozen))
    kept = [(item, review_rules.counts_as_on_time(item.outcome, item.was_on_time)) for item, _ in items]
    return ReviewFigures(
        lines=tuple(lines),
        on_time=sum(in_time and not item.is_extended for item, in_time in kept),
        extended=sum(in_time and item.is_extended for item, in_time in kept),
        due=sum(
            review_rules.counts_as_due(
                item.state, effective_due_on=item.effective_due_on, executed_on=item.executed_on, today=today
            )
            for item, _ in items
        ),
        late=sum(
            (stands.is_late or stands.first_came_late)
            and line.result_text not in (review_rules.NOT_EXECUTED, review_rules.PARTLY_EXECUTED)
            for line, (_, stands) in zip(lines, items, strict=True)
        ),
        partly=sum(line.result_text == review_rules.PARTLY_EXECUTED for line in lines),
        not_executed=sum(line.result_text == review_rules.NOT_EXECUTED for line in lines),
        organisations=_coverage(conn, plan.id, items),
    )


def _line(
    item: ItemBrief, stands: Lateness, beside: _Beside, needs: ExplanationKind | None, *, is_frozen: bool
) -> ReviewLine:
    wanted = ExplanationKind.DEVIATION if stands.is_late else ExplanationKind.PROGRESS
    given = beside.explanations.get(item.id, [])
    said = [row.body for row in given if row.kind is wanted] or [row.body for row in given]
    return ReviewLine(
        place=item.place,
        number=item.number,
        title=item.title,
        state=item.state,
        result_text=review_rules.result_text(
            item.state,
            item.outcome,
            state_text=item.state_text,
            submitted_on=beside.submitted_on.get(item.id),
            is_frozen=is_frozen,
        ),
        planned_on=item.due_on,
        effective_due_on=item.effective_due_on,
        executed_on=item.executed_on,
        was_on_time=item.was_on_time,
        days_late=item.days_late,
        shown=item.shown,
        is_without_requests=item.progress.is_without_requests,
        target=item.target,
        shown_percent=item.shown_percent,
        target_percent=item.target_percent,
        returns=item.returns,
        approvers_days=beside.approvers_days.get(item.id, 0),
        lead="" if item.lead is None else item.lead.name,
        explanation=said[-1] if said else None,
        needs=needs,
        is_extended=item.is_extended,
    )


def _beside(conn: Connection, plan: Row[Any], today: date) -> _Beside:
    explanations: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in conn.execute(
        select(EXPLANATION.c.item_id, EXPLANATION.c.kind, EXPLANATION.c.body, EXPLANATION.c.given_at)
        .join(ITEM, ITEM.c.id == EXPLANATION.c.item_id)
        .where(ITEM.c.plan_id == plan.id)
        .order_by(EXPLANATION.c.id)
    ):
        explanations[row.item_id].append(row)
    zone, calendar = ZoneInfo(plan.timezone), working_calendar()
    submitted_on: dict[int, date] = {}
    approvers_days: Counter[int] = Counter()
    for row in conn.execute(
        select(SUBMISSION.c.item_id, SUBMISSION.c.submitted_on, SUBMISSION.c.ended_at)
        .where(SUBMISSION.c.plan_id == plan.id, SUBMISSION.c.subject == Subject.ITEM)
        .order_by(SUBMISSION.c.number)
    ):
        ended_on = today if row.ended_at is None else row.ended_at.astimezone(zone).date()
        submitted_on[row.item_id] = row.submitted_on
        approvers_days[row.item_id] += max(calendar.days_between(row.submitted_on, ended_on), 0)
    return _Beside(
        explanations=explanations,
        submitted_on=submitted_on,
        approvers_days=approvers_days,
    )


def _coverage(conn: Connection, plan_id: int, items: Items) -> tuple[tuple[str, int, int], ...]:
    """For each organisation: in how many items that must show it a file covers it, and how many must."""
    named: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for item, _ in items:
        if item.state is not ItemState.CANCELLED:
            named.update(item.progress.coverage.to_show)
            shown.update(item.progress.coverage.shown)
    codes = conn.execute(
        select(ORGANISATION.c.code).where(ORGANISATION.c.plan_id == plan_id).order_by(ORGANISATION.c.place)
    ).scalars()
    return tuple((code, shown[code], named[code]) for code in codes)
