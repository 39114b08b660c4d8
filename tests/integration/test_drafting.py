"""What a document does not say is filled in on the draft, and nothing is activated while it is missing."""

import hashlib
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from audit.keys import LedgerSigner
from audit.ledger import read_entries
from config.database import Database
from config.plan_draft import PlanDraft
from documents.evidence_store import EvidenceStore
from documents.plan_source import keep_document
from models.people import Person
from models.states import Assurance, DecisionKind, PlanState
from tests.integration.office import START, Office
from workflow import commands as c
from workflow.actor import SYSTEM, Actor
from workflow.clock import FixedClock
from workflow.engine import Engine
from workflow.errors import EvidenceDamaged, InvalidCommand, NotYourTurn, PlanNotReady
from workflow.queries import plan_view
from workflow.replay import replay
from workflow.replay_deployment import replay_deployment
from workflow.rows import PERSON, SUBMISSION, TASK
from workflow.transaction import Policy, plan_ledger
from workflow.views import Receipt

KEEPER, LEAD, AGREES, APPROVES = "Ковалёва И.П.", "Наземкина Е.А.", "Шестаков В.В.", "Ефимова Л.Г."
TEXT = "План на 2021 год".encode()


class Desk:
    """A coordinator with a document that names no approvers, no addresses and, in item 2, no deadline."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.store = EvidenceStore(folder / "evidence")
        self.engine = Engine(
            database, FixedClock(START), Policy(), LedgerSigner("viza.test.example", bytes(range(32))), self.store
        )
        self.engine.open_deployment()
        self.source = folder / "План 2021.txt"
        self.source.write_bytes(TEXT)
        stored = keep_document(
            self.store, self.source, file_name=self.source.name, sha256=_sha256(TEXT), media_type="text/plain"
        )
        items: list[dict[str, Any]] = [
            {"number": "1", "title": "Совещание", "due_on": date(2021, 3, 31), "responsible": [LEAD]},
            {"number": "2", "title": "Анализ", "responsible": [LEAD]},
        ]
        draft = PlanDraft.model_validate(
            {"title": "План на 2021 год", "year": 2021, "items": items, "coordinator": KEEPER}
        )
        self.command = c.ImportPlan(draft=draft, source_sha256=stored.sha256, document=stored)
        self.plan_id = self.engine.execute(self.command, SYSTEM).plan_id or 0

    def person(self, name: str) -> int:
        with self.database.read() as conn:
            return int(conn.execute(select(PERSON.c.id).where(PERSON.c.name == name)).scalar_one())

    def do(self, command: c.Command, name: str = KEEPER) -> Receipt:
        return self.engine.execute(command, Actor(self.person(name), Assurance.PIN))

    def activate(self) -> Receipt:
        return self.do(c.SubmitActivation(plan_id=self.plan_id, summary="План на 2021 год"))

    def settle(self, change: dict[str, Any] | None) -> Receipt:
        with self.database.read() as conn:
            (warning,) = plan_view(conn, self.plan_id, date(2021, 1, 21)).warnings
        resolution = "corrected" if change else "accepted"
        return self.do(
            c.SettleWarning.model_validate(
                {
                    "plan_id": self.plan_id,
                    "warning_id": warning.id,
                    "resolution": resolution,
                    "reason": "Сверено с подлинником",
                    "change": change,
                }
            )
        )

    def set_chain(self) -> Receipt:
        for name in (AGREES, APPROVES):
            self.engine.execute(c.AddPerson(name=name), SYSTEM)
        steps = [{"verb": "agree", "approvers": [AGREES]}, {"verb": "approve", "approvers": [APPROVES]}]
        return self.do(
            c.SetChain.model_validate({"plan_id": self.plan_id, "chain": steps, "reason": "Грифы бумажного плана"})
        )

    def give_addresses(self) -> None:
        for place, name in enumerate((KEEPER, LEAD, AGREES, APPROVES)):
            self.engine.execute(
                c.ChangePerson(person_id=self.person(name), email=f"person{place}@omsk.example"), SYSTEM
            )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)


def test_the_ledger_names_the_document_and_the_store_holds_it(desk: Desk) -> None:
    with desk.database.read() as conn:
        (_, body), *_ = read_entries(conn, plan_ledger(desk.plan_id), 0, 1)
    entry = json.loads(body)
    assert entry["evidence_sha256"] == [_sha256(TEXT)]
    assert entry["data"]["document"] == "План 2021.txt"
    with desk.store.open(_sha256(TEXT)) as file:
        assert file.read() == TEXT


def test_a_document_that_is_not_in_the_store_is_not_imported(desk: Desk) -> None:
    document = c.StoredDocument(sha256="0" * 64, name="x.txt", size=1, media_type="text/plain")
    with pytest.raises(EvidenceDamaged):
        desk.engine.execute(c.ImportPlan(draft=desk.command.draft, source_sha256="0" * 64, document=document), SYSTEM)
    with pytest.raises(InvalidCommand, match="не тот документ"):
        desk.engine.execute(c.ImportPlan(draft=desk.command.draft, source_sha256="1" * 64, document=document), SYSTEM)


def test_a_document_that_changed_while_it_was_read_is_refused(desk: Desk) -> None:
    with pytest.raises(EvidenceDamaged, match="изменился"):
        keep_document(desk.store, desk.source, file_name="x.txt", sha256="0" * 64, media_type="text/plain")


def test_only_who_keeps_plans_imports_one(desk: Desk) -> None:
    with pytest.raises(NotYourTurn):
        desk.do(desk.command, LEAD)
    assert desk.do(desk.command, KEEPER).plan_id == desk.plan_id + 1
    keeper = desk.engine.execute(c.AddPerson(name="Новая Н.Н.", role="coordinator"), SYSTEM).person_id
    assert keeper is not None
    with pytest.raises(NotYourTurn, match="кто будет его вести"):
        desk.engine.execute(desk.command, Actor(keeper, Assurance.PIN))
    draft = desk.command.draft.model_copy(update={"coordinator": "Новая Н.Н."})
    own = desk.command.model_copy(update={"draft": draft})
    assert desk.engine.execute(own, Actor(keeper, Assurance.PIN)).plan_id == desk.plan_id + 2


def test_naming_somebody_in_a_draft_gives_no_power_over_them(database: Database) -> None:
    """An approver of a plan in force is not another coordinator's to enrol, to move, to be stood in for."""
    office = Office(database).ready()
    evil = office.engine.execute(c.AddPerson(name="Чужой Ч.Ч.", role="coordinator"), SYSTEM).person_id
    assert evil is not None
    item = {"number": "1", "title": "Дело", "due_on": date(2021, 3, 31), "responsible": [APPROVES]}
    draft = PlanDraft.model_validate(
        {"title": "План на 2021 год", "year": 2021, "items": [item], "coordinator": "Чужой Ч.Ч."}
    )
    actor = Actor(evil, Assurance.PIN)
    office.engine.execute(c.ImportPlan(draft=draft, source_sha256="0" * 64), actor)
    victim = office.person(APPROVES)
    for command in (
        c.ChangePerson(person_id=victim, email="evil@omsk.example"),
        c.IssueActivationCode(person_id=victim),
        c.AddSubstitution(
            absent_id=victim, substitute_id=office.person(LEAD), starts_on=date(2021, 2, 1), ends_on=date(2021, 3, 1),
            order_number="1", order_date=date(2021, 1, 20),
        ),
    ):  # fmt: skip
        with pytest.raises(NotYourTurn):
            office.engine.execute(command, actor)
    office.do(KEEPER, c.ChangePerson(person_id=victim, phone="+7 (3812) 00-00-00"))


