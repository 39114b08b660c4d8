"""The submissions, their routes and the decisions on them against what the ledger tells."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from models.states import Subject, SubmissionState, TaskState
from workflow.chain import needed
from workflow.ledger_state import FollowedSubmission, LedgerState, SubmissionKey
from workflow.manifest import file_entry
from workflow.plain_values import plain
from workflow.replay_compare import columns_of, columns_unequal, readable, rows_unequal, unequal
from workflow.routing import skipped_approver
from workflow.rows import DECISION, EVIDENCE, ITEM, SUBMISSION, SUBSTITUTION, TASK
from workflow.short_route import short_route
from workflow.stored_chains import stand_ins
from workflow.successor import with_successor

SHORT = (Subject.EXTENSION, Subject.SAMPLE)


@dataclass(frozen=True, slots=True)
class _Stored:
    """What a submission is checked with; `decisions` are those of the ledger by submission and step."""

    plan: Row[Any]
    evidence: Mapping[int, Row[Any]]
    substitutions: Sequence[Row[Any]]
    decisions: Mapping[tuple[str, int], Sequence[Mapping[str, Any]]]

    def stand_ins(self, person_id: int, day: date) -> set[int]:
        """Who may sign for a person on a day: the substitute, and those who sign for the substitute."""
        found, waiting, zone = set[int](), [person_id], ZoneInfo(self.plan.timezone)
        while waiting:
            absent = waiting.pop()
            for row in self.substitutions:
                known = row.substitute_id in found or row.substitute_id == person_id
                if row.absent_id == absent and _stood(row, day, zone) and not known:
                    found.add(row.substitute_id)
                    waiting.append(row.substitute_id)
        return found


def submission_differences(conn: Connection, plan: Row[Any], followed: LedgerState) -> list[str]:
    """Submissions with their manifests and tasks, then the decisions."""
    rows = conn.execute(
        select(SUBMISSION, ITEM.c.place)
        .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
        .where(SUBMISSION.c.plan_id == plan.id)
        .order_by(SUBMISSION.c.id)
    ).all()
    keys = {row.id: SubmissionKey(row.subject.value, row.place, row.number) for row in rows}
    files = conn.execute(
        select(EVIDENCE).join(ITEM, ITEM.c.id == EVIDENCE.c.item_id).where(ITEM.c.plan_id == plan.id)
    ).all()
    decisions: dict[tuple[str, int], list[Mapping[str, Any]]] = defaultdict(list)
    for each in followed.decisions.values():
        if each["is_void"]:
            continue
        decisions[each["submission"], each["step"]].append(each)
    stored = _Stored(
        plan,
        {row.id: row for row in files},
        conn.execute(select(SUBSTITUTION)).all(),
        decisions,
    )
    tasks: dict[int, list[Row[Any]]] = defaultdict(list)
    for task in conn.execute(
        select(TASK)
        .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
        .where(SUBMISSION.c.plan_id == plan.id)
        .order_by(TASK.c.step, TASK.c.id)
    ):
        tasks[task.submission_id].append(task)
    lines = rows_unequal(
        "",
        {key: submission.columns for key, submission in followed.submissions.items()},
        {keys[row.id]: columns_of(row) for row in rows},
    )
    for row in rows:
        key = keys[row.id]
        told = followed.submissions.get(key)
        if told is not None:
            lines += readable(f"{key} manifest", partial(_manifest, key, row, told, stored))
            lines += readable(f"{key} route", partial(_route, key, row, told, tasks[row.id], stored))
    return lines + rows_unequal("decision of entry", followed.decisions, _decisions(conn, plan.id, keys))


def _manifest(key: SubmissionKey, row: Row[Any], told: FollowedSubmission, stored: _Stored) -> list[str]:
    """What was signed, and the columns that repeat it."""
    if hashlib.sha256(row.manifest).hexdigest() != told.columns["digest"]:
        return [f"{key}: the stored manifest has another digest than the submission"]
    signed = json.loads(row.manifest)
    columns = {"summary": signed["summary"], "shortfall_reason": signed.get("shortfall")}
    if "shown" in signed:
        columns |= {"shown_count": signed["shown"]["units"], "shown_percent": signed["shown"]["percent"]}
    lines = columns_unequal(f"{key} manifest", columns, columns_of(row))
    said = unequal(
        f"{key} manifest",
        {"subject": signed["subject"], "number": signed["number"], "plan": signed["plan"]["id"]},
        {"subject": key.subject, "number": key.number, "plan": stored.plan.id},
    )
    files = signed.get("files", [])
    if len(files) != len(told.files):
        return [*lines, *said, f"{key}: the manifest names {len(files)} files, the ledger {len(told.files)}"]
    for number, file in zip(told.files, files, strict=True):
        if number in stored.evidence:
            said += unequal(f"{key} manifest, file {number}", file, plain(file_entry(stored.evidence[number])))
    return lines + said


def _chain(key: SubmissionKey, told: FollowedSubmission) -> Any:
    """The route that it was sent along."""
    chain = short_route(told.chain) if key.subject in SHORT else told.chain
    for step, person_id, successor_id in told.successors:
        chain = [*chain[: step - 1], *with_successor(chain[step - 1 : step], person_id, successor_id), *chain[step:]]
    return chain


def _route(
    key: SubmissionKey, row: Row[Any], told: FollowedSubmission, tasks: list[Row[Any]], stored: _Stored
) -> list[str]:
    """The chain that it follows and its tasks: whose turn, who acts, and where each task stands."""
    zone = ZoneInfo(stored.plan.timezone)
    lines = unequal(
        f"{key}",
        {"chain": _chain(key, told), "submitted_on": row.submitted_at.astimezone(zone).date()},
        {"chain": row.chain, "submitted_on": row.submitted_on},
    )
    shape = {
        f"step {step['step']}": (step["verb"], 1 if "skipped" in step else len(step["people"])) for step in told.route
    }
    by_step, replaced = _by_step(key, told, tasks)
    lines += replaced
    found = {f"step {step}": (rows[0].verb.value, len(rows)) for step, rows in by_step.items()}
    wrong = unequal(f"{key}", shape, found)
    wrong += [
        f"{key} task {task.id}: another verb than its step" for task in tasks if task.verb != by_step[task.step][0].verb
    ]
    if len(row.chain) != len(told.route):
        wrong.append(f"{key}: the ledger says a route of {len(told.route)} steps, the table {len(row.chain)}")
    if wrong:
        return lines + wrong
    is_open = told.columns["state"] == SubmissionState.OPEN.value
    opened_at: str | None = told.opened_at
    current: int | None = None
    is_first = is_opened = True
    for step in told.route:
        number, rows, raw = step["step"], by_step[step["step"]], row.chain[step["step"] - 1]
        if "skipped" in step:
            approver = skipped_approver(stored.plan, raw)
            wanted = {
                "state": "skipped",
                "skip_reason": step["skipped"],
                "approver_id": approver,
                "acting_id": approver,
            }
            lines += columns_unequal(f"{key} task {rows[0].id}", wanted, columns_of(rows[0]))
            continue
        decided = stored.decisions.get((str(key), number), ())
        deciders = {each["approver_id"] for each in decided}
        is_done = len(decided) >= needed(raw.get("mode", "all"), len(rows))
        if is_open and not is_done and current is None:
            current = number
        for task, acting in zip(rows, step["people"], strict=True):
            what = f"{key} task {task.id}"
            state = _state(task.approver_id in deciders, is_open and not is_done, number == current)
            seat = told.seats.get(task.id)
            opened = {} if is_opened and opened_at is None else {"opened_at": opened_at}
            due = {"due_on": told.due_on[number]} if number in told.due_on else {}
            wanted = {"state": state.value, "skip_reason": None} | opened | due | (seat or {})
            lines += columns_unequal(what, wanted, columns_of(task))
            if seat is None:
                later = None if is_first or task.opened_at is None else task.opened_at.astimezone(zone).date()
                lines += _seat(what, task, acting, raw, row.submitted_on, later, stored)
        if deciders - {task.approver_id for task in rows}:
            lines.append(f"{key} step {number}: a decision for {sorted(deciders)}, who have no task in it")
        is_first, is_opened = False, is_done and all(each["kind"] != "return" for each in decided)
        opened_at = decided[-1].get("decided_at") if is_opened else None
    return lines


def _by_step(
    key: SubmissionKey, told: FollowedSubmission, tasks: list[Row[Any]]
) -> tuple[dict[int, list[Row[Any]]], list[str]]:
    """The tasks by step without those that a successor took over, which must be void."""
    by_step: dict[int, list[Row[Any]]] = defaultdict(list)
    lines: list[str] = []
    for task in tasks:
        if task.id in told.replaced:
            lines += columns_unequal(f"{key} task {task.id}", {"state": TaskState.VOIDED.value}, columns_of(task))
        else:
            by_step[task.step].append(task)
    return by_step, lines


def _stood(substitution: Row[Any], day: date, zone: ZoneInfo) -> bool:
    """Whether somebody stood in on a local day, also by a substitution that was ended since."""
    ended = substitution.revoked_at
    is_over = ended is not None and day > ended.astimezone(zone).date()
    return bool(substitution.starts_on <= day <= substitution.ends_on and not is_over)


def _state(is_decided: bool, is_waiting: bool, is_current: bool) -> TaskState:
    if is_decided:
        return TaskState.DECIDED
    if not is_waiting:
        return TaskState.VOIDED
    return TaskState.OPEN if is_current else TaskState.PENDING


def _seat(
    what: str,
    task: Row[Any],
    acting: int,
    raw: Mapping[str, Any],
    submitted_on: date,
    opened_later_on: date | None,
    stored: _Stored,
) -> list[str]:
    """Whose turn and who acts: as the route says, or who signed for the approver on the day that the step opened."""
    candidates = [*raw["approvers"], *stand_ins(raw)]
    approvers = {each for each in candidates if acting in {each} | stored.stand_ins(each, submitted_on)}
    actors = {acting}
    if opened_later_on is not None:
        actors |= {task.approver_id} | stored.stand_ins(task.approver_id, opened_later_on)
    absent = {row.id: row.absent_id for row in stored.substitutions}.get(task.substitution_id)
    lines = []
    if task.approver_id not in approvers:
        lines.append(f"{what} approver_id: the ledger says one of {sorted(approvers)}, the table {task.approver_id}")
    if task.acting_id not in actors:
        lines.append(f"{what} acting_id: the ledger says one of {sorted(actors)}, the table {task.acting_id}")
    if absent != (None if task.acting_id == task.approver_id else task.approver_id):
        lines.append(f"{what} substitution_id: {task.substitution_id} is not for {task.approver_id}")
    return lines


def _decisions(conn: Connection, plan_id: int, keys: Mapping[int, SubmissionKey]) -> dict[int, dict[str, Any]]:
    """By the seq of its entry: the decision with its task's step and approver."""
    rows = conn.execute(
        select(
            DECISION,
            TASK.c.step,
            TASK.c.approver_id,
            TASK.c.submission_id.label("task_submission_id"),
        )
        .join(SUBMISSION, SUBMISSION.c.id == DECISION.c.submission_id)
        .outerjoin(TASK, TASK.c.id == DECISION.c.task_id)
        .where(SUBMISSION.c.plan_id == plan_id)
        .order_by(DECISION.c.id)
    )
    return {
        row.ledger_seq: {
            **columns_of(row),
            "submission": str(keys[row.submission_id]),
            "task_submission": str(keys.get(row.task_submission_id)),
            "is_disowned": row.disowned_at is not None,
            "is_void": row.voided_at is not None,
        }
        for row in rows
    }
