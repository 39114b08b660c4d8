"""Routes of more than two steps: acknowledgement, quorum, roles, conditions, interim reports, a reserve."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from config.database import Database
from config.plan_draft import PlanDraft
from config.plan_file import plan_source_sha256, read_plan
from models.states import DecisionKind, ItemState, Outcome, SubmissionState, TaskState
from tests.integration.office import COORDINATOR, EFIMOVA, PLAN_FILE, SHESTAKOV, Office
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.errors import CommandRefused, InvalidCommand
from workflow.queries import item_view
from workflow.replay import replay
from workflow.rows import ITEM, SUBMISSION, TASK

EXPERTS = ["Белова Б.Б.", "Громов Г.Г.", "Дроздова Д.Д."]
MANAGER = "Начальников Н.Н."
ROUTE: list[dict[str, Any]] = [
    {"verb": "acknowledge", "approvers": [], "roles": ["lead_manager"]},
    {"verb": "agree", "approvers": EXPERTS, "mode": {"quorum": 2}, "term": 5},
    {"verb": "agree", "approvers": [SHESTAKOV], "when": "is_short"},
    {"verb": "approve", "approvers": [], "roles": ["final_approver"], "interim": True},
]
PLACE = 3


def office_with(database: Database, route: list[dict[str, Any]], *, place: int = PLACE) -> Office:
    """The real plan, one of whose items has its own route."""
    told = read_plan(PLAN_FILE).model_dump(mode="json")
    told["items"][place - 1]["chain"] = route
    lead = told["items"][place - 1]["lead"]
    addressed = [*told["people"], *({"name": name, "email": f"p{n}@office.example"} for n, name in enumerate(EXPERTS))]
    told["people"] = [
        person | ({"manager": MANAGER} if person["name"] == lead else {})
        for person in (*addressed, {"name": MANAGER, "email": "manager@office.example"})
    ]
    office = Office(database)
    command = c.ImportPlan(draft=PlanDraft.model_validate(told), source_sha256=plan_source_sha256(PLAN_FILE))
    office.plan_id = office.engine.execute(command, SYSTEM).plan_id or 0
    return office.settle_everything().activate()


def route_of(office: Office) -> list[tuple[int, str]]:
    """Step and state of each task of the newest report."""
    with office.database.read() as conn:
        newest = select(SUBMISSION.c.id).order_by(SUBMISSION.c.id.desc()).limit(1).scalar_subquery()
        rows = conn.execute(select(TASK.c.step, TASK.c.state).where(TASK.c.submission_id == newest).order_by(TASK.c.id))
        return [(row.step, row.state.value) for row in rows]


def report_state(office: Office, number: int) -> SubmissionState:
    with office.database.read() as conn:
        return SubmissionState(
            conn.execute(
                select(SUBMISSION.c.state)
                .join(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
                .where(ITEM.c.place == PLACE, SUBMISSION.c.number == number)
            ).scalar_one()
        )


def differences(office: Office) -> list[str]:
    with office.database.read() as conn:
        return replay(conn, office.plan_id)


def test_a_long_route_runs_step_by_step_and_the_ledger_tells_it(database: Database) -> None:
    office = office_with(database, ROUTE)
    office.bring_to_approvers(PLACE)
    assert route_of(office) == [
        (1, "open"),
        (2, "pending"),
        (2, "pending"),
        (2, "pending"),
        (3, "skipped"),
        (4, "pending"),
    ]
    task = office.task_of(MANAGER)
    with pytest.raises(InvalidCommand, match="только знакомятся"):
        office.do(
            MANAGER, c.Decide(task_id=task.id, kind=DecisionKind.RETURN, digest=task.digest, comment="Не согласен.")
        )
    office.sign(MANAGER)
    assert office.item(PLACE).state is ItemState.AGREED
    late = office.task_of(EXPERTS[2])
    office.sign(EXPERTS[0])
    office.sign(EXPERTS[1])
    assert route_of(office)[3] == (2, "voided")
    with pytest.raises(CommandRefused):
        office.do(EXPERTS[2], c.Decide(task_id=late.id, kind=DecisionKind.AGREE, digest=late.digest))
    assert differences(office) == []
    office.sign(EFIMOVA)
    assert office.item(PLACE).state is ItemState.APPROVED
    assert differences(office) == []


def test_a_condition_that_holds_keeps_its_step(database: Database) -> None:
    office = office_with(database, ROUTE)
    office.start(PLACE)
    office.add(PLACE, units=1)
    office.submit(PLACE, shortfall_reason="Остальные визиты перенесены.")
    assert (3, "pending") in route_of(office)
    assert differences(office) == []


def test_an_interim_report_leaves_the_item_in_work_and_its_clock_as_it_was(database: Database) -> None:
    office = office_with(database, ROUTE)
    office.start(PLACE)
    office.add(PLACE, units=1)
    clock = office.item(PLACE).clock_id
    office.submit(PLACE, is_partial=True)
    waiting = office.item(PLACE)
    assert (waiting.clock_id, waiting.first_submitted_on) == (clock, None)
    assert waiting.next_rung_on is not None, "an interim report hides nobody's delay"
    office.move_to(datetime(2021, 3, 5, 3, 0, tzinfo=UTC))
    with office.database.read() as conn:
        assert item_view(conn, office.plan_id, PLACE, office.engine.today()).brief.is_overdue
    for name in (MANAGER, EXPERTS[0], EXPERTS[1], SHESTAKOV):
        office.sign(name)
    with pytest.raises(InvalidCommand, match="Итог указывается только при утверждении"):
        office.sign(EFIMOVA)
    office.sign(EFIMOVA, outcome=None)
    item = office.item(PLACE)
    assert (item.state, item.outcome, item.clock_id) == (ItemState.IN_PROGRESS, None, clock)
    assert item.next_rung_on is not None
    assert report_state(office, 1) is SubmissionState.ACCEPTED
    assert differences(office) == []
    office.add(PLACE, units=6)
    office.submit(PLACE)
    for name in (MANAGER, EXPERTS[0], EXPERTS[1], EFIMOVA):
        office.sign(name)
    assert office.item(PLACE).state is ItemState.APPROVED
    assert differences(office) == []


def test_a_route_that_does_not_say_so_takes_no_interim_report(database: Database) -> None:
    office = Office(database).ready()
    office.start(PLACE)
    office.add(PLACE)
    with pytest.raises(InvalidCommand, match="не допускает промежуточных отчётов"):
        office.submit(PLACE, is_partial=True)


def test_the_reserve_sits_in_where_the_alternate_is_responsible_too(database: Database) -> None:
    """Item 2 is Шестаков's and a co-executor's: the alternate of the first step is the one, the reserve neither."""
    responsible = read_plan(PLAN_FILE).items[1].responsible
    other = next(name for name in responsible if name != SHESTAKOV)
    step = {"verb": "agree", "approvers": [SHESTAKOV], "alternate": other, "reserve": EXPERTS[0]}
    office = office_with(database, [step, {"verb": "approve", "approvers": [EFIMOVA]}], place=2)
    office.bring_to_approvers(2)
    assert office.task_of(EXPERTS[0]).state is TaskState.OPEN
    office.sign(EXPERTS[0])
    office.sign(EFIMOVA)
    assert office.item(2).state is ItemState.APPROVED
    assert differences(office) == []


def test_a_role_that_nobody_holds_leaves_its_step_out(database: Database) -> None:
    """Nobody is the lead's manager here; the coordinator's role is always held."""
    route: list[dict[str, Any]] = [
        {"verb": "agree", "approvers": [], "roles": ["lead_manager"]},
        {"verb": "agree", "approvers": [], "roles": ["coordinator"]},
        {"verb": "approve", "approvers": [EFIMOVA]},
    ]
    told = read_plan(PLAN_FILE).model_dump(mode="json")
    told["items"][PLACE - 1]["chain"] = route
    office = Office(database)
    command = c.ImportPlan(draft=PlanDraft.model_validate(told), source_sha256=plan_source_sha256(PLAN_FILE))
    office.plan_id = office.engine.execute(command, SYSTEM).plan_id or 0
    office.settle_everything().activate()
    office.bring_to_approvers(PLACE)
    assert route_of(office) == [(1, "skipped"), (2, "open"), (3, "pending")]
    office.sign(COORDINATOR)
    office.sign(EFIMOVA)
    assert office.item(PLACE).state is ItemState.APPROVED
    assert differences(office) == []


def test_each_of_two_last_approvers_says_the_outcome_and_the_ledger_keeps_both(database: Database) -> None:
    last = {"verb": "approve", "approvers": [SHESTAKOV, EFIMOVA]}
    office = office_with(database, [last])
    office.bring_to_approvers(PLACE)
    office.sign(SHESTAKOV)
    assert office.item(PLACE).state is ItemState.AGREED
    assert differences(office) == []
    office.sign(EFIMOVA)
    assert office.item(PLACE).state is ItemState.APPROVED
    assert differences(office) == []


def test_who_decides_last_together_gives_one_outcome(database: Database) -> None:
    """A shortfall that one of them found is not overruled by the other's later «исполнен»."""
    route: list[dict[str, Any]] = [{"verb": "approve", "approvers": [EXPERTS[0], EFIMOVA], "mode": "all"}]
    office = office_with(database, route)
    office.bring_to_approvers(PLACE)
    office.sign(EXPERTS[0], outcome=Outcome.PARTLY, comment="Двух визитов нет.")
    with pytest.raises(InvalidCommand, match="указал\\(а\\) итог «исполнен частично», а итог у пункта один"):
        office.sign(EFIMOVA)
    office.sign(EFIMOVA, outcome=Outcome.PARTLY, comment="Согласна.")
    assert office.item(PLACE).outcome is Outcome.PARTLY
    assert differences(office) == []
