"""One digest a person and day in the mail hours, through a real relay, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from config.database import Database
from config.settings import Settings
from models.states import DecisionKind, MailState, NoticeKind
from notifications.digest_groups import TOLD_LATER
from notifications.rows import LETTER
from tests.integration.many_plans import LATE, office_with_plans
from tests.integration.office import COORDINATOR, SHESTAKOV
from tests.integration.post_office import (
    COORDINATOR_MAIL,
    MAIL_FROM,
    NAZEMKINA_MAIL,
    SHESTAKOV_MAIL,
    PostOffice,
    forget_notices,
    office_with_a_request,
)
from tests.integration.smtp_server import SmtpServer, running_smtp
from workflow.rows import PLAN
from workflow.sweep import sweep
from workflow.transaction import NOTICE

VASYUKHICHEV_MAIL = "vasyukhichev@omsk-edu.example"
EVENING = datetime(2021, 3, 4, 17, 0, tzinfo=UTC)  # Thursday, 23:00 in Omsk
MORNING = datetime(2021, 3, 5, 2, 0, tzinfo=UTC)  # Friday, 8:00; Monday the 8th is a day off


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running_smtp() as server:
        yield server


@pytest.fixture
def post(database: Database, server: SmtpServer) -> PostOffice:
    return PostOffice(office_with_a_request(database), server)


def kinds(post: PostOffice) -> set[NoticeKind]:
    return {letter.kind for letter in post.letters()}


def test_plans_of_one_person_share_one_digest_in_which_each_line_opens_its_action(
    database: Database, server: SmtpServer
) -> None:
    office = office_with_plans(database)
    forget_notices(office)
    with database.write() as conn:
        conn.execute(update(PLAN).where(PLAN.c.id != office.plan_id).values(year=2022))
        conn.execute(update(PLAN).where(PLAN.c.id > office.plan_id + 1).values(state="draft"))
    sweep(office.engine)
    post = PostOffice(office, server)
    post.send()
    assert len(post.letters()) == len({letter.address for letter in post.letters()})
    letter = post.the_letter(VASYUKHICHEV_MAIL)
    assert (letter.kind, letter.plan_id, letter.local_date) == (NoticeKind.DIGEST, None, LATE.date())
    (received,) = post.to(VASYUKHICHEV_MAIL)
    text = received.text()
    assert received.message["Subject"].startswith("Планы 2021, 2022: ")
    assert "План 2021, п. 11. " in text
    assert "План 2022, п. 11. " in text
    assert "/login" not in text
    assert "#submit" in text or "#start" in text
    assert len(letter.context["links"]) == len(letter.context["lines"])
    with database.read() as conn:
        told = conn.execute(select(NOTICE.c.plan_id).where(NOTICE.c.letter_id == letter.id)).scalars().all()
    assert set(told) == {office.plan_id, office.plan_id + 1}


def test_a_digest_of_two_plans_that_does_not_arrive_is_told_to_both_coordinators(
    sqlite_database: Database, server: SmtpServer
) -> None:
    office = office_with_plans(sqlite_database)
    forget_notices(office)
    other = office.person("Наземкина Е.А.")
    with sqlite_database.write() as conn:
        conn.execute(update(PLAN).where(PLAN.c.id == office.plan_id + 1).values(year=2022, coordinator_id=other))
        conn.execute(update(PLAN).where(PLAN.c.id > office.plan_id + 1).values(state="draft"))
    sweep(office.engine)
    post = PostOffice(office, server)
    post.script.rcpt[VASYUKHICHEV_MAIL] = ["550 no such user"]
    post.send()
    with sqlite_database.read() as conn:
        told = conn.execute(
            select(NOTICE.c.recipient_id, NOTICE.c.plan_id)
            .where(NOTICE.c.kind == NoticeKind.DELIVERY_FAILED)
            .order_by(NOTICE.c.plan_id)
        ).all()
    assert [tuple(row) for row in told] == [(office.person(COORDINATOR), office.plan_id), (other, office.plan_id + 1)]


def test_a_late_sweep_sends_in_the_next_working_morning_and_a_superiors_table_has_a_link_for_each_item(
    post: PostOffice,
) -> None:
    post.send()
    forget_notices(post.office)
    post.office.move_to(EVENING)
    sweep(post.office.engine)
    sent = len(post.script.received)
    assert post.send().frozen == 0
    assert len(post.script.received) == sent
    post.office.move_to(MORNING)
    post.send()
    assert {letter.kind for letter in post.letters(LETTER.c.frozen_at == MORNING)} == {NoticeKind.DIGEST}
    report = next(line for line in post.the_letter(SHESTAKOV_MAIL).context["lines"] if line["section"] == "reported")
    assert report["link"] is not None, "who signs by link has no session: a bare path would ask to sign in"
    assert report["lead"]["phone"]
    assert all(line["link"] is None for line in post.the_letter(COORDINATOR_MAIL).context["lines"])
    html = post.to(SHESTAKOV_MAIL)[-1].html()
    assert 'scope="rowgroup"' in html
    assert "<caption" in html


def test_at_night_and_on_days_off_requests_to_sign_and_receipts_alone_go(post: PostOffice) -> None:
    post.send()
    post.office.move_to(datetime(2021, 1, 23, 5, 0, tzinfo=UTC))  # a Saturday
    post.office.bring_to_approvers(4)
    post.office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Приложите справки.")
    before = kinds(post)
    post.send()
    assert kinds(post) - before == {NoticeKind.RECEIPT}
    assert [notice.kind for notice in waiting(post)] == [NoticeKind.RETURNED]
    post.office.move_to(datetime(2021, 1, 25, 2, 0, tzinfo=UTC))
    post.send()
    assert NoticeKind.RETURNED in kinds(post)
    assert waiting(post) == []


def test_requests_to_sign_wait_for_the_digest_hour_where_so_set(post: PostOffice) -> None:
    post.settings = Settings(
        smtp_host="127.0.0.1", smtp_security="none", mail_from=MAIL_FROM, sign_requests_wait=True, digest_hour=10
    )
    assert post.send().frozen == 0, "nine o'clock"
    post.wait(hours=1)
    assert post.send().accepted == 1


def test_a_retry_waits_for_the_mail_hours_and_is_not_given_up_over_the_holidays(post: PostOffice) -> None:
    post.send()
    post.office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Приложите справки.")
    post.office.move_to(datetime(2021, 12, 30, 13, 50, tzinfo=UTC))
    post.script.rcpt[NAZEMKINA_MAIL] = ["451 busy"]
    post.send()
    post.wait(minutes=15)
    assert post.send().attempted == 0, "20:05"
    post.office.move_to(datetime(2022, 1, 10, 2, 0, tzinfo=UTC))
    assert post.send().accepted == 1
    assert post.to(NAZEMKINA_MAIL)[-1].message["Subject"].startswith("П. 3: возвращён")


def test_of_several_reminders_of_one_item_the_newest_alone_is_told(post: PostOffice) -> None:
    post.send()
    for day in (1, 2, 3):
        post.office.move_to(datetime(2021, 3, day, 2, 0, tzinfo=UTC))
        sweep(post.office.engine)
    post.send()
    for address in (NAZEMKINA_MAIL, COORDINATOR_MAIL):
        lines = post.the_letter(address).context["lines"]
        assert len({line["number"] for line in lines}) == len(lines)
    with post.office.database.read() as conn:
        reasons = conn.execute(select(NOTICE.c.cancel_reason).where(NOTICE.c.state == MailState.CANCELLED)).scalars()
        assert TOLD_LATER in set(reasons)


def test_a_line_that_cannot_be_written_takes_no_other_with_it(post: PostOffice) -> None:
    post.send()
    post.wait(days=28)
    sweep(post.office.engine)
    person = post.office.person("Наземкина Е.А.")
    with post.office.database.write() as conn:
        spoilt = {
            "dedupe_key": "spoilt", "kind": NoticeKind.EXPLANATION_REQUEST, "plan_id": post.office.plan_id,
            "item_id": post.office.item(4).id, "recipient_id": person, "facts": {"kind": "progress"},
            "not_before": post.office.clock.now(), "created_at": post.office.clock.now(), "state": MailState.WAITING,
        }  # fmt: skip
        conn.execute(insert(NOTICE).values(**spoilt | {"facts": {"kind": "deviation", "instead_of": 1}}))
        conn.execute(
            insert(NOTICE).values(
                **spoilt | {"dedupe_key": "lost", "kind": NoticeKind.DELIVERY_FAILED, "facts": {"letter_id": 10**6}}
            )
        )
    post.send()
    with post.office.database.read() as conn:
        fates = dict(
            conn.execute(select(NOTICE.c.dedupe_key, NOTICE.c.state).where(NOTICE.c.recipient_id == person))
            .tuples()
            .all()
        )
    assert fates.pop("lost") is MailState.DEAD
    assert MailState.ACCEPTED in set(fates.values())
    assert MailState.DEAD not in set(fates.values())


def waiting(post: PostOffice) -> list[Any]:
    with post.office.database.read() as conn:
        return list(conn.execute(select(NOTICE).where(NOTICE.c.state == MailState.WAITING)))
