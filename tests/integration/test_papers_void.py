"""What makes a registered sheet void: the end of its task, a disowned decision, the guards on its day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from config.database import Database
from models.people import Alarm
from models.states import DecisionKind, ItemState, NoticeKind, PaperState, TaskState
from tests.integration.amending import told
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.sheets import SCAN, STAND_IN, TODAY, differences, on_its_day, paper_of, papers, stands_in
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.errors import (
    AlreadyDecided,
    EvidenceDamaged,
    InvalidCommand,
    NotYourTurn,
)
from workflow.paper_work import carry_out_papers
from workflow.rows import DECISION, TASK


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database).ready()


def test_a_disowned_paper_never_takes_effect_and_is_not_brought_again(office: Office) -> None:
    office.bring_to_approvers(3)
    office.do(COORDINATOR, paper_of(office, SHESTAKOV))
    paper = papers(office)[0]
    with pytest.raises(NotYourTurn):
        office.do(EFIMOVA, c.DisownPaper(paper_id=paper.id))
    office.do(SHESTAKOV, c.DisownPaper(paper_id=paper.id))
    assert office.do(SHESTAKOV, c.DisownPaper(paper_id=paper.id)).is_repeat
    assert told(office, NoticeKind.DECISION_DISOWNED) == [COORDINATOR]
    alarm = Alarm.__table__  # type: ignore[attr-defined]
    with office.database.read() as conn:
        assert "decision_disowned" in conn.execute(select(alarm.c.code)).scalars().all()
    with pytest.raises(InvalidCommand) as refusal:
        office.do(COORDINATOR, paper_of(office, SHESTAKOV))
    assert refusal.value.field == "sheet"
    on_its_day(office)
    assert carry_out_papers(office.engine).effective == 0
    assert papers(office)[0].state is PaperState.DISOWNED
    assert office.task_of(SHESTAKOV).state is TaskState.OPEN
    assert differences(office) == []
    office.sign(SHESTAKOV)
    assert differences(office) == []


def by_link(office: Office, _place: int) -> None:
    office.sign(SHESTAKOV)


def withdrawn(office: Office, place: int) -> None:
    office.do(office.lead(place), c.Withdraw(plan_id=office.plan_id, place=place))


def returned(office: Office, _place: int) -> None:
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Доработайте.")


def test_what_ends_the_task_voids_the_paper(office: Office) -> None:
    happenings = (
        (3, by_link, "решение принято лично, до вступления в силу"),
        (4, withdrawn, "документ отозван"),
        (5, returned, "решение принято лично, до вступления в силу"),
    )
    for place, happens, reason in happenings:
        office.bring_to_approvers(place)
        office.do(COORDINATOR, paper_of(office, SHESTAKOV))
        happens(office, place)
        paper = papers(office)[-1]
        assert (paper.state, paper.end_reason) == (PaperState.VOIDED, reason)
        with pytest.raises(AlreadyDecided):
            office.do(SHESTAKOV, c.DisownPaper(paper_id=paper.id))
    on_its_day(office)
    assert carry_out_papers(office.engine).effective == 0
    assert differences(office) == []


def test_a_disowned_decision_voids_the_paper_of_a_later_step(office: Office) -> None:
    office.bring_to_approvers(3)
    decision = office.sign(SHESTAKOV).decision_id
    assert decision is not None
    office.do(COORDINATOR, paper_of(office, EFIMOVA))
    office.do(SHESTAKOV, c.DisownDecision(decision_id=decision))
    assert papers(office)[0].state is PaperState.VOIDED
    assert differences(office) == []


def test_what_the_guards_refuse_on_its_day_is_void_and_the_coordinator_is_told(office: Office) -> None:
    """Who signed as a substitute comes to stand in for the item's lead before the sheet takes effect."""
    office.bring_to_approvers(3)
    signed = paper_of(office, SHESTAKOV)
    stands_in(office, SHESTAKOV, STAND_IN, TODAY, TODAY)
    on_its_day(office, days=1)
    office.engine.execute(c.MoveTasks(plan_id=office.plan_id), SYSTEM)
    office.do(COORDINATOR, signed)
    stands_in(office, office.lead(3), STAND_IN, TODAY + timedelta(days=1), TODAY + timedelta(days=30))
    on_its_day(office)
    report = carry_out_papers(office.engine)
    assert (report.effective, len(report.refused)) == (0, 1)
    assert "совмещение ролей" in (papers(office)[0].end_reason or "")
    assert papers(office)[0].state is PaperState.VOIDED
    assert told(office, NoticeKind.PAPER_VOIDED) == [COORDINATOR]
    assert differences(office) == []


def test_s25_a_damaged_scan_or_file_takes_no_effect(office: Office) -> None:
    office.bring_to_approvers(3)
    office.files.damaged.add(SCAN)
    with pytest.raises(EvidenceDamaged):
        office.do(COORDINATOR, paper_of(office, SHESTAKOV))
    office.files.damaged.clear()
    office.do(COORDINATOR, paper_of(office, SHESTAKOV))
    office.files.damaged.add(SCAN)
    on_its_day(office)
    assert len(carry_out_papers(office.engine).refused) == 1
    assert office.item(3).state is ItemState.EVIDENCE_SUBMITTED
    assert differences(office) == []


def test_a_link_and_the_day_of_a_paper_give_one_decision(office: Office) -> None:
    office.bring_to_approvers(3)
    office.do(COORDINATOR, paper_of(office, SHESTAKOV))
    task = office.task_of(SHESTAKOV)
    on_its_day(office)
    carry_out_papers(office.engine)
    decide = c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)
    assert office.do(SHESTAKOV, decide).is_repeat
    with pytest.raises(AlreadyDecided):
        office.do(SHESTAKOV, decide.model_copy(update={"kind": DecisionKind.RETURN, "comment": "Нет."}))
    with office.database.read() as conn:
        assert len(conn.execute(select(DECISION.c.id).where(DECISION.c.task_id == task.id)).all()) == 1
        assert conn.execute(select(TASK.c.state).where(TASK.c.id == task.id)).scalar() is TaskState.DECIDED