def test_only_the_operator_gives_special_rights(desk: Desk) -> None:
    for role in ("operator", "inspector", "coordinator"):
        with pytest.raises(NotYourTurn, match="администратор"):
            desk.do(c.AddPerson.model_validate({"name": "Новая Н.Н.", "role": role}))


def test_who_signed_the_document_stays_in_the_route(database: Database) -> None:
    office = Office(database).import_plan()
    steps = [{"verb": "agree", "approvers": [LEAD]}, {"verb": "approve", "approvers": [APPROVES]}]
    command = c.SetChain.model_validate({"plan_id": office.plan_id, "chain": steps, "reason": "Так удобнее"})
    with pytest.raises(InvalidCommand, match="остаётся в маршруте"):
        office.do(KEEPER, command)


def test_a_correction_holds_no_signs_that_nobody_sees(desk: Desk) -> None:
    with pytest.raises(InvalidCommand, match="title"):
        desk.settle({"due_on": "2021-06-30", "title": "Анализ\u202e\x1b[2J"})


def test_nothing_is_activated_while_a_deadline_an_approver_or_an_address_is_missing(desk: Desk) -> None:
    with pytest.raises(PlanNotReady, match="замечания"):
        desk.activate()
    with pytest.raises(InvalidCommand, match="Без срока"):
        desk.settle(None)
    desk.settle({"due_on": "2021-06-30"})
    with pytest.raises(PlanNotReady, match="кто утверждает"):
        desk.activate()
    desk.set_chain()
    with pytest.raises(
        PlanNotReady,
        match=r"адрес электронной почты: Ефимова Л\.Г\., Ковалёва И\.П\., Наземкина Е\.А\., Шестаков В\.В\.",
    ):
        desk.activate()
    desk.give_addresses()
    assert desk.activate().submission_id is not None
    with desk.database.read() as conn:
        assert replay(conn, desk.plan_id) == []
        assert replay_deployment(conn) == []


