"""Separation of duties at every door: the link's page, the API, a sheet on a page, on the command line and on its day.

A conflict that arises when the task is open already is refused in the same words everywhere, and nothing is decided.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from models.states import DecisionKind, LinkPurpose, Outcome, PaperState
from tests.integration.amending import no_difference
from tests.integration.api_scripts import script_of
from tests.integration.cli_program import program_on
from tests.integration.office import COORDINATOR, EFIMOVA, PIN, SHESTAKOV
from tests.integration.sheets import on_its_day, paper_of, papers
from tests.integration.web_site import PDF, Browser, WebOffice, ready_pages
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.errors import ConflictOfInterest
from workflow.paper_work import carry_out_papers
from workflow.rows import DECISION

WORKS = "замещает ответственного исполнителя пункта (совмещение ролей исполнителя и согласующего)"
DECIDED = "уже принимал решение на другом этапе этого отчёта"


@dataclass(frozen=True)
class Attempt:
    """A task that is open, and who tries to decide on it with another part in it; their browser was there before."""

    office: WebOffice
    name: str
    task: Any
    browser: Browser
    folder: Path
    environment: pytest.MonkeyPatch

    @property
    def decision(self) -> dict[str, Any]:
        is_last = self.task.verb.value == "approve"
        said = {"kind": DecisionKind(self.task.verb.value), "digest": self.task.digest}
        return said | ({"outcome": Outcome.EXECUTED} if is_last else {})


def of_the_engine(attempt: Attempt) -> str:
    with pytest.raises(ConflictOfInterest) as refusal:
        attempt.office.do(attempt.name, c.Decide(task_id=attempt.task.id, **attempt.decision))
    return refusal.value.message


def of_the_link(attempt: Attempt) -> str:
    task = attempt.task
    form = {"decision": task.verb.value, "outcome": "executed", "digest": task.digest, "pin": PIN}
    answer = attempt.browser.post(f"/sign/{task.id}", form)
    assert answer.status_code == 403
    assert 'name="decision"' not in answer.text
    return unescape(answer.text)


def of_the_api(attempt: Attempt) -> str:
    script = script_of(attempt.office, attempt.name)
    answer = script.post(f"/tasks/{attempt.task.id}/decision", attempt.decision | {"pin": PIN})
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    return str(answer.json()["detail"])


def of_the_sheet_on_a_page(attempt: Attempt) -> str:
    office, task = attempt.office, attempt.task
    browser = office.browser()
    browser.get(office.link(LinkPurpose.SIGN_IN, COORDINATOR))
    browser.post("/login/pin", {"pin": PIN})
    path = f"/plans/{office.plan_id}/papers/register/{task.id}"
    browser.get(path)
    form = {
        "kind": task.verb.value, "outcome": "executed", "digest": task.digest, "number": "5", "pin": PIN,
        "signed_on": f"{office.engine.today():%d.%m.%Y}", "original_at": "Приёмная",
    }  # fmt: skip
    answer = browser.post(path, form, files=[("sheet", ("Лист 5.pdf", PDF))])
    assert answer.status_code == 403
    return unescape(answer.text)


def of_the_sheet_on_the_command_line(attempt: Attempt) -> str:
    office, sheet = attempt.office, attempt.folder / "Лист 5.pdf"
    sheet.write_bytes(PDF)
    viza = program_on(office.database, attempt.folder, attempt.environment)
    attempt.environment.setenv("VIZA_DATA_DIR", str(office.settings.data_dir))
    attempt.environment.setenv("VIZA_PIN", PIN)
    viza.set_clock(office.engine.now())
    outcome = ("--outcome", "executed") if attempt.task.verb.value == "approve" else ()
    return viza.refused(
        "plan", "paper", "1", str(attempt.task.id), "--sheet", str(sheet), "--number", "5",
        "--date", office.engine.today().isoformat(), "--original", "Приёмная", *outcome,
    )  # fmt: skip


DOORS = (of_the_engine, of_the_link, of_the_api, of_the_sheet_on_a_page, of_the_sheet_on_the_command_line)

office = ready_pages


def stands_in(office: WebOffice, stand_in: str, absent: str) -> None:
    today = office.engine.today()
    about = {"absent_id": office.person(absent), "substitute_id": office.person(stand_in), "starts_on": today}
    order = {"ends_on": today + timedelta(days=60), "order_number": "12-к", "order_date": today}
    # As one that was set before the approver came into the route: today it would be refused.
    with pytest.MonkeyPatch.context() as before:
        before.setattr("workflow.substitutions.demand_no_approver_lost", lambda _conn, _new: None)
        office.engine.execute(c.AddSubstitution.model_validate(about | order), SYSTEM)


def decisions(office: WebOffice) -> int:
    with office.database.read() as conn:
        return conn.execute(select(func.count()).select_from(DECISION)).scalar_one()


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_who_comes_to_stand_in_for_the_lead_decides_by_no_door(
    office: WebOffice, door: Callable[[Attempt], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.bring_to_approvers(3)
    path, task = office.sign_link(SHESTAKOV)
    browser = office.browser()
    browser.get(path)
    stands_in(office, SHESTAKOV, office.lead(3))
    before = decisions(office)
    assert WORKS in door(Attempt(office, SHESTAKOV, task, browser, tmp_path, monkeypatch))
    assert (decisions(office), papers(office)) == (before, [])
    no_difference(office)


@pytest.mark.parametrize("door", [door for door in DOORS if door is not of_the_link], ids=lambda door: door.__name__)
def test_who_decided_in_one_step_decides_in_another_by_no_door(
    office: WebOffice, door: Callable[[Attempt], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.bring_to_approvers(3)
    office.sign(SHESTAKOV)
    task = office.task_of(EFIMOVA)
    stands_in(office, SHESTAKOV, EFIMOVA)
    before = decisions(office)
    assert DECIDED in door(Attempt(office, SHESTAKOV, task, office.browser(), tmp_path, monkeypatch))
    assert (decisions(office), papers(office)) == (before, [])
    about = {"plan_id": office.plan_id, "task_id": task.id, "digest": task.digest}
    assert office.browser().get(office.link(LinkPurpose.SIGN, SHESTAKOV, **about)).status_code == 404
    no_difference(office)


def test_a_sheet_signed_before_the_conflict_arose_takes_no_effect_on_its_day(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    stored = office.store.put(BytesIO(PDF), file_name="Лист.pdf")
    sheet = {"sha256": stored.sha256, "name": "Лист.pdf", "size": stored.size, "media_type": stored.media_type}
    office.do(COORDINATOR, paper_of(office, SHESTAKOV, sheet=sheet))
    stands_in(office, SHESTAKOV, office.lead(3))
    before = decisions(office)
    on_its_day(office)
    ((_, reason),) = carry_out_papers(office.engine).refused
    assert WORKS in reason
    assert (decisions(office), [paper.state for paper in papers(office)]) == (before, [PaperState.VOIDED])
    no_difference(office)
