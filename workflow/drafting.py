"""What the coordinator does with a draft: settles its warnings, assigns organisations, sends it to be activated."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Row, select, update

from models.plans import Organisation, PlanWarning
from models.states import PlanState, Resolution, Subject, SubmissionState
from workflow.actions import Action
from workflow.chain import resolve
from workflow.commands import AssignOrganisations, SettleWarning, SubmitActivation
from workflow.conflicts import author_conflicts, item_conflicts, standing
from workflow.errors import ConflictOfInterest, InvalidCommand, NotFound, NotYourTurn, PlanNotReady
from workflow.manifest import proposal_manifest
from workflow.receipts import receipt
from workflow.routing import NewSubmission, route_facts, route_submission
from workflow.rows import ITEM, PERSON, RESPONSIBLE, SUBMISSION, item_row, next_number, plan_row, set_plan
from workflow.transaction import Transaction, plan_ledger
from workflow.turn import submission_object
from workflow.views import Receipt

ORGANISATION = Organisation.__table__  # type: ignore[attr-defined]
WARNING = PlanWarning.__table__  # type: ignore[attr-defined]


class ItemChange(BaseModel):
    """What a correction may change in an item of a draft."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    starts_on: date | None = None
    due_on: date | None = None
    target_count: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    target_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    organisations: list[str] | None = None


def settle_warning(tx: Transaction, command: SettleWarning) -> Receipt:
    """Accept a doubt as it stands, or correct the item; with a reason, in the ledger."""
    plan = _draft_of_coordinator(tx, command.plan_id)
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
    return _recorded(tx, plan, Action.WARNING_SETTLED, "plan", data, "Замечание урегулировано.", place)


def assign_organisations(tx: Transaction, command: AssignOrganisations) -> Receipt:
    """Name the organisations of an item whose row names none."""
    plan = _draft_of_coordinator(tx, command.plan_id)
    item = item_row(tx.conn, plan.id, command.place)
    before, after = _change_item(tx, plan, item, {"organisations": list(command.organisations)})
    data = {"place": item.place, "before": before, "after": after, "reason": command.reason}
    return _recorded(tx, plan, Action.ORGANISATIONS_ASSIGNED, "plan", data, "Организации назначены.", item.place)


def submit_activation(tx: Transaction, command: SubmitActivation) -> Receipt:
    """Send the draft with its corrections to the signers.

    Raises `PlanNotReady` naming what is missing: an unsettled warning, a lead or signer without an address, an
    unconfirmed year; `ConflictOfInterest` where an item could never be finished.
    """
    plan = _draft_of_coordinator(tx, command.plan_id)
    today = tx.today(plan.timezone)
    items = tx.conn.execute(select(ITEM).where(ITEM.c.plan_id == plan.id).order_by(ITEM.c.place)).all()
    warnings = tx.conn.execute(select(WARNING).where(WARNING.c.plan_id == plan.id).order_by(WARNING.c.id)).all()
    _demand_ready(tx, plan, items, warnings, today)
    number = next_number(tx.conn, plan.id, Subject.ACTIVATION, None)
    manifest = proposal_manifest(
        Subject.ACTIVATION,
        {"id": plan.id, "title": plan.title, "year": plan.year, "origin": tx.signer.origin(plan_ledger(plan.id))},
        number=number,
        summary=command.summary,
        proposes=_proposal(tx, plan, items, warnings),
    )
    new = NewSubmission(
        plan_id=plan.id,
        subject=Subject.ACTIVATION,
        item_id=None,
        place=None,
        number=number,
        manifest=manifest,
        summary=command.summary,
        submitted_on=today,
        chain=plan.chain,
    )
    steps = route_submission(tx, plan, new, author_conflicts(tx.actor.person_id))
    ledger_id = plan_ledger(plan.id)
    position = tx.record(
        ledger_id,
        tx.entry(
            Action.SUBMISSION_OPENED,
            submission_object(new, None),
            to_state=SubmissionState.OPEN.value,
            data={
                "submission": number,
                "digest": new.digest,
                "route": route_facts(steps),
            },
        ),
    )
    return receipt(tx, ledger_id, position, "План направлен на утверждение.", plan_id=plan.id, submission_id=new.id)


