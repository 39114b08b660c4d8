"""Sign-off views that need not be read again: a submission is frozen, and all around it is in the ledgers.

Whatever changes a plan or its people appends to the plan's ledger or to the deployment's. So the sizes of both, with
the date, say whether a view is still true: one key read instead of a dozen statements.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, bindparam, select

from audit.ledger import HEAD
from workflow.queries import can_decide, sign_off_view
from workflow.rows import plan_row
from workflow.transaction import DEPLOYMENT_LEDGER, plan_ledger
from workflow.views import SignOffView

KEPT = 1000
_SIZES = (
    select(HEAD.c.ledger_id, HEAD.c.size)
    .where(HEAD.c.ledger_id.in_(bindparam("ledgers", expanding=True)))
    .order_by(HEAD.c.ledger_id)
)
Stamp = tuple[date, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class KnownTask:
    """A view with what was true of it: the plan's zone, and whether its acting person may decide.

    `pages` are pages made from it, by what they differ in; they hold no form token yet.
    """

    view: SignOffView
    zone: str
    may_decide: bool
    stamp: Stamp
    pages: dict[tuple[str, ...], str] = field(default_factory=dict)


class SignCache:
    """The newest views by task. Safe to use from several threads."""

    def __init__(self, today_in: Callable[[str], date]) -> None:
        """`today_in` gives the local date of a zone."""
        self._today_in = today_in
        self._known: OrderedDict[int, KnownTask] = OrderedDict()
        self._lock = threading.Lock()

    def fresh(self, conn: Connection, task_id: int) -> KnownTask | None:
        """The view, if nothing changed since it was read."""
        with self._lock:
            known = self._known.get(task_id)
        if known is None or known.stamp != _stamp(conn, known.view.plan.id, self._today_in(known.zone)):
            return None
        return known

    def read(self, conn: Connection, task_id: int, plan_id: int) -> KnownTask:
        """Read the view and keep it. Raises `NotFound`."""
        zone = plan_row(conn, plan_id).timezone
        today = self._today_in(zone)
        stamp = _stamp(conn, plan_id, today)
        view = sign_off_view(conn, task_id, today)
        known = KnownTask(view, zone, can_decide(conn, view.task.acting.id, task_id, today), stamp)
        with self._lock:
            self._known[task_id] = known
            self._known.move_to_end(task_id)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return known


def _stamp(conn: Connection, plan_id: int, today: date) -> Stamp:
    rows = conn.execute(_SIZES, {"ledgers": [plan_ledger(plan_id), DEPLOYMENT_LEDGER]})
    return today, tuple((row.ledger_id, row.size) for row in rows)
