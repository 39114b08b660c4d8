"""A route that is changed in use: signed by the old one, followed by what is sent from then on, on both databases."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from config.chain import ChainStep
from models.states import DecisionKind, ItemState, NoticeKind, SubmissionState, TaskState
from tests.integration.amending import (
    NAZEMKINA,
    REASON,
    ROGOVAYA,
    amend,
    no_difference,
    propose,
    submission,
    tasks,
    told,
)
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import on_both
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import AddOrganisation, CancelItem, ChangeChain, ChangeItem, RestoreItem
from workflow.errors import (
    ConflictOfInterest,
    InvalidCommand,
    PlanNotReady,
    StaleSubmission,
    TransitionNotAllowed,
)
from workflow.queries import item_view, ledger_lines
from workflow.rows import PLAN, SUBMISSION, TASK

DEPUTY = "Новикова Н.Н."


def step(verb: str, *names: str, **rest: Any) -> ChainStep:
    return ChainStep.model_validate({"verb": verb, "approvers": list(names)} | rest)


def route(place: int | None, *steps: ChainStep) -> ChangeChain:
    return ChangeChain(place=place, chain=steps)


LONGER = (step("agree", SHESTAKOV), step("agree", DEPUTY, term=3), step("approve", EFIMOVA))


@pytest.fixture
def office(office: Office) -> Office:
    """The office with a deputy who is responsible for nothing."""
    office.engine.execute(c.AddPerson(name=DEPUTY, email="deputy@omsk-edu.example"), SYSTEM)
    return office


def approvers(office: Office, submission_id: int | None) -> list[tuple[int, str]]:
    with office.database.read() as conn:
        rows = conn.execute(
            select(TASK.c.step, TASK.c.acting_id).where(TASK.c.submission_id == submission_id).order_by(TASK.c.step)
        ).all()
    names = {office.person(name): name for name in (SHESTAKOV, EFIMOVA, DEPUTY, NAZEMKINA, ROGOVAYA)}
    return [(row.step, names[row.acting_id]) for row in rows]


def plan_chain(office: Office) -> Any:
    with office.database.read() as conn:
        return conn.execute(select(PLAN.c.chain).where(PLAN.c.id == office.plan_id)).scalar_one()


@on_both
def test_new_reports_follow_the_new_route_and_running_ones_keep_theirs(office: Office) -> None:
    running = office.bring_to_approvers(3)
    version = office.item(3).version
    amend(office, route(None, *LONGER))
    assert [len(each["approvers"]) for each in plan_chain(office)] == [1, 1, 1]
    item = office.item(3)
    assert (item.state, item.version) == (ItemState.EVIDENCE_SUBMITTED, version)
    no_difference(office)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert office.item(3).state is ItemState.APPROVED
    assert len(approvers(office, running.submission_id)) == 2
    later = office.bring_to_approvers(4)
    assert approvers(office, later.submission_id) == [(1, SHESTAKOV), (2, DEPUTY), (3, EFIMOVA)]
    for name in (SHESTAKOV, DEPUTY, EFIMOVA):
        office.sign(name)
    assert office.item(4).state is ItemState.APPROVED
    no_difference(office)


@on_both
def test_one_item_gets_a_route_of_its_own_and_the_plans_again(office: Office) -> None:
    running = office.bring_to_approvers(3)
    version = office.item(3).version
    amend(office, route(3, step("approve", DEPUTY)))
    item = office.item(3)
    assert (item.state, item.version) == (ItemState.EVIDENCE_SUBMITTED, version + 1)
    assert [each["approvers"] for each in item.chain] == [[office.person(DEPUTY)]]
    assert submission(office, running).state is SubmissionState.OPEN
    no_difference(office)
    office.do(office.lead(3), c.Withdraw(plan_id=office.plan_id, place=3))
    again = office.submit(3)
    assert approvers(office, again.submission_id) == [(1, DEPUTY)]
    office.do(office.lead(3), c.Withdraw(plan_id=office.plan_id, place=3))
    amend(office, route(3))
    assert office.item(3).chain is None
    assert approvers(office, office.submit(3).submission_id) == [(1, SHESTAKOV), (2, EFIMOVA)]
    no_difference(office)


def test_who_sits_in_the_route_decides_and_who_is_responsible_does_not(office: Office) -> None:
    """Шестаков agrees in the plan's route and is responsible for items 1, 2, 7 and 21."""
    of_another = propose(office, route(3, step("agree", DEPUTY), step("approve", SHESTAKOV)))
    assert approvers(office, of_another.submission_id) == [(1, SHESTAKOV), (2, EFIMOVA)]
    assert TaskState.SKIPPED not in {task.state for task in tasks(office, of_another)}
    of_own = propose(office, route(7, step("approve", DEPUTY)))
    assert [task.state for task in tasks(office, of_own)] == [TaskState.SKIPPED, TaskState.OPEN]
    of_all = propose(office, route(None, *LONGER))
    assert [task.state for task in tasks(office, of_all)] == [TaskState.SKIPPED, TaskState.OPEN]
    assert office.person(NAZEMKINA) not in {task.acting_id for task in tasks(office, of_all)}


