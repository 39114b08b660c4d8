"""Who reads letters, and who may send one again (rule 19): what they say is the recipient's and the keepers'."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from models.states import PersonRole
from workflow.queries.access import READS_EVERYTHING
from workflow.rows import PLAN
from workflow.views import PersonView


def may_read_letter(conn: Connection, person: PersonView | None, plan_ids: Collection[int]) -> bool:
    """Whether a letter that tells of these plans opens: to who coordinates all of them, or reads everything.

    A guest of the demonstration (None) reads what is about a single plan.
    """
    if person is None:
        return len(plan_ids) == 1
    return person.role in READS_EVERYTHING or _coordinates(conn, person, plan_ids)


def may_resend_letter(conn: Connection, person: PersonView | None, plan_ids: Collection[int]) -> bool:
    """Whether the person may send it again: as they may read it, but nobody who only reads."""
    if person is None:
        return False
    return person.role == PersonRole.OPERATOR or _coordinates(conn, person, plan_ids)


def _coordinates(conn: Connection, person: PersonView, plan_ids: Collection[int]) -> bool:
    keepers = set(conn.execute(select(PLAN.c.coordinator_id).where(PLAN.c.id.in_(plan_ids))).scalars())
    return keepers == {person.id}