def test_who_signs_sees_the_document_and_where_the_plan_differs_from_it(desk: Desk) -> None:
    desk.settle({"due_on": "2021-06-30"})
    desk.set_chain()
    desk.give_addresses()
    submission = desk.activate().submission_id
    with desk.database.read() as conn:
        manifest = conn.execute(select(SUBMISSION.c.manifest).where(SUBMISSION.c.id == submission)).scalar_one()
        task = conn.execute(select(TASK).where(TASK.c.submission_id == submission, TASK.c.state == "open")).one()
        digest = conn.execute(select(SUBMISSION.c.digest).where(SUBMISSION.c.id == submission)).scalar_one()
    proposes = json.loads(manifest)["proposes"]
    assert proposes["document"]["name"] == "План 2021.txt"
    assert proposes["differences"] == [
        {"place": 2, "number": "2", "before": {"due_on": None}, "after": {"due_on": "2021-06-30"}}
    ]
    file = desk.store.path(_sha256(TEXT))
    file.chmod(0o600)
    file.write_bytes(b"another plan")
    with pytest.raises(EvidenceDamaged, match="План 2021"):
        desk.do(c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=digest), AGREES)


def test_a_chain_must_end_with_an_approval_by_known_people(desk: Desk) -> None:
    def set_chain(*steps: dict[str, Any]) -> Receipt:
        return desk.do(c.SetChain.model_validate({"plan_id": desk.plan_id, "chain": list(steps), "reason": "Гриф"}))

    with pytest.raises(InvalidCommand, match="утверждать"):
        set_chain({"verb": "agree", "approvers": [LEAD]})
    with pytest.raises(InvalidCommand, match=r"нет лица «Никто Н\.Н\."):
        set_chain({"verb": "approve", "approvers": ["Никто Н.Н."]})
    with desk.database.read() as conn:
        assert plan_view(conn, desk.plan_id, date(2021, 1, 21)).brief.state is PlanState.DRAFT


def test_only_the_coordinator_sets_the_chain(desk: Desk) -> None:
    steps = [{"verb": "approve", "approvers": [LEAD]}]
    command = c.SetChain.model_validate({"plan_id": desk.plan_id, "chain": steps, "reason": "Гриф"})
    with pytest.raises(NotYourTurn):
        desk.do(command, LEAD)


def test_a_persons_details_change_and_the_ledger_knows(desk: Desk) -> None:
    lead = desk.person(LEAD)
    desk.do(c.ChangePerson(person_id=lead, email="n@omsk.example", position="главный специалист"))
    with pytest.raises(InvalidCommand, match="не отличаются"):
        desk.do(c.ChangePerson(person_id=lead, email="n@omsk.example"))
    with pytest.raises(NotYourTurn):
        desk.do(c.ChangePerson(person_id=lead, email="m@omsk.example"), LEAD)
    people = Person.__table__  # type: ignore[attr-defined]
    with desk.database.write() as conn:
        assert replay_deployment(conn) == []
        conn.execute(people.update().where(people.c.id == lead).values(email="thief@omsk.example"))
        assert any("email" in line for line in replay_deployment(conn))


def test_a_text_is_no_evidence_but_may_be_kept_as_a_plan(desk: Desk) -> None:
    with pytest.raises(InvalidCommand):
        desk.store.put(io.BytesIO(TEXT), file_name="x.txt")
