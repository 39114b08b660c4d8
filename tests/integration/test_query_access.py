"""Who may see what, and what a person may do there.

Where the SQL could mean different things to the two databases, the test runs on both.
"""

from datetime import date

import pytest
from sqlalchemy import update

from config.database import Database
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import NAZEMKINA, ROMANENKO, at, brief, commands, on_both, substitute, today
from workflow import commands as c
from workflow import queries
from workflow.actor import SYSTEM
from workflow.rows import PERSON


@pytest.fixture
def draft(sqlite_database: Database) -> Office:
    return Office(sqlite_database).import_plan()


def test_buttons_follow_the_state_and_the_person(office: Office) -> None:
    assert commands(office, 3, NAZEMKINA) == ["start", "request_extension", "acknowledge"]
    assert commands(office, 3, EFIMOVA) == commands(office, 3, COORDINATOR) == []
    office.start(3)
    assert commands(office, 3, NAZEMKINA) == ["submit", "request_extension", "acknowledge"]
    office.add(3, units=7)
    office.submit(3)
    assert commands(office, 3, NAZEMKINA) == ["withdraw"]
    assert commands(office, 3, SHESTAKOV) == ["decide_step", "return"]
    assert commands(office, 3, EFIMOVA) == []
    office.sign(SHESTAKOV)
    assert commands(office, 3, NAZEMKINA) == []
    assert commands(office, 3, EFIMOVA) == ["decide_last", "return"]
    office.sign(EFIMOVA)
    assert commands(office, 3, EFIMOVA) == ["reopen"]
    assert commands(office, 3, SHESTAKOV) == []


def test_a_draft_s_items_have_no_buttons(draft: Office) -> None:
    assert commands(draft, 3, NAZEMKINA) == []
    assert brief(draft, 3).waits_for == ()


def test_a_substitute_gets_the_buttons_and_whoever_is_responsible_never_decides(office: Office) -> None:
    substitute(office, SHESTAKOV, NAZEMKINA, date(2021, 1, 21), date(2021, 1, 31))
    office.bring_to_approvers(5)
    assert commands(office, 5, NAZEMKINA) == ["decide_step", "return"]
    task = office.task_of(NAZEMKINA)
    with office.database.read() as conn:
        for name, may in ((NAZEMKINA, True), (EFIMOVA, False), (ROMANENKO, False)):
            assert queries.can_decide(conn, office.person(name), task.id, today(office)) is may
    receipt = office.sign(NAZEMKINA)
    assert receipt.decision_id is not None
    with office.database.read() as conn:
        decision = queries.decision_view(conn, receipt.decision_id)
    assert decision.on_behalf_of is not None
    assert (decision.person.name, decision.on_behalf_of.name) == (NAZEMKINA, SHESTAKOV)
    assert decision.order == "приказ № 12 от 20.01.2021"


@on_both
def test_what_waits_for_an_approver_is_listed_oldest_first(office: Office) -> None:
    for day, place in (("2021-01-22", 5), ("2021-01-25", 3), ("2021-01-26", 4)):
        at(office, day)
        office.bring_to_approvers(place)
    with office.database.read() as conn:
        waiting = queries.waiting_for(conn, office.person(SHESTAKOV))
        view = queries.sign_off_view(conn, waiting[0], today(office))
    assert view.item is not None
    assert (view.item.place, view.submission.place, view.submission.number) == (5, 5, 1)
    assert view.next_task_ids == waiting[1:]
    assert len(waiting) == 3
    assert view.newer_task_id is None
    assert (view.coordinator.name, view.lead and view.lead.name) == (COORDINATOR, ROMANENKO)


@on_both
def test_a_void_task_leads_to_the_newer_one(office: Office) -> None:
    office.bring_to_approvers(3)
    old = office.task_of(SHESTAKOV)
    office.do(NAZEMKINA, c.Withdraw(plan_id=office.plan_id, place=3))
    office.submit(3)
    with office.database.read() as conn:
        view = queries.sign_off_view(conn, old.id, today(office))
        assert not queries.can_decide(conn, office.person(SHESTAKOV), old.id, today(office))
    assert view.newer_task_id == office.task_of(SHESTAKOV).id
    assert view.submission.state.value == "withdrawn"


@on_both
def test_s19_the_plan_is_open_to_who_has_a_part_in_it_and_to_nobody_else(office: Office) -> None:
    people = {
        name: office.engine.execute(c.AddPerson(name=name, role=role), SYSTEM).person_id  # type: ignore[arg-type]
        for name, role in (("Чужой Ч.Ч.", "member"), ("Проверяющий П.П.", "inspector"), ("Оператор О.О.", "operator"))
    }
    parts = (COORDINATOR, SHESTAKOV, EFIMOVA, NAZEMKINA, "Роговая М.В.", "Кузнецова Н.М.")
    with office.database.read() as conn:
        for name in parts:
            person = queries.person_by_name(conn, name).id
            assert queries.plans_of(conn, person) == (office.plan_id,)
            assert queries.may_see_item(conn, person, office.plan_id, 3)
        for name, may in (("Чужой Ч.Ч.", False), ("Проверяющий П.П.", True), ("Оператор О.О.", True)):
            person = people[name] or 0
            assert queries.may_see_plan(conn, person, office.plan_id) is may
            assert not queries.may_see_plan(conn, person, office.plan_id + 1)
            assert not queries.may_see_item(conn, person, office.plan_id, 99)
        assert queries.plans_of(conn, 10**6) == ()


def test_s19_a_substitute_sees_the_plan_and_a_deactivated_person_nothing(office: Office) -> None:
    deputy = office.engine.execute(c.AddPerson(name="Заместитель З.З.", email="zz@omsk.example"), SYSTEM).person_id
    assert deputy is not None
    substitute(office, EFIMOVA, "Заместитель З.З.", date(2021, 2, 1), date(2021, 2, 10))
    with office.database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.name == ROMANENKO).values(is_active=False))
    with office.database.read() as conn:
        assert queries.may_see_plan(conn, deputy, office.plan_id)
        assert not queries.may_see_plan(conn, deputy, office.plan_id, date(2021, 1, 31))
        assert queries.may_see_plan(conn, deputy, office.plan_id, date(2021, 2, 1))
        assert not queries.may_see_plan(conn, office.person(ROMANENKO), office.plan_id)
