"""What the reads of plans and items show after the engine's own commands.

Where the SQL could mean different things to the two databases, the test runs on both.
"""

from datetime import date

import pytest

from models.states import DecisionKind, PlanState
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import NAZEMKINA, TWENTY_FOUR, at, brief, counted, on_both, today
from workflow import commands as c
from workflow import queries
from workflow.errors import NotFound


def test_a_plan_shows_its_items_by_place_and_its_organisations(office: Office) -> None:
    with office.database.read() as conn:
        view = queries.plan_view(conn, office.plan_id, today(office))
        (listed,) = queries.list_plans(conn)
    assert [item.place for item in view.items] == list(range(1, 22))
    assert len(view.organisations) == TWENTY_FOUR
    assert (listed.state, listed.state_text) == (PlanState.ACTIVE, "действует")
    assert view.coordinator.name == COORDINATOR
    assert view.activation is not None
    assert [task.decision is not None for task in view.activation.tasks] == [True, True]
    assert all(warning.resolution is not None for warning in view.warnings)


@on_both
def test_a_plan_is_read_in_as_many_statements_whatever_its_items_do(office: Office) -> None:
    with office.database.read() as conn, counted(conn) as before:
        queries.plan_view(conn, office.plan_id, today(office))
    for place in (2, 3, 4, 5):
        office.bring_to_approvers(place)
    with office.database.read() as conn, counted(conn) as after:
        queries.plan_view(conn, office.plan_id, today(office))
    assert len(after) == len(before) <= 20


def test_what_does_not_exist_is_not_found(office: Office) -> None:
    with office.database.read() as conn:
        for read in (
            lambda: queries.plan_view(conn, 99, today(office)),
            lambda: queries.item_view(conn, office.plan_id, 99, today(office)),
            lambda: queries.item_view(conn, 99, 1, today(office)),
            lambda: queries.sign_off_view(conn, 10**6, today(office)),
            lambda: queries.decision_view(conn, 10**6),
            lambda: queries.review_view(conn, 99, today(office)),
            lambda: queries.person_view(conn, 10**6),
            lambda: queries.person_by_name(conn, "Никто Н.Н."),
            lambda: queries.allowed_commands(conn, office.plan_id, 99, 1, today(office)),
            lambda: queries.can_decide(conn, 1, 10**6, today(office)),
        ):
            with pytest.raises(NotFound):
                read()


@pytest.mark.parametrize(
    ("day", "is_overdue", "days_late", "days_left"),
    [
        ("2021-02-24", False, 0, 2),
        ("2021-02-26", False, 0, 0),
        # Sunday 28 February is the deadline, so on Saturday nobody is late.
        ("2021-02-27", False, 0, 0),
        ("2021-02-28", False, 0, 0),
        ("2021-03-01", True, 1, 0),
        ("2021-03-03", True, 3, 0),
    ],
)
def test_lateness_counts_working_days_from_the_control_date(
    office: Office, day: str, is_overdue: bool, days_late: int, days_left: int
) -> None:
    at(office, day)
    item = brief(office, 3)
    assert item.control_date == date(2021, 2, 26)
    assert item.due_on == item.effective_due_on == date(2021, 2, 28)
    assert (item.is_overdue, item.days_late, item.days_left) == (is_overdue, days_late, days_left)


def test_submitting_stops_the_lead_s_clock_and_the_approver_is_waited_for(office: Office) -> None:
    assert [one.name for one in brief(office, 3).waits_for] == [NAZEMKINA]
    at(office, "2021-02-26")
    office.bring_to_approvers(3)
    at(office, "2021-03-10")
    item = brief(office, 3)
    assert (item.state_text, item.is_overdue, item.days_late, item.days_left) == ("На согласовании", False, 0, None)
    assert [one.name for one in item.waits_for] == [SHESTAKOV]
    office.sign(SHESTAKOV)
    item = brief(office, 3)
    assert (item.state_text, [one.name for one in item.waits_for]) == ("На утверждении", [EFIMOVA])
    office.sign(EFIMOVA)
    item = brief(office, 3)
    assert (item.state_text, item.was_on_time, item.executed_on) == (
        "Исполнен, снят с контроля",
        True,
        date(2021, 2, 26),
    )
    assert item.waits_for == ()


def test_an_item_that_was_done_late_says_by_how_much(office: Office) -> None:
    at(office, "2021-03-03")
    office.finish(3)
    item = brief(office, 3)
    assert (item.was_on_time, item.is_overdue, item.days_late) == (False, False, 3)


