"""Plans: in a list, and one with all its items."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import Subject
from workflow.queries.access import plans_of
from workflow.queries.items import item_briefs
from workflow.queries.people import person_view
from workflow.queries.submissions import newest_submission
from workflow.queries.tables import ORGANISATION
from workflow.queries.warnings import warning_views
from workflow.rows import PLAN, plan_row
from workflow.views import PlanBrief, PlanView
from workflow.wording.states import PLAN_STATES


def list_plans(conn: Connection) -> tuple[PlanBrief, ...]:
    """All plans, the newest year first."""
    rows = conn.execute(
        select(PLAN.c.id, PLAN.c.title, PLAN.c.year, PLAN.c.state).order_by(PLAN.c.year.desc(), PLAN.c.id.desc())
    )
    return tuple(plan_brief(row) for row in rows)


def plan_brief(row: Row[Any]) -> PlanBrief:
    """A plan's row in a list."""
    return PlanBrief(row.id, row.title, row.year, row.state, PLAN_STATES[row.state])


def plan_view(conn: Connection, plan_id: int, today: date) -> PlanView:
    """A plan with its items by place; the number of statements does not depend on theirs. Raises `NotFound`."""
    plan = plan_row(conn, plan_id)
    return PlanView(
        brief=plan_brief(plan),
        version=plan.version,
        timezone=plan.timezone,
        closes_by=plan.closes_by,
        review_opens_on=plan.review_opens_on,
        coordinator=person_view(conn, plan.coordinator_id),
        agreed_by=plan.agreed_by,
        approved_by=plan.approved_by,
        activated_at=plan.activated_at,
        closed_at=plan.closed_at,
        items=item_briefs(conn, plan, today),
        organisations=organisations_of(conn, plan_id),
        warnings=warning_views(conn, plan_id),
        activation=newest_submission(conn, plan_id, Subject.ACTIVATION),
    )


def plans_of_document(conn: Connection, sha256: str, person_id: int) -> tuple[Row[Any], ...]:
    """The plans that were made from the very same file, of those that a person may see: id, year, imported_at."""
    mine = plans_of(conn, person_id)
    wanted = select(PLAN.c.id, PLAN.c.year, PLAN.c.imported_at).where(
        PLAN.c.source_sha256 == sha256, PLAN.c.id.in_(mine)
    )
    return tuple(conn.execute(wanted.order_by(PLAN.c.id)))


def organisations_of(conn: Connection, plan_id: int) -> tuple[tuple[str, str], ...]:
    """The plan's list of organisations in its order: code and name."""
    wanted = select(ORGANISATION.c.code, ORGANISATION.c.name).where(ORGANISATION.c.plan_id == plan_id)
    return tuple((row.code, row.name) for row in conn.execute(wanted.order_by(ORGANISATION.c.place)))
