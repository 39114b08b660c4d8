"""Commands on mail."""

from typing import Annotated

from pydantic import Field, StringConstraints

from workflow.commands.command import Command

MailDomain = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, max_length=253, pattern=r"^[^\s@]+\.[^\s@]+$"),
]


class ResumeMail(Command):
    """End a pause of mail now: of one recipient domain, or, where none is named, every pause there is."""

    domain: MailDomain | None = None


class ResendLetter(Command):
    """Send a letter once more: what did not arrive as it is, what was sent as a new letter."""

    letter_id: int = Field(ge=1, le=2**31 - 1)
