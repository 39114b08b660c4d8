"""A document that writes a known person's name a little otherwise is taken, and asks whether it is the same person."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from config.database import Database
from config.plan_draft import PlanDraft
from config.plan_file import read_plan
from models.states import Resolution, WarningCode
from tests.integration.amending import responsible
from tests.integration.office import COORDINATOR, PLAN_FILE, Office
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import ChangeItem
from workflow.doubt_rows import WARNING
from workflow.replay import replay
from workflow.rows import PERSON

OTHERWISE = "Нaземкина  Е.А."  # the second letter is Latin
KNOWN = "Наземкина Е.А."


def draft() -> PlanDraft:
    """The plan, in which item 3 names its lead otherwise than the others do."""
    raw: dict[str, Any] = read_plan(PLAN_FILE).model_dump()
    raw["items"][2] |= {"responsible": [OTHERWISE], "lead": OTHERWISE}
    return PlanDraft.model_validate(raw)


@pytest.fixture
def office(database: Database) -> Office:
    office = Office(database)
    office.plan_id = office.engine.execute(c.ImportPlan(draft=draft(), source_sha256="ab" * 32), SYSTEM).plan_id or 0
    return office


def doubts(office: Office) -> list[Any]:
    with office.database.read() as conn:
        return list(conn.execute(select(WARNING).where(WARNING.c.code == WarningCode.NAME_READS_ALIKE)))


def test_the_plan_is_taken_and_the_doubt_asks_whether_it_is_the_same_person(office: Office) -> None:
    (doubt,) = doubts(office)
    assert (doubt.proposal, doubt.item_id) == (KNOWN, office.item(3).id)
    assert "Пока это одно лицо. Если это так, примите как есть. Если это другой человек, добавьте его" in doubt.message
    assert responsible(office, 3) == [(KNOWN, True)]
    with office.database.read() as conn:
        named = select(func.count()).where(PERSON.c.name.like("Н%земкина%"))
        assert conn.execute(named.select_from(PERSON)).scalar_one() == 1
    accepted = c.SettleWarning(
        plan_id=office.plan_id, warning_id=doubt.id, resolution=Resolution.ACCEPTED, reason="Описка в документе."
    )
    office.do(COORDINATOR, accepted)
    office.settle_everything().activate()
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []


def test_another_person_is_added_under_a_name_that_differs_and_named_instead(office: Office) -> None:
    other = "Наземкина Елена Андреевна"
    office.engine.execute(c.AddPerson(name=other, email="other@omsk-edu.example"), SYSTEM)
    change = ChangeItem(place=3, responsible=(other,), lead=other)
    office.do(COORDINATOR, c.CorrectDraft(plan_id=office.plan_id, reason="Это другой человек.", changes=(change,)))
    assert responsible(office, 3) == [(other, True)]
    assert {row.resolution for row in doubts(office)} <= {Resolution.CORRECTED}
    assert responsible(office, 4)[0] == (KNOWN, True)
    office.settle_everything().activate()
    assert office.item(3).due_on == date(2021, 2, 28)
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []
