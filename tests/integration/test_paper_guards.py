"""What keeps a sheet honest: who registers it, who may have signed it, and that it is one file for one decision."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from config.database import Database
from models.states import PaperState
from tests.integration.amending import propose
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.sheets import (
    OPERATOR,
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
from workflow.errors import CommandRefused, ConflictOfInterest, InvalidCommand, NotYourTurn
from workflow.paper_work import carry_out_papers
from workflow.rows import SUBSTITUTION

LATER = TODAY + timedelta(days=30)
OTHER_SCAN = sheet(sha256="cd" * 32)


@pytest.fixture
def office(database: Database) -> Office:
    office = Office(database).ready()
    office.engine.execute(c.AddPerson(name=OPERATOR, email="operator@omsk-edu.example", role="operator"), SYSTEM)
    return office


def refused(office: Office, name: str, command: c.Command, error: type[CommandRefused]) -> str:
    with pytest.raises(error) as refusal:
        office.do(name, command)
    return refusal.value.message


def test_nobody_registers_a_decision_on_what_is_their_own(office: Office) -> None:
    office.bring_to_approvers(3)
    stands_in(office, office.lead(3), COORDINATOR, TODAY, TODAY)
    on_its_day(office, days=2)
    words = refused(office, COORDINATOR, paper_of(office, SHESTAKOV), ConflictOfInterest)
    assert "замещает ответственного исполнителя пункта" in words
    assert "администратору" in words
    office.do(OPERATOR, paper_of(office, SHESTAKOV))
    stands_in(office, office.lead(4), OPERATOR, TODAY, LATER)
    office.bring_to_approvers(4)
    own = paper_of(office, SHESTAKOV, signed_on=office.engine.today(), sheet=OTHER_SCAN, number="6")
    assert "замещает" in refused(office, OPERATOR, own, ConflictOfInterest)
    refused(office, EFIMOVA, own, NotYourTurn)
    assert len(papers(office)) == 1
    assert differences(office) == []


def test_a_sheet_on_what_the_coordinator_proposed_is_the_operators_to_register(office: Office) -> None:
    propose(office, ChangeItem(place=5, title="Новое название"))
    words = refused(office, COORDINATOR, paper_of(office, SHESTAKOV), ConflictOfInterest)
    assert "направившее этот документ на согласование" in words
    office.do(OPERATOR, paper_of(office, SHESTAKOV))
    on_its_day(office)
    assert carry_out_papers(office.engine).effective == 1
    assert differences(office) == []


def test_who_signed_is_never_who_registers(office: Office) -> None:
    """Шестаков was away for a day and the registrar stood in for him: their own sheet of that day is refused."""
    office.bring_to_approvers(3)
    task = paper_of(office, SHESTAKOV)
    stands_in(office, SHESTAKOV, COORDINATOR, TODAY, TODAY)
    on_its_day(office, days=4)
    office.engine.execute(c.MoveTasks(plan_id=office.plan_id), SYSTEM)
    assert office.task_of(SHESTAKOV).id == task.task_id
    assert "подписали" in refused(office, COORDINATOR, task, ConflictOfInterest)
    assert papers(office) == []


def test_who_acts_for_the_signer_today_does_not_register_either(office: Office) -> None:
    office.bring_to_approvers(3)
    task = paper_of(office, SHESTAKOV)
    on_its_day(office, days=1)
    stands_in(office, SHESTAKOV, COORDINATOR, TODAY, LATER)
    refused(office, COORDINATOR, task, ConflictOfInterest)
    assert papers(office) == []


def test_a_substitution_that_was_recorded_later_makes_no_signer(office: Office) -> None:
    """A substitution set on Monday from Thursday on does not make Friday's sheet the substitute's."""
    office.bring_to_approvers(3)
    task = paper_of(office, SHESTAKOV, signed_on=TODAY + timedelta(days=1))
    on_its_day(office, days=4)
    stands_in(office, SHESTAKOV, STAND_IN, TODAY, LATER)
    receipt = office.do(COORDINATOR, task)
    assert receipt.person_id == office.person(SHESTAKOV)


@pytest.mark.parametrize(
    "again", [{"number": "6"}, {"number": " № 5 ", "sheet": OTHER_SCAN}], ids=["the same scan", "the same requisites"]
)
def test_one_sheet_serves_one_task(office: Office, again: dict[str, Any]) -> None:
    office.bring_to_approvers(3)
    older = paper_of(office, SHESTAKOV, **again)
    office.bring_to_approvers(4)
    newest = paper_of(office, SHESTAKOV)
    office.do(COORDINATOR, newest)
    assert "лист № 5" in refused(office, COORDINATOR, older, InvalidCommand)
    on_its_day(office)
    assert carry_out_papers(office.engine).effective == 1
    assert "лист № 5" in refused(office, COORDINATOR, older, InvalidCommand)
    assert len(papers(office)) == 1


@pytest.mark.parametrize(
    "again", [{"number": "6"}, {"sheet": OTHER_SCAN}], ids=["the same scan", "the same requisites"]
)
def test_a_disowned_sheet_comes_back_for_no_task(office: Office, again: dict[str, Any]) -> None:
    office.bring_to_approvers(3)
    older = paper_of(office, SHESTAKOV, **again)
    office.bring_to_approvers(4)
    newest = paper_of(office, SHESTAKOV)
    office.do(COORDINATOR, newest)
    office.do(SHESTAKOV, c.DisownPaper(paper_id=papers(office)[0].id))
    for task in (newest.model_copy(update={"number": older.number, "sheet": older.sheet}), older):
        assert "не подписавшим" in refused(office, COORDINATOR, task, InvalidCommand)
    assert [paper.state for paper in papers(office)] == [PaperState.DISOWNED]


def test_a_void_sheet_may_be_brought_again(office: Office) -> None:
    office.bring_to_approvers(3)
    office.do(COORDINATOR, paper_of(office, SHESTAKOV))
    office.do(office.lead(3), c.Withdraw(plan_id=office.plan_id, place=3))
    office.submit(3)
    office.do(COORDINATOR, paper_of(office, SHESTAKOV))
    assert [paper.state for paper in papers(office)] == [PaperState.VOIDED, PaperState.PENDING]


def test_a_file_that_is_told_wrongly_is_refused(office: Office) -> None:
    office.bring_to_approvers(3)
    office.files.mistold.add("ab" * 32)
    command = paper_of(office, SHESTAKOV)
    with pytest.raises(InvalidCommand, match="не тот, что") as refusal:
        office.do(COORDINATOR, command)
    assert refusal.value.field == "sheet"
    with pytest.raises(InvalidCommand, match="не тот, что"):
        propose(office, ChangeItem(place=5, title="Новое название"), source=command.sheet)
    assert papers(office) == []


def test_who_sits_in_another_step_signs_no_sheet_of_this_one(office: Office) -> None:
    office.bring_to_approvers(4)
    task = paper_of(office, SHESTAKOV)
    about = {"absent_id": office.person(SHESTAKOV), "substitute_id": office.person(EFIMOVA), "starts_on": TODAY}
    order = {"ends_on": LATER, "order_number": "12-к", "order_date": TODAY, "created_at": office.engine.now()}
    with office.database.write() as conn:  # as from a time before such a substitution was refused
        conn.execute(insert(SUBSTITUTION).values(about | order))
    assert "на другом этапе" in refused(office, COORDINATOR, task, ConflictOfInterest)
    assert papers(office) == []
