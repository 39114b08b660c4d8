"""Decisions signed on paper: registered by the coordinator, in effect after a working day unless they are disowned."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from audit.ledger import ENTRY
from config.database import Database
from models.states import Assurance, DecisionKind, ItemState, NoticeKind, Outcome
from tests.integration.amending import propose, told
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.sheets import (
    OPERATOR,
    SCAN,
    STAND_IN,
    TODAY,
    differences,
    on_its_day,
    paper_of,
    papers,
    sheet,
    stands_in,
)
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import ChangeItem
from workflow.errors import (
    AuthenticationFailed,
    CommandRefused,
    ConflictOfInterest,
    InvalidCommand,
    NotYourTurn,
    PaperNotDue,
    StaleSubmission,
)
from workflow.paper_work import carry_out_papers
from workflow.queries import item_view
from workflow.rows import DECISION


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database).ready()


def newest_text(office: Office, place: int = 3) -> str:
    with office.database.read() as conn:
        return item_view(conn, office.plan_id, place, office.engine.today()).history[-1].text


def test_a_paper_takes_effect_after_a_whole_working_day_in_its_signers_name(office: Office) -> None:
    office.bring_to_approvers(3)
    receipt = office.do(COORDINATOR, paper_of(office, SHESTAKOV))
    assert "вступит в силу 25.01.2021" in receipt.text
    assert told(office, NoticeKind.PAPER_REGISTERED) == [SHESTAKOV]
    assert "лист № 5 от 21.01.2021, подписал(а) Шестаков В.В.; вступит в силу 25.01.2021" in newest_text(office)
    assert carry_out_papers(office.engine).effective == 0
    with pytest.raises(PaperNotDue):
        office.engine.execute(c.CarryOutPaper(paper_id=papers(office)[0].id), SYSTEM)
    assert carry_out_papers(office.engine, TODAY + timedelta(days=9)).refused == []
    assert differences(office) == []
    on_its_day(office)
    assert carry_out_papers(office.engine).effective == 1
    assert carry_out_papers(office.engine).effective == 0
    assert office.item(3).state is ItemState.AGREED
    with office.database.read() as conn:
        decision = conn.execute(select(DECISION).order_by(DECISION.c.id.desc()).limit(1)).one()
        view = item_view(conn, office.plan_id, 3, office.engine.today())
    body = view.history[-1].body
    assert (body["actor"], body["auth"]) == (f"person/{office.person(SHESTAKOV)}", "paper")
    assert body["data"]["paper"] == {
        "paper": papers(office)[0].id, "number": "5", "signed_on": "2021-01-21", "sha256": SCAN,
    }  # fmt: skip
    assert (decision.assurance, decision.decided_at) == (Assurance.PAPER, office.clock.now())
    assert view.route[0].decision is not None
    assert view.route[0].decision.sheet == "лист № 5 от 21.01.2021"
    assert view.history[-1].text.endswith("на бумаге, лист № 5 от 21.01.2021")
    assert differences(office) == []
    office.do(COORDINATOR, paper_of(office, EFIMOVA, signed_on=office.engine.today(), sheet=sheet(sha256="cd" * 32)))
    on_its_day(office, 3)
    assert carry_out_papers(office.engine).effective == 1
    assert office.item(3).state is ItemState.APPROVED
    assert differences(office) == []


def test_the_scan_is_among_the_evidence_that_the_ledger_names(office: Office) -> None:
    office.bring_to_approvers(3)
    seq = office.do(COORDINATOR, paper_of(office, SHESTAKOV)).seq
    with office.database.read() as conn:
        body = conn.execute(
            select(ENTRY.c.body).where(ENTRY.c.ledger_id == f"plan-{office.plan_id}", ENTRY.c.seq == seq)
        ).scalar_one()
    assert f'"evidence_sha256":["{SCAN}"]'.encode() in body


def test_only_a_coordinator_without_another_part_registers_a_paper(office: Office) -> None:
    office.start(3)
    office.add(3, units=6)
    office.do(
        COORDINATOR,
        c.AddEvidence(
            plan_id=office.plan_id, place=3, sha256="ef" * 32, size=10, file_name="Справка.pdf",
            media_type="application/pdf", kind="справка", for_person_id=office.person(office.lead(3)),
        ),
    )  # fmt: skip
    office.submit(3)
    with pytest.raises(NotYourTurn):
        office.do(office.lead(3), paper_of(office, SHESTAKOV))
    with pytest.raises(ConflictOfInterest):
        office.do(COORDINATOR, paper_of(office, SHESTAKOV))
    office.bring_to_approvers(4)
    with pytest.raises(AuthenticationFailed):
        office.engine.execute(paper_of(office, SHESTAKOV), office.actor(COORDINATOR, Assurance.CLI))
    with pytest.raises(NotYourTurn):
        office.engine.execute(c.CarryOutPaper(paper_id=1), office.actor(COORDINATOR))
    with office.database.write() as conn:
        plan = "UPDATE plan SET coordinator_id = {} WHERE id = {}"
        conn.exec_driver_sql(plan.format(office.person(EFIMOVA), office.plan_id))
    with pytest.raises(ConflictOfInterest):
        office.do(EFIMOVA, paper_of(office, SHESTAKOV))
    assert papers(office) == []


def test_a_paper_passes_the_guards_of_a_decision_by_link(office: Office) -> None:
    office.bring_to_approvers(3)
    refusals: tuple[tuple[dict[str, Any], type[CommandRefused], str | None], ...] = (
        ({"signed_on": TODAY + timedelta(days=1)}, InvalidCommand, "signed_on"),
        ({"signed_on": TODAY - timedelta(days=1)}, InvalidCommand, "signed_on"),
        ({"digest": "0" * 64}, StaleSubmission, None),
        ({"kind": DecisionKind.APPROVE}, InvalidCommand, None),
        ({"kind": DecisionKind.RETURN}, InvalidCommand, "comment"),
        ({"outcome": Outcome.EXECUTED}, InvalidCommand, "outcome"),
        ({"sheet": sheet(media_type="application/zip")}, InvalidCommand, "sheet"),
    )
    for changes, error, field in refusals:
        with pytest.raises(error) as refusal:
            office.do(COORDINATOR, paper_of(office, SHESTAKOV, **changes))
        assert getattr(refusal.value, "field", None) == field
    assert papers(office) == []


def test_one_paper_waits_for_a_task_at_a_time(office: Office) -> None:
    office.bring_to_approvers(3)
    office.do(COORDINATOR, paper_of(office, SHESTAKOV))
    with pytest.raises(InvalidCommand, match="уже зарегистрирован лист № 5"):
        office.do(COORDINATOR, paper_of(office, SHESTAKOV, sheet=sheet(sha256="cd" * 32), number="6"))


def test_a_sheet_is_its_days_substitutes(office: Office) -> None:
    office.bring_to_approvers(3)
    task = paper_of(office, SHESTAKOV)
    stands_in(office, SHESTAKOV, STAND_IN, TODAY, TODAY)
    on_its_day(office, days=1)
    office.do(COORDINATOR, task)
    assert told(office, NoticeKind.PAPER_REGISTERED) == [STAND_IN]
    office.move_to(datetime(2021, 1, 26, 3, 0, tzinfo=UTC))
    assert carry_out_papers(office.engine).effective == 1
    with office.database.read() as conn:
        decision = conn.execute(select(DECISION).order_by(DECISION.c.id.desc()).limit(1)).one()
    assert (decision.person_id, decision.on_behalf_of_id) == (office.person(STAND_IN), office.person(SHESTAKOV))
    assert differences(office) == []


def test_an_amendment_is_signed_on_paper_likewise(office: Office) -> None:
    """Its coordinator proposed it, so the operator brings the sheets."""
    office.engine.execute(c.AddPerson(name=OPERATOR, email="operator@omsk-edu.example", role="operator"), SYSTEM)
    propose(office, ChangeItem(place=5, title="Новое название"))
    for name in (SHESTAKOV, EFIMOVA):
        today = office.engine.today()
        office.do(OPERATOR, paper_of(office, name, signed_on=today, sheet=sheet(sha256=f"{today.day:064x}")))
        on_its_day(office, 4)
        assert carry_out_papers(office.engine).effective == 1
    assert office.item(5).title == "Новое название"
    assert differences(office) == []
