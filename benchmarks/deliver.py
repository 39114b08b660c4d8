"""Letters from the waiting notice to the mark, beside bare aiosmtplib building the same MIME with the `email` package.

End to end: requests to sign are frozen, their links issued, claimed, rendered, sent and marked while the clock runs. 8
connections to a sink in a process of its own that takes everything; letters of 8 KB. The floor sends the bodies of one
of them: it builds them with the older MIME classes, four times as fast as `EmailMessage`, and keeps no record.
"""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from multiprocessing.connection import Connection as Pipe
from time import perf_counter

import aiosmtplib
from sqlalchemy import delete, insert, select, update

from benchmarks.stage import (
    DIRECTOR,
    LEAD,
    NOW,
    RUNS,
    TODAY,
    add_evidence,
    add_people,
    add_plans,
    bench_engine,
    bench_row,
    postgres,
    sqlite,
)
from config.link_keys import parse_link_keys
from config.settings import Settings
from models.states import Assurance, MailState, NoticeKind
from notifications.claiming import claim_letters
from notifications.dispatch import dispatch
from notifications.freezing import freeze_letters
from notifications.links import LinkService
from notifications.policy import LetterPolicy
from notifications.preparing import SENDER_NAME, Workshop
from notifications.rendering import Bodies, letter_renderer
from notifications.rows import LINK_TOKEN
from notifications.transport import SmtpTransport
from workflow.actor import Actor
from workflow.commands import StartItem, SubmitEvidence
from workflow.engine import Engine
from workflow.rows import ITEM, PERSON
from workflow.transaction import NOTICE

JOB = "deliver"
DEFAULT_N = 4000
LEAST_N = 500
ITEMS = 100
CONNECTIONS = 8
BYTES = 8192
MAIL_FROM = "viza@dep.example"
BASE_URL = "http://127.0.0.1:8000"
LINKS = LinkService(parse_link_keys("5a" * 32), "bench.viza.example", BASE_URL)
POLICY = LetterPolicy(MAIL_FROM)
SUMMARY = "Проведены выезды в образовательные организации округа, составлены справки, замечания устранены. "


def run(n: int = DEFAULT_N) -> list[dict[str, object]]:
    """Rows for 500 and for `n` letters on each backend."""
    sizes = sorted({min(LEAST_N, n), n})
    rows: list[dict[str, object]] = []
    with _sink() as port:
        with sqlite("FULL") as database:
            rows += _rows("sqlite-full", bench_engine(database), sizes, port)
        with postgres() as server, server.migrated() as database:
            rows += _rows("postgresql", bench_engine(database), sizes, port)
    return rows


def _rows(backend: str, engine: Engine, sizes: list[int], port: int) -> list[dict[str, object]]:
    notices = _requests_to_sign(engine, sizes[-1])
    bodies = _sample(engine, notices)
    rows = []
    for n in sizes:
        floors, ours = [], []
        for turn in range(RUNS):
            floors.append(_floor(bodies, n, port))
            _ask_anew(engine, notices[:n], f"{n}/{turn}")
            ours.append(_ours(engine, n, port))
        rows.append(bench_row(JOB, backend, n, "letters/s", ours, floors))
    return rows


def _requests_to_sign(engine: Engine, n: int) -> list[dict[str, object]]:
    """Items before their first approver, by the real engine; the notices that ask for a signature, as values."""
    plans = range(1, (n - 1) // ITEMS + 2)
    add_people(engine)
    add_plans(engine, plans, ITEMS, TODAY)
    add_evidence(engine)
    with engine.database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.id == DIRECTOR).values(email="director@dep.example", pin_hash="set"))
        conn.execute(update(ITEM).values(title=SUMMARY[:190]))
    lead = Actor(LEAD, Assurance.PIN)
    for plan_id in plans:
        for place in range(1, ITEMS + 1):
            engine.execute(StartItem(plan_id=plan_id, place=place), lead)
            engine.execute(SubmitEvidence(plan_id=plan_id, place=place, summary=SUMMARY), lead)
    with engine.database.write() as conn:
        asked = select(NOTICE).where(NOTICE.c.kind == NoticeKind.SIGN_REQUEST).order_by(NOTICE.c.id).limit(n)
        notices = [dict(row) for row in conn.execute(asked).mappings()]
        conn.execute(update(NOTICE).values(state=MailState.CANCELLED))
    return [{name: value for name, value in notice.items() if name != "id"} for notice in notices]


