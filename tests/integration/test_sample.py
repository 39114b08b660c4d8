"""The approved sample («Выборочно») or schedule («график»), and what is counted by it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from config.database import Database
from models.states import DecisionKind, ItemState, NoticeKind, SubmissionState
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from workflow import commands as c
from workflow.amendment_changes import CancelItem
from workflow.errors import CommandRefused, InvalidCommand, NotYourTurn, TransitionNotAllowed
from workflow.queries import item_view
from workflow.replay import replay
from workflow.transaction import NOTICE
from workflow.views import ItemView, Receipt

SAMPLED, SCHEDULED = 16, 10
LEAD = "Романенко С.А."
CODES = ("11", "27", "39")
SCHEDULE = c.StoredDocument(sha256="d" * 64, name="График.pdf", size=10, media_type="application/pdf")


@pytest.fixture
def office(database: Database) -> Office:
    office = Office(database).ready()
    office.start(SAMPLED)
    return office


def propose(office: Office, *codes: str, place: int = SAMPLED, by: str = LEAD, **rest: object) -> Receipt:
    command = c.ProposeSample.model_validate(
        {"plan_id": office.plan_id, "place": place, "organisations": codes or CODES, "grounds": "Приказ № 7."} | rest
    )
    return office.do(by, command)


def approve(office: Office) -> None:
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)


def view(office: Office, place: int = SAMPLED) -> ItemView:
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []
        return item_view(conn, office.plan_id, place, office.engine.today())


def test_a_sample_is_in_force_once_both_approvers_have_decided(office: Office) -> None:
    propose(office)
    assert view(office).brief.sample is None
    office.sign(SHESTAKOV)
    assert view(office).brief.sample is None
    office.sign(EFIMOVA)
    brief = view(office).brief
    assert (brief.sample, brief.progress.coverage.to_show) == (CODES, CODES)
    with office.database.read() as conn:
        told = conn.execute(NOTICE.select().where(NOTICE.c.kind == NoticeKind.SAMPLE_APPROVED)).all()
    assert {row.recipient_id for row in told} == {office.person(name) for name in (LEAD, "Наземкина Е.А.", COORDINATOR)}


def test_evidence_names_only_organisations_of_the_approved_sample(office: Office) -> None:
    propose(office)
    approve(office)
    with pytest.raises(InvalidCommand, match="Не входят в утверждённую выборку: 59"):
        office.add(SAMPLED, organisations=("11", "59"))
    office.add(SAMPLED, units=5, organisations=("11", "27"))
    coverage = view(office).brief.progress.coverage
    assert (coverage.shown, coverage.missing) == (("11", "27"), ("39",))
    office.submit(SAMPLED)
    (submission,) = view(office).submissions
    assert submission.manifest["item"]["organisations"] == {
        "to_show": list(CODES),
        "shown": ["11", "27"],
        "is_sample": True,
    }


def test_only_the_lead_proposes_one_at_a_time_and_takes_it_back(office: Office) -> None:
    with pytest.raises(NotYourTurn, match="Предложить выборку"):
        propose(office, by="Наземкина Е.А.")
    submission_id = propose(office).submission_id
    with pytest.raises(TransitionNotAllowed, match="уже на согласовании"):
        propose(office, "11")
    with pytest.raises(NotYourTurn):
        office.do(COORDINATOR, c.WithdrawProposal(plan_id=office.plan_id, submission_id=submission_id or 0))
    office.do(LEAD, c.WithdrawProposal(plan_id=office.plan_id, submission_id=submission_id or 0))
    propose(office, "11")
    assert [one.state for one in view(office).samples] == [SubmissionState.OPEN, SubmissionState.WITHDRAWN]


def test_a_sample_is_of_the_items_own_organisations_and_of_an_item_that_is_done_by_one(office: Office) -> None:
    with pytest.raises(InvalidCommand, match="Не входят в организации пункта: 999"):
        propose(office, "11", "999")
    with pytest.raises(TransitionNotAllowed, match="«Выборочно»"):
        propose(office, place=3, by="Наземкина Е.А.")
    with pytest.raises(InvalidCommand, match="Приложите график"):
        propose(office, place=SCHEDULED)


def test_an_item_by_schedule_has_its_document_approved(office: Office) -> None:
    propose(office, place=SCHEDULED, document=SCHEDULE.model_dump())
    approve(office)
    assert view(office, SCHEDULED).brief.sample == CODES
    with office.database.read() as conn:
        entries = [line.body for line in item_view(conn, office.plan_id, SCHEDULED, date(2021, 1, 21)).history]
    assert {entry["action"] for entry in entries} >= {"item:sample_set"}


def test_a_report_waits_until_the_sample_is_decided(office: Office) -> None:
    propose(office)
    office.add(SAMPLED, units=5)
    with pytest.raises(TransitionNotAllowed, match="ещё на согласовании"):
        office.submit(SAMPLED)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Добавьте ККШИ.")
    assert view(office).samples[0].state is SubmissionState.RETURNED
    office.submit(SAMPLED)
    with pytest.raises(TransitionNotAllowed, match="На согласовании"):
        propose(office)


def test_a_report_and_a_sample_that_are_sent_at_once_have_one_winner(office: Office) -> None:
    office.add(SAMPLED, units=5)
    actor = office.actor(LEAD)
    sample = c.ProposeSample(plan_id=office.plan_id, place=SAMPLED, organisations=CODES, grounds="Приказ № 7.")
    report = c.SubmitEvidence(plan_id=office.plan_id, place=SAMPLED, summary="Работа выполнена.")

    def is_done(command: c.Command) -> bool:
        try:
            office.engine.execute(command, actor)
        except CommandRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(is_done, [sample, report] * 4))
    assert sum(done) == 1
    shown = view(office)
    assert (len(shown.samples), len(shown.submissions)) in {(1, 0), (0, 1)}


def test_an_item_that_leaves_the_plan_takes_its_proposal_with_it(office: Office) -> None:
    propose(office)
    office.do(
        COORDINATOR,
        c.ProposeAmendment(plan_id=office.plan_id, reason="Приказ № 9.", changes=(CancelItem(place=SAMPLED),)),
    )
    approve(office)
    assert office.item(SAMPLED).state is ItemState.CANCELLED
    assert view(office).samples[0].state is SubmissionState.VOIDED
