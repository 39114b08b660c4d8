"""Random histories of an office: everybody does anything, also what is not theirs; after each step all rules hold.

`HISTORIES=2000` in the environment asks for as many, at random, and for the shortest one that shows a fault; without it
a few that are the same every day.
"""

import os
import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from sqlalchemy import select

from models.states import ItemState, Outcome, Subject
from tests.integration.busy_office import (
    DROZDOVA,
    LEADS,
    ON_REQUEST,
    OTHER_ROUTES,
    PLACES,
    SAMPLED,
    busy_copy,
    busy_template,
)  # fmt: skip
from tests.integration.crowd import Crowd
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, EFIMOVA
from tests.integration.office_rules import stand_in
from tests.integration.people_rules import INDEX, PEOPLE_NAMES, PeopleRules
from workflow import commands as c
from workflow.amendment_changes import CancelItem, ChangeChain, ChangeItem, ItemAmendment, RestoreItem
from workflow.rows import DECISION, EVIDENCE, PAPER, RESPONSIBLE, SUBMISSION, TASK

LONG_RUN = int(os.environ.get("HISTORIES", "0"))
STEPS = 30
# Whatever is drawn, so many commands are not only refused.
OFTEN = ("Decide", "SubmitEvidence", "ProposeAmendment", "RequestExtension", "RegisterPaper", "AddSubstitution")
PLACE = st.sampled_from(PLACES)
CHANGES = st.sampled_from(("title", "people", "cancel", "restore", "route"))
SIGNED = st.integers(0, 3)
CREW = st.lists(PEOPLE_NAMES, min_size=1, max_size=2, unique=True)
OUTCOME = st.sampled_from(Outcome)