def test_a_route_that_could_never_finish_is_refused_with_the_number(office: Office) -> None:
    with pytest.raises(ConflictOfInterest, match=r"Пункт 1\. Некому принять последнее решение"):
        propose(office, route(None, step("approve", SHESTAKOV)))
    with pytest.raises(ConflictOfInterest, match=r"Пункт 7\. "):
        propose(office, route(7, step("approve", SHESTAKOV)))
    with pytest.raises(ConflictOfInterest, match=r"Пункт 1\. На этапе 1 нужно решений: 2"):
        propose(office, route(None, step("agree", SHESTAKOV, DEPUTY, mode={"quorum": 2}), step("approve", EFIMOVA)))
    with pytest.raises(ConflictOfInterest, match="Изменения и отчёт плана"):
        propose(office, route(None, step("approve", COORDINATOR)))
    both = propose(
        office, route(7, step("approve", DEPUTY)), ChangeItem(place=7, responsible=(SHESTAKOV, ROGOVAYA), lead=ROGOVAYA)
    )
    assert submission(office, both).state is SubmissionState.OPEN


def test_a_route_names_people_in_use_whom_letters_reach(office: Office) -> None:
    with pytest.raises(InvalidCommand, match=r"нет лица «Никто Н\.Н\.»"):
        propose(office, route(3, step("approve", "Никто Н.Н.")))
    office.engine.execute(c.AddPerson(name="Тихая Т.Т."), SYSTEM)
    with pytest.raises(InvalidCommand, match="нет адреса электронной почты"):
        propose(office, route(3, step("approve", "Тихая Т.Т.")))
    with pytest.raises(InvalidCommand, match="не отличается"):
        propose(office, route(3))
    with pytest.raises(InvalidCommand, match="назван дважды"):
        propose(office, route(3, step("approve", DEPUTY)), route(3, step("approve", EFIMOVA)))


def test_a_route_is_in_one_open_amendment_at_a_time_and_one_that_moved_is_stale(office: Office) -> None:
    first = propose(office, route(None, *LONGER))
    with pytest.raises(TransitionNotAllowed, match="Маршрут согласования плана уже меняет изменение № 1"):
        propose(office, route(None, step("approve", EFIMOVA)))
    assert submission(office, propose(office, route(3, step("approve", DEPUTY)))).number == 2
    with office.database.write() as conn:
        conn.execute(update(PLAN).values(chain=plan_chain(office)[1:]))
    task = next(task for task in tasks(office, first) if task.state is TaskState.OPEN)
    decision = c.Decide(task_id=task.id, kind=DecisionKind.APPROVE, digest=submission(office, first).digest)
    with pytest.raises(StaleSubmission, match="Маршрут согласования плана изменился"):
        office.do(EFIMOVA, decision)


def test_what_was_changed_is_told(office: Office) -> None:
    amend(office, route(3, step("agree", DEPUTY, term=3), step("approve", EFIMOVA)))
    with office.database.read() as conn:
        (change,) = item_view(conn, office.plan_id, 3, office.engine.today()).amendments
        lines = [line.text for line in ledger_lines(conn, office.plan_id)]
    assert [(field.label, field.before) for field in change.fields] == [("маршрут согласования", "как у плана")]
    assert change.fields[0].after == (
        f"Согласование — {DEPUTY} (3 рабочих дня); Утверждение — {EFIMOVA} (2 рабочих дня)"
    )
    assert any("Установлен маршрут согласования пункта (изменение № 1)" in line for line in lines)
    assert DEPUTY in told(office, NoticeKind.PLAN_AMENDED)


def test_an_organisation_is_listed_and_may_be_named_at_once(office: Office) -> None:
    new = AddOrganisation.model_validate({"organisation": {"code": "25", "name": "СОШ № 25"}})
    codes = tuple(office.item(4).organisations)
    amend(office, new, ChangeItem(place=4, organisations=(*codes, "25")))
    assert office.item(4).organisations == [*codes, "25"]
    with pytest.raises(InvalidCommand, match="уже есть в списке"):
        propose(office, new)
    no_difference(office)


@on_both
def test_a_cancelled_item_comes_back_with_a_new_clock(office: Office) -> None:
    office.bring_to_approvers(3)
    amend(office, CancelItem(place=3))
    before = office.item(3)
    assert before.next_rung_on is None
    amend(office, RestoreItem(place=3))
    item = office.item(3)
    assert (item.state, item.due_on, item.version) == (ItemState.PLANNED, before.due_on, before.version + 1)
    assert item.clock_id != before.clock_id
    assert item.next_rung_on is not None
    with pytest.raises(TransitionNotAllowed, match="и так в плане"):
        propose(office, RestoreItem(place=3))
    office.start(3)
    office.submit(3)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert office.item(3).state is ItemState.APPROVED
    no_difference(office)


def test_a_draft_sets_routes_at_once(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    with sqlite_template.fresh(tmp_path) as database:
        office = Office(database).import_plan().settle_everything()
        office.engine.execute(c.AddPerson(name=DEPUTY, email="deputy@omsk-edu.example"), SYSTEM)
        chain = (step("agree", DEPUTY), step("approve", EFIMOVA))

        def set_chain(place: int | None, *steps: ChainStep) -> None:
            office.do(COORDINATOR, c.SetChain(plan_id=office.plan_id, place=place, chain=steps, reason=REASON))

        set_chain(3, *chain)
        assert len(office.item(3).chain) == 2
        with pytest.raises(ConflictOfInterest, match=r"Пункт 7\. "):
            set_chain(7, step("approve", SHESTAKOV))
        with pytest.raises(InvalidCommand, match="не отличается"):
            set_chain(5)
        set_chain(4, *chain)
        set_chain(4)
        assert office.item(4).chain is None
        office.activate()
        no_difference(office)
        report = office.bring_to_approvers(3)
        assert approvers(office, report.submission_id) == [(1, DEPUTY), (2, EFIMOVA)]
        with pytest.raises(PlanNotReady):
            set_chain(5, *chain)
        with office.database.read() as conn:
            subjects = conn.execute(select(SUBMISSION.c.subject)).scalars().all()
        assert len(subjects) == 2
