"""What letters tell, read once for a batch of notices."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, and_, func, select

from models.states import ExplanationKind
from notifications.rows import EXPLANATION, LETTER
from workflow.errors import NotFound
from workflow.queries.items import item_briefs
from workflow.queries.people import calendar_wanted, people_by_id, person_view
from workflow.queries.submissions import SUBMISSIONS, submission_views
from workflow.rows import ITEM, SUBMISSION, SUBSTITUTION, plan_row
from workflow.views import DecisionView, ItemBrief, PersonView, SubmissionView, TaskView

WHOLE_PLAN = 300


class Facts:
    """Reads lazily and remembers. Raises `NotFound` for what is not there; lives as long as its transaction."""

    def __init__(self, conn: Connection, notices: Sequence[Row[Any]], now: datetime, timezone: str) -> None:
        self._conn = conn
        self._notices = notices
        self._timezone = timezone
        self._plans: dict[int, Row[Any]] = {}
        self._briefs: dict[int, ItemBrief] = {}
        self._people: dict[int, PersonView] = {}
        self.now = now

    def plan(self, plan_id: int) -> Row[Any]:
        """The plan's row."""
        if plan_id not in self._plans:
            self._plans[plan_id] = plan_row(self._conn, plan_id)
        return self._plans[plan_id]

    def timezone(self, plan_id: int | None) -> str:
        """The zone of a plan's dates, or the deployment's."""
        return self._timezone if plan_id is None else str(self.plan(plan_id).timezone)

    def today(self, plan_id: int | None) -> date:
        """The local date."""
        return self.now.astimezone(ZoneInfo(self.timezone(plan_id))).date()

    def person(self, person_id: int) -> PersonView:
        """A person; those whom the batch names are read together."""
        if not self._people:
            self._people = people_by_id(self._conn, (notice.recipient_id for notice in self._notices))
        if person_id not in self._people:
            self._people[person_id] = person_view(self._conn, person_id)
        return self._people[person_id]

    def wants_calendar(self, person_id: int) -> bool:
        """Did this recipient of the batch ask for deadlines as calendar files?"""
        return person_id in self._calendar_wanted

    def coordinator(self, plan_id: int) -> PersonView:
        """Ответственный за контроль исполнения плана."""
        return self.person(self.plan(plan_id).coordinator_id)

    def brief(self, item_id: int) -> ItemBrief:
        """An item as it stands. A plan of ordinary size is read whole, for its next letter needs it too."""
        if item_id not in self._briefs:
            place = self._conn.execute(select(ITEM.c.plan_id, ITEM.c.place).where(ITEM.c.id == item_id)).one_or_none()
            if place is None:
                raise NotFound("Такого пункта в плане нет.")
            plan = self.plan(place.plan_id)
            is_small = self._size(plan.id) <= WHOLE_PLAN
            for brief in item_briefs(self._conn, plan, self.today(plan.id), place=None if is_small else place.place):
                self._briefs[brief.id] = brief
        return self._briefs[item_id]

    def items_of(self, plan_id: int, person_id: int) -> list[ItemBrief]:
        """The items that a person is responsible for, by place."""
        briefs = self.briefs(plan_id)
        return [brief for brief in briefs if any(r.person.id == person_id for r in brief.responsible)]

    def is_responsible(self, brief: ItemBrief, person_id: int) -> bool:
        """Is the person responsible for the item, by the plan or as a substitute today?"""
        named = {responsible.person.id for responsible in brief.responsible}
        return person_id in named or bool(named & self._absent(brief.plan_id).get(person_id, set()))

    def is_lead(self, brief: ItemBrief, person_id: int) -> bool:
        """Is the person the item's lead, by the plan or as a substitute today?"""
        if brief.lead is None:
            return False
        return brief.lead.id in {person_id, *self._absent(brief.plan_id).get(person_id, set())}

    def briefs(self, plan_id: int) -> list[ItemBrief]:
        """The items of a plan, by place."""
        return list(item_briefs(self._conn, self.plan(plan_id), self.today(plan_id)))

    def substitution(self, substitution_id: int) -> Row[Any]:
        """Who signs for whom, from when to when, on what order."""
        row = self._conn.execute(select(SUBSTITUTION).where(SUBSTITUTION.c.id == substitution_id)).one_or_none()
        if row is None:
            raise NotFound("Такого замещения нет.")
        return row

    def submission(self, submission_id: int) -> SubmissionView:
        """A submission with its route."""
        found = self._submissions.get(submission_id)
        if found is None:
            raise NotFound("Такого отчёта нет.")
        return found

    def task(self, submission_id: int, task_id: int) -> TaskView:
        """One turn of a submission's route."""
        for task in self.submission(submission_id).tasks:
            if task.id == task_id:
                return task
        raise NotFound("Такой задачи согласования нет.")

    def decision(self, submission_id: int, decision_id: int) -> tuple[TaskView, DecisionView]:
        """A decision with the turn in which it was made."""
        for task in self.submission(submission_id).tasks:
            if task.decision is not None and task.decision.id == decision_id:
                return task, task.decision
        raise NotFound("Такого решения нет.")

    def reason_of_delay(self, item_id: int) -> str | None:
        """The newest сведения о причинах отклонения."""
        newest = (
            select(EXPLANATION.c.body)
            .where(EXPLANATION.c.item_id == item_id, EXPLANATION.c.kind == ExplanationKind.DEVIATION)
            .order_by(EXPLANATION.c.id.desc())
            .limit(1)
        )
        return self._conn.execute(newest).scalar()

    def letter(self, letter_id: int) -> Row[Any]:
        """A letter that was written before."""
        row = self._conn.execute(select(LETTER).where(LETTER.c.id == letter_id)).one_or_none()
        if row is None:
            raise NotFound("Такого письма нет.")
        return row

    def _size(self, plan_id: int) -> int:
        count = select(func.count()).select_from(ITEM).where(ITEM.c.plan_id == plan_id)
        return int(self._conn.execute(count).scalar_one())

    @cached_property
    def _submissions(self) -> dict[int, SubmissionView]:
        wanted = sorted({n.submission_id for n in self._notices if n.submission_id is not None})
        rows = self._conn.execute(SUBMISSIONS.where(SUBMISSION.c.id.in_(wanted))).all() if wanted else ()
        return {view.id: view for view in submission_views(self._conn, rows)}

    @cached_property
    def _calendar_wanted(self) -> set[int]:
        return calendar_wanted(self._conn, (notice.recipient_id for notice in self._notices))

    def _absent(self, plan_id: int) -> dict[int, set[int]]:
        today = self.today(plan_id)
        rows = self._conn.execute(
            select(SUBSTITUTION.c.substitute_id, SUBSTITUTION.c.absent_id).where(
                and_(
                    SUBSTITUTION.c.starts_on <= today,
                    SUBSTITUTION.c.ends_on >= today,
                    SUBSTITUTION.c.revoked_at.is_(None),
                )
            )
        )
        absent: dict[int, set[int]] = {}
        for row in rows:
            absent.setdefault(row.substitute_id, set()).add(row.absent_id)
        return absent
