"""Registering a decision that was signed on paper, and the signer's word that it was not theirs.

A registered paper decides nothing yet: the signer hears of it at once and may say that the decision is not theirs;
when its day comes `workflow.paper_deciding` asks every guard again and makes the decision.
"""

from typing import Any

from sqlalchemy import insert, select

from models.states import NoticeKind, PaperState
from workflow.actions import Action
from workflow.commands import Decide, DisownPaper, RegisterPaper
from workflow.deciding import demand_complete
from workflow.errors import AlreadyDecided, NotFound, NotYourTurn
from workflow.matter import matter_of
from workflow.paper_guards import (
    demand_another_signed,
    demand_dated,
    demand_registrar,
    demand_scan,
    demand_unused,
)
from workflow.papers import end_paper, paper_about, paper_entry, sheet_of
from workflow.receipts import receipt
from workflow.refusing_others import names_text
from workflow.rows import PAPER, PERSON
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import Turn, demand_sure, turn_on_paper
from workflow.views import Receipt
from workflow.wording.dates import date_text

# The whole of the next working day is the signer's: the decision takes effect in the morning after it.
WORKING_DAYS_TO_DISOWN = 2


def register_paper(tx: Transaction, command: RegisterPaper) -> Receipt:
    """Register the sheet of an open task; its decision takes effect after a whole working day unless it is disowned.

    The plan's coordinator or an operator does it, as surely known as for a decision, on nothing that is their own
    (`workflow.paper_guards`). The decision itself must pass every guard that one by link does.

    Raises `NotYourTurn`, `ConflictOfInterest`, `AlreadyDecided`, `StaleSubmission`, `InvalidCommand`,
    `AuthenticationFailed`, `EvidenceDamaged`, `NotFound`.
    """
    matter = matter_of(tx, command.task_id)
    demand_registrar(tx, matter)
    demand_sure(tx)
    demand_dated(command, matter)
    turn = turn_on_paper(tx, matter, command.digest, command.signed_on)
    demand_another_signed(tx, turn)
    demand_complete(decision_of(command), turn)
    demand_scan(tx, command.sheet)
    demand_unused(tx, command, turn)
    effective_on = tx.calendar.shift(turn.today, WORKING_DAYS_TO_DISOWN)
    paper_id = tx.conn.execute(
        insert(PAPER)
        .values(
            **command.model_dump(
                include={"task_id", "kind", "outcome", "comment", "digest", "number", "signed_on", "original_at"}
            ),
            submission_id=turn.submission.id,
            state=PaperState.PENDING,
            person_id=turn.person_id,
            sheet_sha256=command.sheet.sha256,
            sheet_name=command.sheet.name,
            sheet_size=command.sheet.size,
            sheet_media_type=command.sheet.media_type,
            registered_by_id=tx.actor.person_id,
            registered_at=tx.now,
            effective_on=effective_on,
        )
        .returning(PAPER.c.id)
    ).scalar_one()
    paper = tx.conn.execute(paper_about(paper_id)).one()
    ledger_id = plan_ledger(turn.plan.id)
    position = tx.record(
        ledger_id,
        paper_entry(
            tx,
            Action.PAPER_REGISTERED,
            paper,
            _registered_data(command, turn, effective_on.isoformat()),
            (command.sheet.sha256,),
        ),
    )
    tx.tell(
        NoticeKind.PAPER_REGISTERED,
        f"paper/{paper_id}/p{turn.person_id}",
        recipient_id=turn.person_id,
        plan_id=turn.plan.id,
        item_id=turn.submission.item_id,
        submission_id=turn.submission.id,
        task_id=turn.task.id,
        facts={"paper": paper_id},
    )
    return receipt(
        tx,
        ledger_id,
        position,
        f"Решение с бумаги зарегистрировано: {sheet_of(paper)}. Оно вступит в силу {date_text(effective_on)}, "
        "если подписавший не сообщит, что решение не его.",
        plan_id=turn.plan.id,
        place=None if turn.item is None else turn.item.place,
        submission_id=turn.submission.id,
        person_id=turn.person_id,
    )


def decision_of(paper: Any) -> Decide:
    """The decision that a paper (a command or a row) holds, as it would be made by link."""
    return Decide(
        task_id=paper.task_id, kind=paper.kind, digest=paper.digest, outcome=paper.outcome, comment=paper.comment
    )


def disown_paper(tx: Transaction, command: DisownPaper) -> Receipt:
    """Сообщить: решение принято не мной, before the paper takes effect; its task goes on waiting.

    The coordinator and the operator hear at once. Raises `NotFound`, `NotYourTurn`, `AlreadyDecided`.
    """
    paper = tx.conn.execute(paper_about(command.paper_id)).one_or_none()
    if paper is None:
        raise NotFound("Такого листа нет. Откройте ссылку из письма ещё раз.")
    if tx.actor.person_id != paper.person_id:
        name = names_text(tx.conn, {paper.person_id})
        raise NotYourTurn(
            f"Сообщить об этом может только тот, от чьего имени зарегистрировано решение: {name}. Скажите ему."
        )
    ledger_id = plan_ledger(paper.plan_id)
    if paper.state is PaperState.DISOWNED:
        return receipt(tx, ledger_id, None, "Сообщение уже принято.", plan_id=paper.plan_id, is_repeat=True)
    if not end_paper(tx, paper, PaperState.DISOWNED):
        raise _ended_already(tx, command.paper_id)
    position = tx.record(ledger_id, paper_entry(tx, Action.PAPER_DISOWNED, paper, {"person": paper.person_id}))
    tx.alarm("decision_disowned", f"plan {paper.plan_id}: a paper (ledger entry {position.seq}) was disowned")
    coordinator_id = matter_of(tx, paper.task_id).plan.coordinator_id
    tx.tell(
        NoticeKind.DECISION_DISOWNED,
        f"disowned/paper{paper.id}",
        recipient_id=coordinator_id,
        plan_id=paper.plan_id,
        item_id=paper.item_id,
        submission_id=paper.submission_id,
        task_id=paper.task_id,
        facts={"paper": paper.id},
    )
    text = "Сообщение принято: решение с этого листа не вступит в силу. Ответственный за контроль уведомлён."
    return receipt(tx, ledger_id, position, text, plan_id=paper.plan_id, place=paper.place)


def _ended_already(tx: Transaction, paper_id: int) -> AlreadyDecided:
    paper = tx.conn.execute(
        select(PAPER.c.state, PAPER.c.ended_at, PERSON.c.name)
        .join(PERSON, PERSON.c.id == PAPER.c.person_id)
        .where(PAPER.c.id == paper_id)
    ).one()
    what = (
        "Решение с этого листа уже вступило в силу. Обновите страницу: о нём сообщают на странице решения."
        if paper.state is PaperState.EFFECTIVE
        else "Решение с этого листа не вступило в силу, сообщать о нём не нужно. Обновите страницу."
    )
    return AlreadyDecided(what, by=paper.name, at=paper.ended_at)


def _registered_data(command: RegisterPaper, turn: Turn, effective_on: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "submission": turn.submission.number,
        "task": turn.task.id,
        "step": turn.task.step,
        "steps": len(turn.submission.chain),
        "kind": command.kind.value,
        "person": turn.person_id,
        "digest": command.digest,
        "original_at": command.original_at,
        "effective_on": effective_on,
        "sheet": command.sheet.model_dump(mode="json"),
    }
    if turn.on_behalf_of_id is not None:
        data["on_behalf_of"] = turn.on_behalf_of_id
    if command.outcome is not None:
        data["outcome"] = command.outcome.value
    if command.comment is not None:
        data["comment"] = command.comment
    return data
