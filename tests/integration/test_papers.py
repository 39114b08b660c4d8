"""Decisions signed on paper: registered by the coordinator, in effect after a working day unless they are disowned."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from audit.ledger import ENTRY
from config.database import Database
from models.people import Alarm
from models.states import Assurance, DecisionKind, ItemState, NoticeKind, Outcome, PaperState, TaskState
from tests.integration.amending import propose, told
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import ChangeItem
from workflow.errors import (
    AlreadyDecided,
    AuthenticationFailed,
    CommandRefused,
    ConflictOfInterest,
    EvidenceDamaged,
    InvalidCommand,
    NotYourTurn,
    PaperNotDue,
    StaleSubmission,
)
from workflow.paper_work import carry_out_papers
from workflow.queries import item_view
from workflow.replay import replay
from workflow.rows import DECISION, PAPER, TASK

TODAY = date(2021, 1, 21)  # a Thursday
SCAN = "ab" * 32
OPERATOR, STAND_IN = "Операторова О.О.", "Кузнецова Н.М."


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database).ready()


def sheet(**changes: Any) -> dict[str, Any]:
    return {"sha256": SCAN, "name": "Лист 5.pdf", "size": 1000, "media_type": "application/pdf"} | changes


def paper_of(office: Office, name: str, **changes: Any) -> c.RegisterPaper:
    """The sheet on which this person decided their newest open task as its step asks."""
    task = office.task_of(name)
    is_final = task.verb.value == "approve" and task.subject.value == "item"
    values = {
        "task_id": task.id,
        "kind": DecisionKind(task.verb.value),
        "digest": task.digest,
        "outcome": Outcome.EXECUTED if is_final else None,
        "sheet": sheet(),
        "number": "5",
        "signed_on": TODAY,
        "original_at": "Приёмная, папка 3",
    }
    return c.RegisterPaper.model_validate(values | changes)


def papers(office: Office) -> list[Any]:
    with office.database.read() as conn:
        return list(conn.execute(select(PAPER).order_by(PAPER.c.id)))


def on_its_day(office: Office, days: int = 4) -> None:
    office.move_to(office.clock.now() + timedelta(days=days))


def differences(office: Office) -> list[str]:
    with office.database.read() as conn:
        return replay(conn, office.plan_id)


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


def stands_in(office: Office, absent: str, substitute: str, first: date, last: date) -> None:
    about = {"absent_id": office.person(absent), "substitute_id": office.person(substitute)}
    order = {"starts_on": first, "ends_on": last, "order_number": "12-к", "order_date": TODAY}
    office.engine.execute(c.AddSubstitution.model_validate(about | order), SYSTEM)


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
