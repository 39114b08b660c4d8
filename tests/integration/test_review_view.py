"""The December review as it is shown, live and frozen.

Where the SQL could mean different things to the two databases, the test runs on both.
"""

from models.states import ExplanationKind, ItemState, Outcome, PlanState
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import NAZEMKINA, ROMANENKO, TWENTY_FOUR, at, brief, needs, on_both, review, today
from workflow import commands as c
from workflow import queries
from workflow.actor import SYSTEM
from workflow.replay import replay


def test_before_december_the_report_is_gathered_and_cannot_be_frozen(office: Office) -> None:
    view = review(office)
    assert not view.is_open
    assert not view.may_freeze
    assert view.freeze_refusal == "Итоговое рассмотрение ещё не открыто: оно откроется 01.12.2021."
    assert (len(view.lines), view.due, view.on_time) == (21, 0, 0)
    assert all(line.needs is None for line in view.lines)


@on_both
def test_the_report_counts_discipline_coverage_and_the_approvers_time(office: Office) -> None:
    at(office, "2021-02-18")
    office.start(3)
    office.add(3, units=3, organisations=("11", "27", "ККШИ"))
    office.add(3, units=4, organisations=("11",))
    office.submit(3)
    at(office, "2021-02-24")
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    at(office, "2021-03-03")
    office.finish(4)
    view = review(office)
    assert (view.on_time, view.late, view.not_executed) == (1, 3, 0)
    # Items 2, 3, 4 and 5 were due on 28 February.
    assert view.due == 4
    by_place = {line.place: line for line in view.lines}
    # Submitted on 18 February, approved on the 24th: 19, 20 (a worked Saturday) and 24 were worked.
    assert (by_place[3].approvers_days, by_place[3].result_text, by_place[3].days_late) == (3, "Исполнен", 0)
    assert (by_place[4].needs, by_place[4].days_late) == (ExplanationKind.DEVIATION, 3)
    coverage = {code: (covered, naming) for code, covered, naming in view.organisations}
    assert len(coverage) == TWENTY_FOUR
    assert coverage["11"] == coverage["27"] == (1, 4)
    assert coverage["39"] == (0, 4)


@on_both
def test_the_review_asks_freezes_and_stays_as_it_was_frozen(office: Office) -> None:
    for place in range(1, 20):
        office.finish(place)
    at(office, "2021-12-01")
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), SYSTEM)
    view = review(office)
    assert view.is_open
    assert {line.place: line.needs for line in view.lines if line.needs} == {
        20: ExplanationKind.PROGRESS,
        21: ExplanationKind.PROGRESS,
    }
    assert view.freeze_refusal is not None
    assert ("explain", 20) in needs(office, ROMANENKO)
    office.do(ROMANENKO, c.ExplainItem(plan_id=office.plan_id, place=20, text="Анализ готов наполовину."))
    assert ("explain", 20) not in needs(office, ROMANENKO)
    office.finish(20)
    office.bring_to_approvers(21)
    assert not review(office).may_freeze
    at(office, "2022-01-20")
    assert review(office).may_freeze
    office.do(COORDINATOR, c.FreezeReport(plan_id=office.plan_id))
    frozen = review(office)
    assert frozen.frozen_at is not None
    assert (frozen.may_freeze, frozen.on_time, frozen.due, frozen.not_executed) == (False, 20, 21, 0)
    assert frozen.lines[20].result_text == "На рассмотрении, представлен 01.12.2021"
    office.sign(EFIMOVA, outcome=Outcome.EXECUTED)
    assert review(office).lines == frozen.lines
    office.engine.execute(c.SubmitReport(plan_id=office.plan_id, report_sha256="ab" * 32, size=1000), SYSTEM)
    office.sign(SHESTAKOV)
    task = office.task_of(EFIMOVA)
    with office.database.read() as conn:
        assert queries.sign_off_view(conn, task.id, today(office)).report_sha256 == "ab" * 32
    office.sign(EFIMOVA)
    closed = review(office)
    assert (closed.plan.state, closed.is_open, closed.submission and closed.submission.state.value) == (
        PlanState.CLOSED,
        False,
        "accepted",
    )
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []


def test_what_is_open_on_the_closing_date_is_not_executed(office: Office) -> None:
    at(office, "2021-12-01")
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), SYSTEM)
    at(office, "2022-01-20")
    office.do(COORDINATOR, c.FreezeReport(plan_id=office.plan_id))
    frozen = review(office)
    assert (frozen.on_time, frozen.due, frozen.not_executed, frozen.late) == (0, 21, 21, 0)
    assert {line.result_text for line in frozen.lines} == {"Не исполнен"}
    office.engine.execute(c.SubmitReport(plan_id=office.plan_id, report_sha256="ab" * 32, size=1000), SYSTEM)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    item = brief(office, 3)
    assert (item.state, item.state_text, item.is_overdue, item.waits_for) == (
        ItemState.PLANNED,
        "Не исполнен",
        False,
        (),
    )
    assert needs(office, NAZEMKINA) == needs(office, SHESTAKOV) == []
