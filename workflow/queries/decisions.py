"""Decisions as people see them, read in batches."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from workflow.errors import NotFound
from workflow.queries.names import People
from workflow.queries.people import people_by_id
from workflow.rows import DECISION, PAPER, SUBSTITUTION
from workflow.views import DecisionView
from workflow.wording.dates import date_text
from workflow.wording.terms import order_text, sheet_text

_DECISIONS = (
    select(
        DECISION,
        SUBSTITUTION.c.order_number,
        SUBSTITUTION.c.order_date,
        PAPER.c.number.label("sheet_number"),
        PAPER.c.signed_on,
    )
    .outerjoin(SUBSTITUTION, SUBSTITUTION.c.id == DECISION.c.substitution_id)
    .outerjoin(PAPER, and_(PAPER.c.task_id == DECISION.c.task_id, PAPER.c.decision_id == DECISION.c.id))
)


def decision_view(conn: Connection, decision_id: int) -> DecisionView:
    """One decision. Raises `NotFound`."""
    row = conn.execute(_DECISIONS.where(DECISION.c.id == decision_id)).one_or_none()
    if row is None:
        raise NotFound("Такого решения нет. Откройте пункт плана: в истории видно, что по нему решено.")
    return view_of(row, people_by_id(conn, (row.person_id, row.on_behalf_of_id)))


def decision_rows(conn: Connection, submission_ids: Sequence[int]) -> list[Row[Any]]:
    """The decisions on these submissions with the orders behind them, oldest first."""
    if not submission_ids:
        return []
    chosen = DECISION.c.submission_id.in_(submission_ids)
    return list(conn.execute(_DECISIONS.where(chosen).order_by(DECISION.c.id)))


def view_of(row: Row[Any], people: People) -> DecisionView:
    """The view of one of `decision_rows`."""
    return DecisionView(
        id=row.id,
        kind=row.kind,
        person=people.then(row.person_id, row.decided_at),
        on_behalf_of=None if row.on_behalf_of_id is None else people.then(row.on_behalf_of_id, row.decided_at),
        order=None if row.order_number is None else order_text(row.order_number, date_text(row.order_date)),
        comment=row.comment,
        outcome=row.outcome,
        assurance=row.assurance,
        decided_at=row.decided_at,
        ledger_seq=row.ledger_seq,
        is_disowned=row.disowned_at is not None,
        sheet=None if row.sheet_number is None else sheet_text(row.sheet_number, date_text(row.signed_on)),
        is_void=row.voided_at is not None,
    )
