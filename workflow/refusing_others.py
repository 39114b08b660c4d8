"""Who may do what somebody else tried: the refusal names them, so that the person knows whom to ask."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Row, select

from workflow.errors import NotYourTurn
from workflow.rows import PERSON


def names_text(conn: Connection, people: Collection[int | None]) -> str:
    """«Ефимова Л.Г., Шестаков В.В.» in the order of the alphabet; «не назначен» where there is nobody."""
    known = select(PERSON.c.name).where(PERSON.c.id.in_([each for each in people if each is not None]))
    return ", ".join(conn.execute(known.order_by(PERSON.c.name)).scalars()) or "не назначен"


def workers_alone(conn: Connection, responsible: Iterable[int], coordinator_id: int | None) -> NotYourTurn:
    """What those responsible for an item do with it, or the plan's coordinator."""
    return NotYourTurn(
        f"Это действие доступно исполнителям пункта ({names_text(conn, tuple(responsible))}) и ответственному за "
        f"контроль исполнения плана ({names_text(conn, {coordinator_id})}). Обратитесь к ним."
    )


def coordinators_alone(conn: Connection, plan: Row[Any], what: str) -> NotYourTurn:
    """«Изменения плана предлагает ответственный за контроль исполнения плана (Ковалёва И.П.). Обратитесь к нему.»"""
    name = names_text(conn, {plan.coordinator_id})
    return NotYourTurn(f"{what} ответственный за контроль исполнения плана ({name}). Обратитесь к нему.")
