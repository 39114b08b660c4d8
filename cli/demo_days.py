"""The demonstration's days: the clock moves from working day to working day, and each is lived as it would have been.

1. Every jump goes to 08:30 local, when the flows of the morning have run, and is an entry in the deployment's ledger.
2. On each day what is due happens: decisions on paper, rungs, the final review, letters, so a letter bears the day
   that it belongs to.
3. One move at a time. The ledgers are sealed at its end.
"""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.morning import live_morning
from flows.wiring import Parts
from models.states import PlanState
from web.demo_panel import MoveTo
from workflow.clock import DemoClock
from workflow.errors import InvalidCommand
from workflow.queries import list_plans, plan_view
from workflow.sealing import seal_ledgers
from workflow.views import PlanView

MORNING = time(8, 30)
SEALED_BECAUSE = "clock"


class DemoDays:
    """Moves the demonstration's clock. Its methods block: call them off the event loop."""

    def __init__(self, parts: Parts, clock: DemoClock, post: Callable[[], None]) -> None:
        """`post` sends the letters that wait."""
        self._parts = parts
        self._clock = clock
        self._post = post
        self._moving = threading.Lock()
        self._stopping = threading.Event()

    def move(self, to: MoveTo) -> None:
        """Live until that day. Raises `InvalidCommand` for a day that has passed, or while another move runs."""
        if not self._moving.acquire(blocking=False):
            raise InvalidCommand("Часы уже переводятся. Дождитесь окончания и повторите.")
        try:
            self._live_until(self._target(to))
        finally:
            self._moving.release()

    def stop(self) -> None:
        """End a move that runs after the day in hand; the program is ending."""
        self._stopping.set()

    def next_deadline(self) -> date | None:
        """The next control date after today of an item that the lead still works on."""
        today = self._parts.engine.today()
        plan = self._plan()
        ahead = [
            item.control_date
            for item in (plan.items if plan is not None else ())
            if item.days_left is not None and item.control_date is not None and item.control_date > today
        ]
        return min(ahead, default=None)

    def _target(self, to: MoveTo) -> date:
        today = self._parts.engine.today()
        plan = self._plan()
        targets: dict[MoveTo, date | None] = {
            "day": today + timedelta(days=1),
            "week": today + timedelta(days=7),
            "deadline": self.next_deadline() if to == "deadline" else None,
            "december": None if plan is None else plan.review_opens_on,
            "january": None if plan is None else plan.closes_by,
        }
        target = targets[to]
        if target is None:
            raise InvalidCommand("Впереди нет контрольных дат: переведите часы на день или на неделю.")
        if target <= today:
            raise InvalidCommand("Этот день уже прошёл, часы идут только вперёд: переведите их на день или на неделю.")
        return target

    def _plan(self) -> PlanView | None:
        with self._parts.database.read() as conn:
            plans = [plan for plan in list_plans(conn) if plan.state is not PlanState.CLOSED] or list_plans(conn)
            return plan_view(conn, plans[0].id, self._parts.engine.today()) if plans else None

    def _live_until(self, target: date) -> None:
        engine = self._parts.engine
        day = engine.today()
        while day < target and not self._stopping.is_set():
            day += timedelta(days=1)
            is_known = engine.calendar.is_known(day.year)
            if day == target or not is_known or engine.calendar.is_working(day):
                self._live(day)
        engine.run(lambda tx: seal_ledgers(tx, SEALED_BECAUSE))
        self._post()

    def _live(self, day: date) -> None:
        engine = self._parts.engine
        before = engine.now()
        morning = datetime.combine(day, MORNING, ZoneInfo(self._parts.settings.timezone)).astimezone(UTC)
        if morning > before:
            self._clock.move_to(morning)
            engine.record_clock_move(before, morning)
        live_morning(engine, self._parts.evidence)
        self._post()
