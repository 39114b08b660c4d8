"""Nobody gets power over a decision by the back door: through codes, substitutes, successors, look-alike names."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from config.database import Database
from models.states import PersonRole, TaskState
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, START, Office
from tests.integration.reading import NAZEMKINA, ROMANENKO
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.errors import ConflictOfInterest, InvalidCommand, NotYourTurn
from workflow.queries import item_view
from workflow.replay import replay
from workflow.replay_deployment import replay_deployment
from workflow.rows import ITEM, PERSON, TASK

DAY = date(2021, 1, 21)
DEPUTY, FRIEND = "Петренко А.А.", "Сидорова О.О."


@pytest.fixture
def office(sqlite_database: Database) -> Office:
    office = Office(sqlite_database).ready()
    known(office, DEPUTY)
    known(office, FRIEND)
    return office


def known(office: Office, name: str, role: PersonRole = PersonRole.MEMBER) -> int:
    command = c.AddPerson.model_validate({"name": name, "email": "one@omsk-edu.example", "role": role.value})
    return office.engine.execute(command, SYSTEM).person_id or 0


def stands_in(office: Office, absent: str, by: str, *, who: str, first: date = DAY, days: int = 10) -> None:
    command = c.AddSubstitution(
        absent_id=office.person(absent), substitute_id=office.person(by), starts_on=first,
        ends_on=first + timedelta(days=days - 1), order_number="12-к", order_date=DAY,
    )  # fmt: skip
    office.do(who, command)


def handed(office: Office, command: type[c.ReplaceApprover] | type[c.ReplaceCoordinator], to: str, **ids: int) -> None:
    order = {"reason": "Перевод.", "order_number": "30-к", "order_date": DAY}
    office.do(
        COORDINATOR,
        command.model_validate({"plan_id": office.plan_id, "successor_id": office.person(to)} | order | ids),
    )


@pytest.mark.parametrize("role", [PersonRole.OPERATOR, PersonRole.INSPECTOR, PersonRole.COORDINATOR])
def test_s11_a_coordinator_has_no_power_over_who_stands_above_their_plan(office: Office, role: PersonRole) -> None:
    person = known(office, "Особый О.О.", role)
    for command in (
        c.IssueActivationCode(person_id=person),
        c.ChangePerson(person_id=person, email="other@omsk-edu.example"),
        c.InviteToEnrol(person_id=person),
        c.DeactivatePerson(person_id=person, reason="Уволен."),
        c.RevokeBrowsers(person_id=person),
    ):
        with pytest.raises(NotYourTurn):
            office.do(COORDINATOR, command)
    for absent, by in ((ROMANENKO, "Особый О.О."), ("Особый О.О.", DEPUTY)):
        with pytest.raises(NotYourTurn):
            stands_in(office, absent, by, who=COORDINATOR)
    assert office.engine.execute(c.IssueActivationCode(person_id=person), SYSTEM).secret


def test_s07_nobody_removes_an_approver_by_making_them_their_own_substitute(office: Office) -> None:
    with pytest.raises(InvalidCommand, match=r"Шестаков В\.В\. согласует пункты .* и ещё \d+: назначьте другого"):
        stands_in(office, NAZEMKINA, SHESTAKOV, who=NAZEMKINA)
    with pytest.raises(InvalidCommand, match=r"Ефимова.* согласует"):
        stands_in(office, ROMANENKO, EFIMOVA, who=COORDINATOR, first=DAY + timedelta(days=30))
    stands_in(office, NAZEMKINA, DEPUTY, who=NAZEMKINA)
    # Neither does the substitute, by having the approver stand in for themselves.
    with pytest.raises(InvalidCommand, match=r"Шестаков.* согласует"):
        stands_in(office, DEPUTY, SHESTAKOV, who=DEPUTY)
    with office.database.read() as conn:
        assert replay_deployment(conn) == []


def test_s07_a_coordinator_does_not_become_an_approver_through_a_chain_of_substitutes(office: Office) -> None:
    stands_in(office, DEPUTY, COORDINATOR, who=DEPUTY, first=DAY + timedelta(days=9))
    stands_in(office, FRIEND, DEPUTY, who=FRIEND)
    for by in (DEPUTY, FRIEND):
        with pytest.raises(NotYourTurn, match="самого себя"):
            stands_in(office, EFIMOVA, by, who=COORDINATOR)
        with pytest.raises(ConflictOfInterest, match="замещает"):
            handed(office, c.ReplaceApprover, by, person_id=office.person(EFIMOVA))
    stands_in(office, EFIMOVA, DEPUTY, who=COORDINATOR, days=9)
    with pytest.raises(ConflictOfInterest, match="замещает"):
        handed(office, c.ReplaceCoordinator, DEPUTY)


def test_s07_a_coordinator_is_neither_a_lead_s_manager_who_decides_nor_stands_in_for_one(office: Office) -> None:
    route = [
        {"verb": "acknowledge", "approvers": [], "roles": ["lead_manager"], "mode": "all", "term": 2},
        {"verb": "approve", "approvers": [office.person(EFIMOVA)], "mode": "all", "term": 2},
    ]
    with office.database.write() as conn:
        conn.execute(update(ITEM).where(ITEM.c.place == 3).values(chain=route))
        conn.execute(update(PERSON).where(PERSON.c.name == NAZEMKINA).values(manager_id=office.person(FRIEND)))
    with pytest.raises(ConflictOfInterest, match="как руководитель ответственных исполнителей"):
        handed(office, c.ReplaceCoordinator, FRIEND)
    stands_in(office, FRIEND, DEPUTY, who=FRIEND, first=DAY + timedelta(days=9))
    with pytest.raises(ConflictOfInterest, match=r"Петренко А\.А\. замещает .*Сидорова О\.О\."):
        handed(office, c.ReplaceCoordinator, DEPUTY)


def test_s07_a_substitution_is_not_recorded_backwards(office: Office) -> None:
    with pytest.raises(InvalidCommand, match="задним числом"):
        stands_in(office, SHESTAKOV, DEPUTY, who=COORDINATOR, first=DAY - timedelta(days=1))
    stands_in(office, SHESTAKOV, DEPUTY, who=COORDINATOR)


def test_s07_who_stood_in_for_a_minute_after_local_midnight_stood_in(office: Office) -> None:
    half_past_midnight = datetime(2021, 1, 21, 18, 30, tzinfo=UTC)
    office.move_to(half_past_midnight)
    stands_in(office, NAZEMKINA, FRIEND, who=NAZEMKINA, first=DAY + timedelta(days=1))
    office.do(FRIEND, c.StartItem(plan_id=office.plan_id, place=3))
    office.do(NAZEMKINA, c.EndSubstitution(substitution_id=1, reason="Вышла на работу."))
    with pytest.raises(ConflictOfInterest):
        handed(office, c.ReplaceApprover, FRIEND, person_id=office.person(SHESTAKOV))


def test_s07_what_was_taken_back_before_it_began_leaves_nobody_conflicted(office: Office) -> None:
    stands_in(office, NAZEMKINA, FRIEND, who=NAZEMKINA, first=DAY + timedelta(days=1))
    office.do(NAZEMKINA, c.EndSubstitution(substitution_id=1, reason="Отпуск отменён."))
    office.move_to(START + timedelta(days=2))
    handed(office, c.ReplaceApprover, FRIEND, person_id=office.person(SHESTAKOV))


@pytest.mark.parametrize("name", ["Eфимова Л.Г.", "Ефимова\u200b Л.Г.", "ефимова  Л.Г.", "Ефимова Л.Г\u00ad."])
def test_s11_a_name_that_reads_like_another_s_is_refused(office: Office, name: str) -> None:
    with pytest.raises(InvalidCommand, match="уже есть в списке"):
        office.do(COORDINATOR, c.AddPerson(name=name))
    with pytest.raises(InvalidCommand, match="уже есть в списке"):
        office.do(COORDINATOR, c.ChangePerson(person_id=office.person(FRIEND), name=name))


def test_a_person_s_own_name_may_be_written_otherwise(office: Office) -> None:
    office.do(COORDINATOR, c.ChangePerson(person_id=office.person("Ковалёва И.П."), name="Ковалева И.П."))
    office.person("Ковалева И.П.")


def test_s07_who_was_replaced_gets_no_task_back_by_disowning(office: Office) -> None:
    office.bring_to_approvers(3)
    decision = office.sign(SHESTAKOV).decision_id
    handed(office, c.ReplaceApprover, DEPUTY, person_id=office.person(SHESTAKOV))
    handed(office, c.ReplaceApprover, FRIEND, person_id=office.person(DEPUTY))
    office.do(SHESTAKOV, c.DisownDecision(decision_id=decision or 0))
    with office.database.read() as conn:
        waits = conn.execute(select(TASK.c.approver_id, TASK.c.acting_id).where(TASK.c.state == TaskState.OPEN)).all()
        assert replay(conn, office.plan_id) == []
    assert [tuple(row) for row in waits] == [(office.person(FRIEND), office.person(FRIEND))]
    office.sign(FRIEND)
    office.sign(EFIMOVA)
    with office.database.read() as conn:
        assert item_view(conn, office.plan_id, 3, DAY).submissions[0].tasks[-1].decision is not None
        assert replay(conn, office.plan_id) == []
