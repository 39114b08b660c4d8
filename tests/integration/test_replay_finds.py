"""A row changed behind the ledger is found by the replay, whichever table it stands in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Update, delete, insert, select, update

from models.plans import FinalReview, PlanWarning
from models.states import ItemState, Outcome, Resolution, TaskState, Verb
from tests.integration.amending import no_difference
from tests.integration.office import COORDINATOR, EFIMOVA, Office
from tests.integration.reading import NAZEMKINA, at
from tests.integration.replaying import (
    Edit,
    at_work,
    item_id,
    submission_id,
    unfound,
)
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.replay import replay
from workflow.rows import DECISION, EVIDENCE, ITEM, PERSON, PLAN, RESPONSIBLE, SUBMISSION, TASK

WARNING: Any = PlanWarning.__table__  # type: ignore[attr-defined]
REVIEW: Any = FinalReview.__table__  # type: ignore[attr-defined]
DAY = date(2021, 1, 21)
NOON = datetime(2021, 1, 21, 6, tzinfo=UTC)


def test_s37_a_table_changed_behind_the_ledger_is_found(office: Office) -> None:
    office.finish(3)
    office.bring_to_approvers(4)
    with office.database.write() as conn:
        conn.execute(update(ITEM).where(ITEM.c.place == 3).values(outcome=Outcome.PARTLY))
        conn.execute(update(ITEM).where(ITEM.c.place == 4).values(state=ItemState.APPROVED))
        conn.execute(update(ITEM).where(ITEM.c.place == 5).values(version=7))
        conn.execute(update(SUBMISSION).where(SUBMISSION.c.number == 1).values(manifest=b"{}"))
        conn.execute(update(DECISION).values(person_id=office.person(NAZEMKINA)))
    with office.database.read() as conn:
        differences = replay(conn, office.plan_id)
    for what in ("item/3 outcome", "item/4", "item/5", "the stored manifest has another digest", "decision of entry"):
        assert any(what in line for line in differences), what


def test_s37_a_plan_its_people_and_its_doubts_changed_are_found(office: Office) -> None:
    stranger = office.person(COORDINATOR)
    with office.database.read() as conn:
        chain = conn.execute(select(PLAN.c.chain)).scalar_one()
    swapped = [chain[0] | {"approvers": [stranger]}, *chain[1:]]
    settled = WARNING.c.resolution == Resolution.CORRECTED

    def edits() -> Iterator[Edit]:
        yield "plan chain", update(PLAN).values(chain=swapped)
        yield "plan chain", update(PLAN).values(chain=chain[1:])
        yield "plan coordinator_id", update(PLAN).values(coordinator_id=office.person(EFIMOVA))
        yield "item/3 responsible", delete(RESPONSIBLE).where(RESPONSIBLE.c.item_id == item_id(3))
        yield "item/3 responsible", insert(RESPONSIBLE).values(item_id=item_id(3), person_id=stranger, place=9)
        yield (
            "item/3 responsible",
            update(RESPONSIBLE).where(RESPONSIBLE.c.item_id == item_id(3)).values(person_id=stranger),
        )
        yield "item/3 number", update(ITEM).where(ITEM.c.place == 3).values(number="99")
        yield "item/3 expected_result", update(ITEM).where(ITEM.c.place == 3).values(expected_result="Иное")
        yield "item/3 as activated note", update(ITEM).where(ITEM.c.place == 3).values(note="Иное")
        yield "warning", update(WARNING).where(settled).values(resolution=Resolution.ACCEPTED)
        yield "as no entry says", update(WARNING).values(reason="Иная причина.")
        yield "unsettled in the table", update(WARNING).values(resolution=None)
        yield "plan, number of warnings", delete(WARNING).where(settled)
        yield "as activated, message", update(WARNING).values(message="Иное")

    no_difference(office)
    assert unfound(office, edits()) == []


def test_s37_a_submission_or_its_route_changed_is_found(office: Office) -> None:
    at_work(office)
    stranger = office.person(COORDINATOR)
    sub, task = SUBMISSION.c.item_id == item_id(4), TASK.c.submission_id == submission_id(4)
    with office.database.read() as conn:
        chain = conn.execute(select(SUBMISSION.c.chain).where(sub)).scalar_one()
        decided = conn.execute(select(TASK).where(task, TASK.c.step == 1)).one()
    extra = {name: value for name, value in decided._asdict().items() if name != "id"} | {"step": 3}

    def submission(**values: Any) -> Update:
        return update(SUBMISSION).where(sub).values(**values)

    def step(number: int, **values: Any) -> Update:
        return update(TASK).where(task, TASK.c.step == number).values(**values)

    def edits() -> Iterator[Edit]:
        yield "item/4/1 chain", submission(chain=[chain[0] | {"approvers": [stranger]}, *chain[1:]])
        yield "item/4/1", submission(chain=[{}])
        yield "item/4/1", submission(chain="нет")
        yield "item/4/1 submitted_by_id", submission(submitted_by_id=stranger)
        yield "item/4/1 submitted_for_id", submission(submitted_for_id=stranger)
        yield "item/4/1 submitted_at", submission(submitted_at=NOON)
        yield "item/4/1 submitted_on", submission(submitted_on=date(2021, 1, 1))
        yield "item/4/1 manifest summary", submission(summary="Иное.")
        yield "item/4/1 manifest shortfall_reason", submission(shortfall_reason="Иное.")
        yield "item/4/1 manifest shown_count", submission(shown_count=1000)
        yield "item/4/1 shown_percent", submission(shown_percent=99)
        yield "approver_id", step(1, approver_id=stranger)
        yield "approver_id", step(2, approver_id=stranger, acting_id=stranger)
        yield "acting_id", step(1, acting_id=stranger)
        yield "acting_id", step(2, acting_id=stranger)
        yield "state", step(2, state=TaskState.SKIPPED)
        yield "state", step(1, state=TaskState.OPEN)
        yield "opened_at", step(2, opened_at=NOON)
        yield "step 2", step(2, verb=Verb.AGREE)
        yield "step 2", step(2, step=1)
        yield "step 3", insert(TASK).values(extra)
        yield "decided_at", update(DECISION).values(decided_at=NOON)
        yield "comment", update(DECISION).where(DECISION.c.kind == "return").values(comment="Иное.")
        yield (
            "decision of entry",
            update(DECISION).where(DECISION.c.kind == "return").values(submission_id=submission_id(4)),
        )

    no_difference(office)
    assert unfound(office, edits()) == []


def test_s37_a_file_changed_is_found(office: Office) -> None:
    at_work(office)
    stranger = office.person(COORDINATOR)

    def edits() -> Iterator[Edit]:
        for name, value in (
            ("uploaded_by_id", stranger),
            ("uploaded_for_id", stranger),
            ("uploaded_at", NOON),
            ("file_name", "Иное.pdf"),
            ("kind", "приказ"),
            ("organisations", ["11"]),
            ("units", 99),
            ("sha256", "f" * 64),
            ("size", 1),
            ("media_type", "text/plain"),
            ("signed_by", "Никто"),
        ):
            yield name, update(EVIDENCE).where(EVIDENCE.c.item_id == item_id(4)).values(**{name: value})
        yield "manifest, file 2 date", update(EVIDENCE).values(doc_date=DAY)
        yield "manifest, file 2 number", update(EVIDENCE).values(doc_number="7")

    assert unfound(office, edits()) == []


def test_s37_a_report_changed_is_found(office: Office) -> None:
    at(office, "2021-12-01")
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), SYSTEM)
    at(office, "2022-01-20")
    office.engine.execute(c.FreezeReport(plan_id=office.plan_id), SYSTEM)
    office.engine.execute(c.SubmitReport(plan_id=office.plan_id, report_sha256="ab" * 32, size=1000), SYSTEM)

    def edits() -> Iterator[Edit]:
        yield "review facts", update(REVIEW).values(facts={"on_time": 21})
        yield "review", update(REVIEW).values(facts={"on_time": 1.5})
        yield "review report_sha256", update(REVIEW).values(report_sha256="cd" * 32)
        yield "review frozen_by", update(REVIEW).values(frozen_by="person/1")
        yield (
            "report/1 submitted_by_id",
            update(SUBMISSION).where(SUBMISSION.c.subject == "report").values(submitted_by_id=office.person(EFIMOVA)),
        )

    no_difference(office)
    assert unfound(office, edits()) == []


def test_s37_people_changed_are_found(office: Office) -> None:
    office.enrol_everyone()
    person = office.person(EFIMOVA)

    def changed(**values: Any) -> Update:
        return update(PERSON).where(PERSON.c.id == person).values(**values)

    def edits() -> Iterator[Edit]:
        yield f"person {person} pin_set_at", changed(pin_set_at=NOON)
        yield f"person {person} pin_set_at", changed(pin_set_at=None)
        yield f"person {person} rules_sha256", changed(rules_sha256="0" * 64)
        yield f"person {person} rules_accepted_at", changed(rules_accepted_at=NOON)
        yield f"person {person} email", changed(email="else@example.org")
        yield f"person {person} name", changed(name="Другая Д.Д.")
        yield f"person {person} role", changed(role="operator")
        yield "the ledger says nothing", insert(PERSON).values(name="Новый Н.Н.", created_at=NOON, role="member")

    no_difference(office)
    assert unfound(office, edits()) == []
