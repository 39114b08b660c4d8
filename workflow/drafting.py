"""What the coordinator does with a draft: settles its warnings, assigns organisations, names who signs."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Row, select, update

from models.states import PlanState, Resolution, Verb, WarningCode
from workflow.actions import Action
from workflow.amendment_changes import ChangeChain, ChangeItem
from workflow.amendment_doubts import draft_in_force
from workflow.amendment_manifest import ProposedChange
from workflow.amendment_planning import plan_changes
from workflow.commands import AssignOrganisations, SetChain, SettleWarning
from workflow.doubt_rows import WARNING
from workflow.errors import InvalidCommand, NotFound, PlanNotReady
from workflow.item_rows import change_columns
from workflow.open_to_changes import demand_not_being_signed
from workflow.plan_lint import lint
from workflow.receipts import receipt
from workflow.refusing_others import coordinators_alone
from workflow.rows import ITEM, item_row, plan_row, set_plan
from workflow.transaction import Transaction, plan_ledger
from workflow.views import Receipt

NO_DEADLINE = (WarningCode.MISSING_DEADLINE, WarningCode.UNPARSED_DEADLINE)
# A correction is for these: one that leaves the doubt as true as it was is a slip.
MUST_END = (WarningCode.DEADLINE_OUTSIDE_PLAN_YEAR, WarningCode.UNKNOWN_ORGANISATION, WarningCode.MISSING_DEADLINE)


def settle_warning(tx: Transaction, command: SettleWarning) -> Receipt:
    """Accept a doubt as it stands, or correct the item; with a reason, in the ledger.

    Raises `InvalidCommand` for a correction that is none, or after which the doubt is as true as before.
    """
    plan = draft_of_coordinator(tx, command.plan_id)
    warning = tx.conn.execute(
        select(WARNING).where(WARNING.c.id == command.warning_id, WARNING.c.plan_id == plan.id)
    ).one_or_none()
    if warning is None:
        raise NotFound("Такого замечания к плану нет. Обновите страницу.")
    _demand_resolved(command)
    data: dict[str, Any] = {
        "warning": warning.code.value,
        "resolution": command.resolution.value,
        "reason": command.reason,
    }
    change = None
    if warning.item_id is not None:
        item = tx.conn.execute(select(ITEM).where(ITEM.c.id == warning.item_id)).one()
        data["place"] = item.place
        if command.change:
            done = _correct(tx, plan, item, command.change)
            _demand_ended(tx, plan, item, warning)
            change = {"before": dict(done.before), "after": dict(done.after)}
        elif warning.code in NO_DEADLINE and item.due_on is None:
            raise InvalidCommand("Без срока план не вводится в действие: исправьте пункт, указав срок.", field="due_on")
    elif command.change:
        raise InvalidCommand("Это замечание относится ко всему плану: исправьте нужный пункт отдельно.", field="change")
    tx.conn.execute(
        update(WARNING)
        .where(WARNING.c.id == warning.id)
        .values(
            resolution=command.resolution,
            reason=command.reason,
            settled_by_id=tx.actor.person_id,
            settled_at=tx.now,
            change=change,
        )
    )
    data |= {"value": warning.value} if warning.value else {}
    data |= change or {}
    return _recorded(tx, plan, Action.WARNING_SETTLED, data, "Замечание урегулировано.")


def assign_organisations(tx: Transaction, command: AssignOrganisations) -> Receipt:
    """Name the organisations of an item whose row names none."""
    plan = draft_of_coordinator(tx, command.plan_id)
    item = item_row(tx.conn, plan.id, command.place)
    done = _correct(tx, plan, item, {"organisations": command.organisations})
    data = {
        "place": item.place,
        "before": dict(done.before),
        "after": dict(done.after),
        "reason": command.reason,
    }
    return _recorded(tx, plan, Action.ORGANISATIONS_ASSIGNED, data, "Организации назначены.")


def set_chain(tx: Transaction, command: SetChain) -> Receipt:
    """Set the route of a draft, or of one of its items: approvers that the document does not name, alternates, terms.

    Raises `InvalidCommand` for a route that does not end with an approval or names somebody unknown,
    `ConflictOfInterest` where nobody could finish an item along it.
    """
    plan = draft_of_coordinator(tx, command.plan_id)
    try:
        asked = ChangeChain(place=command.place, chain=command.chain)
    except ValidationError as error:
        raise InvalidCommand(f"Маршрут не принят: {_said(error)}.", field="chain") from None
    demand_signers(plan, asked)
    (change,) = plan_changes(tx.conn, plan, [asked], today=tx.today(plan.timezone), is_draft=True)
    values = set_route(tx, plan.id, change)
    data: dict[str, Any] = {"before": dict(change.before), "after": dict(change.after), "reason": command.reason}
    data |= {"place": change.place} if change.place is not None else {}
    return _recorded(tx, plan, Action.CHAIN_SET, data, "Маршрут согласования записан.", values=values)


def set_route(tx: Transaction, plan_id: int, change: ProposedChange) -> dict[str, Any]:
    """Give a draft's item its route or ladder; of the plan's own gives the column that keeps it."""
    if change.place is None:
        return dict(change.after)
    change_columns(tx, item_row(tx.conn, plan_id, change.place).id, change.after)
    return {}


def demand_signers(plan: Row[Any], asked: ChangeChain) -> None:
    """Who signed the document also confirms it: the route of a draft may add people, not leave these out."""
    if asked.place is not None:
        return
    for block, verb, word in (
        (plan.agreed_by, Verb.AGREE, "согласовал"),
        (plan.approved_by, Verb.APPROVE, "утвердил"),
    ):
        seated = {name for step in asked.chain if step.verb is verb for name in step.approvers}
        if block and block["name"] not in seated:
            raise InvalidCommand(
                f"{block['name']} {word} документ и остаётся в маршруте на этом этапе. Если лицо сменилось, назначьте "
                "замещение по приказу.",
                field="chain",
            )


def draft_of_coordinator(tx: Transaction, plan_id: int) -> Row[Any]:
    """The draft, locked. Raises `PlanNotReady` where it no longer is one or waits to be signed, `NotYourTurn`."""
    plan = plan_row(tx.conn, plan_id, is_locked=True)
    if plan.state is not PlanState.DRAFT:
        raise PlanNotReady("План уже введён в действие: теперь его меняют только утверждённые изменения.")
    if tx.actor.person_id != plan.coordinator_id:
        raise coordinators_alone(tx.conn, plan, "Черновик плана ведёт")
    demand_not_being_signed(tx.conn, plan.id)
    return plan


def _demand_resolved(command: SettleWarning) -> None:
    if command.resolution is Resolution.CORRECTED and not command.change:
        raise InvalidCommand("Укажите, что и на что исправить, либо примите замечание как есть.", field="change")
    if command.resolution is Resolution.ACCEPTED and command.change:
        raise InvalidCommand(
            "Указаны новые значения, но не выбрано «Исправить пункт»: выберите его или очистите поля.",
            field="resolution",
        )


def _correct(tx: Transaction, plan: Row[Any], item: Row[Any], change: dict[str, Any]) -> ProposedChange:
    """Change the item of a draft at once, as an amendment would."""
    try:
        asked = ChangeItem.model_validate({"place": item.place} | change)
    except ValidationError as error:
        wrong = ", ".join(str(detail["loc"][0]) for detail in error.errors() if detail["loc"])
        raise InvalidCommand(f"Исправление не принято, проверьте значения: {wrong}.", field="change") from error
    (done,) = plan_changes(tx.conn, plan, [asked], today=tx.today(plan.timezone), is_draft=True)
    change_columns(tx, item.id, done.after)
    return done


def _demand_ended(tx: Transaction, plan: Row[Any], item: Row[Any], warning: Row[Any]) -> None:
    """Raise `InvalidCommand` where the very doubt is still there after the correction."""
    if warning.code not in MUST_END:
        return
    draft = draft_in_force(tx.conn, plan)
    place = draft.places.index(item.place) + 1
    for doubt in lint(draft.plan):
        if (doubt.code, doubt.place) == (warning.code, place) and warning.value in (None, doubt.value):
            raise InvalidCommand(f"Исправление не сняло замечание. {doubt.message}", field="change")


def _said(error: ValidationError) -> str:
    """What is wrong with a route, in the words of its own rules where they are."""
    (first, *_) = error.errors()
    told: Sequence[str] = str(first["msg"]).split("Value error, ")
    return told[-1]


def _recorded(
    tx: Transaction,
    plan: Row[Any],
    action: Action,
    data: dict[str, Any],
    text: str,
    *,
    values: dict[str, Any] | None = None,
) -> Receipt:
    """One entry about the draft, whose version moves and whose columns take `values`."""
    version = set_plan(tx.conn, plan, **(values or {}))
    ledger_id = plan_ledger(plan.id)
    state = plan.state.value
    position = tx.record(
        ledger_id, tx.entry(action, "plan", version=version, from_state=state, to_state=state, data=data)
    )
    return receipt(tx, ledger_id, position, text, plan_id=plan.id, place=data.get("place"))
