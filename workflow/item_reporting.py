"""What the lead does with an item: takes it into work, sends its report for approval, takes the report back."""

from datetime import date
from typing import Any

from sqlalchemy import Row, select, update

from config.prepared import Question, together
from models.states import Subject, SubmissionState
from workflow.actions import Action
from workflow.chain import Step
from workflow.chain_facts import submission_facts
from workflow.chain_roles import accepts_interim
from workflow.clocks import STOPPED, clock_told, resumed_clock, started_columns
from workflow.commands import StartItem, SubmitEvidence, Withdraw
from workflow.conflicts import item_conflicts
from workflow.errors import InvalidCommand, TransitionNotAllowed
from workflow.holds import with_holds
from workflow.insertion import ask_of_new_id
from workflow.item_guards import demand_lead, open_item, open_submission
from workflow.item_record import recorded
from workflow.manifest import file_entry, item_manifest
from workflow.people_rows import ask_of_people
from workflow.plan_ladder import ladder_in_force
from workflow.report_matter import ReportMatter, demand_no_sample_waits, demand_shortfall_explained, matter_of_report
from workflow.routing import NewSubmission, route_data, route_submission, void_tasks
from workflow.rows import DECISION, SUBMISSION, ask_of_evidence, evidence_rows, set_item
from workflow.submission_rows import ask_of_conflicts, ask_of_reports, next_number
from workflow.transaction import Transaction, plan_ledger
from workflow.transitions import ItemCommandName, target_of
from workflow.views import Receipt


def start_item(tx: Transaction, command: StartItem) -> Receipt:
    """Принять в работу. Raises `TransitionNotAllowed`, `NotYourTurn`, `StaleVersion`."""
    plan, item, responsible = open_item(tx, command)
    demand_lead(tx, responsible, tx.today(plan.timezone), ItemCommandName.START)
    target = target_of(item.state, ItemCommandName.START)
    version = set_item(tx.conn, item, state=target)
    return recorded(tx, plan, item, Action.ITEM_STARTED, target, version, {}, "Пункт принят в работу.")


def submit_evidence(tx: Transaction, command: SubmitEvidence) -> Receipt:
    """Направить на согласование: freeze the evidence, fill the chain, open its first step.

    Raises `InvalidCommand` where nothing is attached or a shortfall has no reason; `ConflictOfInterest` where
    nobody could end the chain.
    """
    plan, item, responsible = open_item(tx, command, _asked_of_report)
    today = tx.today(plan.timezone)
    demand_lead(tx, responsible, today, ItemCommandName.SUBMIT)
    state = target_of(item.state, ItemCommandName.SUBMIT)
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
    together(tx.conn, *ask_of_conflicts(item.id), ask_of_people(), ask_of_new_id(SUBMISSION))
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


def _asked_of_report(item_id: int) -> list[Question]:
    """What is asked of an item with its report, and of no other command's."""
    return [ask_of_evidence(item_id), ask_of_reports(item_id)]


def withdraw(tx: Transaction, command: Withdraw) -> Receipt:
    """Отозвать, while no decision stands; the lead's clock goes on as it was."""
    plan, item, responsible = open_item(tx, command)
    today = tx.today(plan.timezone)
    demand_lead(tx, responsible, today, ItemCommandName.WITHDRAW)
    target = target_of(item.state, ItemCommandName.WITHDRAW)
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
    clock = with_holds(tx.conn, resumed_clock(item, plan.day_off_rule, tx.calendar), item.id, tx.calendar)
    columns = started_columns(clock, ladder_in_force(plan, item), today, tx.calendar)
    version = set_item(tx.conn, item, state=target, **columns)
    data = {"submission": submission.number, "submission_state": SubmissionState.WITHDRAWN.value}
    data |= clock_told(columns)
    return recorded(tx, plan, item, Action.ITEM_WITHDRAWN, target, version, data, "Отчёт отозван.")


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


def _authors(tx: Transaction) -> set[int]:
    return set() if tx.actor.person_id is None else {tx.actor.person_id}
