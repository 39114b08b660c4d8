"""The letter about a token for a script: who did not ask for it ends it."""

from datetime import date
from typing import Any

from sqlalchemy import Row

from models.states import TokenScope
from notifications.headers import one_line
from notifications.letters.draft import Desk, Draft
from notifications.letters.shared import plan_context
from workflow.wording.dates import date_text
from workflow.wording.terms import TOKEN_SCOPES

NAME_LENGTH = 120


def token_issued(notices: list[Row[Any]], desk: Desk) -> Draft:
    """A token was issued in this person's name: what it opens, until when, and where to end it."""
    notice = notices[0]
    facts = notice.facts
    context = plan_context(desk, notice.plan_id) | {
        "name": one_line(str(facts["name"]), NAME_LENGTH),
        "scope": TOKEN_SCOPES[TokenScope(facts["scope"])],
        "until": date_text(date.fromisoformat(facts["expires_on"])),
        "by_self": bool(facts["by_self"]),
        "path": "/tokens",
    }
    return Draft(f"Выдан ключ доступа для программы: {context['name']}", context)
