"""What responsible people do with an item: start it, gather evidence, submit, withdraw."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select, update

from config.prepared import Question, together
from models.plans import Organisation
from models.states import ItemState, Subject, SubmissionState
from workflow.actions import Action
from workflow.chain import Step
from workflow.chain_facts import submission_facts
from workflow.chain_roles import accepts_interim
from workflow.clocks import STOPPED, resumed_clock, started_columns
from workflow.commands import AddEvidence, RemoveEvidence, StartItem, SubmitEvidence, Withdraw
from workflow.conflicts import active_substitutes, item_conflicts
from workflow.errors import InvalidCommand, NotFound, NotYourTurn, TransitionNotAllowed
from workflow.insertion import ask_of_new_id
from workflow.manifest import file_entry, item_manifest
from workflow.people_rows import ask_of_people
from workflow.plan_ladder import ladder_of
from workflow.progress import sample_in_force
from workflow.receipts import receipt
from workflow.report_matter import (
    ReportMatter,
    demand_no_sample_waits,
    demand_shortfall_explained,
    matter_of_report,
)
from workflow.request_rows import demand_answers_nothing
from workflow.routing import NewSubmission, route_data, route_submission, void_tasks
from workflow.rows import (
    DECISION,
    EVIDENCE,
    SUBMISSION,
    ask_of_evidence,
    ask_of_place,
    ask_of_responsible,
    demand_running,
    demand_version,
    evidence_rows,
    item_row,
    lead_id,
    next_number,
    plan_row,
    responsible_rows,
    set_item,
)
from workflow.submission_rows import ask_of_conflicts, ask_of_open
from workflow.transaction import Transaction, plan_ledger
from workflow.transitions import COMMAND_NAMES, STATE_NAMES, ItemCommandName, target_of
from workflow.views import Receipt
from workflow.wording.naming import first_of

ORGANISATION = Organisation.__table__  # type: ignore[attr-defined]


def start_item(tx: Transaction, command: StartItem) -> Receipt:
    """Принять в работу. Raises `TransitionNotAllowed`, `NotYourTurn`, `StaleVersion`."""
    plan, item, responsible = open_item(tx, command)
    target = target_of(item.state, ItemCommandName.START)
    demand_lead(tx, responsible, tx.today(plan.timezone), ItemCommandName.START)
    version = set_item(tx.conn, item, state=target)
    return recorded(tx, plan, item, Action.ITEM_STARTED, target, version, {}, "Пункт принят в работу.")


def add_evidence(tx: Transaction, command: AddEvidence) -> Receipt:
    """Attach a stored file to an item in work. Raises `InvalidCommand` for organisations not in the plan."""
    plan, item, responsible = open_item(tx, command)
    _demand_in_work(item, "Добавить документ")
    today = tx.today(plan.timezone)
    owner = command.for_person_id or tx.actor.person_id
    demand_responsible(tx, responsible, today, coordinator_id=plan.coordinator_id)
    if owner is None or (command.for_person_id and owner not in _may_act_for(tx, responsible, today)):
        raise InvalidCommand("Укажите, за кого из исполнителей загружается документ.", field="for_person_id")
    _demand_organisations(tx, plan.id, command.organisations)
    _demand_in_sample(sample_in_force(item), command.organisations)
    if command.doc_date is not None and command.doc_date > today:
        raise InvalidCommand("Дата документа ещё не наступила: проверьте год и месяц.", field="doc_date")
    if any(row.sha256 == command.sha256 for row in evidence_rows(tx.conn, item.id)):
        raise InvalidCommand(
            f"Файл «{command.file_name}» уже приложен к этому пункту: второй раз добавлять его не нужно.", field="file"
        )
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
    _demand_in_work(item, "Убрать документ")
    demand_responsible(tx, responsible, tx.today(plan.timezone), coordinator_id=plan.coordinator_id)
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


def submit_evidence(tx: Transaction, command: SubmitEvidence) -> Receipt:
    """Направить на согласование: freeze the evidence, fill the chain, open its first step.

    Raises `InvalidCommand` where nothing is attached or a shortfall has no reason; `ConflictOfInterest` where
    nobody could end the chain.
    """
    plan, item, responsible = open_item(tx, command, ask_of_evidence)
    state = target_of(item.state, ItemCommandName.SUBMIT)
    today = tx.today(plan.timezone)
    demand_lead(tx, responsible, today, ItemCommandName.SUBMIT)
    files = evidence_rows(tx.conn, item.id)
    matter = matter_of_report(tx, command, item, files)
    if command.is_partial:
        _demand_interim(tx, plan, item)
    else:
        demand_shortfall_explained(matter, command.shortfall_reason)
    submission = _freeze(tx, command, plan, item, responsible, files, matter, today)
    submission.facts = submission_facts(item, matter.progress, submission, tx.calendar.days_between, today)
    # An interim report leaves the rest to be done: the lead's clock goes on, and it is no report in time.
    stops = {} if command.is_partial else {"first_submitted_on": item.first_submitted_on or today} | STOPPED
    version = set_item(tx.conn, item, state=state, **stops)
    together(
        tx.conn,
        ask_of_open(item.id, Subject.SAMPLE),
        *ask_of_conflicts(item.id),
        *ask_of_people(today),
        ask_of_new_id(SUBMISSION),
    )
    demand_no_sample_waits(tx, item)
    steps = route_submission(tx, plan, submission, item_conflicts(tx.conn, item.id, today, _authors(tx)))
    return recorded(
        tx,
        plan,
        item,
        Action.ITEM_SUBMITTED,
        state,
        version,
        _submitted_data(submission, steps, item.chain or plan.chain),
        "Промежуточный отчёт направлен на согласование." if command.is_partial else "Отчёт направлен на согласование.",
        evidence_sha256=tuple(row.sha256 for row in files),
        submission_id=submission.id,
    )


def withdraw(tx: Transaction, command: Withdraw) -> Receipt:
    """Отозвать, while no decision stands; the lead's clock goes on as it was."""
    plan, item, responsible = open_item(tx, command)
    target = target_of(item.state, ItemCommandName.WITHDRAW)
    today = tx.today(plan.timezone)
    demand_lead(tx, responsible, today, ItemCommandName.WITHDRAW)
    submission = open_submission(tx, item.id)
    decided = tx.conn.execute(
        select(DECISION.c.id).where(DECISION.c.submission_id == submission.id, DECISION.c.voided_at.is_(None)).limit(1)
    ).scalar()
    if decided is not None:
        raise TransitionNotAllowed("Отозвать отчёт уже нельзя: по нему есть решение. Дождитесь следующего этапа.")
    tx.conn.execute(
        update(SUBMISSION)
        .where(SUBMISSION.c.id == submission.id)
        .values(state=SubmissionState.WITHDRAWN, ended_at=tx.now)
    )
    void_tasks(tx, submission.id)
    clock = resumed_clock(item, plan.day_off_rule, tx.calendar)
    columns = started_columns(clock, ladder_of(plan.ladder), today, tx.calendar)
    version = set_item(tx.conn, item, state=target, **columns)
    data = {"submission": submission.number, "submission_state": SubmissionState.WITHDRAWN.value}
    return recorded(tx, plan, item, Action.ITEM_WITHDRAWN, target, version, data, "Отчёт отозван.")


