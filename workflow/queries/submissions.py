"""Submissions with their routes: six statements, however many submissions there are."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import Subject
from workflow.queries.decisions import decision_rows, view_of
from workflow.queries.evidence import ever_held, evidence_frozen, uploaders
from workflow.queries.names import People
from workflow.queries.papers import paper_rows, view_of_paper
from workflow.queries.people import people_by_id
from workflow.rows import ITEM, SUBMISSION, TASK
from workflow.views import DecisionView, PaperView, SubmissionView, TaskView
from workflow.wording.states import submission_state_text

SUBMISSIONS = select(SUBMISSION, ITEM.c.place).outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)


def submission_views(conn: Connection, rows: Sequence[Row[Any]]) -> tuple[SubmissionView, ...]:
    """The views of rows of `SUBMISSIONS`, in their order."""
    ids = [row.id for row in rows]
    tasks: dict[int, list[Row[Any]]] = defaultdict(list)
    if ids:
        for task in conn.execute(
            select(TASK).where(TASK.c.submission_id.in_(ids)).order_by(TASK.c.submission_id, TASK.c.step, TASK.c.id)
        ):
            tasks[task.submission_id].append(task)
    decisions = decision_rows(conn, ids)
    papers = paper_rows(conn, ids)
    held = ever_held(conn, sorted({row.item_id for row in rows if row.item_id is not None}))
    people = people_by_id(
        conn,
        [
            *(row.submitted_by_id for row in rows),
            *(person for each in tasks.values() for task in each for person in (task.approver_id, task.acting_id)),
            *(person for row in decisions for person in (row.person_id, row.on_behalf_of_id)),
            *(person for row in papers for person in (row.person_id, row.registered_by_id)),
            *uploaders(held),
        ],
    )
    by_task = {row.task_id: view_of(row, people) for row in decisions}
    sheets: dict[int, list[PaperView]] = defaultdict(list)
    for paper in papers:
        sheets[paper.task_id].append(view_of_paper(paper, people))
    turns: dict[int, tuple[TaskView, ...]] = {}
    for row in rows:
        newest = {(task.step, task.approver_id): task.id for task in tasks[row.id]}
        turns[row.id] = tuple(
            _task_view(
                task,
                len(row.chain),
                by_task.get(task.id),
                tuple(sheets.get(task.id, ())),
                people,
                is_replaced=task.id not in by_task
                and task.id not in sheets
                and newest[task.step, task.approver_id] != task.id,
            )
            for task in tasks[row.id]
        )
    return tuple(_submission_view(row, turns[row.id], held.get(row.item_id, []), people) for row in rows)


def newest_submission(
    conn: Connection, plan_id: int, subject: Subject, item_id: int | None = None
) -> SubmissionView | None:
    """The newest submission of a subject, or None."""
    same_item = SUBMISSION.c.item_id.is_(None) if item_id is None else SUBMISSION.c.item_id == item_id
    row = conn.execute(
        SUBMISSIONS.where(SUBMISSION.c.plan_id == plan_id, SUBMISSION.c.subject == subject, same_item)
        .order_by(SUBMISSION.c.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else submission_views(conn, (row,))[0]


def _submission_view(
    row: Row[Any], tasks: tuple[TaskView, ...], held: list[Row[Any]], people: People
) -> SubmissionView:
    return SubmissionView(
        id=row.id,
        subject=row.subject,
        plan_id=row.plan_id,
        place=row.place,
        number=row.number,
        state=row.state,
        state_text=submission_state_text(row.state, row.subject),
        digest=row.digest,
        manifest=json.loads(row.manifest),
        summary=row.summary,
        shortfall_reason=row.shortfall_reason,
        shown_count=row.shown_count,
        shown_percent=row.shown_percent,
        submitted_by=people.then(row.submitted_by_id, row.submitted_at),
        submitted_at=row.submitted_at,
        submitted_on=row.submitted_on,
        evidence=evidence_frozen(row, held, people) if row.subject is Subject.ITEM else (),
        tasks=tasks,
    )


def _task_view(
    task: Row[Any],
    steps: int,
    decision: DecisionView | None,
    papers: tuple[PaperView, ...],
    people: People,
    *,
    is_replaced: bool,
) -> TaskView:
    return TaskView(
        id=task.id,
        step=task.step,
        steps=steps,
        verb=task.verb,
        approver=people[task.approver_id],
        acting=people[task.acting_id],
        state=task.state,
        skip_reason=task.skip_reason,
        opened_at=task.opened_at,
        due_on=task.due_on,
        is_last_step=task.step == steps,
        decision=decision,
        papers=papers,
        is_replaced=is_replaced,
    )