def test_a_returned_item_is_in_rework_until_it_is_reopened_or_submitted_again(office: Office) -> None:
    office.bring_to_approvers(4)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Приложите справку целиком.")
    assert (brief(office, 4).state_text, brief(office, 4).returns) == ("На доработке", 1)
    office.submit(4)
    office.do(NAZEMKINA, c.Withdraw(plan_id=office.plan_id, place=4))
    assert brief(office, 4).state_text == "На доработке"
    office.submit(4)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    office.do(
        EFIMOVA, c.ReopenItem(plan_id=office.plan_id, place=4, reason="Ошибка в справке.", due_on=date(2021, 4, 1))
    )
    item = brief(office, 4)
    assert (item.state_text, item.effective_due_on, item.due_on) == ("В работе", date(2021, 4, 1), date(2021, 2, 28))


def test_shown_units_are_those_submitted_and_the_target_without_a_count_is_one(office: Office) -> None:
    office.start(3)
    office.add(3, units=4)
    assert (brief(office, 3).shown, brief(office, 3).target) == (4, 7)
    office.add(3, units=2)
    office.submit(3, shortfall_reason="Школа 112 на карантине.")
    assert brief(office, 3).shown == 6
    assert brief(office, 4).target == 1
    assert (brief(office, 17).target_percent, brief(office, 17).shown_percent) == (100, None)


def test_a_submission_shows_what_was_frozen_when_the_file_is_gone_since(office: Office) -> None:
    office.start(4)
    first = office.add(4).evidence_id
    office.submit(4)
    office.do(NAZEMKINA, c.Withdraw(plan_id=office.plan_id, place=4))
    assert first is not None
    office.do(NAZEMKINA, c.RemoveEvidence(plan_id=office.plan_id, place=4, evidence_id=first))
    second = office.add(4).evidence_id
    office.submit(4)
    with office.database.read() as conn:
        view = queries.item_view(conn, office.plan_id, 4, today(office))
    assert [[file.id for file in one.evidence] for one in view.submissions] == [[first], [second]]
    assert [file.id for file in view.evidence] == [second]
    assert view.submissions[0].evidence[0].uploaded_by.name == NAZEMKINA
    assert [one.state.value for one in view.submissions] == ["withdrawn", "open"]
    assert view.route == view.submissions[-1].tasks
    assert [(task.step, task.steps, task.is_last_step) for task in view.route] == [(1, 2, False), (2, 2, True)]


@pytest.mark.parametrize("is_submitted", [False, True])
def test_a_skipped_step_is_told_before_and_after_the_submission(office: Office, is_submitted: bool) -> None:
    if is_submitted:
        office.bring_to_approvers(2)
    with office.database.read() as conn:
        view = queries.item_view(conn, office.plan_id, 2, today(office))
        other = queries.item_view(conn, office.plan_id, 3, today(office))
    assert view.route_note is not None
    assert SHESTAKOV in view.route_note
    assert "совмещение ролей исполнителя и согласующего" in view.route_note
    assert ("пропускается" in view.route_note) is not is_submitted
    assert view.brief.state_text == ("На утверждении" if is_submitted else "Запланирован")
    assert other.route_note is None


@on_both
def test_the_history_of_an_item_holds_its_own_entries_alone(office: Office) -> None:
    office.bring_to_approvers(2)
    office.bring_to_approvers(20)
    office.sign(SHESTAKOV)
    with office.database.read() as conn:
        history = queries.item_history(conn, office.plan_id, 2)
        longer = queries.item_history(conn, office.plan_id, 20)
        corrected = queries.item_history(conn, office.plan_id, 10)
    assert [line.action for line in history] == [
        "item:adopted",
        "item:started",
        "item:evidence_added",
        "item:submitted",
    ]
    assert [line.who for line in history] == [EFIMOVA, SHESTAKOV, SHESTAKOV, SHESTAKOV]
    assert longer[-1].text == "Отчёт № 1. Согласовано, этап 1 из 2"
    assert [line.action for line in corrected] == ["plan:warning_settled", "item:adopted"]


@on_both
def test_the_ledger_is_paged_newest_first(office: Office) -> None:
    office.start(3)
    with office.database.read() as conn:
        everything = queries.ledger_lines(conn, office.plan_id, limit=10_000)
        first = queries.ledger_lines(conn, office.plan_id, limit=10)
        second = queries.ledger_lines(conn, office.plan_id, before=first[-1].seq, limit=10)
        own = queries.deployment_lines(conn, limit=1000)
    seqs = [line.seq for line in everything]
    assert seqs == list(range(len(seqs) - 1, -1, -1))
    assert [line.seq for line in first + second] == seqs[:20]
    assert first[0].text == "Пункт принят в работу"
    assert everything[-1].text == "План загружен: 21 пункт"
    assert everything[-1].who == "Система"
    assert own[-1].text == "Открыт журнал системы"
