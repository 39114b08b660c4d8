"""An office whose coordinator uploads plan documents: what they hold is told by the test, not read from the bytes."""

import atexit
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select

from config.database import Database, disposing
from config.plan_draft import PlanDraft
from models.states import LinkPurpose
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, PIN
from tests.integration.web_site import Browser, WebOffice, files_under, ready_office
from web.document_reading import DocumentReader, read_any_document
from workflow.actor import SYSTEM
from workflow.commands import AddPerson
from workflow.rows import PLAN

FIXTURES = Path(__file__).parents[1] / "fixtures"
SEED, SEED_TEXT = FIXTURES / "omsk-2021.expected.json", FIXTURES / "omsk-2021.txt"
HEADINGS = {
    "number": "№ п/п",
    "title": "Мероприятие",
    "expected_result": "Ожидаемый результат",
    "note": "Примечание",
}
REASON = "Сверено с подлинником."
_KEY = re.compile(r"/plans/(?:new|\d+/amend)/([0-9a-f]{32})")


def seed(**more: Any) -> dict[str, Any]:
    """The seed plan as a reader gives it: every row with its place and its printed cells."""
    told = json.loads(SEED.read_text("utf-8"))
    items = [printed(item, row) for row, item in enumerate(told["items"], 1)]
    longest = max((item["organisations"] for item in items), key=len)
    return {
        "title": told["title"],
        "year": told["year"],
        "agreed_by": told["agreed_by"],
        "approved_by": told["approved_by"],
        "items": items,
        "organisations": [{"code": code, "name": f"ОО № {code}"} for code in longest],
    } | more


def printed(item: dict[str, Any], row: int) -> dict[str, Any]:
    """A row with what the document prints of it."""
    cells = [{"heading": words, "text": item[key]} for key, words in HEADINGS.items() if item.get(key)]
    deadline = item.get("deadline_text") or (f"до {item['due_on']}" if item.get("due_on") else None)
    cells += [{"heading": "Срок", "text": deadline}] if deadline else []
    location = f"страница {(row - 1) // 10 + 1}, таблица 1, строка {row + 1}"
    told = {key: value for key, value in item.items() if key != "deadline_text"}
    return told | {"printed": {"location": location, "cells": cells, "deadline": deadline}}


def rows(count: int, **more: Any) -> dict[str, Any]:
    """A plan of many plain rows."""
    items = [
        printed(
            {
                "number": str(number),
                "title": f"Мероприятие {number}",
                "due_on": "2021-06-30",
                "responsible": ["Роговая М.В."],
            },
            number,
        )
        for number in range(1, count + 1)
    ]
    block = {"name": "Ефимова Л.Г."}
    return {"title": "План работы на 2021 год", "year": 2021, "approved_by": block, "items": items} | more


class PlanPages(WebOffice):
    """The office with its pages; `document` is what the next upload holds, or the error that it raises."""

    document: dict[str, Any] | Exception

    def __init__(self, *about: Any, **more: Any) -> None:
        super().__init__(*about, **more)
        self.document = seed()
        self.read: list[str] = []
        site = self.app.state.site
        self.app.state.site = replace(site, documents=DocumentReader(site.documents.pending, self._read))

    def read_for_real(self) -> None:
        """From now on uploads are read as what they are."""
        site = self.app.state.site
        self.app.state.site = replace(site, documents=DocumentReader(site.documents.pending, read_any_document))

    def _read(self, path: Path, file_name: str) -> PlanDraft:
        assert path.is_file()
        self.read.append(file_name)
        if isinstance(self.document, Exception):
            raise self.document
        return PlanDraft.model_validate(self.document)

    def by_link(self, name: str) -> Browser:
        """A browser that opened a letter's link; the PIN was never given in it."""
        browser = self.browser()
        browser.get(self.link(LinkPurpose.RESPOND, name))
        return browser

    def add_person(self, name: str, email: str, role: str = "member") -> None:
        self.engine.execute(AddPerson.model_validate({"name": name, "email": email, "role": role}), SYSTEM)

    def plans(self) -> int:
        with self.database.read() as conn:
            return int(conn.execute(select(func.count()).select_from(PLAN)).scalar_one())

    def pending_files(self) -> list[Path]:
        return files_under(self.settings.data_dir / "pending")


@contextmanager
def new_office(template: SqliteTemplate, folder: Path) -> Iterator[PlanPages]:
    """An office in which there is a coordinator with a PIN and nothing else: made once, copied for each test."""
    shutil.copyfile(_prepared(template), folder / "office.db")
    with disposing(Database(f"sqlite:///{folder / 'office.db'}")) as database:
        yield PlanPages(database, folder / "files")


@pytest.fixture
def new_pages(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[PlanPages]:
    """The new office, for a test module to take as its `office`."""
    with new_office(sqlite_template, tmp_path) as office:
        yield office


def running_office(template: SqliteTemplate, folder: Path) -> PlanPages:
    """An office whose plan is active and whose people have PINs."""
    ready = ready_office(template, folder)
    office = PlanPages(ready.database, folder / "files")
    office.plan_id = ready.plan_id
    office.clock.move_to(ready.clock.now())
    return office


@cache
def _prepared(template: SqliteTemplate) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="viza-plans-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with template.fresh(folder, name="new.db") as database:
        office = PlanPages(database, folder / "files")
        coordinator = AddPerson(name=COORDINATOR, email="kovaleva@omsk-edu.example", role="coordinator")
        office.engine.execute(coordinator, SYSTEM)
        office.enrol_everyone()
    return folder / "new.db"


def upload(
    browser: Browser, path: str = "/plans/new", *, name: str = "План 2021.docx", content: bytes = b"document"
) -> httpx2.Response:
    """Choose a file and send it; gives the page that follows."""
    browser.get(path)
    return browser.post(path, files=[("file", (name, content))])


def key_of(response: httpx2.Response) -> str:
    """The key of the document that a page shows."""
    found = _KEY.search(str(response.url))
    assert found is not None, response.url
    return found.group(1)


def imported(office: PlanPages, browser: Browser, document: dict[str, Any] | None = None) -> int:
    """Upload a document and take it as a draft; gives the plan's number."""
    if document is not None:
        office.document = document
    key = key_of(upload(browser, content=f"document {office.plans()}".encode()))
    answer = browser.post(f"/plans/new/{key}", {"pin": PIN})
    found = re.search(r"/plans/(\d+)", str(answer.url))
    assert found is not None, answer.text
    office.plan_id = int(found.group(1))
    return office.plan_id


def changed(document: dict[str, Any], change: Callable[[list[dict[str, Any]]], None]) -> dict[str, Any]:
    """A copy of a document whose rows a function changed."""
    copied = json.loads(json.dumps(document))
    change(copied["items"])
    return dict(copied)
