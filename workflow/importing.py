"""Storing a plan document as a draft: people, organisations, items, doubts, and its ledger."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import insert

from audit.ledger import open_ledger
from config.ladder import ladder_json, load_ladder
from config.office_files import ladder_path
from config.plan_draft import DraftItem
from models.plans import Organisation
from models.states import PlanState
from workflow.actions import Action
from workflow.commands import ImportPlan, StoredDocument
from workflow.doubt_rows import store_doubts
from workflow.errors import InvalidCommand, NotYourTurn, PlanNotReady
from workflow.imported_people import doubted_names, known_people
from workflow.item_columns import ITEM_COLUMNS
from workflow.item_rows import store_item
from workflow.ledger_plan import TOLD_AT_IMPORT
from workflow.person_name_rule import demand_person_name
from workflow.plain_values import digest_of_list, plain
from workflow.plan_documents import demand_stored, source_columns
from workflow.plan_lint import lint, plan_years
from workflow.queries.access import may_import
from workflow.receipts import receipt
from workflow.rows import PLAN
from workflow.stewardship import is_operating
from workflow.stored_chains import stored_chain
from workflow.transaction import Transaction, plan_ledger
from workflow.views import Receipt

ORGANISATION = Organisation.__table__  # type: ignore[attr-defined]
CLOSING_DAY = (1, 20)
LAST_MONTH = 12


def import_plan(tx: Transaction, command: ImportPlan) -> Receipt:
    """Store a plan as a draft and open its ledger. Nothing is corrected here: doubts become warnings.

    Raises `PlanNotReady` where nobody is named as coordinator, `NotYourTurn` for who may not import, and
    `EvidenceDamaged` where the document is not in the store as it was read.
    """
    draft = command.draft
    demand_importer(tx)
    if not draft.coordinator:
        raise PlanNotReady("Назовите ответственного за контроль исполнения плана: без него план не принимается.")
    demand_person_name(draft.coordinator, field="coordinator")
    if command.document is not None:
        _demand_document(tx, command, command.document)
    people = known_people(tx, draft)
    if not is_operating(tx) and people[draft.coordinator] != tx.actor.person_id:
        raise NotYourTurn("План принимает тот, кто будет его вести. Для другого лица это делает администратор.")
    values = _plan_values(tx, command, people)
    plan_id = tx.conn.execute(insert(PLAN).values(**values).returning(PLAN.c.id)).scalar_one()
    organisations = [
        {"plan_id": plan_id, "place": place, "code": each.code, "name": each.name}
        for place, each in enumerate(draft.organisations, 1)
    ]
    if organisations:
        tx.conn.execute(insert(ORGANISATION), organisations)
    item_ids = [
        store_item(tx, plan_id, place, _values(each, people), as_written=written_row(each))
        for place, each in enumerate(draft.items, 1)
    ]
    warnings = [*lint(draft), *doubted_names(tx, draft, people)]
    store_doubts(tx, plan_id, ((each, item_ids[each.place - 1] if each.place else None) for each in warnings))
    ledger_id = plan_ledger(plan_id)
    open_ledger(tx.conn, ledger_id, tx.signer.origin(ledger_id), tx.now)
    position = tx.record(
        ledger_id,
        tx.entry(
            Action.PLAN_IMPORTED,
            "plan",
            version=1,
            to_state=PlanState.DRAFT.value,
            data={
                "title": draft.title,
                "year": draft.year,
                "source_sha256": command.source_sha256,
                "items": len(draft.items),
                "organisations": len(draft.organisations),
                "warnings": len(warnings),
                "chain": stored_chain(draft.chain, people),
                "coordinator": people[draft.coordinator],
                "ladder_sha256": digest_of_list(values["ladder"]),
                "organisations_sha256": digest_of_list([[each.code, each.name] for each in draft.organisations]),
                "rows_sha256": digest_of_list([written_row(each) for each in draft.items]),
            }
            | {key: plain(values[key]) for key in TOLD_AT_IMPORT}
            | ({"document": command.document.name} if command.document else {}),
            evidence_sha256=() if command.document is None else (command.document.sha256,),
        ),
    )
    return receipt(tx, ledger_id, position, "План принят как черновик.", plan_id=plan_id)


def demand_importer(tx: Transaction) -> None:
    """Raise `NotYourTurn` unless the actor works at the command line, or may keep plans."""
    person_id = tx.actor.person_id
    if person_id is not None and not may_import(tx.conn, person_id):
        raise NotYourTurn(
            "Планы принимает ответственный за контроль исполнения. Обратитесь к нему или к администратору."
        )


def _demand_document(tx: Transaction, command: ImportPlan, document: StoredDocument) -> None:
    if document.sha256 != command.source_sha256:
        raise InvalidCommand("Приложен не тот документ, из которого прочитан план. Загрузите его ещё раз.")
    demand_stored(tx, document, "document")


def _plan_values(tx: Transaction, command: ImportPlan, people: dict[str, int]) -> dict[str, Any]:
    draft = command.draft
    last_year = plan_years(draft)[-1]
    return {
        "title": draft.title,
        "year": draft.year,
        "last_year": last_year if last_year > draft.year else None,
        "state": PlanState.DRAFT,
        "version": 1,
        "timezone": draft.timezone,
        "day_off_rule": draft.day_off_rule,
        "closes_by": draft.closes_by or date(last_year + 1, *CLOSING_DAY),
        "review_opens_on": review_opening(tx, draft.items, last_year),
        "coordinator_id": people[draft.coordinator],
        "agreed_by": draft.agreed_by and draft.agreed_by.model_dump(mode="json"),
        "approved_by": draft.approved_by and draft.approved_by.model_dump(mode="json"),
        "chain": stored_chain(draft.chain, people),
        "ladder": ladder_json(draft.ladder or load_ladder(ladder_path())),
        "source_sha256": command.source_sha256,
        "imported_at": tx.now,
    } | source_columns(command.document)


def review_opening(tx: Transaction, items: list[DraftItem], year: int) -> date:
    """The first working day of the plan's last month: that of the latest deadline, else December."""
    dues = [item.due_on for item in items if item.due_on is not None and item.due_on.year == year]
    month = max(dues).month if dues else LAST_MONTH
    return tx.calendar.first_working_day(year, month)


def written_row(item: DraftItem) -> dict[str, Any]:
    """The row as the document has it."""
    return item.model_dump(mode="json", exclude={"chain", "ladder", "role", "lead"})


def _values(item: DraftItem, people: Mapping[str, int]) -> dict[str, Any]:
    """The item as the ledger writes it, people by id."""
    told = item.model_dump(mode="json", include={*ITEM_COLUMNS, "role"})
    return told | {
        "responsible": list(dict.fromkeys(people[name] for name in item.responsible)),
        "lead": None if item.lead is None else people[item.lead],
        "chain": stored_chain(item.chain, people) if item.chain else None,
        "ladder": ladder_json(item.ladder) if item.ladder else None,
    }
