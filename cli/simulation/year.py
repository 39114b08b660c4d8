"""Living a plan's year on the scratch database, day by day, as its office and the program would.

1. In the morning the flows do what is due; letters go when mail's hours begin, digests at theirs.
2. Later in a working day leads work, then approvers decide; what they cause is sent at once.
3. On a day off the program runs and nobody works.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from cli.simulation.approvers import SimulatedApprovers
from cli.simulation.coordinator import SimulatedCoordinator
from cli.simulation.leads import SimulatedLeads
from cli.simulation.office import SimulatedOffice
from cli.simulation.scratch import KeptLetters, Scratch
from flows.jobs import letters_wait
from flows.morning import live_morning
from models.states import PlanState, Subject
from notifications.dispatch import dispatch
from workflow.rows import plan_row

FLOWS_AT, LEADS_AT, APPROVERS_AT = time(6), time(11), time(15)
LETTERS_A_RUN = 100_000


class YearOfPlan:
    """The days of one plan, from the moment at which the scratch clock stands."""

    def __init__(self, to: Scratch, zone: ZoneInfo, office: SimulatedOffice) -> None:
        self._to = to
        self._zone = zone
        self.office = office
        self._leads = SimulatedLeads(office)
        self._approvers = SimulatedApprovers(office)
        self._coordinator = SimulatedCoordinator(office)
        policy = to.parts.engine.policy
        letters_at = {time(policy.open_hours[0]), time(policy.digest_hour)}
        self._hours: list[tuple[time, Callable[[date], None]]] = sorted(
            [
                (FLOWS_AT, self._morning),
                *((hour, self._nothing) for hour in letters_at),
                (LEADS_AT, self._leads_work),
                (APPROVERS_AT, self._approvers_decide),
            ],
            key=lambda hour: hour[0],
        )

    def put_in_force(self) -> None:
        """Both signers of a draft confirm it at once: the year is what follows from that."""
        while self._approvers.decide(self._to.parts.engine.today(), only=Subject.ACTIVATION):
            pass
        self._post()

    def live(self, day: date) -> None:
        """What happens on a day."""
        for hour, happens in self._hours:
            moment = datetime.combine(day, hour, self._zone).astimezone(UTC)
            if moment > self._to.clock.now():
                self._to.clock.move_to(moment)
            happens(day)
            self._post()

    def _morning(self, day: date) -> None:
        del day
        live_morning(self._to.parts.engine, self._to.parts.evidence)

    def _nothing(self, day: date) -> None:
        """An hour for which letters wait: they go now."""

    def _leads_work(self, day: date) -> None:
        if self._to.parts.engine.calendar.is_working(day):
            self.office.set_substitutions(day)
            self._leads.work_on_items(day)
            self._coordinator.close(day)

    def is_closed(self) -> bool:
        """Has the final approval of the report closed the plan?"""
        with self._to.parts.database.read() as conn:
            return bool(plan_row(conn, self.office.plan_id).state is PlanState.CLOSED)

    def _approvers_decide(self, day: date) -> None:
        if self._to.parts.engine.calendar.is_working(day):
            while self._approvers.decide(day):
                self._post()

    def _post(self) -> None:
        parts = self._to.parts
        if letters_wait(parts):
            asyncio.run(dispatch(parts.engine, KeptLetters(), parts.links, parts.settings, limit=LETTERS_A_RUN))
