"""An office with the real plan, for tests: engine, moved clock, people by name, everyone with a PIN."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from pydantic import SecretStr
from sqlalchemy import func, select

from audit.keys import LedgerSigner
from config.database import Database
from config.plan_file import plan_source_sha256, read_plan
from config.signing_rules import signing_rules
from models.plans import PlanWarning
from models.states import Assurance, DecisionKind, Outcome, Resolution, TaskState
from tests.integration.kept_rows import done_once
from workflow import commands as c
from workflow.actor import SYSTEM, Actor
from workflow.clock import FixedClock
from workflow.engine import Engine
from workflow.rows import ITEM, PERSON, PLAN, SUBMISSION, TASK
from workflow.transaction import Policy
from workflow.views import Receipt

PLAN_FILE = Path(__file__).parents[2] / "config" / "plans" / "omsk-2021.toml"
PIN = "274913"
START = datetime(2021, 1, 21, 3, 0, tzinfo=UTC)
COORDINATOR = "Ковалёва И.П."
SHESTAKOV, EFIMOVA = "Шестаков В.В.", "Ефимова Л.Г."
CORRECTIONS: dict[tuple[str, int | None], dict[str, Any]] = {
    ("deadline_outside_plan_year", 10): {"starts_on": "2021-03-01", "due_on": "2021-04-30"},
    ("unknown_organisation", 3): {"organisations": ["11", "27", "39", "59", "95", "112", "ККШИ"]},
    ("target_needs_settling", 19): {"target_count": 24},
}


class SoundFiles:
    """An evidence reader for which every file is intact and what it is told to be, but those named otherwise."""

    def __init__(self) -> None:
        self.damaged: set[str] = set()
        self.mistold: set[str] = set()

    def is_intact(self, sha256: str) -> bool:
        return sha256 not in self.damaged

    def is_as_told(self, sha256: str, *, size: int, media_type: str) -> bool:
        return sha256 not in self.mistold and size > 0 and bool(media_type)


class Office:
    """The education department of Omsk with its plan of 2021."""

    def __init__(self, database: Database, *, policy: Policy | None = None) -> None:
        self.database = database
        self.clock = FixedClock(START)
        self.files = SoundFiles()
        self.engine = Engine(
            database,
            self.clock,
            policy or Policy(witnesses=("witness@inspection.example",)),
            LedgerSigner("viza.test.example", bytes(range(32))),
            self.files,
        )
        self.engine.open_deployment()
        self.plan_id = 0
        self._serial = 0

    def import_plan(self) -> "Office":
        draft = read_plan(PLAN_FILE)
        receipt = self.engine.execute(c.ImportPlan(draft=draft, source_sha256=plan_source_sha256(PLAN_FILE)), SYSTEM)
        assert receipt.plan_id is not None
        self.plan_id = receipt.plan_id
        return self

    def settle_everything(self) -> "Office":
        warnings = PlanWarning.__table__  # type: ignore[attr-defined]
        with self.database.read() as conn:
            rows = conn.execute(
                select(warnings.c.id, warnings.c.code, ITEM.c.place)
                .outerjoin(ITEM, ITEM.c.id == warnings.c.item_id)
                .where(warnings.c.resolution.is_(None))
                .order_by(warnings.c.id)
            ).all()
        for row in rows:
            change = CORRECTIONS.get((row.code.value, row.place))
            self.do(
                COORDINATOR,
                c.SettleWarning(
                    plan_id=self.plan_id,
                    warning_id=row.id,
                    resolution=Resolution.CORRECTED if change else Resolution.ACCEPTED,
                    reason="Так следует из остальных пунктов плана.",
                    change=change,
                ),
            )
        return self

    def enrol_everyone(self) -> "Office":
        with self.database.read() as conn:
            ids = list(conn.execute(select(PERSON.c.id)).scalars())
        for person_id in ids:
            code = self.engine.execute(c.IssueActivationCode(person_id=person_id), SYSTEM).secret
            assert code is not None
            self.engine.execute(
                c.SetPin(
                    person_id=person_id,
                    activation_code=SecretStr(code),
                    pin=SecretStr(PIN),
                    rules_sha256=signing_rules().sha256,
                ),
                Actor(person_id, Assurance.LINK),
            )
        return self

    def activate(self) -> "Office":
        self.do(COORDINATOR, c.SubmitActivation(plan_id=self.plan_id, summary="План с исправлениями."))
        self.sign(SHESTAKOV)
        self.sign(EFIMOVA)
        return self

    def ready(self, *, with_pins: bool = False) -> Self:
        """The plan imported, settled and active, in a database that holds nothing yet."""
        begin = type(self).begin
        key = (begin, self.engine.policy, self.clock.now(), with_pins)
        done_once(self.database, key, lambda: begin(self, with_pins=with_pins))
        with self.database.read() as conn:
            self.plan_id = conn.execute(select(PLAN.c.id)).scalar_one()
        return self

    def begin(self, *, with_pins: bool) -> None:
        """What `ready` asks for, by the commands that an office would give."""
        self.import_plan().settle_everything()
        if with_pins:
            self.enrol_everyone()
        self.activate()

    def person(self, name: str) -> int:
        with self.database.read() as conn:
            return int(conn.execute(select(PERSON.c.id).where(PERSON.c.name == name)).scalar_one())

    def actor(self, name: str, assurance: Assurance = Assurance.PIN) -> Actor:
        return Actor(self.person(name), assurance)

    def do(self, name: str, command: c.Command) -> Receipt:
        return self.engine.execute(command, self.actor(name))

    def count(self, table: Any) -> int:
        """How many rows a table has."""
        with self.database.read() as conn:
            return int(conn.execute(select(func.count()).select_from(table)).scalar_one())

    def item(self, place: int) -> Any:
        with self.database.read() as conn:
            return conn.execute(select(ITEM).where(ITEM.c.plan_id == self.plan_id, ITEM.c.place == place)).one()

    def lead(self, place: int) -> str:
        return str(self.item(place).as_written["responsible"][0])

    def start(self, place: int) -> Receipt:
        return self.do(self.lead(place), c.StartItem(plan_id=self.plan_id, place=place))

    def add(self, place: int, *, units: int = 1, organisations: tuple[str, ...] = (), by: str | None = None) -> Receipt:
        self._serial += 1
        return self.do(
            by or self.lead(place),
            c.AddEvidence(
                plan_id=self.plan_id,
                place=place,
                sha256=f"{self._serial:064x}",
                size=1000,
                file_name=f"Справка {self._serial}.pdf",
                media_type="application/pdf",
                kind="справка",
                units=units,
                organisations=organisations,
            ),
        )

    def submit(self, place: int, **rest: Any) -> Receipt:
        return self.do(
            self.lead(place),
            c.SubmitEvidence(plan_id=self.plan_id, place=place, summary="Работа выполнена.", **rest),
        )

    def bring_to_approvers(self, place: int) -> Receipt:
        """Start, attach what the target asks for, submit."""
        item = self.item(place)
        self.start(place)
        self.add(place, units=item.target_count or 1)
        return self.submit(place, shown_percent=item.target_percent)

    def task_of(self, name: str) -> Any:
        """The newest open task of a person, with its submission's digest."""
        with self.database.read() as conn:
            return conn.execute(
                select(TASK, SUBMISSION.c.digest, SUBMISSION.c.subject)
                .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
                .where(TASK.c.acting_id == self.person(name), TASK.c.state == TaskState.OPEN)
                .order_by(TASK.c.id.desc())
                .limit(1)
            ).one()

    def sign(self, name: str, *, kind: DecisionKind | None = None, **rest: Any) -> Receipt:
        """Decide the person's newest open task in the way its step asks for."""
        task = self.task_of(name)
        kind = kind or DecisionKind(task.verb.value)
        is_item_approval = kind is DecisionKind.APPROVE and task.subject.value == "item"
        outcome = rest.pop("outcome", Outcome.EXECUTED if is_item_approval else None)
        return self.do(name, c.Decide(task_id=task.id, kind=kind, digest=task.digest, outcome=outcome, **rest))

    def finish(self, place: int) -> None:
        """From planned to approved."""
        self.bring_to_approvers(place)
        if place not in (1, 2, 7, 21):
            self.sign(SHESTAKOV)
        self.sign(EFIMOVA)

    def move_to(self, moment: datetime) -> None:
        self.clock.move_to(moment)
