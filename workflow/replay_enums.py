"""Columns of words from a list (states, kinds, outcomes) that hold what is in no list: no row of them can be read."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Connection, String, Table, select, true, type_coerce

from models.columns import EnumText
from models.plans import Explanation, PlanWarning
from workflow.queries.tokens import TOKEN
from workflow.rows import DECISION, ITEM, PAPER, PERSON, PLAN, SUBMISSION, TASK

EXPLANATION: Table = Explanation.__table__  # type: ignore[attr-defined]
WARNING: Table = PlanWarning.__table__  # type: ignore[attr-defined]


def unknown_of_plan(conn: Connection, plan_id: int) -> list[str]:
    """What of a plan holds an unknown word, a line each; nothing can be compared until there is none."""
    items = select(ITEM.c.id).where(ITEM.c.plan_id == plan_id)
    submissions = select(SUBMISSION.c.id).where(SUBMISSION.c.plan_id == plan_id)
    of_plan: Mapping[Table, ColumnElement[bool]] = {
        PLAN: PLAN.c.id == plan_id,
        ITEM: ITEM.c.plan_id == plan_id,
        SUBMISSION: SUBMISSION.c.plan_id == plan_id,
        TASK: TASK.c.submission_id.in_(submissions),
        DECISION: DECISION.c.submission_id.in_(submissions),
        PAPER: PAPER.c.submission_id.in_(submissions),
        EXPLANATION: EXPLANATION.c.item_id.in_(items),
        WARNING: WARNING.c.plan_id == plan_id,
    }
    return [line for table, rows in of_plan.items() for line in _unknown(conn, table, rows)]


def unknown_of_people(conn: Connection) -> list[str]:
    """The same of people and their tokens."""
    return [line for table in (PERSON, TOKEN) for line in _unknown(conn, table, true())]


def _unknown(conn: Connection, table: Table, rows: ColumnElement[bool]) -> Iterable[str]:
    for column in table.columns:
        if not isinstance(column.type, EnumText):
            continue
        known = [member.value for member in column.type.enum]
        text = type_coerce(column, String)
        found = select(table.c.id, text.label("word")).where(rows, text.not_in(known)).order_by(table.c.id)
        for row in conn.execute(found):
            yield f"{table.name} {row.id} {column.name}: the table holds «{row.word}», which is none of its words"
