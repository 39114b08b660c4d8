"""Logs hold no PIN, no token and no password, and their times are UTC."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from config.logging import REDACTED, configure_logging, redact_secrets


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "key", ["pin", "PIN", "new_pin", "token", "link_token", "password", "code", "activation_code", "Set-Cookie"]
)
def test_a_key_that_names_a_secret_is_redacted(key: str) -> None:
    assert redact_secrets(None, "info", {key: "123456"}) == {key: REDACTED}


@pytest.mark.parametrize("key", ["status_code", "warning_code", "pinned", "item", "tokens_left", "event"])
def test_other_keys_stay(key: str) -> None:
    assert redact_secrets(None, "info", {key: "123456"}) == {key: "123456"}


def test_secrets_are_redacted_at_any_depth() -> None:
    event = {"form": {"pin": "1", "list": [{"token": "2"}, "3"]}}
    assert redact_secrets(None, "info", event) == {"form": {"pin": REDACTED, "list": [{"token": REDACTED}, "3"]}}


def test_the_token_of_a_personal_link_is_cut_out_of_any_text() -> None:
    token = "kV3Bq0yX9m_-kV3Bq0yX9m_-kV3Bq0yX9m_-kV3Bq0y"
    event = redact_secrets(None, "info", {"event": f"GET /s/{token} 303", "urls": [f"http://h/r/{token}?x=1"]})
    assert event == {"event": f"GET /s/{REDACTED} 303", "urls": [f"http://h/r/{REDACTED}?x=1"]}


def test_json_lines_are_in_utc_and_also_come_from_the_standard_library(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json")
    structlog.get_logger("viza").info("пункт принят", item=3, pin="123456")
    logging.getLogger("another.library").warning("GET %s", "/s/kV3Bq0yX9m_-kV3Bq0yX9m_-")
    own, foreign = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (own["event"], own["item"], own["pin"], own["logger"]) == ("пункт принят", 3, REDACTED, "viza")
    assert abs(datetime.now(UTC) - datetime.fromisoformat(own["timestamp"])) < timedelta(minutes=1)
    assert (foreign["event"], foreign["level"]) == (f"GET /s/{REDACTED}", "warning")


def test_an_exception_keeps_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json")
    try:
        raise ValueError("нет")
    except ValueError:
        structlog.get_logger("viza").exception("failed")
    assert "ValueError: нет" in json.loads(capsys.readouterr().err)["exception"]


def test_the_console_shows_one_line_an_event(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("console")
    structlog.get_logger("viza").info("started", port=8000)
    logging.getLogger("viza").debug("too fine")
    (line,) = capsys.readouterr().err.splitlines()
    assert "started" in line
    assert "port=8000" in line
