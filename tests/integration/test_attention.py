"""«Требует вашего внимания», and the letters and their fate.

Where the SQL could mean different things to the two databases, the test runs on both.
"""

from datetime import date

import pytest
from sqlalchemy import insert, update

from config.database import Database
from models.mail import Letter, Notice
from models.states import DecisionKind, MailState, NoticeKind
from tests.integration.office import COORDINATOR, SHESTAKOV, Office
from tests.integration.reading import NAZEMKINA, ROMANENKO, at, needs, on_both, substitute, today
from workflow import commands as c
from workflow import queries
from workflow.rows import PERSON


@pytest.fixture
def draft(sqlite_database: Database) -> Office:
    return Office(sqlite_database).import_plan()


def test_the_coordinator_of_a_draft_is_told_of_unsettled_doubts(draft: Office) -> None:
    assert needs(draft, COORDINATOR) == [("settle", None)]
    draft.settle_everything()
    assert needs(draft, COORDINATOR) == []


@on_both
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


def test_a_substitution_that_begins_later_brings_what_already_waits(office: Office) -> None:
    office.bring_to_approvers(3)
    office.bring_to_approvers(5)
    substitute(office, SHESTAKOV, NAZEMKINA, date(2021, 1, 21), date(2021, 1, 31))
    # Наземкина leads item 3, so there she may not stand in.
    assert needs(office, NAZEMKINA) == [("sign", 5)]


def test_whoever_stands_in_for_a_lead_is_told_of_their_items(office: Office) -> None:
    substitute(office, ROMANENKO, "Роговая М.В.", date(2021, 2, 15), date(2021, 2, 19))
    at(office, "2021-02-18")
    assert needs(office, "Роговая М.В.") == [("due_soon", 5)]
    at(office, "2021-02-20")
    assert needs(office, "Роговая М.В.") == []


def test_an_activation_that_waits_is_named_as_such(draft: Office) -> None:
    draft.settle_everything()
    draft.do(COORDINATOR, c.SubmitActivation(plan_id=draft.plan_id, summary="План с исправлениями."))
    with draft.database.read() as conn:
        (one,) = queries.attention(conn, draft.person(SHESTAKOV), today(draft))
        view = queries.sign_off_view(conn, one.task_id or 0, today(draft))
    assert one.text.startswith("Ввод плана в действие: согласуйте или верните")
    assert (view.item, view.lead, view.report_sha256) == (None, None, None)


@on_both
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
