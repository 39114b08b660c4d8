"""Замещение: what may be set, and where open tasks, letters and links go when it begins and ends."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from config.database import Database
from models.states import DecisionKind, NoticeKind
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import NAZEMKINA, ROMANENKO, at, needs, on_both
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.errors import AlreadyDecided, CommandRefused, ConflictOfInterest, InvalidCommand, NotYourTurn
from workflow.queries import can_decide, item_view, waiting_for
from workflow.replay import replay
from workflow.replay_deployment import replay_deployment
from workflow.rows import DECISION, ITEM, TASK
from workflow.sweep import sweep
from workflow.transaction import NOTICE
from workflow.views import Receipt

DAY = date(2021, 1, 21)
DEPUTY, OTHER = "Петренко А.А.", "Сидорова О.О."


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Office:
    """The office on SQLite, with two deputies; with `on_both` also on PostgreSQL."""
    database: Database = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_database")
    office = Office(database).ready()
    for name, address in ((DEPUTY, "petrenko@omsk-edu.example"), (OTHER, "sidorova@omsk-edu.example")):
        office.engine.execute(c.AddPerson(name=name, email=address), SYSTEM)
    return office


def add(
    office: Office, absent: str, by: str, *, first: date = DAY, days: int = 10, who: str = COORDINATOR, **rest: Any
) -> Receipt:
    command = c.AddSubstitution(
        absent_id=office.person(absent),
        substitute_id=office.person(by),
        starts_on=first,
        ends_on=first + timedelta(days=days - 1),
        order_number="12-к",
        order_date=rest.get("order_date", DAY),
    )
    return office.do(who, command)


def end(office: Office, number: int = 1, who: str = COORDINATOR) -> Receipt:
    return office.do(who, c.EndSubstitution(substitution_id=number, reason="Вышел на работу раньше."))


def acting(office: Office, task_id: int) -> int:
    with office.database.read() as conn:
        return int(conn.execute(select(TASK.c.acting_id).where(TASK.c.id == task_id)).scalar_one())


def told(office: Office, kind: NoticeKind, name: str) -> int:
    with office.database.read() as conn:
        counted = select(func.count()).where(NOTICE.c.kind == kind, NOTICE.c.recipient_id == office.person(name))
        return int(conn.execute(counted).scalar_one())


def equal(office: Office) -> bool:
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []
        assert replay_deployment(conn) == []
    return True


@on_both
def test_an_open_task_goes_to_the_substitute_at_once_and_comes_back_when_it_ends(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    add(office, SHESTAKOV, DEPUTY, who=SHESTAKOV)
    assert acting(office, task.id) == office.person(DEPUTY)
    with office.database.read() as conn:
        assert waiting_for(conn, office.person(SHESTAKOV)) == ()
        assert waiting_for(conn, office.person(DEPUTY)) == (task.id,)
    assert told(office, NoticeKind.SIGN_REQUEST, DEPUTY) == 1
    assert told(office, NoticeKind.SUBSTITUTION, DEPUTY) == told(office, NoticeKind.SUBSTITUTION, SHESTAKOV) == 1
    requests = told(office, NoticeKind.SIGN_REQUEST, SHESTAKOV)
    end(office, who=SHESTAKOV)
    assert acting(office, task.id) == office.person(SHESTAKOV)
    assert told(office, NoticeKind.SIGN_REQUEST, SHESTAKOV) == requests + 1
    assert told(office, NoticeKind.SUBSTITUTION, DEPUTY) == 2
    with office.database.read() as conn:
        history = [line.text for line in item_view(conn, office.plan_id, 3, DAY).history]
    assert history[-2].endswith("решение принимает Петренко А.А. (и.о., замещает: Шестаков В.В.)")
    assert history[-1].endswith("решение принимает Шестаков В.В., замещение окончено: Петренко А.А.")
    assert equal(office)


def test_a_substitution_set_ahead_moves_tasks_on_its_days_alone(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    add(office, SHESTAKOV, DEPUTY, first=date(2021, 1, 25), days=2)
    for day, who in (
        ("2021-01-24", SHESTAKOV),
        ("2021-01-25", DEPUTY),
        ("2021-01-26", DEPUTY),
        ("2021-01-27", SHESTAKOV),
    ):
        at(office, day)
        moved = sweep(office.engine).moved
        assert (acting(office, task.id), sweep(office.engine).moved) == (office.person(who), 0)
        assert moved == (day in ("2021-01-25", "2021-01-27"))
    assert told(office, NoticeKind.SUBSTITUTION, DEPUTY) == 2
    assert equal(office)


def test_a_chain_of_substitutes_is_followed_and_mended_when_a_link_of_it_ends(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    add(office, SHESTAKOV, DEPUTY)
    add(office, DEPUTY, OTHER, who=DEPUTY)
    assert acting(office, task.id) == office.person(OTHER)
    end(office, 2)
    assert acting(office, task.id) == office.person(DEPUTY)
    decision = office.sign(DEPUTY).decision_id
    with office.database.read() as conn:
        view = item_view(conn, office.plan_id, 3, DAY).submissions[0].tasks[0].decision
    assert view is not None
    assert view.on_behalf_of is not None
    assert (view.id, view.person.name, view.on_behalf_of.name) == (decision, DEPUTY, SHESTAKOV)
    assert equal(office)


def test_a_task_that_the_substitute_may_not_decide_stays_and_the_coordinator_hears_once(office: Office) -> None:
    office.bring_to_approvers(3)
    office.bring_to_approvers(5)
    mine, free = (row.id for row in _open_tasks(office, SHESTAKOV))
    add(office, SHESTAKOV, NAZEMKINA)
    assert (acting(office, mine), acting(office, free)) == (office.person(SHESTAKOV), office.person(NAZEMKINA))
    sweep(office.engine)
    assert told(office, NoticeKind.REASSIGNED, COORDINATOR) == 1
    assert ("reassign", 3) in needs(office, COORDINATOR)
    end(office)
    assert ("reassign", 3) not in needs(office, COORDINATOR)
    assert equal(office)


def test_while_a_substitution_runs_the_absent_approver_decides_at_no_door(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    add(office, SHESTAKOV, DEPUTY)
    decision = c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)
    with pytest.raises(NotYourTurn) as refused:
        office.do(SHESTAKOV, decision)
    assert refused.value.message == (
        "По 30.01.2021 включительно за вас решает Петренко А.А., и.о. (приказ № 12-к от 21.01.2021). "
        "Если вы вышли раньше, прекратите замещение на своей странице «Мои замещения»: задача сразу вернётся к вам."
    )
    with office.database.read() as conn:
        assert not can_decide(conn, office.person(SHESTAKOV), task.id, DAY)
        assert can_decide(conn, office.person(DEPUTY), task.id, DAY)
    assert not any(kind == "sign" for kind, _ in needs(office, SHESTAKOV))
    end(office)
    assert office.do(SHESTAKOV, decision).text.startswith("Согласовано")
    assert equal(office)


def test_before_the_tasks_move_in_the_morning_the_substitution_is_resolved_all_the_same(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    add(office, SHESTAKOV, DEPUTY, first=date(2021, 1, 25), days=2)
    at(office, "2021-01-25")
    with pytest.raises(NotYourTurn, match=r"По 26\.01\.2021 включительно за вас решает Петренко"):
        office.do(SHESTAKOV, c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest))
    assert ("sign", 3) not in needs(office, SHESTAKOV)
    assert ("sign", 3) in needs(office, DEPUTY)


def test_a_substitute_takes_no_second_seat_of_one_route(office: Office) -> None:
    # Шестаков В.В. is responsible for items that Ефимова Л.Г. approves: she does not stand in for him.
    ids = {"person_id": office.person(SHESTAKOV), "successor_id": office.person(DEPUTY)}
    order = {"plan_id": office.plan_id, "reason": "Перевод.", "order_number": "30-к", "order_date": DAY}
    office.do(COORDINATOR, c.ReplaceApprover.model_validate(ids | order))
    office.bring_to_approvers(3)
    task = office.task_of(DEPUTY)
    add(office, DEPUTY, EFIMOVA)
    assert acting(office, task.id) == office.person(DEPUTY)
    # Who agreed in the first approver's place could not approve, and nobody else could.
    with pytest.raises(ConflictOfInterest, match="принимает решение на другом этапе"):
        office.do(EFIMOVA, c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest))
    office.sign(DEPUTY)
    office.sign(EFIMOVA)
    assert equal(office)


def test_a_step_that_opens_does_not_take_who_sits_in_a_later_one(office: Office) -> None:
    one = {"mode": "all", "term": 2, "alternate": None}
    route = [
        {"verb": verb, "approvers": [office.person(name)], **one}
        for verb, name in (("agree", SHESTAKOV), ("agree", DEPUTY), ("approve", EFIMOVA))
    ]
    with office.database.write() as conn:
        conn.execute(update(ITEM).where(ITEM.c.place == 5).values(chain=route))
    office.bring_to_approvers(5)
    add(office, DEPUTY, EFIMOVA, who=DEPUTY)
    office.sign(SHESTAKOV)
    office.sign(DEPUTY)
    assert office.sign(EFIMOVA).text.startswith("Утверждено")


def _open_tasks(office: Office, name: str) -> list[Any]:
    with office.database.read() as conn:
        return list(conn.execute(select(TASK).where(TASK.c.acting_id == office.person(name), TASK.c.state == "open")))


def test_what_may_not_be_set_is_refused_with_the_reason_and_leaves_no_trace(office: Office) -> None:
    add(office, SHESTAKOV, DEPUTY)
    add(office, OTHER, SHESTAKOV, first=date(2021, 3, 1), who=OTHER)
    office.engine.execute(c.AddPerson(name="Ушедшая У.У."), SYSTEM)
    office.engine.execute(c.DeactivatePerson(person_id=office.person("Ушедшая У.У."), reason="Уволена."), SYSTEM)
    refused = (
        ({"absent": SHESTAKOV, "by": OTHER, "first": DAY + timedelta(days=9)}, "уже замещается с 21.01.2021 по 30.01"),
        ({"absent": DEPUTY, "by": SHESTAKOV}, "Петренко А.А. → Шестаков В.В. → Петренко А.А. (21.01.2021)"),
        ({"absent": SHESTAKOV, "by": OTHER, "first": date(2021, 2, 20), "days": 20}, "(01.03.2021)"),
        ({"absent": EFIMOVA, "by": "Ушедшая У.У."}, "исключён из числа пользователей"),
        ({"absent": EFIMOVA, "by": OTHER, "order_date": DAY + timedelta(days=1)}, "Дата приказа ещё не наступила"),
        ({"absent": EFIMOVA, "by": OTHER, "first": DAY - timedelta(days=5), "days": 5}, "Этот срок уже прошёл"),
        ({"absent": EFIMOVA, "by": EFIMOVA}, "другое лицо"),
    )
    for wanted, reason in refused:
        with pytest.raises(InvalidCommand) as caught:
            add(office, who=wanted.get("absent", COORDINATOR), **wanted)  # type: ignore[arg-type]
        assert reason in caught.value.message
    with pytest.raises(NotYourTurn):
        add(office, EFIMOVA, OTHER, who=ROMANENKO)
    with pytest.raises(NotYourTurn):
        end(office, who=ROMANENKO)
    end(office, 2)
    with pytest.raises(CommandRefused, match="уже окончено"):
        end(office, 2)
    assert equal(office)


@on_both
def test_ending_a_substitution_against_the_substitutes_decision_has_one_outcome(office: Office) -> None:
    office.bring_to_approvers(3)
    add(office, SHESTAKOV, DEPUTY)
    task = office.task_of(DEPUTY)
    decide = c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)
    jobs: list[tuple[c.Command, str]] = [
        (decide, DEPUTY),
        (c.EndSubstitution(substitution_id=1, reason="Вышел на работу."), COORDINATOR),
        (decide, SHESTAKOV),
    ] * 3
    actors = [(command, office.actor(name)) for command, name in jobs]

    def run(job: tuple[c.Command, Any]) -> Receipt | CommandRefused:
        try:
            return office.engine.execute(*job)
        except CommandRefused as refusal:
            return refusal

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(run, actors))
    deciders = {answer.person_id for answer in answers if isinstance(answer, Receipt) and answer.decision_id}
    assert len(deciders) == 1
    with office.database.read() as conn:
        rows = conn.execute(select(DECISION).where(DECISION.c.task_id == task.id)).all()
    assert len(rows) == 1
    assert (rows[0].on_behalf_of_id is not None) == (rows[0].person_id == office.person(DEPUTY))
    losers = [answer for answer in answers if isinstance(answer, CommandRefused)]
    for loser in losers:
        assert isinstance(loser, AlreadyDecided | NotYourTurn) or "уже окончено" in loser.message
    assert equal(office)


def test_who_sets_a_substitute_without_a_pin_is_told_what_to_do(office: Office) -> None:
    said = add(office, EFIMOVA, DEPUTY).text
    assert said.endswith(f"У {DEPUTY} ещё нет ПИН-кода: отправьте приглашение и выдайте код активации.")
