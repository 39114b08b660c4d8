"""Who may open an approval task: the bearer of its own link, or its signed-in approver."""

from sqlalchemy import Connection, select

from models.states import LinkPurpose, PaperState
from web import cookies
from web.problems import LinkDead
from web.viewer import resolve_link
from web.visit import Visit
from workflow.rows import PAPER, SUBMISSION, TASK


def demand_signer(visit: Visit, conn: Connection, task_id: int) -> int:
    """The id of the person whom this browser shows the task as. Raises `LinkDead`, the same for every reason.

    The cookie holds the token itself and is resolved again on each request: a link that is revoked or a person who is
    deactivated is dead at once (rule 11).
    """
    token = cookies.read(visit.request, cookies.sign_cookie(task_id))
    link = resolve_link(conn, visit.site, token, LinkPurpose.SIGN)
    if link is not None and link.task_id == task_id and link.person_id is not None:
        return link.person_id
    person = visit.viewer.person
    if person is not None and visit.viewer.has_session and person.id in _seated(conn, task_id):
        return person.id
    raise LinkDead


def plan_of_task(conn: Connection, task_id: int) -> int | None:
    """The plan that a task belongs to."""
    return conn.execute(
        select(SUBMISSION.c.plan_id).join(TASK, TASK.c.submission_id == SUBMISSION.c.id).where(TASK.c.id == task_id)
    ).scalar()


def _seated(conn: Connection, task_id: int) -> set[int]:
    """Whose turn it is, who acts, and whose decision on paper waits for its day."""
    row = conn.execute(select(TASK.c.approver_id, TASK.c.acting_id).where(TASK.c.id == task_id)).one_or_none()
    if row is None:
        return set()
    waiting = select(PAPER.c.person_id).where(PAPER.c.task_id == task_id, PAPER.c.state == PaperState.PENDING)
    return {row.approver_id, row.acting_id, *conn.execute(waiting).scalars()}
