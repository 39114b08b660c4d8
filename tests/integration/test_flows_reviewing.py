"""The days of the final review: opened, reminded, frozen and sent by the clock, each once."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from config.database import Database
from documents.evidence_store import EvidenceStore, StoredFile
from flows.reporting import freeze_and_submit
from flows.reviewing import ReviewStep, review_due_plans
from models.states import DecisionKind, NoticeKind, PlanState, Subject, SubmissionState
from models.submissions import Submission
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from workflow.actor import SYSTEM
from workflow.commands import FreezeReport
from workflow.errors import InvalidCommand, NotYourTurn, PlanNotReady
from workflow.rows import PLAN
from workflow.transaction import ALARM, NOTICE

OPENS, CLOSES = date(2021, 12, 1), date(2022, 1, 20)
SUBMISSION = Submission.__table__  # type: ignore[attr-defined]


@pytest.fixture
def office(sqlite_database: Database) -> Office:
    return Office(sqlite_database).ready()


@pytest.fixture
def evidence(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence")


def on(office: Office, day: date) -> None:
    office.move_to(datetime.combine(day, time(6, 10), ZoneInfo("Asia/Omsk")).astimezone(UTC))


def steps(office: Office, evidence: EvidenceStore) -> list[str]:
    return [step.step for step in review_due_plans(office.engine, evidence)]


def state(office: Office) -> PlanState:
    with office.database.read() as conn:
        return PlanState(conn.execute(select(PLAN.c.state)).scalar_one())


def reports(office: Office) -> list[SubmissionState]:
    with office.database.read() as conn:
        chosen = select(SUBMISSION.c.state).where(SUBMISSION.c.subject == Subject.REPORT).order_by(SUBMISSION.c.number)
        return list(conn.execute(chosen).scalars())


def asked(office: Office) -> int:
    with office.database.read() as conn:
        kinds = conn.execute(select(NOTICE.c.kind)).scalars()
        return sum(kind is NoticeKind.EXPLANATION_REQUEST for kind in kinds)


def test_it_opens_on_its_day_and_not_before(office: Office, evidence: EvidenceStore) -> None:
    on(office, date(2021, 11, 30))
    assert steps(office, evidence) == []
    assert state(office) is PlanState.ACTIVE
    on(office, OPENS)
    assert review_due_plans(office.engine, evidence) == [ReviewStep(office.plan_id, "opened")]
    assert state(office) is PlanState.IN_REVIEW
    assert asked(office) == 21


def test_it_asks_again_after_five_working_days_once_a_day(office: Office, evidence: EvidenceStore) -> None:
    on(office, OPENS)
    steps(office, evidence)
    on(office, date(2021, 12, 7))
    assert steps(office, evidence) == []
    on(office, date(2021, 12, 8))
    assert steps(office, evidence) == ["reminded"]
    assert steps(office, evidence) == []
    assert asked(office) == 42


def test_the_closing_date_freezes_and_sends_the_report(office: Office, evidence: EvidenceStore) -> None:
    on(office, OPENS)
    steps(office, evidence)
    on(office, date(2022, 1, 19))
    steps(office, evidence)
    assert reports(office) == []
    on(office, CLOSES)
    assert steps(office, evidence) == ["frozen and sent"]
    assert reports(office) == [SubmissionState.OPEN]
    (stored,) = evidence.paths()
    assert stored.read_bytes().startswith(b"%PDF-")
    assert steps(office, evidence) == []


def test_the_report_bears_a_checkpoint_of_the_plan(office: Office, evidence: EvidenceStore) -> None:
    on(office, OPENS)
    steps(office, evidence)
    on(office, CLOSES)
    steps(office, evidence)
    with office.database.read() as conn:
        facts = [row.facts for row in conn.execute(select(NOTICE).where(NOTICE.c.kind == NoticeKind.CHECKPOINT))]
    assert "report" in {fact["reason"] for fact in facts}


def test_a_crash_between_freezing_and_sending_is_made_good(office: Office, evidence: EvidenceStore) -> None:
    on(office, OPENS)
    steps(office, evidence)
    on(office, CLOSES)
    office.engine.execute(FreezeReport(plan_id=office.plan_id), SYSTEM)
    assert steps(office, evidence) == ["frozen and sent"]
    assert reports(office) == [SubmissionState.OPEN]


def test_a_returned_report_is_left_to_the_coordinator(office: Office, evidence: EvidenceStore) -> None:
    on(office, OPENS)
    steps(office, evidence)
    on(office, CLOSES)
    steps(office, evidence)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Добавьте причины по пункту 5.")
    on(office, date(2022, 1, 21))
    assert "frozen and sent" not in steps(office, evidence)
    freeze_and_submit(office.engine, evidence, office.plan_id, office.actor(COORDINATOR))
    assert reports(office) == [SubmissionState.RETURNED, SubmissionState.OPEN]


def test_only_the_coordinator_and_the_clock_freeze(office: Office, evidence: EvidenceStore) -> None:
    on(office, OPENS)
    steps(office, evidence)
    on(office, CLOSES)
    with pytest.raises(NotYourTurn):
        freeze_and_submit(office.engine, evidence, office.plan_id, office.actor(EFIMOVA))
    assert reports(office) == []


def test_freezing_early_is_refused(office: Office, evidence: EvidenceStore) -> None:
    on(office, OPENS)
    steps(office, evidence)
    with pytest.raises(PlanNotReady):
        freeze_and_submit(office.engine, evidence, office.plan_id, office.actor(COORDINATOR))


def test_a_plan_that_is_refused_raises_an_alarm_and_holds_up_no_other(office: Office, tmp_path: Path) -> None:
    class FullStore(EvidenceStore):
        def put_bytes(self, data: bytes, *, file_name: str) -> StoredFile:
            raise InvalidCommand("Файл не принят.")

    full = FullStore(tmp_path)
    on(office, OPENS)
    steps(office, full)
    on(office, CLOSES)
    assert steps(office, full) == ["refused: Файл не принят."]
    assert steps(office, full) == ["refused: Файл не принят."]
    with office.database.read() as conn:
        assert list(conn.execute(select(ALARM.c.code)).scalars()) == ["review_refused"]


def test_the_whole_chain_of_the_report_closes_the_plan(office: Office, evidence: EvidenceStore) -> None:
    on(office, OPENS)
    steps(office, evidence)
    on(office, CLOSES)
    steps(office, evidence)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert state(office) is PlanState.CLOSED
    assert steps(office, evidence) == []
