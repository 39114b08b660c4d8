"""What the tests of decisions on paper share: sheets, and the days on which they take effect."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from models.states import DecisionKind, Outcome
from tests.integration.office import Office
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.replay import replay
from workflow.rows import PAPER

TODAY = date(2021, 1, 21)  # a Thursday
SCAN = "ab" * 32
OPERATOR, STAND_IN = "Операторова О.О.", "Кузнецова Н.М."


def sheet(**changes: Any) -> dict[str, Any]:
    return {"sha256": SCAN, "name": "Лист 5.pdf", "size": 1000, "media_type": "application/pdf"} | changes


def paper_of(office: Office, name: str, **changes: Any) -> c.RegisterPaper:
    """The sheet on which this person decided their newest open task as its step asks."""
    task = office.task_of(name)
    is_final = task.verb.value == "approve" and task.subject.value == "item"
    values = {
        "task_id": task.id,
        "kind": DecisionKind(task.verb.value),
        "digest": task.digest,
        "outcome": Outcome.EXECUTED if is_final else None,
        "sheet": sheet(),
        "number": "5",
        "signed_on": TODAY,
        "original_at": "Приёмная, папка 3",
    }
    return c.RegisterPaper.model_validate(values | changes)


def papers(office: Office) -> list[Any]:
    with office.database.read() as conn:
        return list(conn.execute(select(PAPER).order_by(PAPER.c.id)))


def on_its_day(office: Office, days: int = 4) -> None:
    office.move_to(office.clock.now() + timedelta(days=days))


def differences(office: Office) -> list[str]:
    with office.database.read() as conn:
        return replay(conn, office.plan_id)


def stands_in(office: Office, absent: str, substitute: str, first: date, last: date) -> None:
    """A substitution that nobody of the plan records themselves."""
    about = {"absent_id": office.person(absent), "substitute_id": office.person(substitute)}
    order = {"starts_on": first, "ends_on": last, "order_number": "12-к", "order_date": TODAY}
    office.engine.execute(c.AddSubstitution.model_validate(about | order), SYSTEM)
