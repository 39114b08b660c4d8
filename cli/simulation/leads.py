"""What leads do on a working day, by the scenario: start an item, report on it, explain when the review asks."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, func, select

from cli.simulation.course import is_never
from cli.simulation.office import SimulatedOffice
from models.states import ItemState, NoticeKind, Subject, SubmissionState
from workflow.commands import AddEvidence, ExplainItem, StartItem, SubmitEvidence
from workflow.deadlines import control_date
from workflow.queries.plans import organisations_of
from workflow.queries.tables import EXPLANATION
from workflow.rows import ITEM, SUBMISSION, lead_id, plan_row, responsible_of_plan
from workflow.transaction import NOTICE

SUMMARY = "Работа выполнена."
EXPLANATION_TEXT = "Сведения представлены."
MOST_UNITS = 10_000


@dataclass(frozen=True, slots=True)
class SimulatedLeads:
    """The leads of a plan, or who acts for them."""

    office: SimulatedOffice

    def work_on_items(self, day: date) -> None:
        """Leads start, report and explain what the scenario has them do by this day."""
        with self.office.parts.database.read() as conn:
            plan = plan_row(conn, self.office.plan_id)
            items = conn.execute(select(ITEM).where(ITEM.c.plan_id == self.office.plan_id).order_by(ITEM.c.place)).all()
            leads = {item_id: lead_id(rows) for item_id, rows in responsible_of_plan(conn, self.office.plan_id).items()}
            returned_on = _returned_on(conn, self.office.plan_id, ZoneInfo(plan.timezone))
            asked_on = _asked_on(conn, self.office.plan_id, ZoneInfo(plan.timezone))
        for item in items:
            lead = leads.get(item.id)
            acting = None if lead is None else self.office.course.acts_for(lead, day)
            if lead is not None and acting is not None:
                self._work_on(item, plan, lead, acting, day, returned_on.get(item.id), asked_on.get(item.id))

    def _work_on(
        self,
        item: Row[Any],
        plan: Row[Any],
        lead: int,
        acting: int,
        day: date,
        returned_on: date | None,
        asked_on: date | None,
    ) -> None:
        pace = self.office.course.pace_of(lead, item.place)
        calendar = self.office.parts.engine.calendar
        state, what = item.state, f"Пункт {item.number}"
        possible_from = self.office.in_force_on
        begins_on = calendar.control_date(max(item.starts_on or possible_from, possible_from), "following")
        ends_on = control_date(item.due_on, item.extended_due_on, calendar, plan.day_off_rule)
        reports_on, wait = (ends_on, pace.submits) if returned_on is None else (returned_on, pace.resubmits)
        is_reported = reports_on is not None and self.office.has_come(reports_on, wait, day)
        is_begun = self.office.has_come(begins_on, pace.starts, day) or (is_reported and not is_never(pace.starts))
        if state is ItemState.PLANNED and is_begun:
            started = self.office.attempt(acting, StartItem(plan_id=self.office.plan_id, place=item.place), what)
            state = ItemState.IN_PROGRESS if started else state
        if state is ItemState.IN_PROGRESS and is_reported:
            self._report(item, acting, what)
        if asked_on is not None and self.office.has_come(asked_on, pace.explains, day):
            explained = ExplainItem(plan_id=self.office.plan_id, place=item.place, text=EXPLANATION_TEXT)
            self.office.attempt(acting, explained, what)

    def _report(self, item: Row[Any], acting: int, what: str) -> None:
        if not item.returns:
            self.office.attempt(acting, self._evidence(item), what)
        report = SubmitEvidence(
            plan_id=self.office.plan_id, place=item.place, summary=SUMMARY, shown_percent=item.target_percent
        )
        self.office.attempt(acting, report, what)

    def _evidence(self, item: Row[Any]) -> AddEvidence:
        """A document that shows all that the item asks for, of the organisations that the plan knows."""
        with self.office.parts.database.read() as conn:
            known = {code for code, _ in organisations_of(conn, self.office.plan_id)}
        named = item.organisations if item.sample is None else item.sample
        document = f"%PDF-1.7\n% {item.place}\n".encode()
        stored = self.office.parts.evidence.put_bytes(document, file_name=f"Справка по пункту {item.place}.pdf")
        return AddEvidence(
            plan_id=self.office.plan_id,
            place=item.place,
            sha256=stored.sha256,
            size=stored.size,
            file_name=stored.file_name,
            media_type=stored.media_type,
            kind="справка",
            units=min(item.target_count or 1, MOST_UNITS),
            organisations=tuple(code for code in named if code in known),
        )


def _returned_on(conn: Connection, plan_id: int, zone: ZoneInfo) -> dict[int, date]:
    """When the newest report of each item was returned, of those whose newest report was."""
    wanted = select(SUBMISSION.c.item_id, SUBMISSION.c.state, SUBMISSION.c.ended_at).where(
        SUBMISSION.c.plan_id == plan_id, SUBMISSION.c.subject == Subject.ITEM
    )
    newest = {row.item_id: row for row in conn.execute(wanted.order_by(SUBMISSION.c.number))}
    return {
        item_id: row.ended_at.astimezone(zone).date()
        for item_id, row in newest.items()
        if row.state is SubmissionState.RETURNED
    }


def _asked_on(conn: Connection, plan_id: int, zone: ZoneInfo) -> dict[int, date]:
    """When the review asked about each item first since it was explained last."""
    given = select(EXPLANATION.c.item_id, func.max(EXPLANATION.c.given_at).label("at")).group_by(EXPLANATION.c.item_id)
    explained = {row.item_id: row.at for row in conn.execute(given)}
    asked = select(NOTICE.c.item_id, NOTICE.c.created_at).where(
        NOTICE.c.plan_id == plan_id, NOTICE.c.kind == NoticeKind.EXPLANATION_REQUEST
    )
    since: dict[int, date] = {}
    for row in conn.execute(asked.order_by(NOTICE.c.created_at.desc())):
        if row.item_id not in explained or row.created_at > explained[row.item_id]:
            since[row.item_id] = row.created_at.astimezone(zone).date()
    return since
