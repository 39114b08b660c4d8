"""What must hold in any office after any command, read from its tables without the engine's own rules."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, func, select

from audit.ledger import ENTRY
from models.states import ItemState, NoticeKind, Subject, SubmissionState, TaskState
from workflow.amendment_manifest import people_of, places_of, proposed_changes
from workflow.replay import replay
from workflow.replay_deployment import replay_deployment
from workflow.rows import DECISION, EVIDENCE, ITEM, PAPER, PERSON, RESPONSIBLE, SUBMISSION, SUBSTITUTION, TASK
from workflow.transaction import ALARM, NOTICE, plan_ledger

OF_ITEM = {Subject.ITEM, Subject.EXTENSION, Subject.SAMPLE}
LEFT_BEHIND: tuple[Table, ...] = (ENTRY, NOTICE, DECISION, TASK, SUBMISSION, EVIDENCE, PAPER, ALARM, SUBSTITUTION)


def traces(conn: Connection) -> dict[str, int]:
    """How many rows each table has that a command may add to."""
    counts = [select(func.count()).select_from(table).scalar_subquery().label(table.name) for table in LEFT_BEHIND]
    return dict(conn.execute(select(*counts)).one()._asdict())


def stand_in(conn: Connection, today: date) -> dict[int, int]:
    """Who signs for whom today, substitutes of substitutes followed."""
    rows = conn.execute(
        select(SUBSTITUTION.c.absent_id, SUBSTITUTION.c.substitute_id).where(
            SUBSTITUTION.c.starts_on <= today, SUBSTITUTION.c.ends_on >= today, SUBSTITUTION.c.revoked_at.is_(None)
        )
    )
    direct = {row.absent_id: row.substitute_id for row in rows}
    found = {}
    for absent, deputy in direct.items():
        person = deputy
        while person in direct and person != absent:
            person = direct[person]
        found[absent] = person
    return found


def own_work(conn: Connection, today: date) -> dict[int, set[int]]:
    """Open submission → everyone whose own work it is: responsible or signing for one, uploaded, submitted."""
    deputies = stand_in(conn, today)
    rows = conn.execute(select(SUBMISSION).where(SUBMISSION.c.state == SubmissionState.OPEN)).all()
    return {row.id: {row.submitted_by_id, row.submitted_for_id} | _workers(conn, row, deputies) for row in rows}


def _workers(conn: Connection, submission: Any, deputies: dict[int, int]) -> set[int]:
    responsible = select(RESPONSIBLE.c.person_id)
    if submission.subject in OF_ITEM:
        people = set(conn.execute(responsible.where(RESPONSIBLE.c.item_id == submission.item_id)).scalars())
        files = select(EVIDENCE.c.uploaded_by_id, EVIDENCE.c.uploaded_for_id).where(
            EVIDENCE.c.item_id == submission.item_id, EVIDENCE.c.removed_at.is_(None)
        )
        uploaders = {person for row in conn.execute(files) for person in row}
        return people | {deputies[person] for person in people if person in deputies} | uploaders
    if submission.subject is Subject.AMENDMENT:
        changes = [each for each in proposed_changes(submission.manifest) if set(each.after) != {"number"}]
        touched = responsible.join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id).where(
            ITEM.c.plan_id == submission.plan_id, ITEM.c.place.in_(places_of(changes))
        )
        people = people_of(changes) | set(conn.execute(touched).scalars())
        return people | {deputies[person] for person in people if person in deputies}
    return set()


@dataclass(slots=True)
class Watch:
    """What has been seen so far, so that each decision is judged by how things stood right before it.

    `routes` are the seats of each submission's steps, by its digest, as the ledger told them when it was sent.
    """

    plan_id: int
    last_decision: int = 0
    last_entry: int = -1
    before: dict[int, set[int]] = field(default_factory=dict)
    routes: dict[str, dict[int, int]] = field(default_factory=dict)

    def look(self, conn: Connection, today: date) -> None:
        """Before a command: whose work everything open is."""
        self.before = own_work(conn, today)

    def problems(self, conn: Connection, today: date) -> list[str]:
        """After a command: what does not hold, a line each."""
        found = [*replay(conn, self.plan_id), *replay_deployment(conn)]
        decisions = conn.execute(
            select(DECISION, TASK.c.step).join(TASK, TASK.c.id == DECISION.c.task_id).order_by(DECISION.c.id)
        ).all()
        found += self._on_own_work(decisions)
        found += _twice(decisions)
        self._read_routes(conn)
        found += _unfinished(conn, decisions, self.routes)
        found += _waiting_for_nobody(conn, today, decisions)
        return found + _states(conn, self.plan_id, decisions)

    def _read_routes(self, conn: Connection) -> None:
        new = select(ENTRY.c.seq, ENTRY.c.body).where(
            ENTRY.c.ledger_id == plan_ledger(self.plan_id), ENTRY.c.seq > self.last_entry
        )
        for row in conn.execute(new.order_by(ENTRY.c.seq)):
            self.last_entry = row.seq
            data = json.loads(row.body).get("data", {})
            if "route" in data:
                self.routes[data["digest"]] = {step["step"]: len(step["people"]) for step in data["route"]}

    def _on_own_work(self, decisions: Iterable[Any]) -> list[str]:
        new = [row for row in decisions if row.id > self.last_decision]
        self.last_decision = max([self.last_decision, *(row.id for row in new)])
        return [
            f"decision {row.id} of person {person} is on their own work (submission {row.submission_id})"
            for row in new
            for person in {row.person_id, row.on_behalf_of_id}
            if person in self.before.get(row.submission_id, set())
        ]


def _twice(decisions: Iterable[Any]) -> list[str]:
    """Nobody decides in two steps of a chain, nor twice in one, for themselves or for another."""
    steps: dict[tuple[int, int], set[int]] = defaultdict(set)
    standing: Counter[tuple[int, int, int]] = Counter()
    for row in decisions:
        for person in {row.person_id, row.on_behalf_of_id} - {None}:
            steps[row.submission_id, person].add(row.step)
            standing[row.submission_id, person, row.step] += row.voided_at is None
    lines = [
        f"submission {one}: person {who} in steps {sorted(in_)}" for (one, who), in_ in steps.items() if len(in_) > 1
    ]
    return lines + [
        f"submission {one}: person {who} twice in step {n}" for (one, who, n), k in standing.items() if k > 1
    ]


def _unfinished(conn: Connection, decisions: Iterable[Any], routes: Mapping[str, Mapping[int, int]]) -> list[str]:
    """What is accepted has, in each step that was not skipped, as many decisions as its mode asks of its seats.

    What is open has them in the steps before the one that waits.
    """
    wanted = select(SUBMISSION).where(SUBMISSION.c.state.in_((SubmissionState.ACCEPTED, SubmissionState.OPEN)))
    waiting: dict[int, set[int]] = defaultdict(set)
    for task in conn.execute(select(TASK).where(TASK.c.state.in_((TaskState.OPEN, TaskState.PENDING)))):
        waiting[task.submission_id].add(task.step)
    made = Counter((row.submission_id, row.step) for row in decisions if row.voided_at is None)
    lines = []
    for row in conn.execute(wanted):
        is_open = row.state is SubmissionState.OPEN
        if is_open != bool(waiting[row.id]):
            lines.append(f"submission {row.id} is {row.state.value} and waits in steps {sorted(waiting[row.id])}")
        if not routes[row.digest][len(row.chain)]:
            lines.append(f"submission {row.id}: nobody sits in its last step")
        for number, seats in routes[row.digest].items():
            mode = row.chain[number - 1].get("mode", "all")
            asked = min(seats, 1) if mode == "any" else seats and mode["quorum"] if isinstance(mode, dict) else seats
            is_past = not is_open or number < min(waiting[row.id], default=1)
            if is_past and made[row.id, number] < asked:
                lines.append(f"submission {row.id}: step {number} has {made[row.id, number]} of {asked} decisions")
    return lines


def _waiting_for_nobody(conn: Connection, today: date, decisions: Iterable[Any]) -> list[str]:
    """Every open submission has an open task, and whoever it is for may act, signs today, and has its letter."""
    deputies = stand_in(conn, today)
    idle = set(conn.execute(select(PERSON.c.id).where(PERSON.c.is_active.is_(False))).scalars())
    asked = {
        (row.task_id, row.recipient_id)
        for row in conn.execute(
            select(NOTICE.c.task_id, NOTICE.c.recipient_id).where(NOTICE.c.kind == NoticeKind.SIGN_REQUEST)
        )
    }
    steps = defaultdict(set)
    for row in decisions:
        for person in {row.person_id, row.on_behalf_of_id} - {None}:
            steps[row.submission_id, person].add(row.step)
    lines = []
    for submission_id in conn.execute(
        select(SUBMISSION.c.id).where(SUBMISSION.c.state == SubmissionState.OPEN)
    ).scalars():
        tasks = conn.execute(
            select(TASK).where(TASK.c.submission_id == submission_id, TASK.c.state == TaskState.OPEN)
        ).all()
        if len({task.step for task in tasks}) != 1:
            lines.append(f"submission {submission_id}: open tasks in {len({task.step for task in tasks})} steps")
        for task in tasks:
            name = f"submission {submission_id}, task {task.id}"
            if task.acting_id in idle:
                lines.append(f"{name} waits for person {task.acting_id}, who is out of use")
            if task.acting_id not in (task.approver_id, deputies.get(task.approver_id)):
                lines.append(
                    f"{name} waits for person {task.acting_id}, who does not sign for {task.approver_id} today"
                )
            if (task.id, task.acting_id) not in asked:
                lines.append(f"{name}: person {task.acting_id} has no letter for it")
            if steps[submission_id, task.acting_id] - {task.step}:
                lines.append(f"{name} waits for person {task.acting_id}, who decided in another step")
    return lines


def _states(conn: Connection, plan_id: int, decisions: Iterable[Any]) -> list[str]:
    """An item's state says what its reports say."""
    standing = {row.submission_id for row in decisions if row.voided_at is None}
    reports: dict[int, list[Any]] = defaultdict(list)
    of_items = select(SUBMISSION).where(SUBMISSION.c.plan_id == plan_id, SUBMISSION.c.subject == Subject.ITEM)
    for row in conn.execute(of_items):
        reports[row.item_id].append(row)
    lines = []
    for item in conn.execute(select(ITEM.c.id, ITEM.c.place, ITEM.c.state).where(ITEM.c.plan_id == plan_id)):
        open_ones = [row for row in reports[item.id] if row.state is SubmissionState.OPEN]
        whole = [row for row in reports[item.id] if row.state is SubmissionState.ACCEPTED and not row.is_partial]
        wanted = {ItemState.PLANNED, ItemState.IN_PROGRESS, ItemState.CANCELLED}
        if open_ones:
            wanted = {ItemState.AGREED if open_ones[0].id in standing else ItemState.EVIDENCE_SUBMITTED}
        elif whole:
            wanted = {ItemState.APPROVED}
        if item.state not in wanted or len(whole) > 1:
            lines.append(f"item {item.place} is {item.state.value}, its reports say {sorted(wanted)}")
    return lines
