"""Random histories of commands against a simple model of the states; after each step the ledger gives the tables."""

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from config.database import Database
from models.ledger import LedgerEntry
from models.states import DecisionKind, ItemState, Outcome, Subject
from tests.integration.amending import amend
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from workflow import commands as c
from workflow.amendment_changes import CancelItem, ChangeChain, ChangeItem, RestoreItem
from workflow.errors import CommandRefused, InvalidCommand, TransitionNotAllowed
from workflow.paper_work import carry_out_papers
from workflow.replay import replay
from workflow.rows import DECISION, ITEM, PAPER, SUBMISSION, TASK
from workflow.transitions import TRANSITIONS

LONG_RUN = int(os.environ.get("HISTORIES", "0"))
PLACES = st.sampled_from([2, 3, 4])
CONFLICTED = {2}
HAS_PARTS, CO_EXECUTOR = 2, "Наземкина Е.А."
ALLOWED = {(t.source, t.command.value) for t in TRANSITIONS}
ENTRY = LedgerEntry.__table__  # type: ignore[attr-defined]
S = ItemState


class Histories(RuleBasedStateMachine):
    """Each rule tries a command in whatever state the item is; the model says whether it may succeed."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())

    @initialize()
    def open_the_office(self) -> None:
        copy = self.folder / "office.db"
        shutil.copyfile(self.template, copy)
        self.office = Office(Database(f"sqlite:///{copy}", synchronous="OFF"))
        self.office.plan_id = 1
        self.states = dict.fromkeys((2, 3, 4), S.PLANNED)
        self.has_files = dict.fromkeys((2, 3, 4), False)
        self.asked = dict.fromkeys((2, 3, 4), False)
        self.amendments = 0
        self.papers = 0
        self.is_marked = False

    def attempt(self, place: int, command: str, act: Callable[[], object], target: ItemState) -> None:
        """Do it; where the table has no such row nothing may change, and the refusal says so."""
        before = self.entries()
        if (self.states[place], command) in ALLOWED:
            act()
            self.states[place] = target
        else:
            with pytest.raises(TransitionNotAllowed):
                act()
            assert self.entries() == before

    def entries(self) -> int:
        with self.office.database.read() as conn:
            return conn.execute(select(func.count()).select_from(ENTRY)).scalar_one()

    @rule(place=PLACES)
    def start(self, place: int) -> None:
        self.attempt(place, "start", lambda: self.office.start(place), S.IN_PROGRESS)

    @rule(place=PLACES)
    def add_a_file(self, place: int) -> None:
        if self.states[place] is S.IN_PROGRESS:
            self.office.add(place, units=7)
            self.has_files[place] = True
        else:
            with pytest.raises(TransitionNotAllowed):
                self.office.add(place, units=7)

    @rule(place=PLACES)
    def submit(self, place: int) -> None:
        if self.states[place] is S.IN_PROGRESS and not self.has_files[place]:
            with pytest.raises(InvalidCommand):
                self.office.submit(place)
            return
        self.attempt(place, "submit", lambda: self.office.submit(place), S.EVIDENCE_SUBMITTED)

    @rule(place=PLACES)
    def withdraw(self, place: int) -> None:
        def act() -> None:
            self.office.do(self.office.lead(place), c.Withdraw(plan_id=1, place=place))

        self.attempt(place, "withdraw", act, S.IN_PROGRESS)

    @rule(place=PLACES, outcome=st.sampled_from(Outcome))
    def decide(self, place: int, outcome: Outcome) -> None:
        """Whoever's turn it is decides; a step after the last can not be asked for at all."""
        waiting = self.states[place] in (S.EVIDENCE_SUBMITTED, S.AGREED)
        if not waiting:
            assert self.open_task(place) is None
            return
        first = self.states[place] is S.EVIDENCE_SUBMITTED and place not in CONFLICTED
        name, kind = (SHESTAKOV, DecisionKind.AGREE) if first else (EFIMOVA, DecisionKind.APPROVE)
        task = self.open_task(place)
        assert task is not None
        other = EFIMOVA if first else SHESTAKOV
        command = c.Decide(
            task_id=task.id, kind=kind, digest=task.digest, outcome=None if first else outcome, comment="По сути."
        )
        with pytest.raises(CommandRefused):
            self.office.do(other, command)
        self.office.do(name, command)
        self.states[place] = S.AGREED if first else S.APPROVED
        self.asked[place] &= first

    @rule(place=PLACES)
    def return_for_rework(self, place: int) -> None:
        task = self.open_task(place)
        assert (task is not None) == (self.states[place] in (S.EVIDENCE_SUBMITTED, S.AGREED))
        if task is None:
            return
        name = SHESTAKOV if task.acting_id == self.office.person(SHESTAKOV) else EFIMOVA
        self.office.do(
            name, c.Decide(task_id=task.id, kind=DecisionKind.RETURN, digest=task.digest, comment="Доработайте.")
        )
        self.states[place] = S.IN_PROGRESS
        self.is_marked &= place != HAS_PARTS

    @rule(place=PLACES)
    def reopen(self, place: int) -> None:
        due_on = self.office.engine.today() + timedelta(days=30)

        def act() -> None:
            self.office.do(EFIMOVA, c.ReopenItem(plan_id=1, place=place, reason="Проверка.", due_on=due_on))

        is_reopened = self.states[place] is S.APPROVED
        self.attempt(place, "reopen", act, S.IN_PROGRESS)
        self.is_marked &= not (is_reopened and place == HAS_PARTS)

    @rule(place=PLACES)
    def amend(self, place: int) -> None:
        """An amendment signed by the chain; a report that waits is void with it."""
        self.amendments += 1
        change = ChangeItem(place=place, title=f"Редакция {self.amendments}")
        target = S.IN_PROGRESS if self.states[place] in (S.EVIDENCE_SUBMITTED, S.AGREED) else self.states[place]
        self.attempt(place, "amend", lambda: amend(self.office, change), target)

    @rule(place=PLACES)
    def cancel(self, place: int) -> None:
        self.attempt(place, "cancel", lambda: amend(self.office, CancelItem(place=place)), S.CANCELLED)
        self.asked[place] &= self.states[place] is not S.CANCELLED

    @rule(place=PLACES)
    def restore(self, place: int) -> None:
        """A cancelled item comes back by an amendment, planned anew."""
        self.attempt(place, "restore", lambda: amend(self.office, RestoreItem(place=place)), S.PLANNED)

    @rule(place=PLACES)
    def change_route(self, place: int) -> None:
        """Another route leaves the item and what is on its way as they are; a finished item keeps its own."""
        self.amendments += 1
        agree = {"verb": "agree", "approvers": [SHESTAKOV], "term": self.amendments % 60 + 1}
        change = ChangeChain.model_validate(
            {"place": place, "chain": [agree, {"verb": "approve", "approvers": [EFIMOVA]}]}
        )
        self.attempt(place, "amend", lambda: amend(self.office, change), self.states[place])

    @rule(place=PLACES)
    def ask_for_more_time(self, place: int) -> None:
        item = self.office.item(place)
        later = max(item.extended_due_on or item.due_on, self.office.engine.today()) + timedelta(days=5)
        request = c.RequestExtension(plan_id=1, place=place, due_on=later, reason="Карантин.")
        if self.states[place] in (S.PLANNED, S.IN_PROGRESS) and not self.asked[place]:
            self.office.do(self.office.lead(place), request)
            self.asked[place] = True
            return
        before = self.entries()
        with pytest.raises(TransitionNotAllowed):
            self.office.do(self.office.lead(place), request)
        assert self.entries() == before

    @rule(place=PLACES, is_granted=st.booleans())
    def decide_on_more_time(self, place: int, is_granted: bool) -> None:
        """Both approvers, or the one who has no part in the item; a report that waits is void with the extension."""
        assert (self.open_task(place, Subject.EXTENSION) is not None) == self.asked[place]
        while task := self.open_task(place, Subject.EXTENSION):
            kind = DecisionKind(task.verb.value) if is_granted else DecisionKind.RETURN
            name = SHESTAKOV if task.acting_id == self.office.person(SHESTAKOV) else EFIMOVA
            decision = c.Decide(task_id=task.id, kind=kind, digest=task.digest, comment="По сути.")
            self.office.do(name, decision)
        if self.asked[place] and is_granted and self.states[place] in (S.EVIDENCE_SUBMITTED, S.AGREED):
            self.states[place] = S.IN_PROGRESS
        self.asked[place] = False

    @rule(is_ready=st.booleans())
    def mark_a_part(self, is_ready: bool) -> None:
        """A co-executor of item 2 says how their part stands; a return and a reopening take the mark away."""
        mark = c.MarkPart(plan_id=1, place=HAS_PARTS, is_ready=is_ready)
        if self.states[HAS_PARTS] is S.IN_PROGRESS and self.is_marked is not is_ready:
            self.office.do(CO_EXECUTOR, mark)
            self.is_marked = is_ready
            return
        before = self.entries()
        with pytest.raises(TransitionNotAllowed):
            self.office.do(CO_EXECUTOR, mark)
        assert self.entries() == before

    @rule(place=PLACES)
    def disown(self, place: int) -> None:
        """The newest decision on the item's reports, by its author: void where nothing was built upon it."""
        with self.office.database.read() as conn:
            decision = conn.execute(
                select(DECISION)
                .join(SUBMISSION, SUBMISSION.c.id == DECISION.c.submission_id)
                .join(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
                .where(ITEM.c.place == place, SUBMISSION.c.subject == Subject.ITEM, DECISION.c.disowned_at.is_(None))
                .order_by(DECISION.c.id.desc())
                .limit(1)
            ).one_or_none()
        if decision is None:
            return
        name = SHESTAKOV if decision.person_id == self.office.person(SHESTAKOV) else EFIMOVA
        self.office.do(name, c.DisownDecision(decision_id=decision.id))
        if self.states[place] is S.AGREED:
            self.states[place] = S.EVIDENCE_SUBMITTED

    @rule(place=PLACES, is_disowned=st.booleans())
    def sign_on_paper(self, place: int, is_disowned: bool) -> None:
        """A sheet of whoever's turn it is: in effect after its day, unless they disown it."""
        task = self.open_task(place)
        if task is None:
            return
        first = task.acting_id == self.office.person(SHESTAKOV)
        name = SHESTAKOV if first else EFIMOVA
        self.papers += 1
        number, sha256 = str(self.papers), f"{self.papers:064x}"
        outcome = {} if first else {"outcome": Outcome.EXECUTED}
        sheet = {"sha256": sha256, "name": "Лист.pdf", "size": 10, "media_type": "application/pdf"}
        about = {"number": number, "signed_on": self.office.engine.today(), "original_at": "Приёмная", "sheet": sheet}
        command = about | outcome | {"task_id": task.id, "kind": task.verb.value, "digest": task.digest}
        self.office.do(COORDINATOR, c.RegisterPaper.model_validate(command))
        if is_disowned:
            with self.office.database.read() as conn:
                paper_id = conn.execute(select(PAPER.c.id).order_by(PAPER.c.id.desc()).limit(1)).scalar_one()
            self.office.do(name, c.DisownPaper(paper_id=paper_id))
        self.time_passes(days=5)
        assert carry_out_papers(self.office.engine).effective == (not is_disowned)
        if not is_disowned:
            self.states[place] = S.AGREED if first else S.APPROVED
            self.asked[place] &= first

    @rule(days=st.integers(1, 9))
    def time_passes(self, days: int) -> None:
        self.office.move_to(self.office.clock.now() + timedelta(days=days))

    def open_task(self, place: int, subject: Subject = Subject.ITEM) -> Any:
        with self.office.database.read() as conn:
            return conn.execute(
                select(TASK, SUBMISSION.c.digest)
                .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
                .join(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
                .where(ITEM.c.place == place, SUBMISSION.c.subject == subject, TASK.c.state == "open")
            ).one_or_none()

    @invariant()
    def the_tables_are_the_model_and_the_ledger_gives_the_tables(self) -> None:
        if not hasattr(self, "office"):
            return
        assert {place: self.office.item(place).state for place in self.states} == self.states
        with self.office.database.read() as conn:
            assert replay(conn, 1) == []

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.office.database.dispose()
        shutil.rmtree(self.folder)


@pytest.fixture(scope="module")
def active_office(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("histories")
    with sqlite_template.fresh(folder, name="active.db") as database:
        Office(database).ready()
    return folder / "active.db"


@pytest.mark.timeout(0 if LONG_RUN else 120)
def test_random_histories_follow_the_table_of_transitions(active_office: Path) -> None:
    Histories.template = active_office
    machine = Histories.TestCase
    machine.settings = settings(
        max_examples=LONG_RUN or 15,
        derandomize=not LONG_RUN,
        database=None,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    machine().runTest()
