"""The `viza` command on a database of the test's own, with the clock set to the plan's year."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from typer.testing import CliRunner, Result

from cli.app import app
from config.database import Database
from config.plan_file import plan_source_sha256, read_plan
from config.settings import load_settings
from flows.wiring import Parts, assemble, known_clock
from models.people import BusinessClock
from models.states import Assurance, DecisionKind, Outcome, Resolution, Subject, TaskState, Verb, WarningCode
from models.submissions import ApprovalTask, Submission
from workflow.actor import SYSTEM, Actor
from workflow.commands import Decide, ImportPlan, SettleWarning, SubmitActivation
from workflow.queries import plan_view

SEED = Path(__file__).parents[2] / "config/plans/omsk-2021.toml"
CLOCK = BusinessClock.__table__  # type: ignore[attr-defined]
TASK = ApprovalTask.__table__  # type: ignore[attr-defined]
SUBMISSION = Submission.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Program:
    """Runs commands as an operator would; `folder` is the data folder."""

    database: Database
    folder: Path

    def run(self, *arguments: str, code: int = 0) -> Result:
        """Run a command and check its exit code."""
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == code, (arguments, result.exit_code, result.output, result.exception)
        return result

    def refused(self, *arguments: str) -> str:
        """Run a command that is refused; gives its one line on standard error."""
        (line,) = self.run(*arguments, code=1).stderr.splitlines()
        return line

    def json(self, *arguments: str, code: int = 0) -> Any:
        """Run a command with --json and read what it printed."""
        return json.loads(self.run(*arguments, "--json", code=code).stdout)

    def set_clock(self, now: datetime) -> None:
        """The business clock stands at `now` and runs."""
        with self.database.write() as conn:
            conn.execute(CLOCK.delete())
            conn.execute(insert(CLOCK).values(moved_to=now, moved_at=datetime.now(UTC)))

    def decide_all(self) -> None:
        """Every approver whose turn it is signs, as the pages would, until nobody has a turn."""
        parts = self.parts()
        while task := self._open_task():
            is_item = task.subject is Subject.ITEM
            kind = DecisionKind.AGREE if task.verb is Verb.AGREE else DecisionKind.APPROVE
            outcome = Outcome.EXECUTED if is_item and kind is DecisionKind.APPROVE else None
            decision = Decide(task_id=task.id, kind=kind, digest=task.digest, outcome=outcome)
            parts.engine.execute(decision, Actor(task.acting_id, Assurance.PIN))

    def import_and_activate(self) -> None:
        """The seed plan, its doubts settled by its coordinator, confirmed by both signers. Not through the commands."""
        engine = self.parts().engine
        engine.open_deployment()
        draft = ImportPlan(draft=read_plan(SEED), source_sha256=plan_source_sha256(SEED))
        plan_id = engine.execute(draft, SYSTEM).plan_id
        assert plan_id is not None
        with self.database.read() as conn:
            view = plan_view(conn, plan_id, engine.today())
        coordinator = Actor(view.coordinator.id, Assurance.CLI)
        for warning in view.warnings:
            is_wrong_year = warning.code is WarningCode.DEADLINE_OUTSIDE_PLAN_YEAR
            settled = SettleWarning(
                plan_id=plan_id,
                warning_id=warning.id,
                resolution=Resolution.CORRECTED if is_wrong_year else Resolution.ACCEPTED,
                reason="Сверено с подлинником",
                change={"starts_on": "2021-03-01", "due_on": "2021-04-30"} if is_wrong_year else None,
            )
            engine.execute(settled, coordinator)
        engine.execute(SubmitActivation(plan_id=plan_id, summary="План на 2021 год"), coordinator)
        self.decide_all()

    def _open_task(self) -> Any:
        with self.database.read() as conn:
            return conn.execute(
                select(TASK.c.id, TASK.c.verb, TASK.c.acting_id, SUBMISSION.c.digest, SUBMISSION.c.subject)
                .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
                .where(TASK.c.state == TaskState.OPEN)
                .order_by(TASK.c.id)
            ).first()

    def parts(self) -> Parts:
        """The program's parts, put together as a command does."""
        return assemble(load_settings(), self.database, known_clock(self.database))


def program_on(database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program with its settings in the environment, on 25 January 2021."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("VIZA_DATA_DIR", str(folder / "data"))
    monkeypatch.setenv("VIZA_DATABASE_URL", database.url.render_as_string(hide_password=False))
    program = Program(database, folder / "data")
    program.set_clock(datetime(2021, 1, 25, 4, 0, tzinfo=UTC))
    return program
