"""What goes first, how many at once and a minute, and that connections are used again only where both sides agree."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from config.database import Database
from models.states import MailState, NoticeKind
from notifications import transport
from notifications.dispatch import DispatchReport, dispatch
from notifications.outcomes import Accepted, Outcome
from notifications.rows import LETTER, QUEUE_PAUSE, SENDING_PACE
from notifications.transport import OutgoingMessage, Patience, SmtpTransport
from tests.integration.office import COORDINATOR, START, Office
from tests.integration.post_office import LINKS, SHESTAKOV_MAIL, PostOffice, office_with_a_request, relay_settings
from tests.integration.smtp_server import STALL, SmtpServer, running_smtp
from workflow import commands as c
from workflow.actions import Action
from workflow.actor import SYSTEM
from workflow.errors import InvalidCommand, NotYourTurn
from workflow.queries import deployment_lines
from workflow.transaction import NOTICE

FACTS = {"note": "plan-1\n1\nx\n", "ledger_id": "plan-1", "size": 1}


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running_smtp() as server:
        yield server


@pytest.fixture
def post(database: Database, server: SmtpServer) -> PostOffice:
    return PostOffice(Office(database).import_plan(), server)


def write(post: PostOffice, *addresses: str) -> None:
    """A letter to each address outside, about a checkpoint."""
    common = {"kind": NoticeKind.CHECKPOINT, "plan_id": 1, "state": MailState.WAITING, "facts": FACTS}
    now = post.office.clock.now()
    with post.office.database.write() as conn:
        known = len(conn.execute(select(NOTICE.c.id)).all())
        rows = [{"dedupe_key": f"w/{known + place}", "address": address} for place, address in enumerate(addresses)]
        conn.execute(insert(NOTICE).values(not_before=now, created_at=now, **common), rows)


def outcome(server: SmtpServer, recipients: list[str], **patience: float) -> tuple[list[Outcome], list[int]]:
    """What became of messages sent one after the other by one session, and the connections that took them."""

    async def send() -> list[Outcome]:
        session = SmtpTransport("127.0.0.1", server.port, "none", patience=Patience(**patience)).session()
        data = b"Subject: x\r\n\r\nx\r\n"
        sent = [await session.send(OutgoingMessage("a@b.example", to, data)) for to in recipients]
        await session.close()
        return sent

    outcomes = asyncio.run(send())
    return outcomes, [received.connection for received in server.received]


def test_requests_to_sign_go_before_letters_that_waited_longer(database: Database, server: SmtpServer) -> None:
    post = PostOffice(office_with_a_request(database), server)
    write(post, *(f"w{number}@office.example" for number in range(30)))
    with database.write() as conn:
        conn.execute(NOTICE.update().where(NOTICE.c.address.is_not(None)).values(not_before=START - timedelta(days=1)))
    post.send(smtp_connections=1)
    recipients = [received.recipient for received in server.received]
    assert len(recipients) == 31
    assert recipients[0] == SHESTAKOV_MAIL


def test_a_minute_has_so_many_letters_and_each_domain_its_own(post: PostOffice) -> None:
    write(post, *(f"a{number}@slow.example" for number in range(9)), "b@other.example", "c@other.example")
    limits = {"smtp_letters_a_minute": 6, "smtp_domain_letters_a_minute": 4}

    def sent() -> list[str]:
        before = len(post.script.received)
        post.send(**limits)
        return [received.recipient.partition("@")[2] for received in post.script.received[before:]]

    assert sorted(sent()) == ["other.example"] * 2 + ["slow.example"] * 4
    assert sent() == []
    post.wait(seconds=30)
    assert sent() == ["slow.example"] * 2, "half a minute, half of what it may have"
    post.wait(minutes=1)
    assert sent() == ["slow.example"] * 3
    with post.office.database.read() as conn:
        scopes = set(conn.execute(select(SENDING_PACE.c.scope)).scalars())
    assert scopes == {"all", "slow.example", "other.example"}


def test_a_domain_has_so_many_connections_and_a_slow_one_holds_no_other(post: PostOffice) -> None:
    at_once: dict[str, int] = {}
    most: dict[str, int] = {}

    async def slowly(message: OutgoingMessage) -> Outcome:
        domain = message.recipient.partition("@")[2]
        at_once[domain] = at_once.get(domain, 0) + 1
        most[domain] = max(most.get(domain, 0), at_once[domain])
        order.append(message.recipient)
        await asyncio.sleep(0.1 if domain == "slow.example" else 0)
        at_once[domain] -= 1
        return Accepted("250")

    order: list[str] = []
    write(
        post, *(f"a{number}@slow.example" for number in range(40)), *(f"b{number}@quick.example" for number in range(5))
    )
    report = send_by(post, slowly, smtp_connections=3, smtp_domain_connections=2, limit=60)
    assert report.accepted == 45
    assert most["slow.example"] == 2
    assert most["quick.example"] >= 1
    last_quick = max(place for place, name in enumerate(order) if name.endswith("quick.example"))
    assert last_quick < 20, "the quick ones did not wait for those that were before them"


def send_by(post: PostOffice, send: Any, *, limit: int = 200, **settings: Any) -> DispatchReport:
    """Dispatch through sessions that do this."""

    class Session:
        async def send(self, message: OutgoingMessage) -> Outcome:
            done: Outcome = await send(message)
            return done

        async def close(self) -> None:
            """Nothing was opened."""

    class Sessions:
        def session(self) -> Session:
            return Session()

    return asyncio.run(dispatch(post.office.engine, Sessions(), LINKS, relay_settings(**settings), limit=limit))


def test_what_a_session_did_not_foresee_is_that_letters_fate(post: PostOffice) -> None:
    async def badly(message: OutgoingMessage) -> Outcome:
        if message.recipient.startswith("a1@"):
            raise ZeroDivisionError("nobody thought of it")
        return Accepted("250")

    write(post, *(f"a{number}@office.example" for number in range(6)))
    report = send_by(post, badly)
    assert (report.accepted, report.unknown) == (5, 1)
    letter = post.the_letter("a1@office.example")
    assert letter.state is MailState.UNKNOWN
    assert "nobody thought of it" in letter.last_answer
    assert post.alarms() == ["letter_not_sent"]
    post.wait(minutes=10)
    assert post.send().accepted == 1


def test_a_letter_that_the_database_refuses_holds_no_other(post: PostOffice) -> None:
    write(post, "a@office.example", "b@office.example", "c@office.example")
    with post.office.database.write() as conn:
        # A list where the letter's text is expected; and what nobody can store: a surrogate that stands alone.
        notice = NOTICE.update().where(NOTICE.c.address == "a@office.example")
        conn.execute(notice.values(facts={}))
        conn.execute(
            NOTICE.update().where(NOTICE.c.address == "b@office.example").values(facts=FACTS | {"note": "\ud800"})
        )
    report = post.send()
    assert report.accepted == 1
    assert report.dead == 2
    assert [received.recipient for received in post.script.received] == ["c@office.example"]
    with post.office.database.read() as conn:
        told = conn.execute(select(NOTICE.c.id).where(NOTICE.c.kind == NoticeKind.DELIVERY_FAILED)).all()
    assert len(told) == 2


def test_a_connection_is_used_again_but_not_after_a_silence(server: SmtpServer) -> None:
    server.script.stall_s = 1.0
    server.script.data["b@x.example"] = [STALL]
    server.script.rcpt["d@x.example"] = [STALL]
    people = ["a@x.example", "a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example"]
    outcomes, connections = outcome(server, people, command_s=0.3, final_dot_s=0.3)
    kinds = [type(each).__name__ for each in outcomes]
    assert kinds == ["Accepted", "Accepted", "Unknown", "Accepted", "Accepted", "Accepted"]
    assert connections == [1, 1, 1, 2, 3, 3]
    assert server.script.ended == {3}, "nobody said QUIT in the middle of a message"


def test_a_connection_that_is_cut_off_mid_message_is_not_used_again(server: SmtpServer) -> None:
    async def send() -> Outcome:
        session = SmtpTransport("127.0.0.1", server.port, "none").session()
        message = OutgoingMessage("a@b.example", "a@x.example", b"Subject: x\r\n\r\nx\r\n")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await session.send(message)
        again = await session.send(message)
        await session.close()
        return again

    server.script.delay_s = 0.6
    assert isinstance(asyncio.run(send()), Accepted)
    assert [received.connection for received in server.received] == [1, 2]
    assert server.script.ended == {2}


def test_a_connection_carries_so_many_messages(server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MESSAGES_A_CONNECTION", 2)
    _, connections = outcome(server, ["a@x.example"] * 5)
    assert connections == [1, 1, 2, 2, 3]


def test_a_pause_is_ended_by_who_may_with_an_entry(post: PostOffice) -> None:
    post.script.rcpt["a@slow.example"] = ["421 too many"]
    write(post, "a@slow.example")
    assert post.send().paused
    with pytest.raises(InvalidCommand, match=r"Почта на домен other\.example не приостановлена"):
        post.office.engine.execute(c.ResumeMail(domain="other.example"), SYSTEM)
    with pytest.raises(NotYourTurn):
        post.office.do("Наземкина Е.А.", c.ResumeMail())
    told = post.office.do(COORDINATOR, c.ResumeMail(domain=" Slow.example"))
    assert told.text == "Отправка писем возобновлена на домены: slow.example."
    with post.office.database.read() as conn:
        assert conn.execute(select(QUEUE_PAUSE)).first() is None
        line = deployment_lines(conn, limit=1)[0]
    assert (line.action, told.text.rstrip(".")) == (Action.MAIL_RESUMED, line.text)
    post.wait(minutes=1)
    assert post.send().accepted == 1
    with pytest.raises(InvalidCommand, match="Почта не приостановлена"):
        post.office.do(COORDINATOR, c.ResumeMail())


def test_a_letter_whose_lease_runs_out_for_days_is_dead_at_last(post: PostOffice) -> None:
    write(post, "a@office.example")
    post.script.data["a@office.example"] = ["451 later"]
    post.send()
    with post.office.database.write() as conn:
        planned = START + timedelta(days=4, minutes=1)
        conn.execute(LETTER.update().values(state=MailState.ATTEMPTING, next_try_at=planned))
    post.wait(days=4, minutes=2)
    assert post.send().dead == 1
    assert post.the_letter("a@office.example").state is MailState.DEAD
