"""A registered paper takes effect: the decision is made in its signer's name, under every guard, once more."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select, update

from config.database import Database
from models.states import Assurance, NoticeKind, PaperState
from workflow.actor import SYSTEM, Actor
from workflow.commands import CarryOutPaper
from workflow.deciding import demand_complete, demand_true, make_decision
from workflow.errors import EvidenceDamaged, NotFound, NotYourTurn, PaperNotDue
from workflow.evidence_reader import EvidenceReader
from workflow.matter import matter_of
from workflow.paper_registering import decision_of
from workflow.papers import PaperSheet, end_paper, paper_about, void_paper
from workflow.receipts import receipt
from workflow.rows import PAPER
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import turn_on_paper
from workflow.views import Receipt
from workflow.wording.dates import date_text


def carry_out_paper(tx: Transaction, command: CarryOutPaper) -> Receipt:
    """Make the decision of a paper whose day has come, in its signer's name and with the assurance `paper`.

    One that waits no more is left as it is. Raises `NotFound`, `NotYourTurn` for anybody but the clock,
    `PaperNotDue` before its day, and all that refuses a decision by link.
    """
    if tx.actor != SYSTEM:
        raise NotYourTurn("Решение с бумаги вступает в силу само, в свой день: делать ничего не нужно.")
    paper = _paper(tx, command.paper_id)
    matter = matter_of(tx, paper.task_id)
    paper = _paper(tx, command.paper_id)
    if paper.state is not PaperState.PENDING:
        return _nothing_done(tx, paper)
    if paper.effective_on > matter.today:
        raise PaperNotDue(f"Решение с этого листа вступит в силу {date_text(paper.effective_on)}, не раньше.")
    decide = decision_of(paper)
    turn = turn_on_paper(tx, matter, paper.digest, paper.signed_on)
    if turn.person_id != paper.person_id:
        raise NotYourTurn("В день подписания листа решение должен был принять другой: замещение с тех пор изменили.")
    demand_complete(decide, turn)
    demand_true(tx, decide, turn)
    if not end_paper(tx, paper, PaperState.EFFECTIVE):
        return _nothing_done(tx, paper)
    signer = replace(tx, actor=Actor(paper.person_id, Assurance.PAPER))
    made = make_decision(signer, decide, turn, PaperSheet(paper.id, paper.number, paper.signed_on, paper.sheet_sha256))
    tx.conn.execute(update(PAPER).where(PAPER.c.id == paper.id).values(decision_id=made.decision_id))
    return made


def refuse_paper(tx: Transaction, paper_id: int, reason: str) -> Receipt:
    """The guards refuse a paper on its day: it is void for that reason, and the coordinator hears of it."""
    paper = _paper(tx, paper_id)
    plan = matter_of(tx, paper.task_id).plan
    if not void_paper(tx, paper, reason):
        return _nothing_done(tx, paper)
    tx.tell(
        NoticeKind.PAPER_VOIDED,
        f"paper_voided/{paper.id}",
        recipient_id=plan.coordinator_id,
        plan_id=plan.id,
        item_id=paper.item_id,
        submission_id=paper.submission_id,
        task_id=paper.task_id,
        facts={"paper": paper.id},
    )
    text = "Решение с бумаги не вступило в силу."
    return receipt(tx, plan_ledger(plan.id), None, text, plan_id=plan.id, place=paper.place)


def _paper(tx: Transaction, paper_id: int) -> Row[Any]:
    paper = tx.conn.execute(paper_about(paper_id)).one_or_none()
    if paper is None:
        raise NotFound("Такого листа нет. Обновите страницу.")
    return paper


def _nothing_done(tx: Transaction, paper: Row[Any]) -> Receipt:
    text = "Решение с этого листа уже вступило в силу или отменено."
    return receipt(tx, plan_ledger(paper.plan_id), None, text, plan_id=paper.plan_id, is_repeat=True)


def sheet_is_intact(database: Database, evidence: EvidenceReader, paper_id: int) -> int | None:
    """Rule 25, of the scan itself; gives the task that the paper is for. Raises `EvidenceDamaged`."""
    with database.read() as conn:
        paper = conn.execute(
            select(PAPER.c.task_id, PAPER.c.sheet_sha256, PAPER.c.sheet_name).where(PAPER.c.id == paper_id)
        ).one_or_none()
    if paper is None:
        return None
    if not evidence.is_intact(paper.sheet_sha256):
        raise EvidenceDamaged(
            f"Скан листа «{paper.sheet_name}» повреждён в хранилище: решение по нему не вступит в силу. "
            "Зарегистрируйте лист ещё раз."
        )
    return int(paper.task_id)
