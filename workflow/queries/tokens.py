"""Tokens for scripts, as their person and the operator see them; what is stored of the secret stays inside."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, select

from models.people import ApiToken
from workflow.queries.people import people_by_id
from workflow.views import TokenView

TOKEN: Table = ApiToken.__table__  # type: ignore[attr-defined]

# A token ends as its last day does, at the midnight after it.
_INSTANT = timedelta(seconds=1)


def last_day(token: TokenView, timezone: str) -> date:
    """The last local date on which a token opens anything."""
    return (token.expires_at - _INSTANT).astimezone(ZoneInfo(timezone)).date()


def token_views(conn: Connection, person_id: int | None = None) -> tuple[TokenView, ...]:
    """The tokens of one person, or all, the newest first."""
    wanted = select(TOKEN).order_by(TOKEN.c.id.desc())
    if person_id is not None:
        wanted = wanted.where(TOKEN.c.person_id == person_id)
    rows = conn.execute(wanted).all()
    people = people_by_id(conn, (person for row in rows for person in (row.person_id, row.issued_by_id)))
    return tuple(
        TokenView(
            id=row.id,
            person=people[row.person_id],
            name=row.name,
            scope=row.scope,
            plan_id=row.plan_id,
            issued_by=people.get(row.issued_by_id),
            issued_at=row.issued_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
            last_used_on=row.last_used_on,
        )
        for row in rows
    )