def _ask_anew(engine: Engine, notices: list[dict[str, object]], turn: str) -> None:
    """The same requests as new notices, whose links are not there yet."""
    waiting = {"state": MailState.WAITING, "letter_id": None, "not_before": NOW}
    rows = [notice | waiting | {"dedupe_key": f"bench/{turn}/{number}"} for number, notice in enumerate(notices)]
    with engine.database.write() as conn:
        conn.execute(delete(LINK_TOKEN))
        conn.execute(insert(NOTICE), rows)


def _ours(engine: Engine, n: int, port: int) -> float:
    settings = Settings(
        smtp_host="127.0.0.1", smtp_security="none", mail_from=MAIL_FROM, smtp_connections=CONNECTIONS,
        smtp_domain_connections=CONNECTIONS,
    )  # fmt: skip
    transport = SmtpTransport("127.0.0.1", port, "none", client_name="bench.example")
    start = perf_counter()
    report = asyncio.run(dispatch(engine, transport, LINKS, settings, limit=n))
    taken = perf_counter() - start
    if (report.frozen, report.accepted) != (n, n):
        raise RuntimeError(f"of {n} letters {report.frozen} were written and {report.accepted} accepted")
    return n / taken


def _sample(engine: Engine, notices: list[dict[str, object]]) -> Bodies:
    """The bodies of one of our letters, for the floor to send. Nothing of it stays."""
    workshop = Workshop(letter_renderer(BASE_URL), LINKS, POLICY)
    _ask_anew(engine, notices[:1], "sample")
    with engine.database.engine.connect() as conn, conn.begin() as transaction:
        freeze_letters(conn, now=NOW, links=LINKS, policy=POLICY)
        (letter,) = claim_letters(conn, NOW, 1).letters
        links = workshop.read_links(conn, [letter])
        transaction.rollback()
    size = len(workshop.message(letter, links).data)
    if size < BYTES:
        raise RuntimeError(f"a letter has {size} bytes, the job is about {BYTES}")
    with engine.database.write() as conn:
        conn.execute(update(NOTICE).values(state=MailState.CANCELLED))
    named = {name: LINKS.url(links[link]) for name, link in letter.context["links"].items()}
    return workshop.renderer.render(letter.kind, letter.subject, letter.context, named)


def _floor(bodies: Bodies, n: int, port: int) -> float:
    numbers = iter(range(n))

    async def connection() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, local_hostname="bench.example")
        async with client:
            for number in numbers:
                message = MIMEMultipart("alternative")
                message["From"] = f"{Header(SENDER_NAME, 'utf-8').encode()} <{MAIL_FROM}>"
                message["To"] = f"{Header('Шестаков В.В.', 'utf-8').encode()} <director@dep.example>"
                message["Subject"] = Header("П. 1: на согласование до 03.03.2021", "utf-8").encode()
                message["Date"] = format_datetime(NOW)
                message["Message-ID"] = f"<{number:032x}@dep.example>"
                message["Auto-Submitted"] = "auto-generated"
                message.attach(MIMEText(bodies.text, "plain", "utf-8"))
                message.attach(MIMEText(bodies.html, "html", "utf-8"))
                data = message.as_bytes()
                await client.mail(MAIL_FROM)
                await client.rcpt("director@dep.example")
                await client.data(data)

    async def all_connections() -> None:
        await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))

    start = perf_counter()
    asyncio.run(all_connections())
    return n / (perf_counter() - start)


class _TakesEverything(asyncio.Protocol):
    """As little SMTP as a sender needs."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.WriteTransport = transport  # type: ignore[assignment]
        self._buffer = b""
        self._is_data = False
        self._transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            end = b"\r\n.\r\n" if self._is_data else b"\r\n"
            head, found, rest = self._buffer.partition(end)
            if not found:
                return
            self._buffer = rest
            is_start = not self._is_data and head.upper() == b"DATA"
            self._is_data = is_start
            self._transport.write(b"354 go on\r\n" if is_start else b"250 OK\r\n")


def _serve(pipe: Pipe) -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(_TakesEverything, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


@contextmanager
def _sink() -> Iterator[int]:
    """The port of a sink that runs for the length of a block."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()
