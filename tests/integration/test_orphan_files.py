"""Stored files that nothing names go after a day, and none that anything names; whatever arrives meanwhile stays."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from documents import orphan_files
from documents.evidence_store import LEFTOVER_AGE_S, EvidenceStore, StoredFile
from documents.orphan_files import orphans, remove_orphans
from models.states import DecisionKind, TokenScope
from tests.integration.api_scripts import script_of
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, SHESTAKOV
from tests.integration.web_site import PDF, WebOffice, ready_office
from workflow import commands as c
from workflow.amendment_changes import ChangeItem
from workflow.errors import EvidenceDamaged

TWO_DAYS = 2 * 24 * 3600


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[WebOffice]:
    office = ready_office(sqlite_template, tmp_path)
    yield office
    office.database.dispose()


def put(store: EvidenceStore, text: str) -> StoredFile:
    return store.put(BytesIO(PDF + text.encode()), file_name=f"{text}.pdf")


def aged(office: WebOffice) -> None:
    """All that is stored came two days ago."""
    then = time.time() - TWO_DAYS
    for path in office.store.paths():
        os.utime(path, (then, then))


def stored(office: WebOffice) -> set[str]:
    return {path.name for path in office.store.paths()}


def proposed(office: WebOffice, text: str) -> c.StoredDocument:
    """A document that an amendment names: in its manifest, and in the entry of its proposal."""
    document = put(office.store, text).as_document()
    change = ChangeItem(place=8, due_on=date(2021, 11, 1))
    office.do(COORDINATOR, c.ProposeAmendment(plan_id=1, reason="Приказ.", changes=(change,), source=document))
    return document


def test_what_a_row_or_an_entry_names_stays_and_the_rest_goes_after_a_day(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    sheet = put(office.store, "Лист").as_document()
    office.do(
        COORDINATOR,
        c.RegisterPaper(
            task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest, sheet=sheet, number="5",
            signed_on=office.engine.today(), original_at="Приёмная",
        ),
    )  # fmt: skip
    document = proposed(office, "Редакция 2")
    named = stored(office)
    assert {sheet.sha256, document.sha256} <= named
    script = script_of(office, COORDINATOR, TokenScope.COORDINATE)
    answer = script.post("/documents", files={"file": ("Забытый.pdf", PDF + b"lost", "application/pdf")})
    lost = answer.json()["sha256"]
    aged(office)
    young = put(office.store, "Сегодня").sha256
    assert orphans(office.database, office.store) == {lost}
    assert remove_orphans(office.database, office.store) == 1
    assert stored(office) == named | {young}
    assert remove_orphans(office.database, office.store) == 0


@pytest.mark.parametrize("how", ["put again", "asked about by a command"])
def test_a_file_whose_command_commits_while_the_sweep_runs_stays(
    office: WebOffice, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(office.store, "Редакция 2")
    aged(office)
    look = orphan_files.orphans

    def and_then_it_is_wanted(*parts: Any) -> frozenset[str]:
        found = look(*parts)
        assert file.sha256 in found
        if how == "put again":
            put(office.store, "Редакция 2")
        else:
            assert office.store.is_as_told(file.sha256, size=file.size, media_type=file.media_type)
        return found

    monkeypatch.setattr(orphan_files, "orphans", and_then_it_is_wanted)
    assert remove_orphans(office.database, office.store) == 0
    assert proposed(office, "Редакция 2").sha256 == file.sha256
    assert office.store.is_intact(file.sha256)


def test_a_command_that_comes_after_the_sweep_is_refused_and_names_nothing_that_is_gone(office: WebOffice) -> None:
    document = put(office.store, "Редакция 2").as_document()
    aged(office)
    assert remove_orphans(office.database, office.store) == 1
    change = ChangeItem(place=8, due_on=date(2021, 11, 1))
    with pytest.raises(EvidenceDamaged):
        office.do(COORDINATOR, c.ProposeAmendment(plan_id=1, reason="Приказ.", changes=(change,), source=document))


def test_uploads_and_sweeps_at_once_leave_every_new_file(office: WebOffice) -> None:
    texts = [str(number) for number in range(30)]
    for text in texts:
        put(office.store, text)
    aged(office)
    with ThreadPoolExecutor(4) as pool:
        sweeps = [pool.submit(remove_orphans, office.database, office.store) for _ in range(4)]
        arrived = [pool.submit(put, office.store, text).result().sha256 for text in texts]
        for sweep in sweeps:
            sweep.result()
    assert all(office.store.is_intact(sha256) for sha256 in arrived)
    assert not any(office.store.discard(sha256, LEFTOVER_AGE_S) for sha256 in arrived)
