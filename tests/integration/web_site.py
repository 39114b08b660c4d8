"""The pages of an office, for tests: an application on a real database, and browsers that speak to it."""

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from config.database import Database
from config.link_keys import parse_link_keys
from config.settings import Settings, load_settings
from documents.evidence_store import EvidenceStore
from models.states import LinkPurpose
from notifications.links import LinkService
from notifications.rows import LINK_TOKEN
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, PIN, START, Office
from web.app import create_app
from web.demo_panel import CaughtLetter, DemoPanel, MoveTo
from workflow.actor import Actor
from workflow.commands import AddEvidence, SubmitActivation, Withdraw
from workflow.rows import ITEM, PERSON
from workflow.transaction import Policy
from workflow.views import Receipt

ORIGIN = "https://testserver"
KEYS = parse_link_keys("11" * 32)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


class QuietDemo:
    """A demonstration without letters whose clock is the office's."""

    def __init__(self, office: Office, letters: tuple[CaughtLetter, ...] = ()) -> None:
        self._office = office
        self._letters = letters
        self.moves: list[MoveTo] = []

    @property
    def now(self) -> datetime:
        return self._office.clock.now()

    @property
    def next_deadline(self) -> date | None:
        return date(2021, 2, 26)

    def messages(self) -> tuple[CaughtLetter, ...]:
        return self._letters

    def message(self, message_id: str) -> CaughtLetter | None:
        return next((letter for letter in self._letters if letter.id == message_id), None)

    def accounts(self) -> list[tuple[str, str, str, str]]:
        with self._office.database.read() as conn:
            rows = conn.execute(select(PERSON.c.name, PERSON.c.email).order_by(PERSON.c.name)).all()
        return [(row.name, row.email, PIN, "ABCDE-23456") for row in rows]

    def move(self, to: MoveTo) -> None:
        self.moves.append(to)


class WebOffice(Office):
    """The office with its pages. Files are real, kept in `folder`."""

    def __init__(
        self, database: Database, folder: Path, *, policy: Policy | None = None, is_demo: bool = False
    ) -> None:
        super().__init__(database, policy=policy)
        self.store = EvidenceStore(folder / "evidence")
        self.engine.evidence = self.store
        self.links = LinkService(KEYS, "viza.test.example", ORIGIN)
        self.settings: Settings = load_settings(public_base_url=ORIGIN, data_dir=folder)
        self.wakes = 0
        self.frozen: list[int] = []
        self.demo: QuietDemo | None = QuietDemo(self) if is_demo else None
        self.app = self.make_app()

    def make_app(self) -> FastAPI:
        demo: DemoPanel | None = self.demo
        app = create_app(
            self.engine,
            self.links,
            self.store,
            self.settings,
            wake=self._woken,
            readiness=lambda: {"database": True},
            demo=demo,
            freeze_review=self._freeze,
        )
        # FastAPI analyses each application's routes anew, when they are first asked for: that is most of a request.
        app.router.routes = [*_analysed(tuple(app.router.routes))]
        return app

    def ready_with_pins(self) -> "WebOffice":
        """The plan active, everyone with a PIN."""
        self.ready(with_pins=True)
        return self

    def withdrawal(self, place: int) -> Withdraw:
        """The command that takes an item's submission back."""
        return Withdraw(plan_id=self.plan_id, place=place)

    def submit_activation(self) -> Receipt:
        """Send the draft to its signers."""
        return self.do(COORDINATOR, SubmitActivation(plan_id=self.plan_id, summary="План с исправлениями."))

    def _woken(self) -> None:
        self.wakes += 1

    def _freeze(self, plan_id: int, actor: Actor) -> Receipt:
        self.frozen.append(plan_id)
        return Receipt(ledger_id=f"plan-{plan_id}", seq=0, at=self.engine.now(), plan_id=plan_id)

    def add(self, place: int, *, units: int = 1, organisations: tuple[str, ...] = (), by: str | None = None) -> Receipt:
        """Attach a real PDF."""
        self._serial += 1
        stored = self.store.put(BytesIO(PDF + str(self._serial).encode()), file_name=f"Справка {self._serial}.pdf")
        return self.do(
            by or self.lead(place),
            AddEvidence(
                plan_id=self.plan_id,
                place=place,
                sha256=stored.sha256,
                size=stored.size,
                file_name=stored.file_name,
                media_type=stored.media_type,
                kind="Справка",
                doc_number=str(self._serial),
                doc_date=date(2021, 1, 20),
                signed_by="Иванова А.А.",
                units=units,
                organisations=organisations,
            ),
        )

    def link(self, purpose: LinkPurpose, name: str, **about: Any) -> str:
        """The path of a link in a letter to this person."""
        with self.database.write() as conn:
            person = conn.execute(select(PERSON.c.id, PERSON.c.email).where(PERSON.c.name == name)).one()
            link_id = self.links.issue(
                conn, purpose=purpose, person_id=person.id, address=person.email, now=self.engine.now(), **about
            )
            row = conn.execute(select(LINK_TOKEN).where(LINK_TOKEN.c.id == link_id)).one()
            return self.links.url(row).removeprefix(ORIGIN)

    def sign_link(self, name: str) -> tuple[str, Any]:
        """The path of the sign-off link for a person's newest open task, and the task."""
        task = self.task_of(name)
        return self.link(LinkPurpose.SIGN, name, plan_id=self.plan_id, task_id=task.id, digest=task.digest), task

    def respond_link(self, name: str, place: int) -> str:
        """The path of a responsible person's link to an item."""
        with self.database.read() as conn:
            item_id = conn.execute(
                select(ITEM.c.id).where(ITEM.c.plan_id == self.plan_id, ITEM.c.place == place)
            ).scalar_one()
        return self.link(LinkPurpose.RESPOND, name, plan_id=self.plan_id, item_id=item_id)

    def signed_in(self, name: str = COORDINATOR) -> "Browser":
        """A browser with a session, in which the PIN was given."""
        browser = self.browser()
        browser.get(self.link(LinkPurpose.SIGN_IN, name))
        assert browser.post("/login/pin", {"pin": PIN}).status_code == 200
        return browser

    def by_letter(self, name: str, place: int = 1) -> "Browser":
        """A browser that opened the link in a person's letter about an item."""
        browser = self.browser()
        assert browser.get(self.respond_link(name, place)).status_code == 200
        return browser

    def opened_to_sign(self, name: str) -> "tuple[Browser, int]":
        """A browser with the sign-off page of this person's newest task, and the task."""
        path, task = self.sign_link(name)
        browser = self.browser()
        assert browser.get(path).status_code == 200
        return browser, task.id

    def stored_files(self) -> list[Path]:
        """The evidence that is kept."""
        return files_under(self.settings.data_dir / "evidence")

    def browser(self) -> "Browser":
        """A browser without cookies."""
        return Browser(self.app)


