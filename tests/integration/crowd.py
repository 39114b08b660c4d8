"""The people of a busy office, for random histories: each command is tried, and after it everything must hold."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from models.states import DecisionKind, Outcome, Subject, TaskState
from tests.integration.busy_office import BusyOffice
from tests.integration.office_rules import Watch, stand_in, traces
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.errors import CommandRefused
from workflow.rows import ITEM, PERSON, PLAN, RESPONSIBLE, SUBMISSION, TASK


class Crowd:
    """Tries commands in anybody's name. `done` counts those that were carried out, by their class."""

    def __init__(self, office: BusyOffice, done: Counter[str]) -> None:
        self.office = office
        self.done = done
        self.serial = 0
        self.watch = Watch(office.plan_id)
        with office.database.read() as conn:
            self.ids: dict[str, int] = {row.name: row.id for row in conn.execute(select(PERSON.c.name, PERSON.c.id))}
            self.watch.problems(conn, office.engine.today())
        self.names: dict[int, str] = {person_id: name for name, person_id in self.ids.items()}

    def tried(self, person: str | None, command: c.Command) -> None:
        """Done, or refused: with a sentence, and nothing is left but the record of the refusal."""
        kind = type(command).__name__
        with self.office.database.read() as conn:
            self.watch.look(conn, self.office.engine.today())
            before = traces(conn)
        try:
            self.office.engine.execute(command, SYSTEM if person is None else self.office.actor(person))
        except CommandRefused as refused:
            refusal = refused
        else:
            self.done[kind] += 1
            self.nothing_is_wrong()
            return
        assert refusal.message.endswith(".")
        with self.office.database.read() as conn:
            after = traces(conn)
        after["ledger_entry"] -= refusal.record is not None
        assert after == before

    def nothing_is_wrong(self) -> None:
        with self.office.database.read() as conn:
            assert self.watch.problems(conn, self.office.engine.today()) == []

    def rows(self, statement: Any) -> list[Any]:
        with self.office.database.read() as conn:
            return list(conn.execute(statement))

    def one(self, statement: Any, index: int) -> Any:
        """One of what there is, the newest first; None where there is nothing."""
        found = self.rows(statement)
        return found[-1 - index % len(found)] if found else None

    def lead(self, place: int) -> str:
        """Who acts as the lead of an item today: the lead, or who signs for them."""
        (row,) = self.rows(
            select(RESPONSIBLE.c.person_id)
            .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
            .where(ITEM.c.place == place, RESPONSIBLE.c.is_lead)
        )
        with self.office.database.read() as conn:
            deputies = stand_in(conn, self.office.engine.today())
        return self.names[deputies.get(row.person_id, row.person_id)]

    def coordinator(self) -> str:
        return self.names[self.rows(select(PLAN.c.coordinator_id))[0].coordinator_id]

    def open_task(self, index: int, **rest: int | None) -> Any:
        """An open task with what it is about; `of` names the item whose it is, or None for the plan's own."""
        tasks = (
            select(TASK, SUBMISSION.c.digest, SUBMISSION.c.subject, SUBMISSION.c.chain, SUBMISSION.c.is_partial)
            .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
            .where(TASK.c.state == TaskState.OPEN)
            .order_by(TASK.c.id)
        )
        return self.one(tasks.where(SUBMISSION.c.item_id.is_not_distinct_from(rest["of"])) if rest else tasks, index)

    def decision_on(self, task: Any, outcome: Outcome, *, is_return: bool) -> dict[str, Any]:
        """What a decision says that its step asks for."""
        kind = DecisionKind.RETURN if is_return else DecisionKind(task.verb.value)
        is_last = task.step == len(task.chain) and task.subject is Subject.ITEM and not task.is_partial
        asks = is_last and not is_return
        comment = {"task_id": task.id, "kind": kind, "digest": task.digest, "comment": "По сути."}
        return comment | ({"outcome": outcome} if asks else {})

    def evidence(self, place: int, *, owner: str | None = None) -> c.AddEvidence:
        self.serial += 1
        return c.AddEvidence(
            plan_id=1, place=place, sha256=f"{self.serial:064x}", size=10, file_name="Справка.pdf",
            media_type="application/pdf", kind="справка", units=7,
            for_person_id=None if owner is None else self.ids[owner],
        )  # fmt: skip

    def report(self, place: int, *, is_partial: bool = False) -> c.SubmitEvidence:
        return c.SubmitEvidence(
            plan_id=1, place=place, summary="Сделано.", is_partial=is_partial, shortfall_reason="Карантин."
        )

    def sign(self, item_id: int | None, steps: int, outcome: Outcome = Outcome.EXECUTED) -> None:
        """The next decisions on what is newest of an item, or of the plan itself, by whoever's turn it is."""
        for _ in range(steps):
            task = self.open_task(0, of=item_id)
            if task is not None:
                decision = c.Decide(**self.decision_on(task, outcome, is_return=False))
                self.tried(self.names[task.acting_id], decision)
