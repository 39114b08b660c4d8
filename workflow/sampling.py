"""The approved sample («Выборочно») or schedule («график») by which an item is done: proposed, and set on approval."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from models.states import NoticeKind, Subject
from workflow.actions import Action
from workflow.clocks import LEAD_STATES
from workflow.commands import ProposeSample
from workflow.conflicts import item_conflicts
from workflow.decided_item import item_of, people_of, tell_of_decision
from workflow.errors import InvalidCommand, StaleSubmission, TransitionNotAllowed
from workflow.item_guards import demand_lead, open_item
from workflow.item_record import item_entry
from workflow.plan_decisions import decided
from workflow.plan_documents import demand_stored
from workflow.proposing import files_of, open_proposal
from workflow.queries.samples import is_sample_waiting, organisations_to_choose
from workflow.rows import ITEM, set_item
from workflow.sample_manifest import proposed_sample, sample_proposal
from workflow.scopes import ItemScope, item_scope
from workflow.short_route import short_route_of
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import Turn
from workflow.views import Receipt
from workflow.wording.buttons import PROPOSE_SAMPLE
from workflow.wording.naming import first_of
from workflow.work_rules import sample_refusal


def propose_sample(tx: Transaction, command: ProposeSample) -> Receipt:
    """Send the sample or the schedule of an item to be agreed and approved, with its grounds, by the lead.

    Raises `NotYourTurn`, `TransitionNotAllowed` where none may be proposed now, `InvalidCommand`,
    `EvidenceDamaged`, `ConflictOfInterest` where nobody could decide.
    """
    plan, item, responsible = open_item(tx, command)
    today = tx.today(plan.timezone)
    demand_lead(tx, responsible, today, PROPOSE_SAMPLE)
    demand_stored(tx, command.document, "document")
    # A report that is sent, or a sample that is proposed, at the same moment waits here and then sees this one.
    item = tx.conn.execute(select(ITEM).where(ITEM.c.id == item.id).with_for_update()).one()
    scope = item_scope(item.note, item.title, item.recurrence)
    refusal = sample_refusal(scope, item.state, is_waiting=is_sample_waiting(tx.conn, item.id))
    if refusal is not None:
        raise TransitionNotAllowed(refusal)
    assert scope is not None  # noqa: S101 - an item without a scope was refused
    among = organisations_to_choose(tx.conn, item)
    _demand_choice(command, among)
    if scope is ItemScope.SCHEDULE and command.document is None:
        raise InvalidCommand("Приложите график: на согласование направляется он сам.", field="document")
    authors = set() if tx.actor.person_id is None else {tx.actor.person_id}
    return open_proposal(
        tx,
        plan,
        Subject.SAMPLE,
        summary=command.grounds,
        proposes=sample_proposal(
            item,
            responsible,
            scope,
            organisations=[code for code in among if code in command.organisations],
            among=among,
            document=command.document,
        ),
        chain=short_route_of(plan, item),
        conflicts=item_conflicts(tx.conn, item.id, today, authors),
        text=f"{'График' if scope is ItemScope.SCHEDULE else 'Выборка'} № {{number}}: направлено на согласование.",
        item=item,
        files=files_of(command.document),
    )


def sample_approved(tx: Transaction, turn: Turn, data: dict[str, Any], decision_id: int) -> int:
    """The last approval: the item is done by this sample from now on. Gives the decision's place in the ledger."""
    item = item_of(turn)
    proposed = proposed_sample(turn.submission.manifest)
    seq = decided(tx, turn, data)
    version = set_item(tx.conn, item, state=item.state, sample=list(proposed.organisations))
    tx.record(
        plan_ledger(turn.plan.id),
        item_entry(
            tx,
            item,
            Action.SAMPLE_SET,
            item.state,
            version,
            {
                "sample": turn.submission.number,
                "digest": turn.submission.digest,
                "reason": turn.submission.summary,
                "scope": proposed.scope.value,
                "before": {"sample": item.sample},
                "after": {"sample": list(proposed.organisations)},
            },
        ),
    )
    tell_of_decision(tx, turn, NoticeKind.SAMPLE_APPROVED, decision_id, sorted(people_of(tx, turn)))
    return seq


def demand_sample_possible(tx: Transaction, turn: Turn) -> None:
    """Raise `StaleSubmission` where the item is not what it was when the sample was proposed."""
    item = item_of(turn)
    among = organisations_to_choose(tx.conn, item)
    proposed = proposed_sample(turn.submission.manifest)
    if item.state not in LEAD_STATES or not set(proposed.organisations) <= set(among):
        raise StaleSubmission(
            f"Пункт {item.number} изменился с тех пор, как была предложена выборка. Верните её на доработку: "
            "ответственный исполнитель подготовит новую."
        )


def _demand_choice(command: ProposeSample, among: Sequence[str]) -> None:
    """Raise `InvalidCommand` for organisations that the item does not name, and for none at all."""
    unknown = sorted(set(command.organisations) - set(among))
    if unknown:
        raise InvalidCommand(
            f"Не входят в организации пункта: {first_of(unknown, len(unknown))}. Выберите из списка.",
            field="organisations",
        )
    if among and not command.organisations:
        raise InvalidCommand("Выберите организации, которые войдут в выборку.", field="organisations")
