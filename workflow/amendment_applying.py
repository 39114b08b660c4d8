"""What the last approval of an amendment does: exactly what its manifest says, in the decision's transaction.

1. An item that changed meanwhile in what is amended, or that can no longer be amended, refuses the decision.
2. Each touched item gets its new values in a new version and an entry with before and after. A report of it that
   waits for decisions is void with its tasks, and the item goes back to work with a rework term.
3. A new deadline or lead starts a new clock: rungs before today are passed over. A cancelled item's clock stands.
4. Who is or was responsible hears of it, and whose decision is no longer needed.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from models.states import ItemState, NoticeKind, PlanState, SubmissionState
from workflow.actions import Action
from workflow.amending import is_report_frozen
from workflow.amendment_items import Applied, add_proposed, cancel_item, change_item
from workflow.amendment_manifest import ProposedChange, places_of, proposed_changes
from workflow.amendment_planning import NOT_AMENDED, current_values, item_words, responsible_by_item
from workflow.errors import PlanNotReady, StaleSubmission
from workflow.importing import CLOSING_DAY
from workflow.plan_decisions import decided
from workflow.rows import ITEM, SUBMISSION, set_plan
from workflow.sealing import seal_ledger
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import Turn


def demand_still_true(tx: Transaction, turn: Turn) -> None:
    """Refuse a decision on an amendment whose items are not what they were when it was proposed.

    Raises `StaleSubmission` saying what happened, `PlanNotReady` while the execution report is frozen.
    """
    if is_report_frozen(tx, turn.plan.id):
        raise PlanNotReady("Отчёт об исполнении плана уже зафиксирован: до решения по нему план не меняется.")
    changes = proposed_changes(turn.submission.manifest)
    _lock_reports(tx, turn.plan.id, changes)
    items = _locked_items(tx, turn.plan.id, changes)
    responsible = responsible_by_item(tx.conn, turn.plan.id)
    for change in changes:
        if change.place is None:
            continue
        item = items[change.place]
        happened = _what_happened(change, item, current_values(item, responsible.get(item.id, [])))
        if happened is not None:
            raise StaleSubmission(
                f"{item_words(item)} {happened}. Изменение устарело: верните его на доработку, "
                "ответственный за контроль исполнения подготовит новое."
            )


def amendment_approved(tx: Transaction, turn: Turn, data: dict[str, Any], decision_id: int) -> int:
    """Carry the amendment out, after `demand_still_true`. Gives the place of the decision in the ledger."""
    plan, changes = turn.plan, proposed_changes(turn.submission.manifest)
    items = _locked_items(tx, plan.id, changes)
    seq = decided(tx, turn, data)
    applied = Applied(is_from_document=json.loads(turn.submission.manifest)["proposes"]["document"] is not None)
    for change in changes:
        if change.kind == "add":
            add_proposed(tx, turn, change, applied)
        elif change.kind == "cancel":
            cancel_item(tx, turn, items[_place(change)], change, applied)
        else:
            change_item(tx, turn, items[_place(change)], change, applied)
    dates = _review_dates(tx, plan, changes)
    version = set_plan(tx.conn, plan, **dates)
    summary = tx.entry(
        Action.PLAN_AMENDED,
        "plan",
        version=version,
        from_state=plan.state.value,
        to_state=plan.state.value,
        data={
            "amendment": turn.submission.number,
            "digest": turn.submission.digest,
            "reason": turn.submission.summary,
            "changed": [change.place for change in changes if change.kind == "change"],
            "cancelled": [change.place for change in changes if change.kind == "cancel"],
            "added": applied.added,
            **{name: day.isoformat() for name, day in dates.items()},
        },
    )
    tx.record_many(plan_ledger(plan.id), [summary, *applied.entries])
    _tell(tx, turn, changes, applied, version, decision_id)
    seal_ledger(tx, plan_ledger(plan.id), "amendment")
    return seq


def _what_happened(change: ProposedChange, item: Row[Any], now: Mapping[str, Any]) -> str | None:
    if item.state in NOT_AMENDED:
        return "уже исполнен и снят с контроля" if item.state is ItemState.APPROVED else "уже исключён из плана"
    if any(now[name] != value for name, value in change.before.items()):
        return "изменился с тех пор, как изменение было предложено"
    return None


def _locked_items(tx: Transaction, plan_id: int, changes: Sequence[ProposedChange]) -> dict[int, Row[Any]]:
    rows = tx.conn.execute(
        select(ITEM)
        .where(ITEM.c.plan_id == plan_id, ITEM.c.place.in_(places_of(changes)))
        .order_by(ITEM.c.place)
        .with_for_update()
    )
    return {row.place: row for row in rows}


def _lock_reports(tx: Transaction, plan_id: int, changes: Sequence[ProposedChange]) -> None:
    """Whoever decides on an item's report locks the report first and then its item; so does this."""
    tx.conn.execute(
        select(SUBMISSION.c.id)
        .join(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
        .where(
            ITEM.c.plan_id == plan_id,
            ITEM.c.place.in_(places_of(changes)),
            SUBMISSION.c.state == SubmissionState.OPEN,
        )
        .order_by(SUBMISSION.c.id)
        .with_for_update(of=SUBMISSION)
    ).all()


def _review_dates(tx: Transaction, plan: Row[Any], changes: Sequence[ProposedChange]) -> dict[str, date]:
    """A deadline beyond the plan's last month moves the final review with it, and its closing day."""
    dues = [date.fromisoformat(change.after["due_on"]) for change in changes if change.after.get("due_on")]
    if not dues:
        return {}
    last = max(dues)
    dates = {}
    opens_on = tx.calendar.first_working_day(last.year, last.month)
    if plan.state is PlanState.ACTIVE and opens_on > plan.review_opens_on:
        dates["review_opens_on"] = opens_on
    if last >= plan.closes_by:
        dates["closes_by"] = date(last.year + 1, *CLOSING_DAY)
    return dates


def _tell(
    tx: Transaction,
    turn: Turn,
    changes: Sequence[ProposedChange],
    applied: Applied,
    version: int,
    decision_id: int,
) -> None:
    """One letter a person, which names the items that concern them: all of them for the coordinator."""
    added = iter(applied.added)
    concerned: dict[int, list[tuple[int, int]]] = {}
    for index, change in enumerate(changes):
        place = next(added) if change.place is None else change.place
        told = {person for person, places in applied.told.items() if place in places}
        for person in change.people() | told | {turn.plan.coordinator_id}:
            concerned.setdefault(person, []).append((index, place))
    for person_id, items in sorted(concerned.items()):
        tx.tell(
            NoticeKind.PLAN_AMENDED,
            f"plan_amended/{turn.plan.id}-{version}/p{person_id}",
            recipient_id=person_id,
            plan_id=turn.plan.id,
            submission_id=turn.submission.id,
            decision_id=decision_id,
            facts={
                "items": [list(each) for each in items],
                "voided": [[place, applied.voided[place]] for _, place in items if place in applied.voided],
            },
        )


def _place(change: ProposedChange) -> int:
    assert change.place is not None  # noqa: S101 - only an added item has none
    return change.place
