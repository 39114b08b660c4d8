"""500 letters through a hostile relay by a dispatcher that is killed again and again; and many at work at once."""

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from config.database import Database
from models.plans import RungRecord
from models.states import MailState, NoticeKind, RungFate
from notifications.rows import LETTER
from tests.integration.hostile_script import FINAL, hostile
from tests.integration.mail_child import PATIENCE
from tests.integration.office import START, Office
from tests.integration.post_office import PostOffice
from tests.integration.smtp_server import Script, running_smtp
from workflow.replay import replay
from workflow.rows import PERSON
from workflow.transaction import NOTICE

LETTERS = 500
SEED = 20210301
DIGESTS = (NoticeKind.REMINDER, NoticeKind.DIGEST)
RUNG = RungRecord.__table__  # type: ignore[attr-defined]
# Where the dispatcher is killed: a function, as it is entered or left, for the n-th time. In the order of a run.
DEATHS = (
    ("Supply._freeze", "call", 1),
    ("LinkService.issue_many", "return", 1),
    ("_store", "return", 2),
    ("freeze_letters", "return", 1),
    ("Supply._freeze", "return", 1),
    ("claim_letters", "call", 1),
    ("claim_letters", "return", 1),
    ("Workshop.read_links", "call", 1),
    ("build_message", "return", 7),
    ("SmtpSession._open", "call", 2),
    ("SMTP.mail", "call", 4),
    ("SMTP.rcpt", "return", 6),
    ("SMTPProtocol.execute_data_command", "call", 3),
    ("SMTPProtocol.read_response", "call", 18),
    ("SMTPProtocol.execute_data_command", "return", 9),
    ("SmtpSession.send", "return", 22),
    ("mark_letters", "call", 2),
    ("mark_letters", "return", 3),
    ("_Run._write", "return", 4),
    ("SmtpSession.close", "call", 1),
)


@contextmanager
def children(database: Database, port: int) -> Iterator["subprocess.Popen[str]"]:
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.integration.mail_child", url, str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 0


