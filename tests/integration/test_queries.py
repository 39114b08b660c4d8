"""What the reads show, through the engine's own commands, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, update

from config.database import Database
from models.mail import Letter, Notice
from models.states import DecisionKind, ExplanationKind, ItemState, MailState, NoticeKind, Outcome, PlanState
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from workflow import commands as c
from workflow import queries
from workflow.actor import SYSTEM
from workflow.errors import NotFound
from workflow.replay import replay
from workflow.rows import DECISION, ITEM, PERSON, SUBMISSION
from workflow.views import ItemBrief, ReviewView

NAZEMKINA, ROMANENKO, VASYUKHICHEV = "Наземкина Е.А.", "Романенко С.А.", "Васюхичев Д.В."
TWENTY_FOUR = 24


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database).ready()


@pytest.fixture
def draft(database: Database) -> Office:
    return Office(database).import_plan()


def at(office: Office, day: str) -> None:
    """Noon in Omsk on that day."""
    office.move_to(datetime.fromisoformat(day).replace(hour=6, tzinfo=UTC))


def today(office: Office) -> date:
    return office.engine.today()


def brief(office: Office, place: int) -> ItemBrief:
    with office.database.read() as conn:
        return queries.item_view(conn, office.plan_id, place, today(office)).brief


def commands(office: Office, place: int, name: str) -> list[str]:
    with office.database.read() as conn:
        allowed = queries.allowed_commands(conn, office.plan_id, place, office.person(name), today(office))
    return [command.name for command in allowed]


def review(office: Office) -> ReviewView:
    with office.database.read() as conn:
        return queries.review_view(conn, office.plan_id, today(office))


def needs(office: Office, name: str, plan_id: int | None = None) -> list[tuple[str, int | None]]:
    with office.database.read() as conn:
        found = queries.attention(conn, office.person(name), today(office), plan_id)
    return [(one.kind, one.place) for one in found]


@contextmanager
def counted(conn: Connection) -> Iterator[list[str]]:
    """The statements that run on a connection inside the block."""
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(conn, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(conn, "before_cursor_execute", note)


# Plans and items


def test_a_plan_shows_its_items_by_place_and_its_organisations(office: Office) -> None:
    with office.database.read() as conn:
        view = queries.plan_view(conn, office.plan_id, today(office))
        (listed,) = queries.list_plans(conn)
    assert [item.place for item in view.items] == list(range(1, 22))
    assert len(view.organisations) == TWENTY_FOUR
    assert (listed.state, listed.state_text) == (PlanState.ACTIVE, "действует")
    assert view.coordinator.name == COORDINATOR
    assert view.activation is not None
    assert [task.decision is not None for task in view.activation.tasks] == [True, True]
    assert all(warning.resolution is not None for warning in view.warnings)


def test_a_plan_is_read_in_as_many_statements_whatever_its_items_do(office: Office) -> None:
    with office.database.read() as conn, counted(conn) as before:
        queries.plan_view(conn, office.plan_id, today(office))
    for place in (2, 3, 4, 5):
        office.bring_to_approvers(place)
    with office.database.read() as conn, counted(conn) as after:
        queries.plan_view(conn, office.plan_id, today(office))
    assert len(after) == len(before) <= 20


def test_what_does_not_exist_is_not_found(office: Office) -> None:
    with office.database.read() as conn:
        for read in (
            lambda: queries.plan_view(conn, 99, today(office)),
            lambda: queries.item_view(conn, office.plan_id, 99, today(office)),
            lambda: queries.item_view(conn, 99, 1, today(office)),
            lambda: queries.sign_off_view(conn, 10**6, today(office)),
            lambda: queries.decision_view(conn, 10**6),
            lambda: queries.review_view(conn, 99, today(office)),
            lambda: queries.person_view(conn, 10**6),
            lambda: queries.person_by_name(conn, "Никто Н.Н."),
            lambda: queries.allowed_commands(conn, office.plan_id, 99, 1, today(office)),
            lambda: queries.can_decide(conn, 1, 10**6, today(office)),
        ):
            with pytest.raises(NotFound):
                read()


@pytest.mark.parametrize(
    ("day", "is_overdue", "days_late", "days_left"),
    [
        ("2021-02-24", False, 0, 2),
        ("2021-02-26", False, 0, 0),
        # Sunday 28 February is the deadline, so on Saturday nobody is late.
        ("2021-02-27", False, 0, 0),
        ("2021-02-28", False, 0, 0),
        ("2021-03-01", True, 1, 0),
        ("2021-03-03", True, 3, 0),
    ],
)
def test_lateness_counts_working_days_from_the_control_date(
    office: Office, day: str, is_overdue: bool, days_late: int, days_left: int
) -> None:
    at(office, day)
    item = brief(office, 3)
    assert item.control_date == date(2021, 2, 26)
    assert item.due_on == item.effective_due_on == date(2021, 2, 28)
    assert (item.is_overdue, item.days_late, item.days_left) == (is_overdue, days_late, days_left)


def test_submitting_stops_the_lead_s_clock_and_the_approver_is_waited_for(office: Office) -> None:
    assert [one.name for one in brief(office, 3).waits_for] == [NAZEMKINA]
    at(office, "2021-02-26")
    office.bring_to_approvers(3)
    at(office, "2021-03-10")
    item = brief(office, 3)
    assert (item.state_text, item.is_overdue, item.days_late, item.days_left) == ("На согласовании", False, 0, None)
    assert [one.name for one in item.waits_for] == [SHESTAKOV]
    office.sign(SHESTAKOV)
    item = brief(office, 3)
    assert (item.state_text, [one.name for one in item.waits_for]) == ("На утверждении", [EFIMOVA])
    office.sign(EFIMOVA)
    item = brief(office, 3)
    assert (item.state_text, item.was_on_time, item.executed_on) == (
        "Исполнен, снят с контроля",
        True,
        date(2021, 2, 26),
    )
    assert item.waits_for == ()


def test_an_item_that_was_done_late_says_by_how_much(office: Office) -> None:
    at(office, "2021-03-03")
    office.finish(3)
    item = brief(office, 3)
    assert (item.was_on_time, item.is_overdue, item.days_late) == (False, False, 3)


def test_a_returned_item_is_in_rework_until_it_is_reopened_or_submitted_again(office: Office) -> None:
    office.bring_to_approvers(4)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Приложите справку целиком.")
    assert (brief(office, 4).state_text, brief(office, 4).returns) == ("На доработке", 1)
    office.submit(4)
    office.do(NAZEMKINA, c.Withdraw(plan_id=office.plan_id, place=4))
    assert brief(office, 4).state_text == "На доработке"
    office.submit(4)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    office.do(
        EFIMOVA, c.ReopenItem(plan_id=office.plan_id, place=4, reason="Ошибка в справке.", due_on=date(2021, 4, 1))
    )
    item = brief(office, 4)
    assert (item.state_text, item.effective_due_on, item.due_on) == ("В работе", date(2021, 4, 1), date(2021, 2, 28))


def test_shown_units_are_those_submitted_and_the_target_without_a_count_is_one(office: Office) -> None:
    office.start(3)
    office.add(3, units=4)
    assert (brief(office, 3).shown, brief(office, 3).target) == (4, 7)
    office.add(3, units=2)
    office.submit(3, shortfall_reason="Школа 112 на карантине.")
    assert brief(office, 3).shown == 6
    assert brief(office, 4).target == 1
    assert (brief(office, 17).target_percent, brief(office, 17).shown_percent) == (100, None)


def test_a_submission_shows_what_was_frozen_when_the_file_is_gone_since(office: Office) -> None:
    office.start(4)
    first = office.add(4).evidence_id
    office.submit(4)
    office.do(NAZEMKINA, c.Withdraw(plan_id=office.plan_id, place=4))
    assert first is not None
    office.do(NAZEMKINA, c.RemoveEvidence(plan_id=office.plan_id, place=4, evidence_id=first))
    second = office.add(4).evidence_id
    office.submit(4)
    with office.database.read() as conn:
        view = queries.item_view(conn, office.plan_id, 4, today(office))
    assert [[file.id for file in one.evidence] for one in view.submissions] == [[first], [second]]
    assert [file.id for file in view.evidence] == [second]
    assert view.submissions[0].evidence[0].uploaded_by.name == NAZEMKINA
    assert [one.state.value for one in view.submissions] == ["withdrawn", "open"]
    assert view.route == view.submissions[-1].tasks
    assert [(task.step, task.steps, task.is_last_step) for task in view.route] == [(1, 2, False), (2, 2, True)]


@pytest.mark.parametrize("is_submitted", [False, True])
def test_a_skipped_step_is_told_before_and_after_the_submission(office: Office, is_submitted: bool) -> None:
    if is_submitted:
        office.bring_to_approvers(2)
    with office.database.read() as conn:
        view = queries.item_view(conn, office.plan_id, 2, today(office))
        other = queries.item_view(conn, office.plan_id, 3, today(office))
    assert view.route_note is not None
    assert SHESTAKOV in view.route_note
    assert "совмещение ролей исполнителя и согласующего" in view.route_note
    assert ("пропускается" in view.route_note) is not is_submitted
    assert view.brief.state_text == ("На утверждении" if is_submitted else "Запланирован")
    assert other.route_note is None


def test_the_history_of_an_item_holds_its_own_entries_alone(office: Office) -> None:
    office.bring_to_approvers(2)
    office.bring_to_approvers(20)
    office.sign(SHESTAKOV)
    with office.database.read() as conn:
        history = queries.item_history(conn, office.plan_id, 2)
        longer = queries.item_history(conn, office.plan_id, 20)
        corrected = queries.item_history(conn, office.plan_id, 10)
    assert [line.action for line in history] == [
        "item:adopted",
        "item:started",
        "item:evidence_added",
        "item:submitted",
    ]
    assert [line.who for line in history] == [EFIMOVA, SHESTAKOV, SHESTAKOV, SHESTAKOV]
    assert longer[-1].text == "Отчёт № 1. Согласовано, этап 1 из 2"
    assert [line.action for line in corrected] == ["plan:warning_settled", "item:adopted"]


def test_the_ledger_is_paged_newest_first(office: Office) -> None:
    office.start(3)
    with office.database.read() as conn:
        everything = queries.ledger_lines(conn, office.plan_id, limit=10_000)
        first = queries.ledger_lines(conn, office.plan_id, limit=10)
        second = queries.ledger_lines(conn, office.plan_id, before=first[-1].seq, limit=10)
        own = queries.deployment_lines(conn, limit=1000)
    seqs = [line.seq for line in everything]
    assert seqs == list(range(len(seqs) - 1, -1, -1))
    assert [line.seq for line in first + second] == seqs[:20]
    assert first[0].text == "Пункт принят в работу"
    assert everything[-1].text == "План загружен: 21 пункт"
    assert everything[-1].who == "Система"
    assert own[-1].text == "Открыт журнал системы"


# Who may do and see what


def test_buttons_follow_the_state_and_the_person(office: Office) -> None:
    assert commands(office, 3, NAZEMKINA) == ["start"]
    assert commands(office, 3, EFIMOVA) == commands(office, 3, COORDINATOR) == []
    office.start(3)
    assert commands(office, 3, NAZEMKINA) == ["submit"]
    office.add(3, units=7)
    office.submit(3)
    assert commands(office, 3, NAZEMKINA) == ["withdraw"]
    assert commands(office, 3, SHESTAKOV) == ["decide_step", "return"]
    assert commands(office, 3, EFIMOVA) == []
    office.sign(SHESTAKOV)
    assert commands(office, 3, NAZEMKINA) == []
    assert commands(office, 3, EFIMOVA) == ["decide_last", "return"]
    office.sign(EFIMOVA)
    assert commands(office, 3, EFIMOVA) == ["reopen"]
    assert commands(office, 3, SHESTAKOV) == []


def test_a_draft_s_items_have_no_buttons(draft: Office) -> None:
    assert commands(draft, 3, NAZEMKINA) == []
    assert brief(draft, 3).waits_for == ()


def test_a_substitute_gets_the_buttons_and_whoever_is_responsible_never_decides(office: Office) -> None:
    office.do(
        COORDINATOR,
        c.AddSubstitution(
            absent_id=office.person(SHESTAKOV),
            substitute_id=office.person(NAZEMKINA),
            starts_on=date(2021, 1, 21),
            ends_on=date(2021, 1, 31),
            order_number="12",
            order_date=date(2021, 1, 20),
        ),
    )
    office.bring_to_approvers(5)
    assert commands(office, 5, NAZEMKINA) == ["decide_step", "return"]
    task = office.task_of(NAZEMKINA)
    with office.database.read() as conn:
        for name, may in ((NAZEMKINA, True), (EFIMOVA, False), (ROMANENKO, False)):
            assert queries.can_decide(conn, office.person(name), task.id, today(office)) is may
    receipt = office.sign(NAZEMKINA)
    assert receipt.decision_id is not None
    with office.database.read() as conn:
        decision = queries.decision_view(conn, receipt.decision_id)
    assert decision.on_behalf_of is not None
    assert (decision.person.name, decision.on_behalf_of.name) == (NAZEMKINA, SHESTAKOV)
    assert decision.order == "приказ № 12 от 20.01.2021"


def test_what_waits_for_an_approver_is_listed_oldest_first(office: Office) -> None:
    for day, place in (("2021-01-22", 5), ("2021-01-25", 3), ("2021-01-26", 4)):
        at(office, day)
        office.bring_to_approvers(place)
    with office.database.read() as conn:
        waiting = queries.waiting_for(conn, office.person(SHESTAKOV))
        view = queries.sign_off_view(conn, waiting[0], today(office))
    assert view.item is not None
    assert (view.item.place, view.submission.place, view.submission.number) == (5, 5, 1)
    assert view.next_task_ids == waiting[1:]
    assert len(waiting) == 3
    assert view.newer_task_id is None
    assert (view.coordinator.name, view.lead and view.lead.name) == (COORDINATOR, ROMANENKO)


def test_a_void_task_leads_to_the_newer_one(office: Office) -> None:
    office.bring_to_approvers(3)
    old = office.task_of(SHESTAKOV)
    office.do(NAZEMKINA, c.Withdraw(plan_id=office.plan_id, place=3))
    office.submit(3)
    with office.database.read() as conn:
        view = queries.sign_off_view(conn, old.id, today(office))
        assert not queries.can_decide(conn, office.person(SHESTAKOV), old.id, today(office))
    assert view.newer_task_id == office.task_of(SHESTAKOV).id
    assert view.submission.state.value == "withdrawn"


def test_s19_the_plan_is_open_to_who_has_a_part_in_it_and_to_nobody_else(office: Office) -> None:
    people = {
        name: office.engine.execute(c.AddPerson(name=name, role=role), SYSTEM).person_id  # type: ignore[arg-type]
        for name, role in (("Чужой Ч.Ч.", "member"), ("Проверяющий П.П.", "inspector"), ("Оператор О.О.", "operator"))
    }
    parts = (COORDINATOR, SHESTAKOV, EFIMOVA, NAZEMKINA, "Роговая М.В.", "Кузнецова Н.М.")
    with office.database.read() as conn:
        for name in parts:
            person = queries.person_by_name(conn, name).id
            assert queries.plans_of(conn, person) == (office.plan_id,)
            assert queries.may_see_item(conn, person, office.plan_id, 3)
        for name, may in (("Чужой Ч.Ч.", False), ("Проверяющий П.П.", True), ("Оператор О.О.", True)):
            person = people[name] or 0
            assert queries.may_see_plan(conn, person, office.plan_id) is may
            assert not queries.may_see_plan(conn, person, office.plan_id + 1)
            assert not queries.may_see_item(conn, person, office.plan_id, 99)
        assert queries.plans_of(conn, 10**6) == ()


def test_s19_a_substitute_sees_the_plan_and_a_deactivated_person_nothing(office: Office) -> None:
    deputy = office.engine.execute(c.AddPerson(name="Заместитель З.З."), SYSTEM).person_id
    assert deputy is not None
    office.do(
        COORDINATOR,
        c.AddSubstitution(
            absent_id=office.person(EFIMOVA),
            substitute_id=deputy,
            starts_on=date(2021, 2, 1),
            ends_on=date(2021, 2, 10),
            order_number="3",
            order_date=date(2021, 1, 20),
        ),
    )
    with office.database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.name == ROMANENKO).values(is_active=False))
    with office.database.read() as conn:
        assert queries.may_see_plan(conn, deputy, office.plan_id)
        assert not queries.may_see_plan(conn, deputy, office.plan_id, date(2021, 1, 31))
        assert queries.may_see_plan(conn, deputy, office.plan_id, date(2021, 2, 1))
        assert not queries.may_see_plan(conn, office.person(ROMANENKO), office.plan_id)


# What needs a person


def test_the_coordinator_of_a_draft_is_told_of_unsettled_doubts(draft: Office) -> None:
    assert needs(draft, COORDINATOR) == [("settle", None)]
    draft.settle_everything()
    assert needs(draft, COORDINATOR) == []


def test_a_lead_is_told_what_is_late_returned_or_due_soon(office: Office) -> None:
    assert needs(office, NAZEMKINA) == []
    at(office, "2021-02-17")
    assert needs(office, NAZEMKINA) == []
    # 19, 20 (a worked Saturday), 24, 25 and 26 February are five working days.
    at(office, "2021-02-18")
    assert needs(office, NAZEMKINA) == [("due_soon", 2), ("due_soon", 3), ("due_soon", 4)]
    office.bring_to_approvers(4)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Приложите справку целиком.")
    assert needs(office, NAZEMKINA)[0] == ("returned", 4)
    at(office, "2021-03-01")
    assert needs(office, NAZEMKINA, office.plan_id)[:3] == [("overdue", 2), ("overdue", 3), ("overdue", 4)]
    assert needs(office, NAZEMKINA, office.plan_id + 1) == []


def test_an_approver_is_told_what_to_sign_and_until_when(office: Office) -> None:
    office.bring_to_approvers(3)
    with office.database.read() as conn:
        (one,) = queries.attention(conn, office.person(SHESTAKOV), today(office))
    assert (one.kind, one.place, one.due_on, one.days_late) == ("sign", 3, date(2021, 1, 25), 0)
    assert one.text == "Пункт 3. Мониторинговые визиты: согласуйте или верните до 25.01.2021"
    assert one.task_id == office.task_of(SHESTAKOV).id


def test_an_activation_that_waits_is_named_as_such(draft: Office) -> None:
    draft.settle_everything()
    draft.do(COORDINATOR, c.SubmitActivation(plan_id=draft.plan_id, summary="План с исправлениями."))
    with draft.database.read() as conn:
        (one,) = queries.attention(conn, draft.person(SHESTAKOV), today(draft))
        view = queries.sign_off_view(conn, one.task_id or 0, today(draft))
    assert one.text.startswith("Ввод плана в действие: согласуйте или верните")
    assert (view.item, view.lead, view.report_sha256) == (None, None, None)


# Letters


def test_letters_and_waiting_notices_are_listed_with_their_fate(office: Office) -> None:
    office.bring_to_approvers(3)
    letter, notice = Letter.__table__, Notice.__table__  # type: ignore[attr-defined]
    with office.database.write() as conn:
        letter_id = conn.execute(
            insert(letter)
            .values(
                kind=NoticeKind.SIGN_REQUEST,
                plan_id=office.plan_id,
                recipient_id=office.person(SHESTAKOV),
                address="shestakov@omsk-edu.example",
                local_date=today(office),
                subject="П. 3: на согласование до 25.01.2021",
                message_id="<1@viza.test.example>",
                boundary="b",
                dated_at=office.engine.now(),
                return_path="bounce+1@viza.test.example",
                context={},
                state=MailState.DEAD,
                tries=1,
                last_answer="550 no such user",
                frozen_at=office.engine.now(),
            )
            .returning(letter.c.id)
        ).scalar_one()
        conn.execute(
            update(notice)
            .where(notice.c.kind == NoticeKind.SIGN_REQUEST, notice.c.item_id.is_not(None))
            .values(letter_id=letter_id, state=MailState.DEAD)
        )
    with office.database.read() as conn:
        lines = queries.mail_lines(conn, office.plan_id)
        few = queries.mail_lines(conn, office.plan_id, limit=2)
    (sent,) = (line for line in lines if line.letter_id is not None)
    assert (sent.recipient, sent.state, sent.places, sent.last_answer) == (
        SHESTAKOV,
        MailState.DEAD,
        (3,),
        "550 no such user",
    )
    waiting = [line for line in lines if line.letter_id is None]
    assert waiting
    assert {line.state for line in waiting} == {MailState.WAITING}
    assert "План введён в действие" in {line.subject for line in waiting}
    assert len(few) == 2
    assert needs(office, COORDINATOR) == [("mail", None)]
    with office.database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.name == SHESTAKOV).values(email="new@omsk-edu.example"))
    assert needs(office, COORDINATOR) == []


# The December review


def test_before_december_the_report_is_gathered_and_cannot_be_frozen(office: Office) -> None:
    view = review(office)
    assert not view.is_open
    assert not view.may_freeze
    assert view.freeze_refusal == "Итоговое рассмотрение ещё не открыто: оно откроется 01.12.2021."
    assert (len(view.lines), view.due, view.on_time) == (21, 0, 0)
    assert all(line.needs is None for line in view.lines)


def test_the_report_counts_discipline_coverage_and_the_approvers_time(office: Office) -> None:
    at(office, "2021-02-18")
    office.start(3)
    office.add(3, units=3, organisations=("11", "27", "ККШИ"))
    office.add(3, units=4, organisations=("11",))
    office.submit(3)
    at(office, "2021-02-24")
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    at(office, "2021-03-03")
    office.finish(4)
    view = review(office)
    assert (view.on_time, view.late, view.not_executed) == (1, 3, 0)
    # Items 2, 3, 4 and 5 were due on 28 February.
    assert view.due == 4
    by_place = {line.place: line for line in view.lines}
    # Submitted on 18 February, approved on the 24th: 19, 20 (a worked Saturday) and 24 were worked.
    assert (by_place[3].approvers_days, by_place[3].result_text, by_place[3].days_late) == (3, "Исполнен", 0)
    assert (by_place[4].needs, by_place[4].days_late) == (ExplanationKind.DEVIATION, 3)
    coverage = {code: (covered, naming) for code, covered, naming in view.organisations}
    assert len(coverage) == TWENTY_FOUR
    assert coverage["11"] == coverage["27"] == (1, 4)
    assert coverage["39"] == (0, 4)


def test_the_review_asks_freezes_and_stays_as_it_was_frozen(office: Office) -> None:
    for place in range(1, 20):
        office.finish(place)
    at(office, "2021-12-01")
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), SYSTEM)
    view = review(office)
    assert view.is_open
    assert {line.place: line.needs for line in view.lines if line.needs} == {
        20: ExplanationKind.PROGRESS,
        21: ExplanationKind.PROGRESS,
    }
    assert view.freeze_refusal is not None
    assert ("explain", 20) in needs(office, ROMANENKO)
    office.do(ROMANENKO, c.ExplainItem(plan_id=office.plan_id, place=20, text="Анализ готов наполовину."))
    assert ("explain", 20) not in needs(office, ROMANENKO)
    office.finish(20)
    office.bring_to_approvers(21)
    assert not review(office).may_freeze
    at(office, "2022-01-20")
    assert review(office).may_freeze
    office.do(COORDINATOR, c.FreezeReport(plan_id=office.plan_id))
    frozen = review(office)
    assert frozen.frozen_at is not None
    assert (frozen.may_freeze, frozen.on_time, frozen.due, frozen.not_executed) == (False, 20, 21, 0)
    assert frozen.lines[20].result_text == "На рассмотрении, представлен 01.12.2021"
    office.sign(EFIMOVA, outcome=Outcome.EXECUTED)
    assert review(office).lines == frozen.lines
    office.engine.execute(c.SubmitReport(plan_id=office.plan_id, report_sha256="ab" * 32, size=1000), SYSTEM)
    office.sign(SHESTAKOV)
    task = office.task_of(EFIMOVA)
    with office.database.read() as conn:
        assert queries.sign_off_view(conn, task.id, today(office)).report_sha256 == "ab" * 32
    office.sign(EFIMOVA)
    closed = review(office)
    assert (closed.plan.state, closed.is_open, closed.submission and closed.submission.state.value) == (
        PlanState.CLOSED,
        False,
        "accepted",
    )
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []


def test_what_is_open_on_the_closing_date_is_not_executed(office: Office) -> None:
    at(office, "2021-12-01")
    office.engine.execute(c.OpenReview(plan_id=office.plan_id), SYSTEM)
    at(office, "2022-01-20")
    office.do(COORDINATOR, c.FreezeReport(plan_id=office.plan_id))
    frozen = review(office)
    assert (frozen.on_time, frozen.due, frozen.not_executed, frozen.late) == (0, 21, 21, 21)
    assert {line.result_text for line in frozen.lines} == {"Не исполнен"}


# The ledger against the tables


def test_s37_replaying_the_ledger_gives_the_tables(office: Office) -> None:
    office.finish(3)
    office.bring_to_approvers(4)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Приложите справку целиком.")
    office.do(NAZEMKINA, c.ExplainItem(plan_id=office.plan_id, place=4, text="Ждём печать."))
    office.do(
        EFIMOVA, c.ReopenItem(plan_id=office.plan_id, place=3, reason="Ошибка в справке.", due_on=date(2021, 4, 1))
    )
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []


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
