"""The documents that confirm an item: attached and taken off while it is in work."""

from sqlalchemy import insert, select, update

from models.plans import Organisation
from workflow.actions import Action
from workflow.arising_conflicts import lock_waiting, settle_conflicts
from workflow.commands import AddEvidence, RemoveEvidence
from workflow.errors import InvalidCommand, NotFound
from workflow.item_guards import demand_in_work, demand_responsible, may_act_for, open_item
from workflow.item_record import recorded
from workflow.progress import sample_in_force
from workflow.request_rows import demand_answers_nothing
from workflow.rows import EVIDENCE, evidence_rows, set_item
from workflow.transaction import Transaction
from workflow.views import Receipt
from workflow.wording.naming import first_of

ORGANISATION = Organisation.__table__  # type: ignore[attr-defined]


def add_evidence(tx: Transaction, command: AddEvidence) -> Receipt:
    """Attach a stored file to an item in work. Raises `InvalidCommand` for organisations not in the plan."""
    plan, item, responsible = open_item(tx, command)
    today = tx.today(plan.timezone)
    owner = command.for_person_id or tx.actor.person_id
    demand_responsible(tx, responsible, today, coordinator_id=plan.coordinator_id)
    demand_in_work(item, "Добавить документ")
    if owner is None or (command.for_person_id and owner not in may_act_for(tx, responsible, today)):
        raise InvalidCommand("Укажите, за кого из исполнителей загружается документ.", field="for_person_id")
    _demand_organisations(tx, plan.id, command.organisations)
    _demand_in_sample(sample_in_force(item), command.organisations)
    if command.doc_date is not None and command.doc_date > today:
        raise InvalidCommand("Дата документа ещё не наступила: проверьте год и месяц.", field="doc_date")
    if any(row.sha256 == command.sha256 for row in evidence_rows(tx.conn, item.id)):
        raise InvalidCommand(
            f"Файл «{command.file_name}» уже приложен к этому пункту: второй раз добавлять его не нужно.", field="file"
        )
    waiting = lock_waiting(tx, item.id)
    values = command.model_dump(
        include={"sha256", "size", "file_name", "media_type", "kind", "doc_number", "doc_date", "signed_by", "units"}
    )
    evidence_id = tx.conn.execute(
        insert(EVIDENCE)
        .values(
            item_id=item.id,
            organisations=list(command.organisations),
            uploaded_by_id=tx.actor.person_id,
            uploaded_for_id=owner,
            uploaded_at=tx.now,
            **values,
        )
        .returning(EVIDENCE.c.id)
    ).scalar_one()
    version = set_item(tx.conn, item, state=item.state)
    settle_conflicts(tx, plan, waiting)
    data = {
        "evidence": evidence_id,
        "name": command.file_name,
        "kind": command.kind,
        "units": command.units,
        "organisations": list(command.organisations),
        "for": owner,
        "size": command.size,
        "media_type": command.media_type,
        "doc_number": command.doc_number,
        "doc_date": command.doc_date.isoformat() if command.doc_date else None,
        "signed_by": command.signed_by,
    }
    return recorded(
        tx,
        plan,
        item,
        Action.EVIDENCE_ADDED,
        item.state,
        version,
        data,
        "Документ приложен.",
        evidence_sha256=(command.sha256,),
        evidence_id=evidence_id,
    )


def remove_evidence(tx: Transaction, command: RemoveEvidence) -> Receipt:
    """Take a file off an item in work; submissions that named it keep it."""
    plan, item, responsible = open_item(tx, command)
    demand_responsible(tx, responsible, tx.today(plan.timezone), coordinator_id=plan.coordinator_id)
    demand_in_work(item, "Убрать документ")
    row = next((row for row in evidence_rows(tx.conn, item.id) if row.id == command.evidence_id), None)
    if row is None:
        raise NotFound("Такого документа у пункта нет. Обновите страницу.")
    demand_answers_nothing(tx.conn, row.id)
    tx.conn.execute(update(EVIDENCE).where(EVIDENCE.c.id == row.id).values(removed_at=tx.now))
    version = set_item(tx.conn, item, state=item.state)
    return recorded(
        tx,
        plan,
        item,
        Action.EVIDENCE_REMOVED,
        item.state,
        version,
        {"evidence": row.id, "name": row.file_name},
        "Документ убран.",
        evidence_sha256=(row.sha256,),
    )


def _demand_organisations(tx: Transaction, plan_id: int, codes: tuple[str, ...]) -> None:
    if not codes:
        return
    known = set(tx.conn.execute(select(ORGANISATION.c.code).where(ORGANISATION.c.plan_id == plan_id)).scalars())
    unknown = sorted(set(codes) - known)
    if unknown:
        raise InvalidCommand(
            f"Нет в списке организаций плана: {', '.join(unknown)}. Выберите из списка.", field="organisations"
        )


def _demand_in_sample(sample: tuple[str, ...] | None, codes: tuple[str, ...]) -> None:
    """An approved sample names who is shown; a schedule without organisations leaves that open."""
    outside = [code for code in codes if sample and code not in sample]
    if outside:
        raise InvalidCommand(
            f"Не входят в утверждённую выборку: {first_of(outside, len(outside))}. Уберите их из документа "
            "или предложите новую выборку.",
            field="organisations",
        )
