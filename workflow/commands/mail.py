"""Commands on mail."""

from typing import Annotated

from pydantic import StringConstraints

from workflow.commands.command import Command

MailDomain = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, max_length=253, pattern=r"^[^\s@]+\.[^\s@]+$"),
]


class ResumeMail(Command):
    """End a pause of mail now: of one recipient domain, or, where none is named, every pause there is."""

    domain: MailDomain | None = None
