"""Who hears of what did not arrive: the coordinator, who stands in for its recipient, and else the operator."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Connection
from sqlalchemy.exc import OperationalError

from notifications.deputies import tell_deputies
from notifications.failures import UNDELIVERABLE, Failed, tell_coordinator
from workflow.alarms import raise_alarm

log = structlog.get_logger("notifications")


def tell_undelivered(
    conn: Connection,
    now: datetime,
    about: Failed,
    notices: ColumnElement[bool],
    *,
    key: str,
    facts: dict[str, Any],
    detail: str,
) -> None:
    """Write the notices that follow where `about` (a letter or notice) was not delivered; `notices` chooses its own.

    Where even that cannot be done the operator hears, and what else its transaction does stands.
    """
    try:
        with conn.begin_nested():
            tell_coordinator(conn, now, about, key=key, facts=facts, detail=detail)
            tell_deputies(conn, now, notices)
    except OperationalError:
        raise
    except Exception as error:
        log.exception("nobody told of what was not delivered", detail=detail)
        raise_alarm(conn, now, UNDELIVERABLE, f"{detail}; nobody was told: {error}", is_repeated=True)