def open_submission(tx: Transaction, item_id: int) -> Row[Any]:
    """The submission of an item that is open. Raises `TransitionNotAllowed` where none is."""
    row = tx.conn.execute(
        select(SUBMISSION).where(
            SUBMISSION.c.item_id == item_id,
            SUBMISSION.c.subject == Subject.ITEM,
            SUBMISSION.c.state == SubmissionState.OPEN,
        )
    ).one_or_none()
    if row is None:
        raise TransitionNotAllowed("По пункту нет отчёта на согласовании. Обновите страницу.")
    return row


def demand_lead(tx: Transaction, responsible: list[Row[Any]], today: date, command: ItemCommandName | str) -> None:
    """Raise `NotYourTurn` unless the actor is the lead, or signs for the lead today.

    `command` names what is refused: a row of the table of transitions, or another button's label.
    """
    lead = lead_id(responsible)
    substitute = active_substitutes(tx.conn, today).get(lead) if lead is not None else None
    if tx.actor.person_id in {lead, substitute[0] if substitute else lead}:
        return
    name = next((row.name for row in responsible if row.is_lead), "не назначен")
    label = COMMAND_NAMES[command] if isinstance(command, ItemCommandName) else command
    raise NotYourTurn(f"Действие «{label}» выполняет ответственный исполнитель пункта ({name}). Обратитесь к нему.")


def demand_responsible(
    tx: Transaction, responsible: list[Row[Any]], today: date, coordinator_id: int | None = None
) -> None:
    """Raise `NotYourTurn` unless the actor is responsible for the item, stands in, or coordinates the plan."""
    if tx.actor.person_id not in _may_act_for(tx, responsible, today) | {coordinator_id}:
        raise NotYourTurn("Это действие доступно исполнителям пункта и ответственному за контроль исполнения плана.")


def _may_act_for(tx: Transaction, responsible: list[Row[Any]], today: date) -> set[int | None]:
    people: set[int | None] = {row.person_id for row in responsible}
    substitutes = active_substitutes(tx.conn, today)
    return people | {substitutes[person][0] for person in list(people) if person in substitutes}


