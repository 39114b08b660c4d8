"""What keeps a sheet honest: who may register it, who may have signed it, and that it is one file for one decision."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from audit.ledger import lock_head
from models.states import PaperState
from workflow.commands import RegisterPaper, StoredDocument
from workflow.conflicts import active_substitutes, submission_conflicts
from workflow.errors import CommandRefused, ConflictOfInterest, InvalidCommand, NotYourTurn
from workflow.matter import Matter
from workflow.papers import sheet_of
from workflow.plan_documents import demand_stored
from workflow.refusing_others import names_text
from workflow.rows import PAPER, SUBMISSION, TASK
from workflow.stewardship import is_operating
from workflow.successor import seated_in
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import Turn
from workflow.wording.dates import date_text

SCANS = ("application/pdf", "image/jpeg", "image/png")
BY_LINK = "подписавший может принять решение и сам, по ссылке из письма"


def demand_registrar(tx: Transaction, matter: Matter) -> None:
    """Raise what `registrar_refusal` says of the actor: `NotYourTurn`, `ConflictOfInterest`."""
    refusal = registrar_refusal(
        tx.conn, matter.plan, matter.submission, tx.actor.person_id, matter.today, is_operating=is_operating(tx)
    )
    if refusal is not None:
        raise refusal


def registrar_refusal(
    conn: Connection, plan: Row[Any], submission: Row[Any], person_id: int | None, today: date, *, is_operating: bool
) -> CommandRefused | None:
    """Why a person brings no sheet for a submission: for the engine, and for the pages that show the way to it.

    The coordinator or an operator does, known by name, who has no part in the matter: whoever proposed, sent or did
    what is decided on brings none.
    """
    is_coordinator = person_id is not None and person_id == plan.coordinator_id
    keeper = names_text(conn, {plan.coordinator_id})
    if person_id is None or not (is_coordinator or is_operating):
        return NotYourTurn(
            f"Решение с бумаги регистрирует ответственный за контроль исполнения плана ({keeper}) или администратор, "
            "под своим именем. Передайте лист ему."
        )
    other = "администратору" if is_coordinator else f"ответственному за контроль исполнения плана ({keeper})"
    if person_id in _in_route(conn, submission):
        return ConflictOfInterest(
            "Вы участвуете в этом маршруте согласования, поэтому зарегистрировать решение по нему не можете. "
            f"Передайте лист {other}; {BY_LINK}."
        )
    reason = submission_conflicts(conn, submission, today).get(person_id)
    if reason is not None:
        return ConflictOfInterest(
            f"Вы не можете зарегистрировать решение с бумаги: {reason}. Передайте лист {other}; {BY_LINK}."
        )
    return None


def demand_another_signed(tx: Transaction, turn: Turn) -> None:
    """Who registers is neither who signed nor who signs for one of them today. Raises `ConflictOfInterest`."""
    person_id = tx.actor.person_id
    today = active_substitutes(tx.conn, turn.today)
    signed = {turn.person_id, turn.task.approver_id}
    stand_ins = {today[person][0] for person in signed if person in today}
    if person_id in signed | stand_ins:
        raise ConflictOfInterest(
            "Этот лист подписали вы или тот, кого вы замещаете, поэтому зарегистрировать его не можете. "
            "Решение можно принять по ссылке из письма."
        )
    if person_id in today and today[person_id][0] == turn.person_id:
        raise ConflictOfInterest(
            "Этот лист подписал тот, кто сейчас замещает вас, поэтому зарегистрировать его не можете. "
            f"Передайте лист другому; {BY_LINK}."
        )


def demand_dated(command: RegisterPaper, matter: Matter) -> None:
    """Signed since the matter was sent, and not in days to come. Raises `InvalidCommand`."""
    if command.signed_on > matter.today:
        raise InvalidCommand("Дата листа ещё не наступила: проверьте год и месяц.", field="signed_on")
    if command.signed_on < matter.submission.submitted_on:
        raise InvalidCommand(
            f"Лист подписан раньше, чем документ направлен на согласование "
            f"({date_text(matter.submission.submitted_on)}): проверьте дату листа.",
            field="signed_on",
        )


def demand_scan(tx: Transaction, sheet: StoredDocument) -> None:
    """A scan, by its stored bytes. Raises `InvalidCommand`, `EvidenceDamaged`."""
    if sheet.media_type not in SCANS:
        raise InvalidCommand("Приложите скан подписанного листа: PDF, JPG или PNG.", field="sheet")
    demand_stored(tx, sheet, "sheet")


def demand_unused(tx: Transaction, command: RegisterPaper, turn: Turn) -> None:
    """One paper waits for a task at a time, and one sheet serves one task of the plan, once.

    A sheet is known by its scan and by its number, date and signer. One whose paper was void without being disowned
    may come again; a disowned one never. Raises `InvalidCommand`.
    """
    # Two registrations at once of one sheet, for two tasks, wait for each other here.
    lock_head(tx.conn, plan_ledger(turn.plan.id))
    papers = tx.conn.execute(
        select(PAPER)
        .join(SUBMISSION, SUBMISSION.c.id == PAPER.c.submission_id)
        .where(
            SUBMISSION.c.plan_id == turn.plan.id,
            PAPER.c.state != PaperState.VOIDED,
            or_(
                PAPER.c.task_id == command.task_id,
                PAPER.c.sheet_sha256 == command.sheet.sha256,
                PAPER.c.signed_on == command.signed_on,
            ),
        )
        .order_by(PAPER.c.id)
    ).all()
    for paper in papers:
        if paper.task_id == command.task_id and paper.state is PaperState.PENDING:
            raise InvalidCommand(
                f"По этому этапу уже зарегистрирован {sheet_of(paper)}: решение вступит в силу "
                f"{date_text(paper.effective_on)}. Второй лист не нужен."
            )
        if _is_same_sheet(paper, command, turn.person_id):
            raise _used_already(paper)


def _is_same_sheet(paper: Row[Any], command: RegisterPaper, signer_id: int) -> bool:
    if paper.sheet_sha256 == command.sheet.sha256:
        return True
    same_signature = (paper.person_id, paper.signed_on) == (signer_id, command.signed_on)
    return same_signature and _plain_number(paper.number) == _plain_number(command.number)


def _plain_number(number: str) -> str:
    """The number without what people write beside it: «№ 05-к» and «5-К» are one."""
    return "".join(number.split()).casefold().lstrip("№n0")


def _used_already(paper: Row[Any]) -> InvalidCommand:
    if paper.state is PaperState.DISOWNED:
        return InvalidCommand(
            "О решении с этого листа сообщили, что оно принято не подписавшим: снова зарегистрировать его нельзя. "
            "Решение можно принять по ссылке из письма.",
            field="sheet",
        )
    return InvalidCommand(
        f"Этот лист уже зарегистрирован: {sheet_of(paper)}. Один лист — одно решение: проверьте номер, дату и файл "
        "скана или приложите лист, подписанный на этом этапе.",
        field="sheet",
    )


def _in_route(conn: Connection, submission: Row[Any]) -> set[int]:
    """Everyone who has a seat in the route of the submission, or could be given one."""
    people = {person for step in submission.chain for person in seated_in(step)}
    seats = select(TASK.c.approver_id, TASK.c.acting_id).where(TASK.c.submission_id == submission.id)
    return people.union(*((row.approver_id, row.acting_id) for row in conn.execute(seats)))
