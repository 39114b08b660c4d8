"""Letters as the database finds them, on both: every filter, pages without a gap, counts; other plans' stay theirs."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, update

from config.database import Database
from models.states import MailState, NoticeKind
from notifications.rows import LETTER
from tests.integration.office import SHESTAKOV, Office
from tests.integration.post_office import SHESTAKOV_MAIL, PostOffice
from tests.integration.smtp_server import SmtpServer, running_smtp
from workflow.queries.mail import letter_view, mail_page, mail_recipients
from workflow.queries.mail_filter import MailFilter, Position
from workflow.queries.mail_queue import mail_queue
from workflow.queries.undelivered import UNDELIVERED
from workflow.sweep import sweep
from workflow.transaction import NOTICE

PLAN = 1


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running_smtp() as running:
        yield running


@pytest.fixture
def post(database: Database, server: SmtpServer) -> PostOffice:
    """Letters of the activation, a refused request to sign, digests of the fourth of February, what still waits."""
    office = Office(database).ready()
    sending = PostOffice(office, server)
    sending.send()
    office.bring_to_approvers(3)
    server.script.data[SHESTAKOV_MAIL].append("550 mailbox full")
    sending.send()
    sending.wait(days=14)
    sweep(office.engine)
    sending.send()
    office.sign(SHESTAKOV)
    return sending


def every(conn: Connection, chosen: MailFilter, limit: int) -> list[tuple[int | None, NoticeKind, str]]:
    found: list[tuple[int | None, NoticeKind, str]] = []
    before = Position()
    while True:
        page = mail_page(conn, chosen, before=before, limit=limit)
        assert 0 < len(page.letters) <= limit or not found
        found += [(line.letter_id, line.kind, line.recipient) for line in page.letters]
        if page.next_before is None:
            return found
        before = Position.of(page.next_before)


def test_pages_of_any_size_hold_every_letter_and_every_notice_once(post: PostOffice) -> None:
    with post.office.database.read() as conn:
        whole = every(conn, MailFilter(PLAN), 1000)
        notices = conn.execute(NOTICE.select().where(NOTICE.c.letter_id.is_(None))).all()
        assert len(whole) == len(post.letters()) + len(notices)
        assert len(notices) > 1
        for size in (1, 3, 7):
            assert sorted(map(str, every(conn, MailFilter(PLAN), size))) == sorted(map(str, whole))
        assert every(conn, MailFilter(PLAN), 3) == whole, "and in the same order"


def test_each_filter_is_answered_by_the_database(post: PostOffice) -> None:
    office = post.office
    first = office.clock.now().date() - timedelta(days=14)
    person = office.person(SHESTAKOV)
    with office.database.read() as conn:
        whole = every(conn, MailFilter(), 1000)
        (refused,) = every(conn, MailFilter(PLAN, states=UNDELIVERED), 9)
        assert refused[1:] == (NoticeKind.SIGN_REQUEST, SHESTAKOV)
        assert refused in every(conn, MailFilter(PLAN, place=3, person_id=person, kind=NoticeKind.SIGN_REQUEST), 9)
        to_witness = every(conn, MailFilter(address="witness@inspection.example"), 9)
        assert {kind for _, kind, _ in to_witness} == {NoticeKind.CHECKPOINT}
        reminders = every(conn, MailFilter(PLAN, kind=NoticeKind.REMINDER), 99)
        assert {kind for _, kind, _ in reminders} == {NoticeKind.DIGEST}, "digests that tell one"
        until = every(conn, MailFilter(until=first, timezone="Asia/Omsk"), 999)
        since = every(conn, MailFilter(since=first + timedelta(days=1), timezone="Asia/Omsk"), 999)
        assert until
        assert since
        assert sorted(map(str, until + since)) == sorted(map(str, whole))
        for day in (date.min, date.max):
            for zone in ("Asia/Omsk", "America/New_York"):
                assert every(conn, MailFilter(since=day, until=day, timezone=zone), 9) == []
        assert every(conn, MailFilter(is_without_plan=True), 9) == []
        assert {name for _, name in mail_recipients(conn, PLAN)} == {recipient for _, _, recipient in whole}


def test_s19_a_digest_of_several_plans_says_nothing_of_the_others_on_a_plans_page(post: PostOffice) -> None:
    (digest, *_) = post.letters(LETTER.c.kind == NoticeKind.DIGEST)
    with post.office.database.write() as conn:
        conn.execute(update(LETTER).where(LETTER.c.id == digest.id).values(plan_id=None))
    with post.office.database.read() as conn:
        shown = {line.letter_id: line for line in mail_page(conn, MailFilter(PLAN), limit=1000).letters}[digest.id]
        whole = letter_view(conn, digest.id)
    assert shown.subject == "Сводка на день по нескольким планам"
    assert whole is not None
    assert (whole.brief.subject, whole.plan_ids) == (digest.subject, (PLAN,))


def test_the_queue_is_counted_by_its_states(post: PostOffice) -> None:
    office = post.office
    with office.database.read() as conn:
        queue = mail_queue(conn, office.clock.now(), office.engine.policy.hours(office.engine.calendar))
    states = [letter.state for letter in post.letters()]
    assert queue.accepted == states.count(MailState.ACCEPTED) > 0
    assert (queue.dead, queue.bounced, queue.retrying, queue.is_paused) == (1, 0, 0, False)
    assert queue.waiting >= 2, "the receipt, the next request to sign"
