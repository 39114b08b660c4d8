"""The register of requests of an item that is done «По запросу», and the report that it makes."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from config.database import Database
from models.states import ItemState
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from workflow import commands as c
from workflow.errors import InvalidCommand, NotFound, NotYourTurn, TransitionNotAllowed
from workflow.queries import item_view
from workflow.replay import replay
from workflow.rows import SUBMISSION
from workflow.views import ItemView

PLACE = 9  # «По запросу»
LEAD, CO_EXECUTOR = "Романенко С.А.", "Наземкина Е.А."


@pytest.fixture
def office(database: Database) -> Office:
    office = Office(database).ready()
    office.start(PLACE)
    return office


def register(office: Office, by: str = LEAD, day: date = date(2021, 1, 20), place: int = PLACE) -> None:
    command = c.RegisterRequest(
        plan_id=office.plan_id, place=place, received_on=day, sender="ОО № 11", subject="Рекомендации по ВПР."
    )
    office.do(by, command)


def answer(office: Office, number: int = 1, day: date = date(2021, 1, 21), evidence: int | None = None) -> None:
    command = c.AnswerRequest(
        plan_id=office.plan_id, place=PLACE, number=number, answered_on=day, answer="Направлены.", evidence_id=evidence
    )
    office.do(CO_EXECUTOR, command)


def view(office: Office) -> ItemView:
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []
        return item_view(conn, office.plan_id, PLACE, office.engine.today())


def signed(office: Office) -> dict[str, object]:
    with office.database.read() as conn:
        newest = select(SUBMISSION.c.manifest).order_by(SUBMISSION.c.id.desc()).limit(1)
        return dict(json.loads(conn.execute(newest).scalar_one()))


def test_who_works_on_the_item_or_coordinates_keeps_the_register_and_nobody_else(office: Office) -> None:
    register(office, LEAD)
    register(office, CO_EXECUTOR)
    register(office, COORDINATOR)
    with pytest.raises(NotYourTurn):
        register(office, EFIMOVA)
    with pytest.raises(TransitionNotAllowed, match="«По запросу»"):
        register(office, "Наземкина Е.А.", place=3)
    assert [each.number for each in view(office).requests] == [1, 2, 3]


def test_dates_are_not_in_the_future_and_an_answer_is_not_before_its_request(office: Office) -> None:
    with pytest.raises(InvalidCommand, match="ещё не наступила"):
        register(office, day=date(2021, 1, 22))
    register(office, day=date(2021, 1, 21))
    with pytest.raises(InvalidCommand, match="ещё не наступила"):
        answer(office, day=date(2021, 1, 22))
    with pytest.raises(InvalidCommand, match="раньше запроса"):
        answer(office, day=date(2021, 1, 20))
    with pytest.raises(NotFound, match="Запроса № 2"):
        answer(office, number=2)
    with pytest.raises(InvalidCommand, match="Такого документа"):
        answer(office, evidence=999)


def test_requests_must_be_answered_or_the_shortfall_explained_and_the_report_holds_them(office: Office) -> None:
    register(office)
    register(office)
    evidence_id = office.add(PLACE).evidence_id
    answer(office, evidence=evidence_id)
    with pytest.raises(TransitionNotAllowed, match="запрос № 1"):
        office.do(LEAD, c.RemoveEvidence(plan_id=office.plan_id, place=PLACE, evidence_id=evidence_id or 0))
    with pytest.raises(InvalidCommand, match="Нет ответа на запросы: № 2"):
        office.submit(PLACE)
    with pytest.raises(InvalidCommand, match="снимите отметку"):
        office.submit(PLACE, no_requests=True)
    office.submit(PLACE, shortfall_reason="Срок ответа на второй запрос не истёк.")
    with pytest.raises(TransitionNotAllowed, match="сейчас не меняется"):
        answer(office, number=2)
    requests = signed(office)["requests"]
    assert isinstance(requests, list)
    assert [(each["number"], each["answered_on"]) for each in requests] == [(1, "2021-01-21"), (2, None)]
    first, second = view(office).requests
    assert first.answer_file is not None
    assert (first.answer_file.id, second.answered_on) == (evidence_id, None)


def test_that_no_request_came_executes_the_item_without_a_file(office: Office) -> None:
    with pytest.raises(InvalidCommand, match="Приложите"):
        office.submit(PLACE)
    office.submit(PLACE, no_requests=True)
    shown = view(office).brief.progress
    assert (shown.is_without_requests, shown.falls_short, shown.percent) == (True, False, 100)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert office.item(PLACE).state is ItemState.APPROVED
    assert view(office).brief.progress.is_without_requests


def test_only_an_item_on_request_is_executed_by_no_requests(office: Office) -> None:
    office.start(3)
    with pytest.raises(InvalidCommand, match="только по пункту «По запросу»"):
        office.submit(3, no_requests=True)


def test_an_answer_is_corrected_by_saying_it_again(office: Office) -> None:
    register(office)
    answer(office)
    answer(office, day=date(2021, 1, 20))
    (request,) = view(office).requests
    assert request.answered_on == date(2021, 1, 20)
