"""Commands on people: who is known, in use, enrolled and signed in."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints

from config.plan_draft import EmailAddress
from workflow.commands.command import Body, Command, Line, Sha256


class AddPerson(Command):
    """Make a person known. `name` is «Фамилия И.О.»."""

    name: Line
    given_names: Line | None = None
    position: Line | None = None
    email: EmailAddress | None = None
    phone: Annotated[str, StringConstraints(max_length=60)] | None = None
    role: Literal["member", "coordinator", "inspector", "operator"] = "member"


class ChangePerson(Command):
    """Change what is known of a person; only the fields given. A new address kills the links sent to the old one.

    A new name or position holds from now on: what was decided before keeps the name as it was.
    """

    person_id: int
    name: Line | None = None
    given_names: Line | None = None
    position: Line | None = None
    email: EmailAddress | None = None
    phone: Annotated[str, StringConstraints(max_length=60)] | None = None


class ChangePeople(Command):
    """Change what is known of several people at once: all of it, or nothing."""

    changes: Annotated[tuple[ChangePerson, ...], Field(min_length=1, max_length=500)]


class ConfirmAddress(Command):
    """Say that a person's address, which refused letters for good, works again."""

    person_id: int


class ChooseCalendar(Command):
    """Say whether a person's deadlines come as calendar files (.ics) with their letters."""

    person_id: int
    wants_calendar: bool


class DeactivatePerson(Command):
    """Take a person out of use: no sign-in, no link, no decision from now on; their history stays."""

    person_id: int
    reason: Body


class ReactivatePerson(Command):
    """Bring a deactivated person back into use; PIN and browsers are to be set anew."""

    person_id: int
    reason: Body


class InviteToEnrol(Command):
    """Send the letter that invites a person to set their PIN."""

    person_id: int
    plan_id: int | None = None


class IssueActivationCode(Command):
    """Make a new one-time activation code; the receipt's `secret` holds it, to be handed over in person."""

    person_id: int


class SetPin(Command):
    """Set the PIN with the activation code, accepting the rules whose SHA-256 is given."""

    person_id: int
    activation_code: SecretStr
    pin: SecretStr
    rules_sha256: Sha256


class RequestSignIn(Command):
    """Send a sign-in letter. The answer never tells whether the address is known."""

    email: Annotated[str, StringConstraints(max_length=254)]


class RevokeBrowsers(Command):
    """Sign out everywhere: end all sessions and trusted browsers of a person."""

    person_id: int
