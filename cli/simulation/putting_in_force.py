"""A plan that is not in force yet, put in force on the scratch database as its office would: settled, sent, signed."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select, update

from cli.simulation.scratch import ORIGIN, Scratch
from config.plan_draft import PlanDraft
from models.states import Assurance, PlanState, Resolution, Subject, SubmissionState
from workflow.actor import SYSTEM, Actor
from workflow.commands import ImportPlan, SettleWarning, SubmitActivation
from workflow.doubt_rows import WARNING
from workflow.rows import PERSON, SUBMISSION, plan_row

TAKEN_AS_IT_STANDS = "Для моделирования принято как есть."
NO_DOCUMENT = "0" * 64


@dataclass(frozen=True, slots=True)
class TakenForGranted:
    """What the simulation supposes: doubts taken as they stand, and by name who still needs an address."""

    doubts: int = 0
    without_address: tuple[str, ...] = ()


def import_draft(to: Scratch, draft: PlanDraft) -> int:
    """Store a plan file as a draft; gives the plan's number. Raises `CommandRefused`."""
    plan_id = to.parts.engine.execute(ImportPlan(draft=draft, source_sha256=NO_DOCUMENT), SYSTEM).plan_id
    assert plan_id is not None  # noqa: S101 - the receipt of an import names its plan
    return plan_id


def send_to_be_signed(to: Scratch, plan_id: int) -> TakenForGranted:
    """Take every open doubt as it stands and send the draft to its signers; nothing where the plan is in force.

    Raises `CommandRefused` with what the draft still lacks.
    """
    engine = to.parts.engine
    with to.parts.database.write() as conn:
        without_address = _address_everyone(conn)
    with to.parts.database.read() as conn:
        plan = plan_row(conn, plan_id)
        doubts = _open_doubts(conn, plan_id)
        is_sent = _is_sent(conn, plan_id)
    if plan.state is not PlanState.DRAFT or is_sent:
        return TakenForGranted(0, without_address)
    coordinator = Actor(plan.coordinator_id, Assurance.CLI)
    for doubt in doubts:
        engine.execute(
            SettleWarning(plan_id=plan_id, warning_id=doubt, resolution=Resolution.ACCEPTED, reason=TAKEN_AS_IT_STANDS),
            coordinator,
        )
    engine.execute(SubmitActivation(plan_id=plan_id, summary=TAKEN_AS_IT_STANDS), coordinator)
    return TakenForGranted(len(doubts), without_address)


def day_of_approval(year: int, approved_on: date | None, first_working_day: date) -> date:
    """The day on which a draft is put in force: that of its approval where it lies in the year, else the first."""
    return approved_on if approved_on is not None and approved_on.year == year else first_working_day


def _address_everyone(conn: Connection) -> tuple[str, ...]:
    """Give an address to who has none, so that it shows what they would be sent; gives their names."""
    silent = conn.execute(select(PERSON.c.id, PERSON.c.name).where(PERSON.c.email.is_(None))).all()
    for row in silent:
        conn.execute(update(PERSON).where(PERSON.c.id == row.id).values(email=f"person-{row.id}@{ORIGIN}"))
    return tuple(sorted(row.name for row in silent))


def _open_doubts(conn: Connection, plan_id: int) -> list[int]:
    wanted = select(WARNING.c.id).where(WARNING.c.plan_id == plan_id, WARNING.c.resolution.is_(None))
    return list(conn.execute(wanted.order_by(WARNING.c.id)).scalars())


def _is_sent(conn: Connection, plan_id: int) -> bool:
    wanted = select(SUBMISSION.c.id).where(
        SUBMISSION.c.plan_id == plan_id,
        SUBMISSION.c.subject == Subject.ACTIVATION,
        SUBMISSION.c.state == SubmissionState.OPEN,
    )
    return conn.execute(wanted).first() is not None
