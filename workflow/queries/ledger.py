"""The ledger in words: of a whole plan, newest first, or of one item, oldest first."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, or_, select

from audit.ledger import ENTRY
from workflow.actions import Action
from workflow.conflicts import OF_ITEM
from workflow.queries.names import NamesThen
from workflow.transaction import plan_ledger
from workflow.views import HistoryLine
from workflow.wording.actions import action_text

SYSTEM = "Система"


def ledger_lines(
    conn: Connection, plan_id: int, *, before: int | None = None, limit: int = 50
) -> tuple[HistoryLine, ...]:
    """The plan's newest entries, at most `limit`, those with a seq below `before`."""
    return _lines(conn, select(ENTRY.c.body).where(ENTRY.c.ledger_id == plan_ledger(plan_id)), before, limit)


def deployment_lines(conn: Connection, *, before: int | None = None, limit: int = 50) -> tuple[HistoryLine, ...]:
    """The same of the deployment's ledger: people, substitutions, PINs, sign-ins."""
    return _lines(conn, select(ENTRY.c.body).where(ENTRY.c.ledger_id == "deployment"), before, limit)


def item_history(conn: Connection, plan_id: int, place: int) -> tuple[HistoryLine, ...]:
    """All that happened to one item and its submissions, oldest first."""
    wanted = (
        select(ENTRY.c.body)
        .where(
            ENTRY.c.ledger_id == plan_ledger(plan_id),
            or_(
                _holds(conn, f'"object":"item/{place}"'),
                *(_holds(conn, f'"object":"submission/{subject}/{place}/') for subject in OF_ITEM),
                _holds(conn, f'"place":{place},'),
                _holds(conn, f'"place":{place}}}'),
            ),
        )
        .order_by(ENTRY.c.seq)
    )
    bodies = [json.loads(body) for body in conn.execute(wanted).scalars()]
    return history_lines(conn, [body for body in bodies if _is_about(body, place)])


def replacements_since(conn: Connection, plan_id: int, seq: int) -> list[tuple[int, int]]:
    """Who was replaced as an approver by whom in a plan after an entry, oldest first."""
    wanted = select(ENTRY.c.body).where(
        ENTRY.c.ledger_id == plan_ledger(plan_id),
        ENTRY.c.seq > seq,
        _holds(conn, f'"action":"{Action.APPROVER_REPLACED.value}"'),
    )
    told = [json.loads(body)["data"] for body in conn.execute(wanted.order_by(ENTRY.c.seq)).scalars()]
    return [(data["before"]["person"], data["after"]["person"]) for data in told]


def _is_about(body: dict[str, Any], place: int) -> bool:
    """The item itself, a submission of it, or the plan where the entry names the item's place (a correction)."""
    about = body["object"]
    if about == "plan":
        return bool(body.get("data", {}).get("place") == place)
    submissions = tuple(f"submission/{subject}/{place}/" for subject in OF_ITEM)
    return bool(about == f"item/{place}" or about.startswith(submissions))


def history_lines(conn: Connection, bodies: Iterable[dict[str, Any]]) -> tuple[HistoryLine, ...]:
    """Entries in words, in their order, people by the names that they had then."""
    names = NamesThen(conn)
    return tuple(_line(body, names) for body in bodies)


def _line(body: dict[str, Any], names: NamesThen) -> HistoryLine:
    at = datetime.fromisoformat(body["ts"])
    then = names.at(at)
    return HistoryLine(
        seq=body["seq"],
        at=at,
        who=_actor_name(body["actor"], then),
        text=action_text(body, then),
        action=body["action"],
        object=body["object"],
        body=body,
    )


def _lines(conn: Connection, wanted: Select[Any], before: int | None, limit: int) -> tuple[HistoryLine, ...]:
    if before is not None:
        wanted = wanted.where(ENTRY.c.seq < before)
    bodies = conn.execute(wanted.order_by(ENTRY.c.seq.desc()).limit(limit)).scalars()
    return history_lines(conn, [json.loads(body) for body in bodies])


def _holds(conn: Connection, text: str) -> ColumnElement[bool]:
    """Whether an entry's bytes hold this text; canonical JSON writes a key and its value in one way only."""
    needle = literal(text.encode())
    if conn.dialect.name == "postgresql":
        return func.pg_catalog.position(ENTRY.c.body, needle) > 0
    return func.instr(ENTRY.c.body, needle) > 0


def _actor_name(actor: str, names: Mapping[int, str]) -> str:
    kind, _, number = actor.partition("/")
    return names.get(int(number), actor) if kind == "person" and number.isdecimal() else SYSTEM
