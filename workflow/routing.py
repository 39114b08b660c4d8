"""Sending a submission along its chain: tasks, turns, and the letters that ask for a signature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from config.chain_condition import Fact
from config.ladder import Rung
from config.prepared import Prepared
from models.states import ClockKind, NoticeKind, Subject, SubmissionState, TaskState
from workflow.chain import Standing, Step, resolve, seat_of
from workflow.chain_roles import concrete_chain
from workflow.conflicts import author_conflicts, standing
from workflow.insertion import insert_row, insert_rows, set_row
from workflow.ladder import RunningClock, next_date
from workflow.manifest import digest_of
from workflow.papers import void_overtaken
from workflow.plan_ladder import ladder_of
from workflow.rows import ITEM, SUBMISSION, TASK
from workflow.submission_rows import tasks_of, void_live_tasks
from workflow.transaction import Transaction

_OWN_LADDER = Prepared(select(ITEM.c.ladder).where(ITEM.c.id == bindparam("item_id")))


@dataclass(slots=True)
class NewSubmission:
    """A submission about to be stored. `chain` is as the plan keeps it; `id` is set when it is stored, and
    `decide_until` the day by which its first step is to be decided.

    `author_id` is needed where the clock submits for someone; else the actor is the author. `facts` are what the
    conditions of its steps speak of.
    """

    plan_id: int
    subject: Subject
    item_id: int | None
    place: int | None
    number: int
    manifest: bytes
    summary: str
    submitted_on: date
    chain: Sequence[Mapping[str, Any]]
    shortfall_reason: str | None = None
    shown_count: int | None = None
    shown_percent: int | None = None
    author_id: int | None = None
    is_partial: bool = False
    facts: Mapping[str, Fact | None] = field(default_factory=dict)
    id: int = 0
    decide_until: date | None = None
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        self.digest = digest_of(self.manifest)


def route_submission(
    tx: Transaction, plan: Row[Any], new: NewSubmission, conflicts: dict[int, str]
) -> tuple[Step, ...]:
    """Store the submission with its tasks and open the first step that is not skipped.

    Raises `ConflictOfInterest` where nobody could end the chain.
    """
    author_id = new.author_id or tx.actor.person_id
    new.chain = concrete_chain(tx.conn, plan, new.item_id, new.chain)
    steps = resolve(new.chain, standing(tx.conn, conflicts, new.submitted_on), new.facts)
    new.id = insert_row(
        tx.conn,
        SUBMISSION,
        plan_id=new.plan_id,
        subject=new.subject,
        item_id=new.item_id,
        number=new.number,
        state=SubmissionState.OPEN,
        digest=new.digest,
        manifest=new.manifest,
        chain=list(new.chain),
        summary=new.summary,
        shortfall_reason=new.shortfall_reason,
        shown_count=new.shown_count,
        shown_percent=new.shown_percent,
        is_partial=new.is_partial,
        submitted_by_id=author_id,
        submitted_for_id=author_id,
        submitted_at=tx.now,
        submitted_on=new.submitted_on,
    )
    insert_rows(tx.conn, TASK, [row for step in steps for row in _task_rows(plan, new, step)])
    conflicts = conflicts | author_conflicts(author_id)
    new.decide_until = open_next_step(tx, plan, new, tasks_of(tx.conn, new.id), conflicts, deciders=set(), after=0)
    return steps


def route_facts(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The route as the ledger tells it, skipped steps with their reason."""
    return [
        {"step": step.number, "verb": step.verb.value, "people": [seat.acting_id for seat in step.seats]}
        | ({"skipped": step.skip_reason} if step.is_skipped else {})
        | ({"left_out": list(step.left_out)} if step.left_out else {})
        for step in steps
    ]


