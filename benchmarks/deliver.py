"""Letters through render, link, SMTP and mark, beside bare aiosmtplib building the same MIME with the `email` package.

8 connections to a sink in a process of its own that takes everything. The letters are frozen before the clock
starts, and the floor's bodies are rendered: it builds them with the older MIME classes, four times as fast as
`EmailMessage`, and keeps no record.
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
from sqlalchemy import String, cast, insert, literal, select, update

from benchmarks.stage import (
    BYSTANDERS,
    HEAD,
    NOW,
    RUNS,
    TODAY,
    add_people,
    add_plans,
    bench_engine,
    bench_row,
    postgres,
    sqlite,
)
from config.link_keys import parse_link_keys
from config.settings import Settings
from models.states import MailState, NoticeKind
from notifications.claiming import claim_letters
from notifications.dispatch import dispatch
from notifications.freezing import freeze_letters
from notifications.links import LinkService
from notifications.policy import LetterPolicy
from notifications.preparing import SENDER_NAME, Workshop
from notifications.rendering import Bodies, letter_renderer
from notifications.transport import SmtpTransport
from workflow.engine import Engine
from workflow.rows import ITEM, PERSON
from workflow.transaction import NOTICE

DEFAULT_N = 2000
ITEMS = 100
CONNECTIONS = 8
PEOPLE = HEAD + BYSTANDERS
MAIL_FROM = "viza@dep.example"
BASE_URL = "http://127.0.0.1:8000"
LINKS = LinkService(parse_link_keys("5a" * 32), "bench.viza.example", BASE_URL)
POLICY = LetterPolicy(MAIL_FROM)


def run(n: int = DEFAULT_N) -> list[dict[str, object]]:
    """A row for `n` letters on each backend."""
    rows: list[dict[str, object]] = []
    with _sink() as port:
        with sqlite("FULL") as database:
            rows += _rows("sqlite-full", bench_engine(database), n, port)
        with postgres() as server, server.migrated() as database:
            rows += _rows("postgresql", bench_engine(database), n, port)
    return rows


def _rows(backend: str, engine: Engine, n: int, port: int) -> list[dict[str, object]]:
    add_people(engine)
    add_plans(engine, range(1, n // ITEMS + 2), ITEMS, TODAY)
    with engine.database.write() as conn:
        conn.execute(update(PERSON).values(email=literal("p") + cast(PERSON.c.id, String) + "@dep.example"))
    floors, ours = [], []
    for turn in range(RUNS):
        _write_notices(engine, n, turn)
        _freeze(engine)
        floors.append(_floor(_sample(engine), n, port))
        ours.append(_ours(engine, n, port))
    return [bench_row("deliver", backend, n, "letters/s", ours, floors)]


def _write_notices(engine: Engine, n: int, turn: int) -> None:
    with engine.database.write() as conn:
        items = conn.execute(select(ITEM.c.id, ITEM.c.plan_id).order_by(ITEM.c.id).limit(n)).all()
        rows = [
            {
                "dedupe_key": f"bench/{turn}/{item.id}", "plan_id": item.plan_id, "item_id": item.id,
                "recipient_id": 1 + item.id % PEOPLE, "facts": {"kind": "progress"},
            }
            for item in items
        ]  # fmt: skip
        common = {"kind": NoticeKind.EXPLANATION_REQUEST, "state": MailState.WAITING}
        conn.execute(insert(NOTICE).values(not_before=NOW, created_at=NOW, **common), rows)


def _freeze(engine: Engine) -> None:
    seen = 1
    while seen:
        with engine.database.write() as conn:
            seen = freeze_letters(conn, now=NOW, links=LINKS, policy=POLICY).seen


def _ours(engine: Engine, n: int, port: int) -> float:
    settings = Settings(smtp_host="127.0.0.1", smtp_security="none", mail_from=MAIL_FROM)
    transport = SmtpTransport("127.0.0.1", port, "none", client_name="bench.example")
    start = perf_counter()
    report = asyncio.run(dispatch(engine, transport, LINKS, settings, limit=n, connections=CONNECTIONS))
    taken = perf_counter() - start
    if report.accepted != n:
        raise RuntimeError(f"{report.accepted} of {n} letters were accepted")
    return n / taken


def _sample(engine: Engine) -> Bodies:
    """The bodies of one of our letters, for the floor to send."""
    workshop = Workshop(letter_renderer(BASE_URL), LINKS, POLICY)
    with engine.database.engine.connect() as conn, conn.begin() as transaction:
        (letter,) = claim_letters(conn, NOW, 1).letters
        urls = workshop.read_urls(conn, [letter])
        transaction.rollback()
    named = {name: urls[link] for name, link in letter.context["links"].items()}
    return workshop.renderer.render(letter.kind, letter.subject, letter.context, named)


def _floor(bodies: Bodies, n: int, port: int) -> float:
    numbers = iter(range(n))

    async def connection() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, local_hostname="bench.example")
        async with client:
            for number in numbers:
                message = MIMEMultipart("alternative")
                message["From"] = f"{Header(SENDER_NAME, 'utf-8').encode()} <{MAIL_FROM}>"
                message["To"] = f"{Header('Лидова Л.Л.', 'utf-8').encode()} <lead@dep.example>"
                message["Subject"] = Header("П. 1: просим представить сведения о ходе исполнения", "utf-8").encode()
                message["Date"] = format_datetime(NOW)
                message["Message-ID"] = f"<{number:032x}@dep.example>"
                message["Auto-Submitted"] = "auto-generated"
                message.attach(MIMEText(bodies.text, "plain", "utf-8"))
                message.attach(MIMEText(bodies.html, "html", "utf-8"))
                data = message.as_bytes()
                await client.mail(MAIL_FROM)
                await client.rcpt("lead@dep.example")
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
