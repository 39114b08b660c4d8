"""Logs for the operator: one line an event, in UTC, without secrets."""

import logging
import re
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal

import structlog
from structlog.typing import Processor

REDACTED = "[redacted]"
SECRET_WORDS = frozenset({"pin", "token", "password", "cookie", "cookies", "secret", "authorization"})
SECRET_KEYS = frozenset({"code", "activation_code"})
_LINK = re.compile(r"/(s|r|e|login)/[A-Za-z0-9_-]{16,}")


def redact_secrets(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the value of every key that names a secret (`pin`, `link_token`, `Set-Cookie`), at any depth.

    The token is also cut out of the path of any personal link that stands in a text.
    """
    del logger, method
    for key, value in event.items():
        event[key] = REDACTED if _names_secret(key) else _without_secrets(value)
    return event


def configure_logging(log_format: Literal["console", "json"], level: int = logging.INFO) -> None:
    """Send structlog's and the standard library's events through one chain to standard error."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        redact_secrets,
    ]
    renderer: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if log_format == "json"
        else [structlog.dev.ConsoleRenderer(colors=False)]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)


def _names_secret(key: object) -> bool:
    name = str(key).lower().replace("-", "_")
    return name in SECRET_KEYS or not SECRET_WORDS.isdisjoint(name.split("_"))


def _without_secrets(value: object) -> object:
    if isinstance(value, str):
        return _LINK.sub(rf"/\1/{REDACTED}", value)
    if isinstance(value, Mapping):
        return {key: REDACTED if _names_secret(key) else _without_secrets(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_secrets(item) for item in value]
    return value
