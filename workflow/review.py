"""Итоговое рассмотрение: opened in the plan's last month, frozen once, sent through the chain."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from audit.canonical import canonical_bytes
from models.plans import FinalReview
from models.states import NoticeKind, PlanState, Subject
from workflow.actions import Action
from workflow.commands import FreezeReport, OpenReview, RemindReview, SubmitReport
from workflow.conflicts import author_conflicts
from workflow.errors import PlanNotReady
from workflow.manifest import digest_of
from workflow.proposing import open_proposal
from workflow.queries.review import facts_to_freeze, review_view
from workflow.receipts import receipt
from workflow.refusing_others import coordinators_alone
from workflow.rows import ITEM, PLAN, RESPONSIBLE, plan_row, set_plan
from workflow.transaction import Transaction, plan_ledger
from workflow.views import Receipt

REVIEW = FinalReview.__table__  # type: ignore[attr-defined]
REMIND_EVERY = 5


def plans_in_work(conn: Connection) -> list[int]:
    """The plans that a review may concern: active, or in review."""
    return list(
        conn.execute(
            select(PLAN.c.id).where(PLAN.c.state.in_((PlanState.ACTIVE, PlanState.IN_REVIEW))).order_by(PLAN.c.id)
        ).scalars()
    )


def open_review(tx: Transaction, command: OpenReview) -> Receipt:
    """Open the review when its day has come; ask for what is missing. Opening an open one adds nothing."""
    plan = plan_row(tx.conn, command.plan_id, is_locked=True)
    ledger_id = plan_ledger(plan.id)
    if plan.state is PlanState.IN_REVIEW:
        return receipt(tx, ledger_id, None, "Итоговое рассмотрение уже открыто.", plan_id=plan.id, is_repeat=True)
    if plan.state is not PlanState.ACTIVE:
        raise PlanNotReady("Итоговое рассмотрение открывается только у действующего плана.")
    today = tx.today(plan.timezone)
    if today < plan.review_opens_on:
        raise PlanNotReady(f"Итоговое рассмотрение откроется {plan.review_opens_on:%d.%m.%Y}.")
    version = set_plan(tx.conn, plan, state=PlanState.IN_REVIEW)
    tx.conn.execute(
        insert(REVIEW).values(
            plan_id=plan.id, opened_at=tx.now, next_reminder_on=tx.calendar.shift(today, REMIND_EVERY)
        )
    )
    position = tx.record(
        ledger_id,
        tx.entry(
            Action.REVIEW_OPENED,
            "plan",
            version=version,
            from_state=plan.state.value,
            to_state=PlanState.IN_REVIEW.value,
            data={"closes_by": plan.closes_by.isoformat()},
        ),
    )
    _ask(tx, plan)
    return receipt(tx, ledger_id, position, "Итоговое рассмотрение открыто.", plan_id=plan.id)


def remind_review(tx: Transaction, command: RemindReview) -> Receipt:
    """Every five working days: ask again for what is missing. Before that day, or frozen, it adds nothing."""
    plan = plan_row(tx.conn, command.plan_id, is_locked=True)
    today = tx.today(plan.timezone)
    due = update(REVIEW).where(
        REVIEW.c.plan_id == plan.id, REVIEW.c.next_reminder_on <= today, REVIEW.c.frozen_at.is_(None)
    )
    won = tx.conn.execute(due.values(next_reminder_on=tx.calendar.shift(today, REMIND_EVERY)))
    asked = _ask(tx, plan) if won.rowcount and plan.state is PlanState.IN_REVIEW else 0
    return receipt(
        tx,
        plan_ledger(plan.id),
        None,
        f"Запрошены сведения по пунктам: {asked}.",
        plan_id=plan.id,
        is_repeat=not asked,
    )


def _ask(tx: Transaction, plan: Row[Any]) -> int:
    today = tx.today(plan.timezone)
    asked = 0
    leads = _leads(tx, plan.id)
    for line in review_view(tx.conn, plan.id, today).lines:
        item_id, lead = leads[line.place]
        if line.needs is None or lead is None:
            continue
        asked += 1
        tx.tell(
            NoticeKind.EXPLANATION_REQUEST,
            f"explanation/{item_id}/{line.needs.value}/{today.isoformat()}",
            recipient_id=lead,
            plan_id=plan.id,
            item_id=item_id,
            group_key=f"explain/{plan.id}/{lead}/{today}",
            facts={"kind": line.needs.value},
        )
    return asked


def _leads(tx: Transaction, plan_id: int) -> dict[int, tuple[int, int | None]]:
    rows = tx.conn.execute(
        select(ITEM.c.place, ITEM.c.id, RESPONSIBLE.c.person_id)
        .outerjoin(RESPONSIBLE, (RESPONSIBLE.c.item_id == ITEM.c.id) & RESPONSIBLE.c.is_lead)
        .where(ITEM.c.plan_id == plan_id)
    )
    return {row.place: (row.id, row.person_id) for row in rows}


def freeze_report(tx: Transaction, command: FreezeReport) -> Receipt:
    """Freeze the facts of the execution report, by the coordinator or the clock.

    Early only when every item is final; from the closing date on as it stands. Raises `PlanNotReady`.
    """
    plan = plan_row(tx.conn, command.plan_id, is_locked=True)
    if tx.actor.person_id not in (None, plan.coordinator_id):
        raise coordinators_alone(tx.conn, plan, "Отчёт фиксирует")
    today = tx.today(plan.timezone)
    refusal = review_view(tx.conn, plan.id, today).freeze_refusal
    if refusal is not None:
        raise PlanNotReady(refusal)
    facts = facts_to_freeze(tx.conn, plan.id, today)
    digest = digest_of(canonical_bytes(facts))
    tx.conn.execute(
        update(REVIEW)
        .where(REVIEW.c.plan_id == plan.id, REVIEW.c.frozen_at.is_(None))
        .values(frozen_at=tx.now, frozen_by=tx.actor.ledger_name, facts=facts, facts_sha256=digest)
    )
    version = set_plan(tx.conn, plan)
    ledger_id = plan_ledger(plan.id)
    position = tx.record(
        ledger_id,
        tx.entry(
            Action.REPORT_FROZEN,
            "plan",
            version=version,
            from_state=plan.state.value,
            to_state=plan.state.value,
            data={
                "facts_sha256": digest,
                "on_time": facts["on_time"],
                "extended": facts["extended"],
                "due": facts["due"],
                "late": facts["late"],
                "partly": facts["partly"],
                "not_executed": facts["not_executed"],
                "results": [[line["place"], line["result_text"]] for line in facts["lines"]],
            },
        ),
    )
    return receipt(tx, ledger_id, position, "Отчёт об исполнении плана зафиксирован.", plan_id=plan.id)


def submit_report(tx: Transaction, command: SubmitReport) -> Receipt:
    """Send the frozen report, as its stored PDF, through the plan's chain. Doing it again adds nothing."""
    plan = plan_row(tx.conn, command.plan_id, is_locked=True)
    if tx.actor.person_id not in (None, plan.coordinator_id):
        raise coordinators_alone(tx.conn, plan, "Отчёт направляет")
    review = tx.conn.execute(select(REVIEW).where(REVIEW.c.plan_id == plan.id)).one_or_none()
    if review is None or review.frozen_at is None or plan.state is not PlanState.IN_REVIEW:
        raise PlanNotReady("Сначала зафиксируйте отчёт об исполнении плана.")
    ledger_id = plan_ledger(plan.id)
    if review.report_sha256 is not None:
        return receipt(tx, ledger_id, None, "Отчёт уже направлен.", plan_id=plan.id, is_repeat=True)
    facts = review.facts
    summary = (
        f"Исполнено в срок {facts['on_time']} из {facts['due']}, в продлённый срок {facts.get('extended', 0)}, "
        f"с нарушением срока {facts['late']}, "
        f"частично {facts['partly']}, не исполнено {facts['not_executed']}."
    )
    sent = open_proposal(
        tx,
        plan,
        Subject.REPORT,
        summary=summary,
        proposes={
            "facts": facts,
            "facts_sha256": review.facts_sha256,
            "report": {"sha256": command.report_sha256, "size": command.size, "media_type": "application/pdf"},
        },
        chain=plan.chain,
        conflicts=author_conflicts(plan.coordinator_id),
        author_id=plan.coordinator_id,
        files=(command.report_sha256,),
        text="Отчёт направлен на согласование и утверждение.",
    )
    tx.conn.execute(update(REVIEW).where(REVIEW.c.plan_id == plan.id).values(report_sha256=command.report_sha256))
    return sent


def waits_to_be_sent(conn: Connection, plan_id: int) -> bool:
    """Is there a frozen report that has not gone to the approvers yet (a crash between the two)?"""
    return (
        conn.execute(
            select(REVIEW.c.plan_id).where(
                REVIEW.c.plan_id == plan_id, REVIEW.c.frozen_at.is_not(None), REVIEW.c.report_sha256.is_(None)
            )
        ).first()
        is not None
    )
