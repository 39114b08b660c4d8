"""The sign-off page over HTTP, beside Starlette rendering the same template with no database.

Both are served by uvicorn in one process of their own, asked over 8 kept-alive connections by this one. The page is of
an item with seven documents: the cookie's link is resolved again at each request and the ledgers' sizes are compared.
"""

import asyncio
import multiprocessing
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from time import perf_counter
from typing import Any

import uvicorn
from sqlalchemy import select, update
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from benchmarks.stage import (
    DIRECTOR,
    LEAD,
    NOW,
    RUNS,
    TODAY,
    Postgres,
    add_people,
    add_plans,
    bench_engine,
    bench_row,
    postgres,
    sqlite,
)
from config.database import Database
from config.link_keys import parse_link_keys
from config.settings import load_settings
from documents.evidence_store import EvidenceStore
from models.states import Assurance, LinkPurpose, TaskState
from notifications.links import LinkService
from notifications.rows import LINK_TOKEN
from web.app import create_app
from web.cookies import sign_cookie
from web.form_problem import NO_PROBLEM, Problem
from web.sign_page import sign_page
from web.viewer import read_viewer
from web.visit import Visit
from workflow.actor import Actor
from workflow.commands import AddEvidence, StartItem, SubmitEvidence
from workflow.engine import Engine
from workflow.rows import PERSON, SUBMISSION, TASK
from workflow.views import Receipt

JOB = "signoff-page"
DEFAULT_N = 3000
WARM_UP = 200
CONNECTIONS = 8
DOCUMENTS = 7
BASE_URL = "http://127.0.0.1:8000"
LINKS = LinkService(parse_link_keys("5a" * 32), "bench.viza.example", BASE_URL)
ADDRESS = "director@dep.example"


def run(n: int = DEFAULT_N) -> list[dict[str, object]]:
    """Rows for `n` requests on each backend."""
    rows: list[dict[str, object]] = []
    with sqlite("FULL") as database:
        rows.append(_measured("sqlite", database, n))
    with postgres() as server:
        rows.append(_on_postgres(server, n))
    return rows


def _on_postgres(server: Postgres, n: int) -> dict[str, object]:
    with server.migrated() as database:
        return _measured("postgresql", database, n)


def _measured(backend: str, database: Database, n: int) -> dict[str, object]:
    task_id, token = _one_task(bench_engine(database))
    url = database.url.render_as_string(hide_password=False)
    rates: list[float] = []
    floors: list[float] = []
    for _ in range(RUNS):
        for make, found in ((_ours, rates), (_floor, floors)):
            with _served(partial(make, url, task_id, token)) as port:
                found.append(asyncio.run(_rate(port, task_id, token, n)))
    return bench_row(JOB, backend, n, "requests/s", rates, floors)


def _one_task(engine: Engine) -> tuple[int, str]:
    """An item with seven documents before its first approver; the task and the token of its link."""
    add_people(engine)
    add_plans(engine, range(1, 2), 20, TODAY)
    with engine.database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.id == DIRECTOR).values(email=ADDRESS))
    lead = Actor(LEAD, Assurance.PIN)
    engine.execute(StartItem(plan_id=1, place=3), lead)
    for number in range(DOCUMENTS):
        engine.execute(_document(number), lead)
    engine.execute(SubmitEvidence(plan_id=1, place=3, summary="Проведено семь визитов, справки приложены."), lead)
    with engine.database.write() as conn:
        task = conn.execute(
            select(TASK.c.id, SUBMISSION.c.digest)
            .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
            .where(TASK.c.state == TaskState.OPEN)
        ).one()
        link_id = LINKS.issue(
            conn, purpose=LinkPurpose.SIGN, person_id=DIRECTOR, address=ADDRESS, now=NOW, plan_id=1, task_id=task.id,
            digest=task.digest,
        )  # fmt: skip
        row = conn.execute(select(LINK_TOKEN).where(LINK_TOKEN.c.id == link_id)).one()
    return int(task.id), LINKS.url(row).rpartition("/")[2]


def _document(number: int) -> AddEvidence:
    return AddEvidence(
        plan_id=1, place=3, sha256=f"{number:064x}", size=180_000, file_name=f"Справка {number}.pdf",
        media_type="application/pdf", kind="Справка", doc_number=str(number), doc_date=date(2021, 2, 20), units=10,
        signed_by="Иванова А.А.",
    )  # fmt: skip


def _ours(url: str, _task_id: int, _token: str) -> ASGIApp:
    """The product."""

    def no_freezing(*_what: object) -> Receipt:
        raise AssertionError("this job freezes no review")

    return create_app(
        bench_engine(Database(url)), LINKS, EvidenceStore(Path("build") / "no-evidence"),
        load_settings(public_base_url=BASE_URL), wake=lambda: None, readiness=dict, demo=None,
        freeze_review=no_freezing,
    )  # fmt: skip


class _Watched(Visit):
    """Keeps what the page is rendered from."""

    template = ""
    values: dict[str, Any]

    def render(self, template: str, *, problem: Problem = NO_PROBLEM, **context: Any) -> str:
        self.template, self.values = template, self.around(problem, context)
        return ""


def _floor(url: str, task_id: int, token: str) -> ASGIApp:
    """Starlette alone, rendering the product's template from values that were read once."""
    app: Any = _ours(url, task_id, token)
    site = app.state.site
    request = Request(
        {
            "type": "http", "method": "GET", "path": f"/sign/{task_id}", "query_string": b"",
            "headers": [(b"cookie", f"{sign_cookie(task_id)}={token}".encode())],
        }
    )  # fmt: skip
    visit = _Watched(site, request, read_viewer(request, site))
    sign_page(visit, task_id)
    template = site.templates.get_template(visit.template)

    async def page(_request: Request) -> Response:
        return HTMLResponse(template.render(visit.values))

    return Starlette(routes=[Route("/sign/{task_id:int}", page)])


@contextmanager
def _served(make: Callable[[], ASGIApp]) -> Iterator[int]:
    """The port on which a process of its own serves the application."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(make, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _serve(make: Callable[[], ASGIApp], pipe: Pipe) -> None:
    config = uvicorn.Config(make(), log_level="warning", access_log=False)
    # asyncio sets TCP_NODELAY only on sockets that name their protocol; without it an answer waits 40 ms for an ACK.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(CONNECTIONS * 4)
    pipe.send(listening.getsockname()[1])
    uvicorn.Server(config).run(sockets=[listening])


async def _rate(port: int, task_id: int, token: str, n: int) -> float:
    """Requests answered in a second."""
    head = (
        f"GET /sign/{task_id} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {sign_cookie(task_id)}={token}; "
        f"__Host-viza-csrf=bench\r\n\r\n"
    ).encode()
    await _ask(port, head, WARM_UP)
    started = perf_counter()
    await asyncio.gather(*(_ask(port, head, n // CONNECTIONS) for _ in range(CONNECTIONS)))
    return n // CONNECTIONS * CONNECTIONS / (perf_counter() - started)


async def _ask(port: int, head: bytes, times: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(times):
        writer.write(head)
        headers = await reader.readuntil(b"\r\n\r\n")
        if not headers.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(headers.decode())
        length = next(line for line in headers.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        body = await reader.readexactly(int(length.partition(b":")[2]))
        if b'name="digest"' not in body:
            raise RuntimeError("the page asks for no decision")
    writer.close()
    await writer.wait_closed()
