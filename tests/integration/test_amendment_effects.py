"""What an amendment does beside its items: to reports that wait, to the review, to who must hear, to what is shown."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from models.plans import FinalReview
from models.states import (
    DecisionKind,
    ItemState,
    NoticeKind,
    SubmissionState,
    TaskState,
)
from tests.integration.amending import (
    NAZEMKINA,
    NEW_DEADLINE,
    REASON,
    ROGOVAYA,
    amend,
    no_difference,
    propose,
    responsible,
    submission,
    tasks,
    told,
)
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import at, on_both
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import CancelItem, ChangeItem
from workflow.errors import (
    PlanNotReady,
    StaleSubmission,
)
from workflow.queries import item_view, plan_view
from workflow.rows import ITEM, SUBMISSION, TASK
from workflow.transaction import NOTICE


@on_both
@pytest.mark.parametrize("is_agreed", [False, True])
def test_a_report_of_a_touched_item_that_waits_is_void(office: Office, is_agreed: bool) -> None:
    office.bring_to_approvers(3)
    if is_agreed:
        office.sign(SHESTAKOV)
    waiting = office.task_of(EFIMOVA if is_agreed else SHESTAKOV)
    at(office, "2021-03-01")
    amend(office, ChangeItem(place=3, target_count=9))
    item = office.item(3)
    assert (item.state, item.rework_until) == (ItemState.IN_PROGRESS, date(2021, 3, 4))
    assert item.clock_ends_on == date(2021, 3, 4)
    with office.database.read() as conn:
        task = conn.execute(select(TASK).where(TASK.c.id == waiting.id)).one()
        report = conn.execute(select(SUBMISSION).where(SUBMISSION.c.id == waiting.submission_id)).one()
    assert (task.state, report.state) == (TaskState.VOIDED, SubmissionState.VOIDED)
    with pytest.raises(StaleSubmission):
        office.do(
            EFIMOVA if is_agreed else SHESTAKOV,
            c.Decide(task_id=waiting.id, kind=DecisionKind.RETURN, digest=waiting.digest, comment="Поздно."),
        )
    no_difference(office)
    office.add(3, units=2)
    office.submit(3)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    with office.database.read() as conn:
        brief = item_view(conn, office.plan_id, 3, office.engine.today()).brief
    assert (brief.state, brief.was_on_time) == (ItemState.APPROVED, True)
    no_difference(office)


def test_cancelling_voids_a_report_that_waits(office: Office) -> None:
    office.bring_to_approvers(3)
    amend(office, CancelItem(place=3))
    with office.database.read() as conn:
        report = conn.execute(select(SUBMISSION).where(SUBMISSION.c.item_id == office.item(3).id)).one()
    assert report.state is SubmissionState.VOIDED
    no_difference(office)


def test_a_deadline_after_the_plans_last_month_moves_the_final_review(office: Office) -> None:
    amend(office, ChangeItem(place=3, due_on=date(2022, 2, 28)))
    with office.database.read() as conn:
        plan = plan_view(conn, office.plan_id, office.engine.today())
    assert (plan.review_opens_on, plan.closes_by) == (date(2022, 2, 1), date(2023, 1, 20))
    no_difference(office)


@on_both
def test_while_the_report_is_frozen_nothing_is_amended_and_the_close_voids_what_waits(office: Office) -> None:
    at(office, "2021-12-01")
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), SYSTEM)
    proposed = propose(office, ChangeItem(place=3, due_on=date(2021, 12, 30)))
    at(office, "2022-01-20")
    office.engine.execute(c.FreezeReport(plan_id=office.plan_id), SYSTEM)
    with pytest.raises(PlanNotReady, match="Отчёт об исполнении плана уже зафиксирован"):
        propose(office, CancelItem(place=5))
    with pytest.raises(PlanNotReady, match="до решения по нему план не меняется"):
        office.sign(SHESTAKOV)
    office.engine.execute(c.SubmitReport(plan_id=office.plan_id, report_sha256="cd" * 32, size=10), SYSTEM)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert submission(office, proposed).state is SubmissionState.VOIDED
    assert {task.state for task in tasks(office, proposed)} == {TaskState.VOIDED}
    no_difference(office)


def test_who_was_and_who_is_responsible_hear_of_it_with_the_coordinator(office: Office) -> None:
    before = {name for name, _ in responsible(office, 3)}
    amend(office, ChangeItem(place=3, responsible=(ROGOVAYA,)))
    assert set(told(office, NoticeKind.PLAN_AMENDED)) == before | {ROGOVAYA, COORDINATOR}


def test_whose_decision_is_no_longer_needed_hears_of_it(office: Office) -> None:
    office.bring_to_approvers(3)
    amend(office, NEW_DEADLINE)
    assert SHESTAKOV in told(office, NoticeKind.PLAN_AMENDED)


def test_the_item_tells_what_was_amended(office: Office) -> None:
    at(office, "2021-02-10")
    amend(office, ChangeItem(place=3, due_on=date(2021, 4, 30), responsible=(ROGOVAYA,)))
    with office.database.read() as conn:
        view = item_view(conn, office.plan_id, 3, office.engine.today())
    (change,) = view.amendments
    assert (change.number, change.reason, change.at) == (1, REASON, datetime(2021, 2, 10, 6, tzinfo=UTC))
    told_fields = [(field.label, field.before, field.after) for field in change.fields]
    assert told_fields[0] == ("срок", "28.02.2021", "30.04.2021")
    assert told_fields[2] == ("ответственный исполнитель", NAZEMKINA, ROGOVAYA)
    assert view.history[-1].text.startswith("Пункт изменён (изменение № 1): срок: 28.02.2021 → 30.04.2021")


def test_the_review_counts_no_cancelled_item(office: Office) -> None:
    amend(office, *(CancelItem(place=place) for place in range(3, 7)))
    at(office, "2021-12-01")
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), SYSTEM)
    review: Any = FinalReview.__table__  # type: ignore[attr-defined]
    with office.database.read() as conn:
        assert conn.execute(select(review.c.frozen_at)).scalar() is None
    assert not {3, 4, 5, 6} & {place for _, place in _asked(office)}


def _asked(office: Office) -> list[tuple[str, int]]:
    with office.database.read() as conn:
        rows = conn.execute(
            select(NOTICE.c.kind, ITEM.c.place)
            .join(ITEM, ITEM.c.id == NOTICE.c.item_id)
            .where(NOTICE.c.kind == NoticeKind.EXPLANATION_REQUEST)
        ).all()
    return [(row.kind.value, row.place) for row in rows]