class Years(PeopleRules):
    """Each rule tries a command of somebody; it is done, or refused in words and without a trace."""

    template: Path
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())

    @initialize(begun=st.lists(st.tuples(PLACE, st.integers(1, 6)), max_size=3))
    def open_the_office(self, begun: list[tuple[int, int]]) -> None:
        self.office = busy_copy(self.template, self.folder)
        self.crowd = Crowd(self.office, self.done)
        for place, steps in begun:
            self.go_on(place, steps, Outcome.EXECUTED)

    # -- the way of an item

    @rule(place=PLACE, steps=st.integers(1, 6), outcome=OUTCOME)
    def go_on(self, place: int, steps: int, outcome: Outcome) -> None:
        """What an item waits for next, and after that, by whoever's turn it is."""
        for _ in range(steps):
            item = self.office.item(place)
            if item.state is ItemState.PLANNED:
                self.crowd.tried(self.crowd.lead(place), c.StartItem(plan_id=1, place=place))
            elif item.state is ItemState.IN_PROGRESS and self.crowd.open_task(0, of=item.id) is None:
                has_files = self.crowd.rows(select(EVIDENCE).where(EVIDENCE.c.item_id == item.id))
                self.crowd.tried(
                    self.crowd.lead(place), self.crowd.report(place) if has_files else self.crowd.evidence(place)
                )
            else:
                self.crowd.sign(item.id, 1, outcome)

    @rule(person=PEOPLE_NAMES, place=PLACE, is_for_lead=st.booleans(), is_removed=st.booleans(), index=INDEX)
    def add_and_remove_files(self, person: str, place: int, is_for_lead: bool, is_removed: bool, index: int) -> None:
        self.crowd.tried(person, self.crowd.evidence(place, owner=self.crowd.lead(place) if is_for_lead else None))
        files = select(EVIDENCE).where(
            EVIDENCE.c.item_id == self.office.item(place).id, EVIDENCE.c.removed_at.is_(None)
        )
        file = self.crowd.one(files, index)
        if is_removed and file is not None:
            self.crowd.tried(self.crowd.lead(place), c.RemoveEvidence(plan_id=1, place=place, evidence_id=file.id))

    @rule(place=PLACE, is_partial=st.booleans(), is_taken_back=st.booleans())
    def submit_or_withdraw(self, place: int, is_partial: bool, is_taken_back: bool) -> None:
        withdraw = c.Withdraw(plan_id=1, place=place)
        self.crowd.tried(
            self.crowd.lead(place), withdraw if is_taken_back else self.crowd.report(place, is_partial=is_partial)
        )

    @rule(place=PLACE, person=st.sampled_from((EFIMOVA, DROZDOVA)))
    def reopen(self, place: int, person: str) -> None:
        due_on = self.office.engine.today() + timedelta(days=30)
        self.crowd.tried(person, c.ReopenItem(plan_id=1, place=place, reason="Проверка.", due_on=due_on))

    @rule(index=INDEX, outcome=OUTCOME, is_return=st.booleans())
    def decide_in_turn(self, index: int, outcome: Outcome, is_return: bool) -> None:
        task = self.crowd.open_task(index)
        if task is not None:
            decision = c.Decide(**self.crowd.decision_on(task, outcome, is_return=is_return))
            self.crowd.tried(self.crowd.names[task.acting_id], decision)

    @rule(person=PEOPLE_NAMES, index=INDEX, is_theirs=st.booleans(), is_return=st.booleans())
    def decide_out_of_turn(self, person: str, index: int, is_theirs: bool, is_return: bool) -> None:
        """Somebody else at an open task: a stand-in, one from another step of its route, anybody at all."""
        task = self.crowd.open_task(index)
        if task is None:
            return
        with self.office.database.read() as conn:
            deputies = stand_in(conn, self.office.engine.today())
        seats = self.crowd.rows(select(TASK).where(TASK.c.submission_id == task.submission_id))
        near = {deputies.get(task.approver_id, task.approver_id)} | {seat.acting_id for seat in seats}
        name = self.crowd.names[sorted(near)[index % len(near)]] if is_theirs else person
        self.crowd.tried(name, c.Decide(**self.crowd.decision_on(task, Outcome.EXECUTED, is_return=is_return)))

    @rule(index=INDEX)
    def disown(self, index: int) -> None:
        decision = self.crowd.one(select(DECISION).order_by(DECISION.c.id), index)
        self.crowd.tried(self.crowd.names[decision.person_id], c.DisownDecision(decision_id=decision.id))

    @rule(index=INDEX, outcome=OUTCOME, is_return=st.booleans())
    def sign_on_paper(self, index: int, outcome: Outcome, is_return: bool) -> None:
        task = self.crowd.open_task(index)
        if task is None:
            return
        self.crowd.serial += 1
        sheet = {"sha256": f"{self.crowd.serial:064x}", "name": "Лист.pdf", "size": 10, "media_type": "application/pdf"}
        about = {"number": "5", "signed_on": self.office.engine.today(), "original_at": "Приёмная", "sheet": sheet}
        command = c.RegisterPaper.model_validate(self.crowd.decision_on(task, outcome, is_return=is_return) | about)
        self.crowd.tried(self.crowd.coordinator(), command)

    @rule(index=INDEX)
    def disown_a_paper(self, index: int) -> None:
        paper = self.crowd.one(select(PAPER).order_by(PAPER.c.id), index)
        if paper is not None:
            self.crowd.tried(self.crowd.names[paper.person_id], c.DisownPaper(paper_id=paper.id))

    # -- beside reports

    @rule(place=PLACE, days=st.integers(-5, 60), signed=SIGNED)
    def ask_for_more_time(self, place: int, days: int, signed: int) -> None:
        item = self.office.item(place)
        due_on = (item.extended_due_on or item.due_on) + timedelta(days=days)
        self.crowd.tried(
            self.crowd.lead(place), c.RequestExtension(plan_id=1, place=place, due_on=due_on, reason="Карантин.")
        )
        self.crowd.sign(item.id, signed)

    @rule(codes=st.sets(st.sampled_from(("11", "27", "39")), min_size=1), signed=SIGNED)
    def propose_a_sample(self, codes: set[str], signed: int) -> None:
        command = c.ProposeSample(plan_id=1, place=SAMPLED, organisations=tuple(sorted(codes)), grounds="Приказ № 7.")
        self.crowd.tried(self.crowd.lead(SAMPLED), command)
        self.crowd.sign(self.office.item(SAMPLED).id, signed)

    @rule(index=INDEX)
    def withdraw_a_proposal(self, index: int) -> None:
        subjects = (Subject.EXTENSION, Subject.SAMPLE, Subject.AMENDMENT)
        row = self.crowd.one(
            select(SUBMISSION).where(SUBMISSION.c.subject.in_(subjects)).order_by(SUBMISSION.c.id), index
        )
        if row is not None:
            self.crowd.tried(self.crowd.names[row.submitted_by_id], c.WithdrawProposal(plan_id=1, submission_id=row.id))

    @rule(person=st.sampled_from((COORDINATOR, *LEADS)), number=st.integers(1, 2), is_answered=st.booleans())
    def keep_the_register(self, person: str, number: int, is_answered: bool) -> None:
        today = self.office.engine.today()
        at = {"plan_id": 1, "place": ON_REQUEST}
        self.crowd.tried(
            person, c.RegisterRequest.model_validate(at | {"received_on": today, "sender": "Школа", "subject": "План"})
        )
        if is_answered:
            said = {"number": number, "answered_on": today, "answer": "Ответ дан."}
            self.crowd.tried(person, c.AnswerRequest.model_validate(at | said))

    @rule(place=PLACE, index=INDEX, is_ready=st.booleans(), days=st.none() | st.integers(0, 20))
    def work_on_a_part(self, place: int, index: int, is_ready: bool, days: int | None) -> None:
        """The lead dates a co-executor's part, who says how it stands."""
        item_id = self.office.item(place).id
        part = self.crowd.one(select(RESPONSIBLE).where(RESPONSIBLE.c.item_id == item_id), index)
        due_on = None if days is None else self.office.engine.today() + timedelta(days=days)
        dated = c.SetPartDue(plan_id=1, place=place, person_id=part.person_id, due_on=due_on)
        self.crowd.tried(self.crowd.lead(place), dated)
        self.crowd.tried(self.crowd.names[part.person_id], c.MarkPart(plan_id=1, place=place, is_ready=is_ready))

    @rule(place=PLACE, person=PEOPLE_NAMES, is_leads=st.booleans(), days=st.integers(-1, 20))
    def answer_a_reminder(self, place: int, person: str, is_leads: bool, days: int) -> None:
        """Who must act, or anybody, says until when; the coordinator holds the report of it."""
        day = self.office.engine.today() + timedelta(days=days)
        who = self.crowd.lead(place) if is_leads else person
        self.crowd.tried(who, c.AcknowledgeReminder(plan_id=1, place=place, promised_on=day))
        for until in (day, day + timedelta(days=1)):
            held = c.HoldReport(plan_id=1, place=place, until=until, reason="Справки на подписи.")
            self.crowd.tried(self.crowd.coordinator(), held)

    # -- the plan

    @rule(place=PLACE, what=CHANGES, people=CREW, route=st.sampled_from(OTHER_ROUTES), signed=SIGNED)
    def amend(self, place: int, what: str, people: list[str], route: list[dict[str, Any]], signed: int) -> None:
        """The coordinator proposes a change of an item; it may wait, or be signed at once."""
        self.crowd.serial += 1
        changes: dict[str, ItemAmendment] = {
            "title": ChangeItem(place=place, title=f"Редакция {self.crowd.serial}"),
            "people": ChangeItem(place=place, responsible=tuple(people)),
            "cancel": CancelItem(place=place),
            "restore": RestoreItem(place=place),
            "route": ChangeChain.model_validate({"place": place, "chain": route}),
        }
        command = c.ProposeAmendment(plan_id=1, reason="Приказ № 15.", changes=(changes[what],))
        self.crowd.tried(self.crowd.coordinator(), command)
        self.crowd.sign(None, signed)

    @rule(days=st.integers(1, 9))
    def time_passes(self, days: int) -> None:
        """The night, and what the morning does by itself."""
        today = self.office.engine.today() + timedelta(days=days)
        with self.office.database.read() as conn:
            self.crowd.watch.look(conn, today)
        self.office.days_pass(days)
        self.crowd.nothing_is_wrong()

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.office.database.dispose()
        shutil.rmtree(self.folder)


@pytest.fixture(scope="module")
def template(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return busy_template(sqlite_template, tmp_path_factory.mktemp("busy"))


@pytest.mark.timeout(0 if LONG_RUN else 120)
def test_random_histories_keep_ledger_and_tables_equal_and_nobody_on_both_sides(template: Path) -> None:
    Years.template = template
    machine = Years.TestCase
    machine.settings = settings(
        max_examples=LONG_RUN or 10,
        stateful_step_count=STEPS,
        derandomize=not LONG_RUN,
        database=None,
        phases=(Phase.generate, Phase.shrink) if LONG_RUN else (Phase.generate,),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    machine().runTest()
    assert set(OFTEN) <= set(Years.done)
