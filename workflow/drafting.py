"""What the coordinator does with a draft: settles its warnings, assigns organisations, names who signs."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Row, select, update

from config.chain import check_chain
from config.line_text import LongLine
from config.plan_draft import OrganisationCode
from models.plans import Organisation, PlanWarning
from models.states import PlanState, Resolution, Subject, SubmissionState, Verb, WarningCode
from workflow.actions import Action
from workflow.commands import AssignOrganisations, SetChain, SettleWarning
from workflow.errors import InvalidCommand, NotFound, NotYourTurn, PlanNotReady
from workflow.receipts import receipt
from workflow.rows import ITEM, PERSON, SUBMISSION, item_row, plan_row, set_plan
from workflow.stored_chains import stored_chain
from workflow.transaction import Transaction, plan_ledger
from workflow.views import Receipt

ORGANISATION = Organisation.__table__  # type: ignore[attr-defined]
WARNING = PlanWarning.__table__  # type: ignore[attr-defined]
NO_DEADLINE = (WarningCode.MISSING_DEADLINE, WarningCode.UNPARSED_DEADLINE)


class ItemChange(BaseModel):
    """What a correction may change in an item of a draft."""

    model_config = ConfigDict(extra="forbid")

    title: LongLine | None = None
    starts_on: date | None = None
    due_on: date | None = None
    target_count: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    target_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    organisations: Annotated[list[OrganisationCode], Field(max_length=2000)] | None = None


def settle_warning(tx: Transaction, command: SettleWarning) -> Receipt:
    """Accept a doubt as it stands, or correct the item; with a reason, in the ledger."""
    plan = draft_of_coordinator(tx, command.plan_id)
    warning = tx.conn.execute(
        select(WARNING).where(WARNING.c.id == command.warning_id, WARNING.c.plan_id == plan.id)
    ).one_or_none()
    if warning is None:
        raise NotFound("Такого замечания к плану нет. Обновите страницу.")
    if command.resolution is Resolution.CORRECTED and not command.change:
        raise InvalidCommand("Укажите, что и на что исправить, либо примите замечание как есть.", field="change")
    if command.resolution is Resolution.ACCEPTED and command.change:
        raise InvalidCommand("Замечание принимается без исправлений: уберите новые значения.", field="change")
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    place = None
    if warning.item_id is not None:
        item = tx.conn.execute(select(ITEM).where(ITEM.c.id == warning.item_id)).one()
        place = item.place
        if command.change:
            before, after = _change_item(tx, plan, item, command.change)
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
            change={"before": before, "after": after} if after else None,
        )
    )
    data: dict[str, Any] = {
        "warning": warning.code.value,
        "resolution": command.resolution.value,
        "reason": command.reason,
    }
    data |= {"place": place} if place is not None else {}
    data |= {"value": warning.value} if warning.value else {}
    data |= {"before": before, "after": after} if after else {}
    return _recorded(tx, plan, Action.WARNING_SETTLED, data, "Замечание урегулировано.", place=place)


def assign_organisations(tx: Transaction, command: AssignOrganisations) -> Receipt:
    """Name the organisations of an item whose row names none."""
    plan = draft_of_coordinator(tx, command.plan_id)
    item = item_row(tx.conn, plan.id, command.place)
    before, after = _change_item(tx, plan, item, {"organisations": list(command.organisations)})
    data = {"place": item.place, "before": before, "after": after, "reason": command.reason}
    return _recorded(tx, plan, Action.ORGANISATIONS_ASSIGNED, data, "Организации назначены.", place=item.place)


def set_chain(tx: Transaction, command: SetChain) -> Receipt:
    """Set the draft's route of approval: approvers that the document does not name, alternates, terms.

    Raises `InvalidCommand` for a chain that does not end with an approval or names somebody unknown.
    """
    plan = draft_of_coordinator(tx, command.plan_id)
    try:
        check_chain(command.chain)
    except ValueError as error:
        raise InvalidCommand(f"Маршрут не принят: {error}.", field="chain") from None
    named = {name for step in command.chain for name in (*step.approvers, step.alternate) if name is not None}
    known = dict(tx.conn.execute(select(PERSON.c.name, PERSON.c.id).where(PERSON.c.name.in_(named))).tuples().all())
    unknown = sorted(named - set(known))
    if unknown:
        raise InvalidCommand(f"Нет в списке людей: {', '.join(unknown)}. Сначала добавьте их.", field="chain")
    _demand_signers(plan, command)
    chain = stored_chain(command.chain, known)
    data = {"before": {"chain": plan.chain}, "after": {"chain": chain}, "reason": command.reason}
    return _recorded(tx, plan, Action.CHAIN_SET, data, "Маршрут согласования записан.", values={"chain": chain})


def _demand_signers(plan: Row[Any], command: SetChain) -> None:
    """Who signed the document also confirms it: the route may add people, not leave these out."""
    for block, verb, word in (
        (plan.agreed_by, Verb.AGREE, "согласовал"),
        (plan.approved_by, Verb.APPROVE, "утвердил"),
    ):
        seated = {name for step in command.chain if step.verb is verb for name in step.approvers}
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
        raise NotYourTurn("Черновик плана ведёт ответственный за контроль исполнения. Обратитесь к нему.")
    waiting = tx.conn.execute(
        select(SUBMISSION.c.id).where(
            SUBMISSION.c.plan_id == plan.id,
            SUBMISSION.c.subject == Subject.ACTIVATION,
            SUBMISSION.c.state == SubmissionState.OPEN,
        )
    ).first()
    if waiting is not None:
        raise PlanNotReady("План уже направлен на утверждение: дождитесь решения, до него черновик не меняется.")
    return plan


def _change_item(
    tx: Transaction, plan: Row[Any], item: Row[Any], change: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        wanted = ItemChange.model_validate(change)
    except ValidationError as error:
        wrong = ", ".join(str(detail["loc"][0]) for detail in error.errors())
        raise InvalidCommand(f"Исправление не принято, проверьте значения: {wrong}.", field="change") from error
    values = wanted.model_dump(include=set(change))
    if "organisations" in values:
        known = set(tx.conn.execute(select(ORGANISATION.c.code).where(ORGANISATION.c.plan_id == plan.id)).scalars())
        unknown = sorted(set(values["organisations"]) - known)
        if unknown:
            raise InvalidCommand(f"Нет в списке организаций плана: {', '.join(unknown)}.", field="organisations")
    start, end = values.get("starts_on", item.starts_on), values.get("due_on", item.due_on)
    if start is not None and end is not None and start > end:
        raise InvalidCommand("Начало не может быть позже срока: проверьте обе даты.", field="due_on")
    tx.conn.execute(update(ITEM).where(ITEM.c.id == item.id).values(**values))
    before = {key: plain_value(getattr(item, key)) for key in values}
    return before, {key: plain_value(value) for key, value in values.items()}


def plain_value(value: Any) -> Any:
    """A value as the ledger writes it: a date in ISO 8601."""
    return value.isoformat() if isinstance(value, date) else value


def _recorded(
    tx: Transaction,
    plan: Row[Any],
    action: Action,
    data: dict[str, Any],
    text: str,
    *,
    place: int | None = None,
    values: dict[str, Any] | None = None,
) -> Receipt:
    """One entry about the draft, whose version moves and whose columns take `values`."""
    version = set_plan(tx.conn, plan, **(values or {}))
    ledger_id = plan_ledger(plan.id)
    state = plan.state.value
    position = tx.record(
        ledger_id, tx.entry(action, "plan", version=version, from_state=state, to_state=state, data=data)
    )
    return receipt(tx, ledger_id, position, text, plan_id=plan.id, place=place)
