"""Everything about one item."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import ItemState, Subject, SubmissionState, TaskState
from workflow.chain import resolve
from workflow.chain_roles import accepts_interim, item_chain
from workflow.conflicts import item_conflicts, standing
from workflow.errors import ConflictOfInterest
from workflow.queries.amendments import item_amendments
from workflow.queries.evidence import ever_held, evidence_now, uploaders
from workflow.queries.extensions import extension_views
from workflow.queries.holds import hold_view
from workflow.queries.items import item_briefs
from workflow.queries.ledger import item_history
from workflow.queries.names import NamesThen
from workflow.queries.people import people_by_id
from workflow.queries.reopenings import reopenings
from workflow.queries.requests import request_views
from workflow.queries.samples import sample_views
from workflow.queries.submissions import SUBMISSIONS, submission_views
from workflow.queries.tables import EXPLANATION
from workflow.queries.warnings import warning_views
from workflow.rows import SUBMISSION, item_row, names_of, plan_row
from workflow.views import ExplanationView, ItemView, SubmissionView
from workflow.wording.routes import step_text
from workflow.wording.terms import STEP_NAMES

FINAL = (ItemState.APPROVED, ItemState.CANCELLED)


def item_view(conn: Connection, plan_id: int, place: int, today: date) -> ItemView:
    """One item with its evidence, submissions, route and history. Raises `NotFound`."""
    plan = plan_row(conn, plan_id)
    item = item_row(conn, plan_id, place)
    (brief,) = item_briefs(conn, plan, today, place=place)
    rows = conn.execute(
        SUBMISSIONS.where(SUBMISSION.c.item_id == item.id, SUBMISSION.c.subject == Subject.ITEM).order_by(
            SUBMISSION.c.number
        )
    ).all()
    submissions = submission_views(conn, rows)
    held = ever_held(conn, [item.id])
    newest = submissions[-1] if submissions else None
    history = item_history(conn, plan_id, place)
    names = names_of(conn)
    return ItemView(
        brief=brief,
        as_written=item.as_written,
        evidence=evidence_now(held.get(item.id, []), people_by_id(conn, uploaders(held))),
        submissions=submissions,
        explanations=explanations_of(conn, item.id),
        warnings=warning_views(conn, plan_id, place=place),
        route=newest.tasks if newest is not None and newest.state is SubmissionState.OPEN else (),
        route_note=_route_note(conn, plan, item, newest, today),
        accepts_interim=accepts_interim(conn, plan, item),
        planned_route=tuple(step_text(step, names) for step in item.chain or plan.chain),
        amendments=item_amendments(history, NamesThen(conn)),
        extensions=extension_views(conn, item.id),
        reopenings=reopenings(history, submissions),
        requests=request_views(conn, item.id, held.get(item.id, [])),
        samples=sample_views(conn, item.id),
        hold=hold_view(conn, item),
        history=history,
    )


def explanations_of(conn: Connection, item_id: int) -> tuple[ExplanationView, ...]:
    """What responsible people explained about an item, oldest first."""
    rows = conn.execute(select(EXPLANATION).where(EXPLANATION.c.item_id == item_id).order_by(EXPLANATION.c.id)).all()
    people = people_by_id(conn, (row.person_id for row in rows))
    return tuple(
        ExplanationView(row.kind, row.body, people.then(row.person_id, row.given_at), row.given_at) for row in rows
    )


def _route_note(
    conn: Connection, plan: Row[Any], item: Row[Any], newest: SubmissionView | None, today: date
) -> str | None:
    """Why a step is skipped on the way of the submission that stands, or will be on the next one's."""
    if newest is not None and newest.state in (SubmissionState.OPEN, SubmissionState.ACCEPTED):
        skipped = [task.skip_reason for task in newest.tasks if task.state is TaskState.SKIPPED and task.skip_reason]
        return " ".join(skipped) or None
    if item.state in FINAL:
        return None
    try:
        steps = resolve(item_chain(conn, plan, item), standing(conn, item_conflicts(conn, item.id, today), today))
    except ConflictOfInterest as refusal:
        return str(refusal)
    notes = [
        step.skip_reason.replace(f"«{STEP_NAMES[step.verb]}» пропущен:", f"«{STEP_NAMES[step.verb]}» пропускается:", 1)
        for step in steps
        if step.skip_reason is not None
    ]
    return " ".join(notes) or None