def open_item(
    tx: Transaction, command: Any, ask_also: Callable[[int, int], list[Question]] = lambda _plan, _item: []
) -> tuple[Row[Any], Row[Any], list[Row[Any]]]:
    """The plan, the item in the version that the person saw, and who is responsible. Raises `CommandRefused`.

    What `ask_also` names of a plan's and an item's id is asked in the same round trip.
    """
    together(tx.conn, *ask_of_place(command.plan_id, command.place))
    plan = plan_row(tx.conn, command.plan_id)
    item = item_row(tx.conn, command.plan_id, command.place)
    people = ask_of_people(tx.today(plan.timezone))
    together(tx.conn, ask_of_responsible(item.id), *people, *ask_also(plan.id, item.id))
    demand_running(plan)
    demand_version(item, command.expected_version)
    return plan, item, responsible_rows(tx.conn, item.id)


def _demand_in_work(item: Row[Any], what: str) -> None:
    if item.state is ItemState.IN_PROGRESS:
        return
    hint = "Сначала примите пункт в работу." if item.state is ItemState.PLANNED else "Для этого отзовите отчёт."
    if item.state in (ItemState.APPROVED, ItemState.CANCELLED, ItemState.AGREED):
        hint = "Пункт можно изменить только после возврата на доработку или возобновления контроля."
    raise TransitionNotAllowed(f"{what} сейчас нельзя: пункт в состоянии «{STATE_NAMES[item.state]}». {hint}")


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


def _authors(tx: Transaction) -> set[int]:
    return set() if tx.actor.person_id is None else {tx.actor.person_id}


def _freeze(
    tx: Transaction,
    command: SubmitEvidence,
    plan: Row[Any],
    item: Row[Any],
    responsible: list[Row[Any]],
    files: list[Row[Any]],
    matter: ReportMatter,
    today: date,
) -> NewSubmission:
    number = next_number(tx.conn, plan.id, Subject.ITEM, item.id)
    target, shown = matter.progress.target, matter.progress.shown
    due = item.extended_due_on or item.due_on
    manifest = item_manifest(
        {"id": plan.id, "title": plan.title, "year": plan.year, "origin": tx.signer.origin(plan_ledger(plan.id))},
        {
            "place": item.place,
            "number": item.number,
            "title": item.title,
            "expected_result": item.expected_result,
            "due_on": due.isoformat() if due else None,
            "target_units": target.units,
            "target_percent": target.percent,
            "responsible": [row.name for row in responsible],
            **matter.of_item,
        },
        number=number,
        summary=command.summary,
        shortfall=command.shortfall_reason,
        shown=matter.shown,
        files=[file_entry(row) for row in files],
        requests=matter.requests,
        is_partial=command.is_partial,
    )
    return NewSubmission(
        plan_id=plan.id,
        subject=Subject.ITEM,
        item_id=item.id,
        place=item.place,
        number=number,
        manifest=manifest,
        summary=command.summary,
        shortfall_reason=command.shortfall_reason,
        shown_count=shown.units,
        shown_percent=shown.percent,
        submitted_on=today,
        chain=item.chain or plan.chain,
        is_partial=command.is_partial,
    )


def _demand_interim(tx: Transaction, plan: Row[Any], item: Row[Any]) -> None:
    """Raise `InvalidCommand` unless the item's route accepts interim reports."""
    if not accepts_interim(tx.conn, plan, item):
        raise InvalidCommand(
            "Маршрут этого пункта не допускает промежуточных отчётов: направьте отчёт об исполнении пункта целиком.",
            field="is_partial",
        )


def _submitted_data(submission: NewSubmission, steps: tuple[Step, ...], own: Any) -> dict[str, Any]:
    partial = {"partial": True} if submission.is_partial else {}
    return (
        route_data(submission, steps, own)
        | partial
        | {
            "submission_state": SubmissionState.OPEN.value,
            "shown": submission.shown_count,
            "percent": submission.shown_percent,
            "shortfall": submission.shortfall_reason is not None,
        }
    )


def recorded(  # noqa: PLR0913 - what an entry and a receipt say, in one line at the caller
    tx: Transaction,
    plan: Row[Any],
    item: Row[Any],
    action: Action,
    state: ItemState,
    version: int,
    data: dict[str, Any],
    text: str,
    *,
    evidence_sha256: tuple[str, ...] = (),
    **about: Any,
) -> Receipt:
    ledger_id = plan_ledger(plan.id)
    position = tx.record(
        ledger_id,
        tx.entry(
            action,
            f"item/{item.place}",
            version=version,
            from_state=item.state.value,
            to_state=state.value,
            evidence_sha256=evidence_sha256,
            data=data,
        ),
    )
    return receipt(tx, ledger_id, position, text, plan_id=plan.id, place=item.place, **about)