def route_data(new: NewSubmission, steps: Sequence[Step], own: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the ledger tells of a submission's way: its route, and the chain where it is not the one in force."""
    told: dict[str, Any] = {"submission": new.number, "digest": new.digest, "route": route_facts(steps)}
    if new.decide_until is not None:
        told["decide_until"] = new.decide_until.isoformat()
    chain = list(new.chain)
    return told if chain == list(own) else told | {"chain": chain}


def skipped_approver(plan: Row[Any], step: Mapping[str, Any]) -> int:
    """In whose name the task of a skipped step stands; a role that nobody holds is the coordinator's to fill."""
    return int(next(iter(step["approvers"]), plan.coordinator_id))


def _task_rows(plan: Row[Any], new: NewSubmission, step: Step) -> list[dict[str, Any]]:
    common = {"submission_id": new.id, "step": step.number, "verb": step.verb}
    if step.is_skipped:
        approver = skipped_approver(plan, new.chain[step.number - 1])
        return [
            common
            | {
                "approver_id": approver,
                "acting_id": approver,
                "substitution_id": None,
                "state": TaskState.SKIPPED,
                "skip_reason": step.skip_reason,
            }
        ]
    return [
        common
        | {
            "approver_id": seat.approver_id,
            "acting_id": seat.acting_id,
            "substitution_id": seat.substitution_id,
            "state": TaskState.PENDING,
            "skip_reason": None,
        }
        for seat in step.seats
    ]


def open_next_step(
    tx: Transaction,
    plan: Row[Any],
    submission: Any,
    tasks: Sequence[Row[Any]],
    conflicts: dict[int, str],
    *,
    deciders: set[int],
    after: int,
) -> date | None:
    """Open the first pending step after `after`; gives until when it is to be decided (None: the chain is at its end).

    `tasks` are all of the submission's by step, `conflicts` who may not decide on it, and why,
    `deciders` who has decided on it already.
    """
    pending = [task for task in tasks if task.state is TaskState.PENDING and task.step > after]
    if not pending:
        return None
    step = pending[0].step
    today = tx.today(plan.timezone)
    due_on = tx.calendar.shift(today, int(submission.chain[step - 1].get("term", 2)))
    turn = [task for task in pending if task.step == step]
    people = standing(tx.conn, conflicts, today)
    seated = {task.id: {task.approver_id, task.acting_id} for task in pending}
    for task in turn:
        others = deciders.union(*(seat for task_id, seat in seated.items() if task_id != task.id))
        acting_id, substitution_id = _acting_now(task, people, others)
        seated[task.id] = {task.approver_id, acting_id}
        open_task(tx, plan, task, acting_id, substitution_id, due_on, submission.id, submission.item_id)
    return due_on


def _acting_now(task: Row[Any], people: Standing, taken: set[int]) -> tuple[int, int | None]:
    """Substitution is resolved again when the step opens; a seat that would clash stays as it was."""
    seat, _ = seat_of(task.approver_id, people, taken)
    if seat is None:
        return task.acting_id, task.substitution_id
    return seat.acting_id, seat.substitution_id


def open_task(
    tx: Transaction,
    plan: Row[Any],
    task: Row[Any],
    acting_id: int,
    substitution_id: int | None,
    due_on: date,
    submission_id: int,
    item_id: int | None,
) -> None:
    """It is this task's turn: its clock starts, and its approver gets the request to sign.

    `task` names its id, and who sat in it so far: what stays as it was is not written, nor its index.
    """
    today = tx.today(plan.timezone)
    clock = RunningClock(f"t{task.id}", ClockKind.APPROVER, today, due_on, today)
    seat = {"acting_id": acting_id, "substitution_id": substitution_id}
    is_as_before = (acting_id, substitution_id) == (task.acting_id, task.substitution_id)
    set_row(
        tx.conn,
        TASK,
        task.id,
        state=TaskState.OPEN,
        **({} if is_as_before else seat),
        opened_at=tx.now,
        due_on=due_on,
        clock_id=clock.clock_id,
        next_rung_on=next_date(clock, _ladder(tx, plan, item_id), today - timedelta(days=1), tx.calendar),
    )
    tx.tell(
        NoticeKind.SIGN_REQUEST,
        f"sign_request/t{task.id}/p{acting_id}",
        recipient_id=acting_id,
        plan_id=plan.id,
        item_id=item_id,
        submission_id=submission_id,
        task_id=task.id,
    )


def _ladder(tx: Transaction, plan: Row[Any], item_id: int | None) -> tuple[Rung, ...]:
    """The ladder that a decision's clock follows: its item's own, else the plan's."""
    own = None if item_id is None else _OWN_LADDER.first(tx.conn, item_id=item_id)
    return ladder_of((None if own is None else own.ladder) or plan.ladder)


def void_tasks(tx: Transaction, submission_id: int) -> None:
    """Open and pending tasks of a submission are void, and their links die with them."""
    void_live_tasks(tx.conn, submission_id)
    void_overtaken(tx, submission_id)
