"""Sign-off views that need not be read again: a submission is frozen, and all around it is in the ledgers.

Whatever changes a plan or its people appends to the plan's ledger or to the deployment's. So the sizes of both, with
the date, say whether a view is still true: one key read instead of a dozen statements.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
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
    """A view with what was true of it: the plan's zone, and whether its acting person may decide."""

    view: SignOffView
    zone: str
    may_decide: bool
    stamp: Stamp


class SignCache:
    """The newest views by task. Safe to use from several threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, KnownTask] = OrderedDict()
        self._lock = threading.Lock()

    def fresh(self, conn: Connection, task_id: int, today: date) -> KnownTask | None:
        """The view, if nothing changed since it was read."""
        with self._lock:
            known = self._known.get(task_id)
        if known is None or known.stamp != _stamp(conn, known.view.plan.id, today):
            return None
        return known

    def read(self, conn: Connection, task_id: int, plan_id: int, today: date) -> KnownTask:
        """Read the view and keep it. Raises `NotFound`."""
        stamp = _stamp(conn, plan_id, today)
        view = sign_off_view(conn, task_id, today)
        known = KnownTask(
            view, plan_row(conn, plan_id).timezone, can_decide(conn, view.task.acting.id, task_id, today), stamp
        )
        with self._lock:
            self._known[task_id] = known
            self._known.move_to_end(task_id)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return known


def _stamp(conn: Connection, plan_id: int, today: date) -> Stamp:
    rows = conn.execute(_SIZES, {"ledgers": [plan_ledger(plan_id), DEPLOYMENT_LEDGER]})
    return today, tuple((row.ledger_id, row.size) for row in rows)
