"""People come and go: out of use and back, another approver by an order, another name, another address."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from config.database import Database
from models.people import Alarm
from models.states import Assurance, ItemState, NoticeKind, TaskState
from tests.integration.office import COORDINATOR, EFIMOVA, PIN, SHESTAKOV, Office
from tests.integration.reading import NAZEMKINA, ROMANENKO, on_both
from workflow import commands as c
from workflow.actor import SYSTEM, Actor
from workflow.authentication import authenticate, open_session, session_person
from workflow.errors import (
    AuthenticationFailed,
    CommandRefused,
    ConflictOfInterest,
    InvalidCommand,
    NotYourTurn,
    PlanNotReady,
)
from workflow.queries import item_view, ledger_lines, plans_of
from workflow.queries.access import participants
from workflow.replay import replay
from workflow.replay_deployment import replay_deployment
from workflow.rows import ITEM, PERSON, PLAN, TASK
from workflow.transaction import NOTICE

DAY = date(2021, 1, 21)
HEIR = "Петренко А.А."
ALARM: Any = Alarm.__table__  # type: ignore[attr-defined]


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Office:
    """The office on SQLite, with one more person; with `on_both` also on PostgreSQL."""
    database: Database = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_database")
    office = Office(database).ready()
    office.engine.execute(c.AddPerson(name=HEIR, email="petrenko@omsk-edu.example"), SYSTEM)
    return office


def equal(office: Office) -> bool:
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []
        assert replay_deployment(conn) == []
    return True


def replaced(office: Office, person: str, heir: str = HEIR, by: Actor | None = None, **rest: Any) -> Any:
    command = c.ReplaceApprover(
        plan_id=office.plan_id,
        person_id=office.person(person),
        successor_id=office.person(heir),
        reason="Переход на другую работу.",
        order_number="30-к",
        order_date=rest.get("order_date", DAY),
    )
    return office.engine.execute(command, by or office.actor(COORDINATOR))


def deactivated(office: Office, name: str, by: Actor = SYSTEM) -> Any:
    return office.engine.execute(c.DeactivatePerson(person_id=office.person(name), reason="Уволен(а)."), by)


def notices(office: Office, kind: NoticeKind) -> list[Any]:
    with office.database.read() as conn:
        return list(conn.execute(select(NOTICE).where(NOTICE.c.kind == kind).order_by(NOTICE.c.id)))


@on_both
def test_a_successor_gets_what_is_open_and_pending_and_the_route_from_now_on(office: Office) -> None:
    office.bring_to_approvers(3)
    office.bring_to_approvers(4)
    office.sign(SHESTAKOV)
    open_task = office.task_of(EFIMOVA)
    receipt = replaced(office, EFIMOVA)
    assert receipt.text.startswith("Согласующий заменён: Ефимова Л.Г. → Петренко А.А., передано задач: 2.")
    assert receipt.text.endswith("У Петренко А.А. ещё нет ПИН-кода: отправьте приглашение и выдайте код активации.")
    with office.database.read() as conn:
        states = conn.execute(
            select(TASK.c.state, func.count()).where(TASK.c.approver_id == office.person(HEIR)).group_by(TASK.c.state)
        )
        assert dict(states.tuples().all()) == {TaskState.OPEN: 1, TaskState.PENDING: 1}
        assert conn.execute(select(TASK.c.state).where(TASK.c.id == open_task.id)).scalar_one() is TaskState.VOIDED
        chain = conn.execute(select(PLAN.c.chain)).scalar_one()
    assert chain[-1]["approvers"] == [office.person(HEIR)]
    assert equal(office)
    office.sign(HEIR)
    office.sign(SHESTAKOV)
    office.sign(HEIR)
    assert office.item(3).state is office.item(4).state is ItemState.APPROVED
    told = {(row.recipient_id, row.facts["what"]) for row in notices(office, NoticeKind.REASSIGNED)}
    assert told == {(office.person(name), "replaced") for name in (EFIMOVA, HEIR, SHESTAKOV, COORDINATOR)}
    with office.database.read() as conn:
        assert conn.execute(select(ALARM.c.code)).scalars().all() == ["approver_replaced"]
        line = next(line for line in ledger_lines(conn, office.plan_id) if line.action == "plan:approver_replaced")
    assert "Ефимова Л.Г. → Петренко А.А., приказ № 30-к от 21.01.2021, передано задач: 2" in line.text
    assert equal(office)


def test_an_item_with_its_own_route_follows_and_a_substitute_of_the_successor_signs(office: Office) -> None:
    own = [{"verb": "approve", "approvers": [office.person(EFIMOVA)], "mode": "all", "term": 2, "alternate": None}]
    with office.database.write() as conn:
        conn.execute(update(ITEM).where(ITEM.c.place == 5).values(chain=own))
    office.bring_to_approvers(5)
    office.engine.execute(c.AddPerson(name="Сидорова О.О.", email="sidorova@omsk-edu.example"), SYSTEM)
    office.do(
        COORDINATOR,
        c.AddSubstitution(
            absent_id=office.person(HEIR),
            substitute_id=office.person("Сидорова О.О."),
            starts_on=DAY,
            ends_on=DAY + timedelta(days=5),
            order_number="12",
            order_date=DAY,
        ),
    )
    replaced(office, EFIMOVA)
    assert office.item(5).chain == [{**own[0], "approvers": [office.person(HEIR)]}]
    office.sign("Сидорова О.О.")
    with office.database.read() as conn:
        decision = item_view(conn, office.plan_id, 5, DAY).submissions[0].tasks[-1].decision
    assert decision is not None
    assert decision.on_behalf_of is not None
    assert decision.on_behalf_of.name == HEIR


def test_nobody_becomes_an_approver_on_both_sides(office: Office) -> None:
    office.bring_to_approvers(4)
    with pytest.raises(ConflictOfInterest, match="пункты 5"):
        replaced(office, SHESTAKOV, ROMANENKO)
    with pytest.raises(ConflictOfInterest, match="уже состоит в этом маршруте"):
        replaced(office, SHESTAKOV, EFIMOVA)
    with pytest.raises(ConflictOfInterest, match="ведёт этот план"):
        replaced(office, SHESTAKOV, COORDINATOR, by=SYSTEM)
    with pytest.raises(NotYourTurn):
        replaced(office, SHESTAKOV, by=office.actor(EFIMOVA))
    with pytest.raises(InvalidCommand, match="не входит в маршруты"):
        replaced(office, ROMANENKO)
    with pytest.raises(InvalidCommand, match="Дата приказа"):
        replaced(office, SHESTAKOV, order_date=DAY + timedelta(days=1))
    office.engine.execute(c.AddPerson(name="Без Адреса Б.А."), SYSTEM)
    with pytest.raises(InvalidCommand, match="адрес"):
        replaced(office, SHESTAKOV, "Без Адреса Б.А.")
    assert equal(office)


def test_a_draft_s_approver_is_not_replaced_by_an_order(sqlite_database: Database) -> None:
    office = Office(sqlite_database).import_plan()
    office.engine.execute(c.AddPerson(name=HEIR, email="petrenko@omsk-edu.example"), SYSTEM)
    with pytest.raises(PlanNotReady):
        replaced(office, SHESTAKOV)


def test_what_a_person_holds_is_handed_over_before_they_go(office: Office) -> None:
    for name, held in (
        (COORDINATOR, "ведение плана 2021"),
        (EFIMOVA, "место в маршруте согласования плана 2021"),
        (NAZEMKINA, "плана 2021 (замените ответственного исполнителя изменением плана)"),
    ):
        with pytest.raises(CommandRefused, match="сначала передайте") as refused:
            deactivated(office, name)
        assert held in refused.value.message
    replaced(office, EFIMOVA)
    deactivated(office, EFIMOVA)
    with pytest.raises(CommandRefused, match="уже исключён"):
        deactivated(office, EFIMOVA)
    with pytest.raises(NotYourTurn):
        deactivated(office, COORDINATOR, office.actor(COORDINATOR))
    assert equal(office)


def test_s11_a_deactivated_person_is_shut_out_of_every_door_until_enrolled_anew(database: Database) -> None:
    office = Office(database).ready(with_pins=True)
    office.engine.execute(c.AddPerson(name=HEIR, email="petrenko@omsk-edu.example"), SYSTEM)
    person = office.person(HEIR)
    code = office.engine.execute(c.IssueActivationCode(person_id=person), SYSTEM).secret
    secret = open_session(office.engine, Actor(person, Assurance.PIN))
    assert session_person(office.engine, secret) == person
    deactivated(office, HEIR)
    assert session_person(office.engine, secret) is None
    with pytest.raises(AuthenticationFailed):
        authenticate(office.engine, person, pin=PIN)
    with pytest.raises(NotYourTurn, match="исключены"):
        office.do(HEIR, c.RevokeBrowsers(person_id=person))
    with office.database.read() as conn:
        row = conn.execute(select(PERSON).where(PERSON.c.id == person)).one()
        assert plans_of(conn, person) == ()
    assert (row.is_active, row.pin_hash, row.activation_code_hash) == (False, None, None)
    assert code is not None
    office.engine.execute(c.ReactivatePerson(person_id=person, reason="Принята вновь."), SYSTEM)
    assert session_person(office.engine, secret) is None
    assert equal(office)


def test_history_keeps_the_names_as_they_were(office: Office) -> None:
    office.bring_to_approvers(3)
    office.sign(SHESTAKOV)
    office.move_to(office.clock.now() + timedelta(days=1))
    office.do(
        COORDINATOR,
        c.ChangePerson(person_id=office.person(NAZEMKINA), name="Ильина Е.А.", position="начальник отдела"),
    )
    office.do(COORDINATOR, c.ChangePerson(person_id=office.person(SHESTAKOV), position="советник"))
    with pytest.raises(InvalidCommand, match="уже есть в списке"):
        office.do(COORDINATOR, c.ChangePerson(person_id=office.person("Ильина Е.А."), name=SHESTAKOV))
    with office.database.read() as conn:
        view = item_view(conn, office.plan_id, 3, DAY)
    assert view.brief.lead is not None
    assert view.brief.lead.name == "Ильина Е.А."
    submission = view.submissions[0]
    assert submission.submitted_by.name == NAZEMKINA
    assert {file.uploaded_by.name for file in submission.evidence} == {NAZEMKINA}
    assert {line.who for line in view.history if line.action == "item:submitted"} == {NAZEMKINA}
    decision = submission.tasks[0].decision
    assert decision is not None
    assert decision.person.position == "директор БОУ ДО г. Омска «ЦТРИГО «Перспектива»"
    assert equal(office)


def test_the_old_address_hears_that_it_was_changed(office: Office) -> None:
    with office.database.read() as conn:
        old = conn.execute(select(PERSON.c.email).where(PERSON.c.name == ROMANENKO)).scalar_one()
    office.do(COORDINATOR, c.ChangePerson(person_id=office.person(ROMANENKO), email="new@omsk-edu.example"))
    (notice,) = notices(office, NoticeKind.ADDRESS_CHANGED)
    assert (notice.recipient_id, notice.address, notice.plan_id) == (None, old, office.plan_id)


def test_who_has_a_part_in_a_plan_is_one_rule(office: Office) -> None:
    office.do(
        COORDINATOR,
        c.AddSubstitution(
            absent_id=office.person(SHESTAKOV),
            substitute_id=office.person(HEIR),
            starts_on=DAY,
            ends_on=DAY,
            order_number="12",
            order_date=DAY,
        ),
    )
    with office.database.read() as conn:
        everybody = conn.execute(select(PERSON.c.id)).scalars().all()
        with_a_part = {person for person in everybody if office.plan_id in plans_of(conn, person)}
        assert participants(conn, office.plan_id) == with_a_part
    assert office.person(HEIR) in with_a_part


def test_a_plan_is_given_to_another_coordinator_who_may_then_leave(office: Office) -> None:
    def handed(to: str, by: Actor) -> None:
        command = c.ReplaceCoordinator(
            plan_id=office.plan_id,
            successor_id=office.person(to),
            reason="Переход на другую работу.",
            order_number="31-к",
            order_date=DAY,
        )
        office.engine.execute(command, by)

    with pytest.raises(NotYourTurn):
        handed(HEIR, office.actor(EFIMOVA))
    with pytest.raises(ConflictOfInterest, match="состоит в маршруте"):
        handed(SHESTAKOV, office.actor(COORDINATOR))
    handed(HEIR, office.actor(COORDINATOR))
    with pytest.raises(NotYourTurn):
        office.do(COORDINATOR, c.InviteToEnrol(person_id=office.person(ROMANENKO)))
    office.do(HEIR, c.InviteToEnrol(person_id=office.person(ROMANENKO)))
    deactivated(office, COORDINATOR)
    told = {(row.recipient_id, row.facts["what"]) for row in notices(office, NoticeKind.REASSIGNED)}
    assert told == {(office.person(name), "coordinator") for name in (COORDINATOR, HEIR, SHESTAKOV, EFIMOVA)}
    assert equal(office)