def round_of(
    process: "subprocess.Popen[str]", now: datetime, *jobs: str, limit: int = 500, death: Sequence[Any] | None = None
) -> list[int]:
    """Do these jobs at once, each in a process of its own; gives how they ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"jobs": jobs, "now": now.isoformat(), "limit": limit, "death": death}) + "\n")
    process.stdin.flush()
    ends: list[int] = json.loads(process.stdout.readline())
    return ends


def invite(database: Database, now: datetime) -> list[str]:
    """People at a dozen domains, each of whom is invited; their addresses."""
    addresses = [f"p{number}@office{number % 12}.example" for number in range(LETTERS)]
    people = [
        {"id": 1000 + number, "name": f"Сотрудник {number}", "email": address, "is_active": True, "role": "member"}
        for number, address in enumerate(addresses)
    ]
    notices = [{"dedupe_key": f"invite/{number}", "recipient_id": 1000 + number} for number in range(LETTERS)]
    common = {"plan_id": 1, "facts": {}, "kind": NoticeKind.ENROLMENT, "state": MailState.WAITING}
    with database.write() as conn:
        conn.execute(
            insert(PERSON).values(pin_failures=0, pin_lockouts=0, wants_calendar=False, created_at=now), people
        )
        conn.execute(insert(NOTICE).values(not_before=now, created_at=now, **common), notices)
    return addresses


def is_open(database: Database) -> bool:
    open_states = (MailState.WAITING, MailState.ATTEMPTING, MailState.RETRY, MailState.UNKNOWN)
    invited = NOTICE.c.kind == NoticeKind.ENROLMENT
    with database.read() as conn:
        letters = select(LETTER.c.id).where(LETTER.c.state.in_(open_states), LETTER.c.kind == NoticeKind.ENROLMENT)
        notices = select(NOTICE.c.id).where(invited, NOTICE.c.letter_id.is_(None), NOTICE.c.state == MailState.WAITING)
        return any(conn.execute(which.limit(1)).first() is not None for which in (letters, notices))


def test_s28_500_letters_through_a_hostile_relay_and_20_kills(database: Database) -> None:
    office = Office(database).import_plan()
    addresses = invite(database, START)
    script = hostile(addresses, SEED, stall_s=3 * PATIENCE.final_dot_s)
    final = {address for answers in (script.rcpt, script.data) for address, said in answers.items() if _ends(said)}
    now, killed = START, []
    with running_smtp(script) as server, children(database, server.port) as process:
        for death in DEATHS:
            for _ in range(6):
                now += timedelta(minutes=16)
                if round_of(process, now, "dispatch", limit=25, death=death) == [-signal.SIGKILL]:
                    killed.append(death)
                    break
        while is_open(database):
            now += timedelta(minutes=31)
            assert now < START + timedelta(days=3), "nothing is left that nobody sends"
            assert round_of(process, now, *["dispatch"] * 2) == [0, 0]
        received = list(server.received)
    assert killed == list(DEATHS)
    demand_none_lost(database, addresses, final, script)
    demand_doubles_are_explained(script)
    assert len(received) > LETTERS - len(final), "the relay did make the dispatcher repeat itself"
    assert office.plan_id == 1


def _ends(said: list[str]) -> bool:
    return bool(said) and said[0].startswith(FINAL)


def demand_none_lost(database: Database, addresses: list[str], final: set[str], script: Script) -> None:
    """Each letter arrived, but those that were refused for good, of which the coordinator is told."""
    with database.read() as conn:
        letters = conn.execute(select(LETTER).where(LETTER.c.kind == NoticeKind.ENROLMENT)).all()
        told = conn.execute(select(NOTICE.c.facts).where(NOTICE.c.kind == NoticeKind.DELIVERY_FAILED)).scalars().all()
    arrived = {received.recipient for received in script.received}
    assert sorted(letter.address for letter in letters) == sorted(addresses), "one letter each"
    assert arrived & set(addresses) == set(addresses) - final
    states = {letter.address: letter.state for letter in letters}
    expected = {address: MailState.DEAD if address in final else MailState.ACCEPTED for address in addresses}
    assert states == expected
    dead = {letter.id for letter in letters if letter.address in final}
    assert {facts["letter_id"] for facts in told} == dead
    assert len(dead) > LETTERS // 50


def demand_doubles_are_explained(script: Script) -> None:
    """A message comes again with the same bytes, and only after a connection that ended without leave: once for it."""
    copies: dict[str, list[Any]] = {}
    for received in script.received:
        copies.setdefault(received.sender, []).append(received)
    again: Counter[int] = Counter()
    for same in copies.values():
        assert len({each.data for each in same}) == 1, "byte-identical"
        assert len({each.connection for each in same}) == len(same)
        again.update(each.connection for each in same[:-1])
    assert again, "some did come again"
    assert set(again.values()) == {1}, "at most one a connection"
    assert not set(again) & script.ended


def test_two_dispatchers_and_two_sweeps_at_once_double_nothing(database: Database) -> None:
    office = Office(database).ready()
    for place in (4, 5, 6, 8, 9):
        office.bring_to_approvers(place)
    with running_smtp() as server, children(database, server.port) as process:
        post = PostOffice(office, server)
        for day in (5, 6, 27):
            for hour in (0, 3):  # in Omsk 6:00, when the day's rungs fire, and 9:00, when digests may go
                office.move_to((START + timedelta(days=day)).replace(hour=hour))
                assert round_of(process, office.clock.now(), *["dispatch", "sweep"] * 2) == [0] * 4
        while post.send().attempted:
            pass
        received = list(server.received)
    ids = Counter(each.message["Message-ID"] for each in received)
    assert set(ids.values()) == {1}
    with database.read() as conn:
        letters = conn.execute(select(LETTER)).all()
        fired = conn.execute(select(RUNG.c.rung).where(RUNG.c.fate == RungFate.FIRED)).scalars().all()
        assert replay(conn, office.plan_id) == []
    assert set(ids) == {letter.message_id for letter in letters}
    assert {letter.state for letter in letters} == {MailState.ACCEPTED}
    assert len(fired) > 10
    digests = Counter((letter.recipient_id, letter.local_date) for letter in letters if letter.kind in DIGESTS)
    assert digests
    assert set(digests.values()) == {1}
