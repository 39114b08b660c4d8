"""Commands on the tokens with which scripts come in."""

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from models.states import TokenScope
from workflow.commands.command import Command


class IssueToken(Command):
    """Make a token for scripts in the name of a person; the receipt's `secret` holds it, shown once.

    `expires_on` is the last local date on which it opens anything.
    """

    person_id: int
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    scope: TokenScope
    expires_on: date
    plan_id: int | None = None


class RevokeToken(Command):
    """End a token at once."""

    token_id: int
