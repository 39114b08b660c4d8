"""What the coordinator does when every item is final: freezes the execution report and sends it to be signed."""

from dataclasses import dataclass
from datetime import date

from cli.simulation.office import SimulatedOffice
from flows.reporting import freeze_and_submit
from models.states import Assurance, PlanState
from workflow.actor import Actor
from workflow.queries.review import review_view
from workflow.rows import plan_row

REPORT = "Отчёт об исполнении плана"


@dataclass(slots=True)
class SimulatedCoordinator:
    """The coordinator of a plan in its last month. Before every item is final they leave the report to the clock."""

    office: SimulatedOffice
    _possible_since: date | None = None

    def close(self, day: date) -> None:
        """Freeze the report and send it, so many days after that became possible as the scenario says."""
        parts = self.office.parts
        with parts.database.read() as conn:
            plan = plan_row(conn, self.office.plan_id)
            if plan.state is not PlanState.IN_REVIEW:
                return
            review = review_view(conn, self.office.plan_id, day)
        if review.frozen_at is not None or review.freeze_refusal is not None:
            return
        self._possible_since = self._possible_since or day
        acting = self.office.course.acts_for(plan.coordinator_id, day)
        wait = self.office.course.pace_of(plan.coordinator_id).closes
        if acting == plan.coordinator_id and self.office.has_come(self._possible_since, wait, day):
            actor = Actor(acting, Assurance.PIN)
            self.office.tolerate(
                lambda: freeze_and_submit(parts.engine, parts.evidence, self.office.plan_id, actor), REPORT
            )
