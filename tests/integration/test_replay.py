"""Rule 37: the ledger against the tables."""

from datetime import date

import pytest
from sqlalchemy import update

from config.database import Database
from models.states import DecisionKind, ItemState, Outcome
from tests.integration.office import EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import NAZEMKINA, on_both
from workflow import commands as c
from workflow.replay import replay
from workflow.rows import DECISION, ITEM, SUBMISSION


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Office:
    """The office on SQLite; with `on_both` also on PostgreSQL."""
    database: Database = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_database")
    return Office(database).ready()


@on_both
def test_s37_replaying_the_ledger_gives_the_tables(office: Office) -> None:
    office.finish(3)
    office.bring_to_approvers(4)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Приложите справку целиком.")
    office.do(NAZEMKINA, c.ExplainItem(plan_id=office.plan_id, place=4, text="Ждём печать."))
    office.do(
        EFIMOVA, c.ReopenItem(plan_id=office.plan_id, place=3, reason="Ошибка в справке.", due_on=date(2021, 4, 1))
    )
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []


def test_s37_a_table_changed_behind_the_ledger_is_found(office: Office) -> None:
    office.finish(3)
    office.bring_to_approvers(4)
    with office.database.write() as conn:
        conn.execute(update(ITEM).where(ITEM.c.place == 3).values(outcome=Outcome.PARTLY))
        conn.execute(update(ITEM).where(ITEM.c.place == 4).values(state=ItemState.APPROVED))
        conn.execute(update(ITEM).where(ITEM.c.place == 5).values(version=7))
        conn.execute(update(SUBMISSION).where(SUBMISSION.c.number == 1).values(manifest=b"{}"))
        conn.execute(update(DECISION).values(person_id=office.person(NAZEMKINA)))
    with office.database.read() as conn:
        differences = replay(conn, office.plan_id)
    for what in ("item/3 outcome", "item/4", "item/5", "the stored manifest has another digest", "decision of entry"):
        assert any(what in line for line in differences), what