def _draft_of_coordinator(tx: Transaction, plan_id: int) -> Row[Any]:
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
    before = {key: _plain(getattr(item, key)) for key in values}
    return before, {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _demand_ready(tx: Transaction, plan: Row[Any], items: Any, warnings: Any, today: date) -> None:
    open_warnings = sum(warning.resolution is None for warning in warnings)
    if open_warnings:
        raise PlanNotReady(f"Не урегулированы замечания к плану: {open_warnings}. Примите или исправьте каждое.")
    tx.calendar.demand_known(plan.year)
    leads = dict(
        tx.conn.execute(
            select(RESPONSIBLE.c.item_id, RESPONSIBLE.c.person_id)
            .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
            .where(ITEM.c.plan_id == plan.id, RESPONSIBLE.c.is_lead)
        )
        .tuples()
        .all()
    )
    without_lead = [item.number for item in items if item.id not in leads]
    if without_lead:
        raise PlanNotReady(f"Не назначен ответственный исполнитель: пункты {', '.join(without_lead)}.")
    chains = [plan.chain, *(item.chain for item in items if item.chain)]
    signers = {person for chain in chains for step in chain for person in step["approvers"]}
    needed = signers | set(leads.values()) | {plan.coordinator_id}
    silent = tx.conn.execute(
        select(PERSON.c.name).where(PERSON.c.id.in_(needed), PERSON.c.email.is_(None)).order_by(PERSON.c.name)
    ).scalars()
    names = ", ".join(silent)
    if names:
        raise PlanNotReady(f"Не указан адрес электронной почты: {names}. Внесите адреса и повторите.")
    for item in items:
        try:
            resolve(item.chain or plan.chain, standing(tx.conn, item_conflicts(tx.conn, item.id, today), today))
        except ConflictOfInterest as conflict:
            raise ConflictOfInterest(f"Пункт {item.number}: {conflict.message}") from conflict


def _proposal(tx: Transaction, plan: Row[Any], items: Any, warnings: Any) -> dict[str, Any]:
    names: dict[int, list[str]] = {}
    for row in tx.conn.execute(
        select(RESPONSIBLE.c.item_id, PERSON.c.name)
        .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
        .order_by(RESPONSIBLE.c.item_id, RESPONSIBLE.c.place)
    ):
        names.setdefault(row.item_id, []).append(row.name)
    places = {item.id: item.place for item in items}
    return {
        "source_sha256": plan.source_sha256,
        "items": [
            {
                "place": item.place,
                "number": item.number,
                "title": item.title,
                "expected_result": item.expected_result,
                "target_count": item.target_count,
                "target_percent": item.target_percent,
                "starts_on": _plain(item.starts_on),
                "due_on": _plain(item.due_on),
                "note": item.note,
                "responsible": names.get(item.id, []),
                "organisations": list(item.organisations),
            }
            for item in items
        ],
        "corrections": [
            {
                "code": warning.code.value,
                "place": places.get(warning.item_id),
                "message": warning.message,
                "resolution": warning.resolution.value,
                "reason": warning.reason,
                "change": warning.change,
            }
            for warning in warnings
        ],
    }


def _recorded(
    tx: Transaction, plan: Row[Any], action: Action, object_: str, data: dict[str, Any], text: str, place: int | None
) -> Receipt:
    version = set_plan(tx.conn, plan)
    ledger_id = plan_ledger(plan.id)
    position = tx.record(
        ledger_id,
        tx.entry(action, object_, version=version, from_state=plan.state.value, to_state=plan.state.value, data=data),
    )
    return receipt(tx, ledger_id, position, text, plan_id=plan.id, place=place)
