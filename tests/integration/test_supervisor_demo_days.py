"""The demonstration without Prefect: how it is filled, continued, begun anew, and how its days are lived."""

import asyncio
import shutil
import threading
from collections import Counter
from collections.abc import Coroutine, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cli.demo_accounts import read_accounts
from cli.demo_folder import set_aside
from cli.demo_seed import DemoSeed
from cli.demo_stand import Demonstration
from config.errors import SettingsError
from config.settings import load_settings
from flows.wiring import Parts
from models.states import PlanState, Resolution
from web.demo_panel import DemoPanel
from workflow.authentication import authenticate
from workflow.clock import DemoClock
from workflow.errors import InvalidCommand
from workflow.queries import deployment_lines, item_view, list_plans, plan_view
from workflow.views import PlanView

OMSK = ZoneInfo("Asia/Omsk")


class Demo:
    """A demonstration with its mail catcher on an event loop in a thread, as `viza up` has it."""

    def __init__(self, folder: Path, *, is_fresh: bool = False, is_filled: bool = True) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.woken: list[str] = []
        if is_fresh:
            set_aside(folder / "demo")
        self.stand = Demonstration(load_settings(data_dir=folder))
        self._wait(self.stand.open(8000))
        self.parts: Parts = self.stand.prepare()
        panel = self.stand.panel(self.parts, self.woken.append)
        assert panel is not None
        self.panel: DemoPanel = panel
        if is_filled:
            self.stand.settle(self.parts)

    def close(self) -> None:
        self._wait(self.stand.close())
        self.parts.database.dispose()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def plan(self) -> PlanView:
        with self.parts.database.read() as conn:
            (brief,) = list_plans(conn)
            return plan_view(conn, brief.id, self.parts.engine.today())

    def today(self) -> date:
        return self.panel.now.astimezone(OMSK).date()

    def subjects(self) -> list[str]:
        return [letter.subject for letter in reversed(self.panel.messages())]

    def _wait(self, doing: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(doing, self._loop).result(30)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose demonstration was started once and ended; tests work on copies."""
    folder = tmp_path_factory.mktemp("filled")
    Demo(folder).close()
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "data"))


@pytest.fixture
def demo(folder: Path) -> Iterator[Demo]:
    demo = Demo(folder)
    yield demo
    demo.close()


def test_it_is_filled_by_the_commands_of_anyone(demo: Demo) -> None:
    plan = demo.plan()
    assert plan.brief.state is PlanState.ACTIVE
    assert demo.today() == date(2021, 1, 21)
    items = {item.number: item for item in plan.items}
    assert (items["10"].starts_on, items["10"].due_on) == (date(2021, 3, 1), date(2021, 4, 30))
    assert items["19"].target == 24
    assert items["3"].organisations == ("11", "27", "39", "59", "95", "112", "ККШИ")
    assert [len(items[number].organisations) for number in ("2", "19", "21")] == [24, 24, 24]
    corrected = [warning.code for warning in plan.warnings if warning.resolution is Resolution.CORRECTED]
    assert len(corrected) == 3
    assert all(warning.reason for warning in plan.warnings)
    assert plan.activation is not None
    decided = [task.decision for task in plan.activation.tasks]
    assert [(made.person.name, made.assurance.value) for made in decided if made is not None] == [
        ("Шестаков В.В.", "pin"),
        ("Ефимова Л.Г.", "pin"),
    ]


def test_its_mailbox_tells_the_story_in_order(demo: Demo) -> None:
    subjects = demo.subjects()
    kinds = [subject.partition(": ")[2].partition(" ")[0] or subject for subject in subjects]
    assert len([subject for subject in subjects if "ПИН" in subject or "Приглашение" in subject]) == 8, subjects
    agree = next(place for place, subject in enumerate(subjects) if "на согласование до" in subject)
    approve = next(place for place, subject in enumerate(subjects) if "на утверждение до" in subject)
    active = next(place for place, subject in enumerate(subjects) if "введён в действие" in subject)
    assert 8 <= agree < approve < active, kinds
    assert {letter.date.astimezone(OMSK).date() for letter in demo.panel.messages()} == {date(2021, 1, 21)}


def test_everyone_has_a_pin_and_an_unused_activation_code(demo: Demo) -> None:
    accounts = read_accounts(demo.stand.settings.paths.root)
    assert len(accounts) == len(demo.panel.accounts()) == 8
    for account in accounts.values():
        assert authenticate(demo.parts.engine, account.person_id, pin=account.pin).person_id == account.person_id
        assert len(account.code) == 11


def test_a_second_start_continues_it(demo: Demo, folder: Path) -> None:
    before = demo.plan()
    subjects, accounts = demo.subjects(), demo.panel.accounts()
    demo.panel.move("day")
    again = Demo(folder)
    try:
        assert again.plan().version == before.version
        assert again.panel.accounts() == accounts
        assert again.subjects()[: len(subjects)] == subjects
        assert again.today() == date(2021, 1, 22)
    finally:
        again.close()


def test_a_start_that_was_cut_short_is_continued(tmp_path: Path) -> None:
    class Cut(Exception):
        pass

    posted: list[None] = []

    def post() -> None:
        posted.append(None)
        if len(posted) == 2:  # the plan was sent to be activated, and nobody has decided
            raise Cut

    cut = Demo(tmp_path, is_filled=False)
    with pytest.raises(Cut):
        DemoSeed(cut.parts, cut.stand.settings.paths.root, post).run()
    assert cut.plan().brief.state is PlanState.DRAFT
    pins = [pin for _, _, pin, _ in cut.panel.accounts()]
    cut.close()
    again = Demo(tmp_path)
    try:
        assert again.plan().brief.state is PlanState.ACTIVE
        assert [pin for _, _, pin, _ in again.panel.accounts()] == pins
    finally:
        again.close()


def test_a_fresh_one_keeps_the_old_one_aside(folder: Path) -> None:
    (folder / "demo" / "mark").touch()
    fresh = Demo(folder, is_fresh=True)
    try:
        assert not (folder / "demo" / "mark").exists()
        (aside,) = folder.glob("demo-*")
        assert (aside / "mark").exists()
        assert fresh.plan().brief.state is PlanState.ACTIVE
    finally:
        fresh.close()


def test_a_ledger_whose_key_is_gone_gets_no_new_one_by_itself(folder: Path) -> None:
    key = folder / "demo" / "keys" / "ledger.key"
    key.unlink()
    with pytest.raises(SettingsError, match=r"^VIZA_LEDGER_KEY: .*ledger\.key is missing"):
        Demonstration(load_settings(data_dir=folder)).prepare()
    assert not key.exists()


def test_a_week_is_lived_day_by_day(demo: Demo) -> None:
    before = len(demo.subjects())
    demo.panel.move("week")
    demo.panel.move("week")
    assert demo.today() == date(2021, 2, 4)
    # Item 1 and others began on 1 February; not started on the third working day after it, its lead is reminded.
    days = Counter(letter.date.astimezone(OMSK).date() for letter in demo.panel.messages()[:-before])
    assert days[date(2021, 2, 4)] >= 4
    with demo.parts.database.read() as conn:
        moves = [line for line in deployment_lines(conn, limit=200) if line.action == "deployment:clock_moved"]
    assert len(moves) == 10
    assert demo.woken[-4:] == ["escalate", "final_review", "seal", "deliver"]


def test_the_next_deadline_is_reached_in_time(demo: Demo) -> None:
    deadline = demo.panel.next_deadline
    assert deadline == date(2021, 2, 26)
    demo.panel.move("deadline")
    assert demo.today() == deadline
    assert demo.panel.next_deadline == date(2021, 3, 31)
    with demo.parts.database.read() as conn:
        item = item_view(conn, demo.plan().brief.id, 3, demo.today())
    assert item.brief.days_left == 0


def test_december_and_the_closing_date_end_the_year(demo: Demo) -> None:
    assert isinstance(demo.parts.clock, DemoClock)
    demo.parts.clock.move_to(datetime(2021, 11, 29, 9, tzinfo=OMSK))
    demo.panel.move("december")
    assert demo.today() == date(2021, 12, 1)
    assert demo.plan().brief.state is PlanState.IN_REVIEW
    demo.panel.move("january")
    assert demo.today() == date(2022, 1, 20)
    assert "План 2021: на согласование до" in "\n".join(demo.subjects())
    with pytest.raises(InvalidCommand, match="уже прошёл"):
        demo.panel.move("december")
    dated = [letter.date for letter in reversed(demo.panel.messages())]
    assert dated == sorted(dated)


def test_two_moves_at_once_are_one(demo: Demo) -> None:
    refusals: list[InvalidCommand] = []

    def move() -> None:
        try:
            demo.panel.move("week")
        except InvalidCommand as refusal:
            refusals.append(refusal)

    threads = [threading.Thread(target=move) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refusals) == 3
    assert demo.today() == date(2021, 1, 28)
