"""What the tests of the replay share: an office at work, edits behind the ledger, and what both replays say of them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.sql.base import Executable

from models.states import DecisionKind
from tests.integration.office import SHESTAKOV, Office
from workflow.replay import replay
from workflow.replay_deployment import replay_deployment
from workflow.rows import ITEM, SUBMISSION

Edit = tuple[str, Executable]


class _Undone(Exception):
    """Takes an edit back."""


def differences_after(office: Office, edit: Executable) -> list[str]:
    """What both replays say while the edit stands; it is taken back."""
    found: list[str] = []
    try:
        with office.database.write() as conn:
            conn.execute(edit)
            found = replay(conn, office.plan_id) + replay_deployment(conn)
            raise _Undone
    except _Undone:
        return found


def unfound(office: Office, edits: Iterator[Edit]) -> list[str]:
    """Which edits no line tells of. Each is named by what its line must hold."""
    missed = []
    for what, edit in edits:
        lines = differences_after(office, edit)
        if not any(what in line for line in lines):
            missed.append(f"{what} ({edit}): {lines}")
    return missed


def at_work(office: Office) -> Office:
    """Item 3 is approved, item 4 waits for its second signature, item 5 was returned."""
    office.finish(3)
    office.bring_to_approvers(4)
    office.sign(SHESTAKOV)
    office.bring_to_approvers(5)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Приложите справку целиком.")
    return office


def item_id(place: int) -> Any:
    return select(ITEM.c.id).where(ITEM.c.place == place).scalar_subquery()


def submission_id(place: int) -> Any:
    return select(SUBMISSION.c.id).where(SUBMISSION.c.item_id == item_id(place)).scalar_subquery()
