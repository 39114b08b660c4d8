"""Extensions of an item's deadline: asked for by the lead, agreed, decided; the planned date stays."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from config.database import Database
from models.states import DecisionKind, ItemState, NoticeKind, Outcome, Subject, SubmissionState
from tests.integration.amending import amend, no_difference, submission, tasks, told
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.racing import at_once
from workflow import commands as c
from workflow.amendment_changes import CancelItem, ChangeItem
from workflow.errors import InvalidCommand, NotYourTurn, StaleSubmission, TransitionNotAllowed
from workflow.queries import allowed_commands, attention, item_view, review_view
from workflow.rows import SUBMISSION
from workflow.transaction import NOTICE
from workflow.views import ItemView, Receipt

NAZEMKINA = "Наземкина Е.А."
WANTED, PLANNED = date(2021, 3, 15), date(2021, 2, 28)
LATE = datetime(2021, 3, 3, 4, 0, tzinfo=UTC)
REASON = "Две организации на карантине."


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database).ready()


def ask(office: Office, place: int = 3, *, until: date = WANTED, by: str | None = None) -> Receipt:
    command = c.RequestExtension(plan_id=office.plan_id, place=place, due_on=until, reason=REASON)
    return office.do(by or office.lead(place), command)


def view(office: Office, place: int = 3) -> ItemView:
    with office.database.read() as conn:
        return item_view(conn, office.plan_id, place, office.engine.today("Asia/Omsk"))


def buttons(office: Office, name: str, place: int = 3) -> set[str]:
    with office.database.read() as conn:
        today = office.engine.today("Asia/Omsk")
        return {one.name for one in allowed_commands(conn, office.plan_id, place, office.person(name), today)}


def signed_once(office: Office) -> tuple[Any, Receipt]:
    """A request and then a report, each with its first signature; the task of the request and the report."""
    office.start(3)
    office.add(3, units=7)
    ask(office)
    office.sign(SHESTAKOV)
    extension = office.task_of(EFIMOVA)
    report = office.submit(3)
    office.sign(SHESTAKOV)
    return extension, report


def state_of(office: Office, receipt: Receipt) -> SubmissionState:
    state: SubmissionState = submission(office, receipt).state
    return state


def test_an_approved_extension_keeps_the_planned_date_and_starts_a_new_clock(office: Office) -> None:
    office.start(3)
    before = office.item(3)
    asked = ask(office)
    assert asked.text == "Запрос № 1 на продление срока до 15.03.2021 направлен на согласование."
    assert office.item(3).extended_due_on is None
    assert view(office).brief.asked_until == WANTED
    office.sign(SHESTAKOV)
    assert office.sign(EFIMOVA).text == "Срок продлён."
    item = office.item(3)
    assert (item.due_on, item.extended_due_on, item.state) == (PLANNED, WANTED, ItemState.IN_PROGRESS)
    assert item.clock_id != before.clock_id
    assert (item.clock_ends_on, item.clock_floor) == (WANTED, office.engine.today("Asia/Omsk"))
    shown = view(office)
    assert shown.brief.is_extended
    assert shown.brief.effective_due_on == WANTED
    assert shown.brief.asked_until is None
    assert not shown.submissions
    line = next(each for each in shown.history if each.action == "item:extended")
    assert line.text == (
        "Срок продлён до 15.03.2021 (запрос № 1), срок по плану 28.02.2021, причина: «Две организации на карантине.»"
    )
    assert told(office, NoticeKind.EXTENDED) == sorted(
        {COORDINATOR, *(one.person.name for one in shown.brief.responsible)}
    )
    no_difference(office)


def test_a_refused_extension_changes_nothing_and_is_told_to_who_asked(office: Office) -> None:
    asked = ask(office)
    with pytest.raises(InvalidCommand, match="Напишите"):
        office.sign(SHESTAKOV, kind=DecisionKind.RETURN)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Причина не подтверждена.")
    assert state_of(office, asked) is SubmissionState.RETURNED
    assert office.item(3).version == 1
    assert sorted(told(office, NoticeKind.RETURNED)) == sorted({COORDINATOR, office.lead(3)})
    assert "в продлении отказано, замечание: «Причина не подтверждена.»" in view(office).history[-1].text
    second = ask(office)
    assert second.text.startswith("Запрос № 2")
    no_difference(office)


def test_an_extension_asked_for_after_the_deadline_is_marked_everywhere(office: Office) -> None:
    office.start(3)
    office.move_to(LATE)
    assert "(запрошено после срока)" in ask(office).text
    shown = view(office)
    assert shown.extensions[0].manifest["proposes"]["is_late"] is True
    assert "запрошено после срока" in shown.history[-1].text
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert "запрошено после срока" in view(office).history[-1].text
    assert not view(office).brief.is_overdue
    no_difference(office)


def test_only_the_lead_asks_once_and_for_a_later_date_within_the_plan(office: Office) -> None:
    for place, name in ((3, COORDINATOR), (3, EFIMOVA)):
        with pytest.raises(NotYourTurn, match="«Запросить продление срока»"):
            ask(office, place, by=name)
    for until in (PLANNED, date(2021, 1, 21), date(2022, 1, 21)):
        with pytest.raises(InvalidCommand) as wrong:
            ask(office, until=until)
        assert wrong.value.field == "due_on"
    assert "request_extension" in buttons(office, office.lead(3))
    assert "request_extension" not in buttons(office, EFIMOVA)
    ask(office)
    assert "request_extension" not in buttons(office, office.lead(3))
    with pytest.raises(TransitionNotAllowed, match="уже на согласовании"):
        ask(office, until=date(2021, 4, 1))
    office.bring_to_approvers(4)
    with pytest.raises(TransitionNotAllowed, match="На согласовании"):
        ask(office, 4, until=date(2021, 12, 1))


def test_nobody_decides_on_an_extension_of_their_own_item(office: Office) -> None:
    asked = ask(office, 7, until=date(2022, 1, 15))
    steps = tasks(office, asked)
    assert [step.state.value for step in steps] == ["skipped", "open"]
    assert steps[0].approver_id == office.person(SHESTAKOV)
    assert "совмещение ролей" in steps[0].skip_reason
    office.sign(EFIMOVA)
    assert office.item(7).extended_due_on == date(2022, 1, 15)
    no_difference(office)


def test_an_extension_voids_a_report_that_names_the_former_deadline(office: Office) -> None:
    extension, report = signed_once(office)
    office.do(EFIMOVA, c.Decide(task_id=extension.id, kind=DecisionKind.APPROVE, digest=extension.digest))
    assert state_of(office, report) is SubmissionState.VOIDED
    assert office.item(3).state is ItemState.IN_PROGRESS
    assert view(office).history[-1].text.startswith("Срок продлён до 15.03.2021 (запрос № 1)")
    assert "отчёт № 1 утратил силу" in view(office).history[-1].text
    with office.database.read() as conn:
        facts = conn.execute(select(NOTICE.c.facts).where(NOTICE.c.kind == NoticeKind.EXTENDED)).scalars().all()
    assert all(each == {"voided": 1} for each in facts)
    office.submit(3)
    no_difference(office)


def test_what_overtakes_a_request_voids_it(office: Office) -> None:
    first = ask(office, 3)
    amend(office, ChangeItem(place=3, due_on=date(2021, 3, 31)))
    assert state_of(office, first) is SubmissionState.VOIDED
    second = ask(office, 5)
    amend(office, CancelItem(place=5))
    assert state_of(office, second) is SubmissionState.VOIDED
    office.start(4)
    office.add(4)
    third = ask(office, 4, until=date(2021, 12, 30))
    office.submit(4, shown_percent=office.item(4).target_percent)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert state_of(office, third) is SubmissionState.VOIDED
    assert view(office, 4).history[-1].text.startswith("Запрос № 1 на продление срока утратил силу")
    no_difference(office)


def test_who_asked_takes_it_back_and_nobody_else(office: Office) -> None:
    asked = ask(office)
    assert asked.submission_id is not None
    command = c.WithdrawProposal(plan_id=office.plan_id, submission_id=asked.submission_id)
    task = office.task_of(SHESTAKOV)
    with pytest.raises(NotYourTurn):
        office.do(COORDINATOR, command)
    office.do(office.lead(3), command)
    assert state_of(office, asked) is SubmissionState.WITHDRAWN
    with pytest.raises(StaleSubmission):
        office.do(SHESTAKOV, c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest))
    no_difference(office)


def test_the_approver_finds_the_request_among_what_waits_for_them(office: Office) -> None:
    ask(office)
    with office.database.read() as conn:
        (waiting,) = attention(conn, office.person(SHESTAKOV), office.engine.today("Asia/Omsk"))
    assert waiting.text.startswith("Продление срока, пункт 3.")
    assert "согласуйте или откажите до" in waiting.text
    brief = view(office).brief
    assert [person.name for person in brief.waits_for] == [office.lead(3)]


def test_a_reopened_deadline_is_no_extension_and_the_former_approvals_are_superseded(office: Office) -> None:
    office.finish(3)
    new = date(2021, 5, 31)
    command = c.ReopenItem(plan_id=office.plan_id, place=3, reason="Проверка выявила расхождения.", due_on=new)
    office.do(EFIMOVA, command)
    shown = view(office)
    assert not shown.brief.is_extended
    assert shown.brief.effective_due_on == new
    (reopening,) = shown.reopenings
    assert reopening.superseded == {shown.submissions[0].id}
    assert "утратили силу решения по отчёту № 1" in shown.history[-1].text
    ask(office, until=date(2021, 6, 15))
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    shown = view(office)
    assert shown.brief.is_extended
    assert (shown.brief.reopened_due_on, shown.brief.extended_due_on) == (new, date(2021, 6, 15))
    amend(office, ChangeItem(place=3, due_on=date(2021, 9, 1)))
    assert (office.item(3).reopened_due_on, office.item(3).extended_due_on) == (None, None)
    no_difference(office)


def test_the_report_counts_on_time_extended_and_late_apart(office: Office) -> None:
    office.finish(5)
    office.start(3)
    ask(office)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    office.move_to(datetime(2021, 3, 12, 4, 0, tzinfo=UTC))
    office.add(3, units=7)
    office.submit(3)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    office.finish(4)
    with office.database.read() as conn:
        review = review_view(conn, office.plan_id, office.engine.today("Asia/Omsk"))
    lines = {line.place: line for line in review.lines}
    assert (lines[5].was_on_time, lines[3].was_on_time, lines[4].was_on_time) == (True, True, False)
    assert (lines[3].planned_on, lines[3].effective_due_on, lines[3].is_extended) == (PLANNED, WANTED, True)
    # Items 2 to 5 were due; the second is still open.
    assert (review.on_time, review.extended, review.late, review.due) == (1, 1, 2, 4)
    assert review.in_time == review.due - review.late


def test_an_extension_approved_while_the_lead_submits_leaves_one_truth(office: Office) -> None:
    office.start(3)
    office.add(3, units=7)
    ask(office)
    office.sign(SHESTAKOV)
    task = office.task_of(EFIMOVA)
    answers = at_once(
        office,
        [
            (EFIMOVA, c.Decide(task_id=task.id, kind=DecisionKind.APPROVE, digest=task.digest)),
            (office.lead(3), c.SubmitEvidence(plan_id=office.plan_id, place=3, summary="Выполнено.")),
        ]
        * 4,
    )
    item = office.item(3)
    with office.database.read() as conn:
        reports = conn.execute(
            select(SUBMISSION.c.state).where(SUBMISSION.c.item_id == item.id, SUBMISSION.c.subject == Subject.ITEM)
        ).scalars()
        is_open = SubmissionState.OPEN in set(reports)
    assert is_open == (item.state is ItemState.EVIDENCE_SUBMITTED)
    decided = any(isinstance(answer, Receipt) and answer.decision_id is not None for answer in answers)
    assert decided == (item.extended_due_on is not None)
    no_difference(office)


def test_the_last_decisions_on_a_report_and_on_an_extension_at_once_leave_one_truth(office: Office) -> None:
    extension, _ = signed_once(office)
    report = office.task_of(EFIMOVA)
    answers = at_once(
        office,
        [
            (EFIMOVA, c.Decide(task_id=extension.id, kind=DecisionKind.APPROVE, digest=extension.digest)),
            (
                EFIMOVA,
                c.Decide(task_id=report.id, kind=DecisionKind.APPROVE, digest=report.digest, outcome=Outcome.EXECUTED),
            ),
        ]
        * 4,
    )
    decided = {answer.submission_id for answer in answers if isinstance(answer, Receipt)}
    assert len(decided) == 1
    item = office.item(3)
    assert (item.state is ItemState.APPROVED) == (item.extended_due_on is None)
    no_difference(office)
