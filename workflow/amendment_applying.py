"""What the last approval of an amendment does: exactly what its manifest says, in the decision's transaction.

1. An item that changed meanwhile in what is amended, or that can no longer be amended, refuses the decision.
2. Each touched item gets its new values in a new version and an entry with before and after. A report of it that
   waits for decisions is void with its tasks, and the item goes back to work with a rework term; a request to extend
   its deadline and a sample that are on their way are void too.
3. A new deadline or lead starts a new clock: rungs before today are passed over. A cancelled item's clock stands.
4. A new route is followed by what is sent from now on: what is on its way keeps the route that it was sent along.
5. A new ladder is followed by running clocks too, from today on.
6. Whoever may not decide on another amendment that is on its way, because of this one, gives their task away.
7. Who is or was responsible hears of it, whose decision is no longer needed, whose proposal is void, and who sits in a
   route from now on.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from audit.entry import EntryDraft
from models.states import ItemState, NoticeKind, PlanState, SubmissionState
from workflow.actions import Action
from workflow.amendment_clocks import follow_ladders, touched
from workflow.amendment_items import (
    Applied,
    add_proposed,
    cancel_item,
    change_item,
    change_own_ladder,
    change_route,
    restore_item,
)
from workflow.amendment_manifest import ProposedChange, proposed_changes
from workflow.amendment_organisations import is_listed, list_organisation
from workflow.amendment_planning import NOT_AMENDED, current_values, item_words
from workflow.amendment_routes import demand_finishable
from workflow.arising_conflicts import lock_amendments, settle_conflicts
from workflow.errors import ConflictOfInterest, PlanNotReady, StaleSubmission
from workflow.importing import CLOSING_DAY
from workflow.plan_decisions import decided
from workflow.report_state import is_report_frozen
from workflow.rows import ITEM, SUBMISSION, item_row, responsible_of_plan, set_plan
from workflow.sealing import seal_ledger
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import Turn

OUTDATED = "Изменение устарело: верните его на доработку, ответственный за контроль исполнения подготовит новое."


def demand_still_true(tx: Transaction, turn: Turn) -> None:
    """Refuse a decision on an amendment whose items are not what they were when it was proposed.

    Raises `StaleSubmission` saying what happened, `ConflictOfInterest` where nobody could finish an item any more,
    `PlanNotReady` while the execution report is frozen.
    """
    if is_report_frozen(tx.conn, turn.plan.id):
        raise PlanNotReady("Отчёт об исполнении плана уже зафиксирован: до решения по нему план не меняется.")
    plan, changes = turn.plan, proposed_changes(turn.submission.manifest)
    _lock_reports(tx, plan.id, changes)
    items = _locked_items(tx, plan.id, changes)
    responsible = responsible_of_plan(tx.conn, plan.id)
    for change in changes:
        if change.place is not None:
            item = items[change.place]
            what = item_words(item)
            happened = _what_happened(change, item, current_values(item, responsible.get(item.id, [])))
        else:
            what, happened = _what_happened_to_plan(tx, plan, change)
        if happened is not None:
            raise StaleSubmission(f"{what} {happened}. {OUTDATED}")
    everything = tx.conn.execute(select(ITEM).where(ITEM.c.plan_id == plan.id).order_by(ITEM.c.place)).all()
    try:
        demand_finishable(tx.conn, plan, everything, responsible, changes, turn.today, is_draft=False)
    except ConflictOfInterest as conflict:
        raise ConflictOfInterest(f"{conflict.message} {OUTDATED}") from conflict


def amendment_approved(tx: Transaction, turn: Turn, data: dict[str, Any], decision_id: int) -> int:
    """Carry the amendment out, after `demand_still_true`. Gives the place of the decision in the ledger."""
    plan, changes = turn.plan, proposed_changes(turn.submission.manifest)
    others = lock_amendments(tx, plan.id, but=turn.submission.id)
    items = _locked_items(tx, plan.id, changes)
    seq = decided(tx, turn, data)
    applied = Applied(is_from_document=json.loads(turn.submission.manifest)["proposes"]["document"] is not None)
    for change in changes:
        _carry_out(tx, turn, change, items, applied)
    dates = _review_dates(tx, plan, changes)
    routes = [change for change in changes if change.kind == "chain"]
    ladders = [change for change in changes if change.kind == "ladder"]
    own: dict[str, Any] = {}
    for change in (*routes, *ladders):
        own |= dict(change.after) if change.place is None else {}
    version = set_plan(tx.conn, plan, **dates, **own)
    applied.entries += follow_ladders(tx, plan.id, ladders)
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
            "restored": [change.place for change in changes if change.kind == "restore"],
            "added": applied.added,
            "routes": [change.place for change in routes],
            "ladders": [change.place for change in ladders],
            "organisations": sum(change.kind == "organisation" for change in changes),
            **{name: day.isoformat() for name, day in dates.items()},
        },
    )
    tx.record_many(plan_ledger(plan.id), [summary, *applied.entries])
    settle_conflicts(tx, plan, others)
    _tell(tx, turn, changes, applied, version, decision_id)
    seal_ledger(tx, plan_ledger(plan.id), "amendment")
    return seq


def _carry_out(
    tx: Transaction, turn: Turn, change: ProposedChange, items: dict[int, Row[Any]], applied: Applied
) -> None:
    if change.kind == "add":
        add_proposed(tx, turn, change, applied)
    elif change.kind == "organisation":
        list_organisation(tx, turn.plan.id, change)
        applied.entries.append(_of_plan(tx, turn, Action.ORGANISATION_ADDED, change))
    elif change.place is None:
        applied.entries.append(_of_plan(tx, turn, _SET[change.kind], change))
    else:
        _OF_ITEMS[change.kind](tx, turn, items[change.place], change, applied)
        # Its route may be changed beside its values, from the version that it has now.
        items[change.place] = item_row(tx.conn, turn.plan.id, change.place)


_OF_ITEMS = {
    "change": change_item,
    "cancel": cancel_item,
    "restore": restore_item,
    "chain": change_route,
    "ladder": change_own_ladder,
}
_SET = {"chain": Action.CHAIN_SET, "ladder": Action.LADDER_SET}


def _of_plan(tx: Transaction, turn: Turn, action: Action, change: ProposedChange) -> EntryDraft:
    """An entry about the plan itself, whose version moves once, with the amendment."""
    return tx.entry(
        action,
        "plan",
        data={
            "amendment": turn.submission.number,
            "reason": turn.submission.summary,
            "before": dict(change.before),
            "after": dict(change.after),
        },
    )


def _what_happened_to_plan(tx: Transaction, plan: Row[Any], change: ProposedChange) -> tuple[str, str | None]:
    if change.kind == "chain" and change.before["chain"] != plan.chain:
        return "Маршрут согласования плана", "изменился с тех пор, как изменение было предложено"
    if change.kind == "ladder" and change.before["ladder"] != plan.ladder:
        return "Ступени информирования плана", "изменились с тех пор, как изменение было предложено"
    if change.kind == "organisation" and is_listed(tx, plan.id, change.after["code"]):
        return f"Организация «{change.number}»", "уже есть в списке плана"
    return "", None


def _what_happened(change: ProposedChange, item: Row[Any], now: Mapping[str, Any]) -> str | None:
    if change.kind == "restore":
        return None if item.state is ItemState.CANCELLED else "уже возвращён в план"
    if item.state in NOT_AMENDED:
        return "уже исполнен и снят с контроля" if item.state is ItemState.APPROVED else "уже исключён из плана"
    if any(now[name] != value for name, value in change.before.items()):
        return "изменился с тех пор, как изменение было предложено"
    if "due_on" in change.after and "extended_due_on" not in change.before and now["extended_due_on"] is not None:
        return "получил продлённый срок с тех пор, как изменение было предложено"
    return None


def _locked_items(tx: Transaction, plan_id: int, changes: Sequence[ProposedChange]) -> dict[int, Row[Any]]:
    rows = tx.conn.execute(
        select(ITEM).where(ITEM.c.plan_id == plan_id, touched(changes)).order_by(ITEM.c.place).with_for_update()
    )
    return {row.place: row for row in rows}


def _lock_reports(tx: Transaction, plan_id: int, changes: Sequence[ProposedChange]) -> None:
    """Whoever decides on an item's report locks the report first and then its item; so does this."""
    tx.conn.execute(
        select(SUBMISSION.c.id)
        .join(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
        .where(ITEM.c.plan_id == plan_id, touched(changes), SUBMISSION.c.state == SubmissionState.OPEN)
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
    concerned: dict[int, list[tuple[int, int | None]]] = {}
    for index, change in enumerate(changes):
        place = next(added) if change.kind == "add" else change.place
        told = {person for person, places in applied.told.items() if place in places}
        for person in change.people() | change.seated() | told | {turn.plan.coordinator_id}:
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
                "voided": [
                    [place, number] for place, number in applied.voided.items() if place in {each for _, each in items}
                ],
                "proposals": [
                    [place, each.subject.value, each.number, each.author_id]
                    for place, voided in applied.proposals.items()
                    if place in {each for _, each in items}
                    for each in voided
                ],
            },
        )
