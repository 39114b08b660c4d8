"""Rule 37: a word that is in no list is a difference that names its column, not a row that cannot be read."""

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, text

from config.database import Database
from models.columns import EnumText
from models.states import TokenScope
from tests.integration.office import Office
from tests.integration.reading import NAZEMKINA
from tests.integration.replaying import at_work
from workflow import commands as c
from workflow.queries.tokens import TOKEN
from workflow.replay import replay
from workflow.replay_deployment import replay_deployment
from workflow.replay_enums import EXPLANATION, WARNING
from workflow.rows import DECISION, ITEM, PERSON, PLAN, SUBMISSION, TASK

NOON = datetime(2021, 1, 21, 6, tzinfo=UTC)
TABLES = (PLAN, ITEM, SUBMISSION, TASK, DECISION, EXPLANATION, WARNING, PERSON, TOKEN)


class _Undone(Exception):
    """Takes an edit back."""


def differences_after(conn: Connection, plan_id: int, table: str, column: str) -> list[str]:
    """What both replays say while the column holds another word; it is taken back."""
    found: list[str] = []
    try:
        with conn.begin_nested():
            conn.execute(text(f"UPDATE {table} SET {column} = 'good'"))
            found = replay(conn, plan_id) + replay_deployment(conn)
            raise _Undone
    except _Undone:
        return found


def test_s37_a_word_that_is_in_no_list_is_named_whatever_column_holds_it(sqlite_database: Database) -> None:
    office = at_work(Office(sqlite_database).ready())
    office.do(NAZEMKINA, c.ExplainItem(plan_id=office.plan_id, place=4, text="Ждём печать."))
    token = {"person_id": 1, "name": "Учёт", "scope": TokenScope.READ, "secret_sha256": b"a" * 32}
    columns = [
        (table.name, column.name) for table in TABLES for column in table.columns if isinstance(column.type, EnumText)
    ]
    assert len(columns) >= 15
    with office.database.write() as conn:
        conn.execute(insert(TOKEN).values(issued_at=NOON, expires_at=NOON, **token))
        conn.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        try:
            missed = [
                (table, column)
                for table, column in columns
                if not any(
                    line.startswith(table) and f"{column}: the table holds «good»" in line
                    for line in differences_after(conn, office.plan_id, table, column)
                )
            ]
        finally:
            conn.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
    assert missed == []