class Browser:
    """Follows redirects, keeps cookies, sends forms with the token of the page it saw last."""

    def __init__(self, app: FastAPI) -> None:
        self.client = TestClient(app, base_url=ORIGIN, raise_server_exceptions=True)
        self.token = ""

    def get(self, path: str, **rest: Any) -> httpx2.Response:
        return self._seen(self.client.get(path, **rest))

    def post(self, path: str, data: dict[str, Any] | None = None, **rest: Any) -> httpx2.Response:
        """Send a form from the page seen last; `headers` may name another origin."""
        headers = {"Origin": ORIGIN} | rest.pop("headers", {})
        fields = {"csrf": self.token} | (data or {})
        return self._seen(self.client.post(path, data=fields, headers=headers, **rest))

    def hidden(self, response: httpx2.Response, name: str) -> str:
        """The value of a hidden field."""
        found = re.search(rf'name="{name}" value="([^"]*)"', response.text)
        assert found is not None, f"the page has no field {name}"
        return unescape(found.group(1))

    def _seen(self, response: httpx2.Response) -> httpx2.Response:
        found = _TOKEN.search(response.text)
        if found is not None:
            self.token = found.group(1)
        return response


_routes: list[BaseRoute] = []


def _analysed(routes: Sequence[BaseRoute]) -> Sequence[BaseRoute]:
    """The routes of the first application: they are every application's, and read its state from the request."""
    if not _routes:
        _routes.extend(routes)
    assert [type(route) for route in routes] == [type(route) for route in _routes]
    return _routes


def ready_office(template: SqliteTemplate, folder: Path, **rest: Any) -> WebOffice:
    """An office on SQLite whose plan is active and whose people have PINs: made once, copied for each test."""
    prepared = _prepared(template)
    shutil.copyfile(prepared / "ready.db", folder / "office.db")
    shutil.copytree(prepared / "files", folder / "files")
    office = WebOffice(Database(f"sqlite:///{folder / 'office.db'}"), folder / "files", **rest)
    office.plan_id = 1
    office.clock.move_to(START + timedelta(hours=1))
    return office


def files_under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def ready_pages(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[WebOffice]:
    """The ready office, for a test module to take as its `office`."""
    office = ready_office(sqlite_template, tmp_path)
    yield office
    office.database.dispose()


@cache
def _prepared(template: SqliteTemplate) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="viza-web-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "files").mkdir()
    with template.fresh(folder, name="ready.db") as database:
        WebOffice(database, folder / "files").ready_with_pins()
    return folder
