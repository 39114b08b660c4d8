"""The running demo and a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import FLAGS, find_browser
from tests.e2e.people import Office
from tests.e2e.running import Running, running_demo


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ends with its module: while Playwright's synchronous side is open, its event loop runs in this thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Running]:
    with running_demo(tmp_path / "data") as running:
        yield running


@pytest.fixture
def demo_data(demo: Running) -> Path:
    return demo.data_dir


@pytest.fixture
def office(browser: Browser, demo: Running, tmp_path: Path) -> Iterator[Office]:
    office = Office(browser, demo.base_url, tmp_path)
    yield office
    office.close()
