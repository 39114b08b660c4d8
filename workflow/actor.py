"""Who acts, and how sure we are of it."""

from dataclasses import dataclass

from models.states import Assurance, TokenScope


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """The token through which a script acts: what it opens, and the one plan that it is narrowed to, if any."""

    id: int
    scope: TokenScope
    plan_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a command. `person_id` is None for the system (the clock, a flow).

    Only `workflow.authentication` makes an actor with assurance pin or browser. `token` is what the command came
    through, also where a PIN proved the person: the engine asks what it opens, the ledger names it.
    """

    person_id: int | None
    assurance: Assurance
    token: TokenGrant | None = None

    @property
    def ledger_name(self) -> str:
        """How the ledger names the actor: a number, never a name."""
        return "system" if self.person_id is None else f"person/{self.person_id}"


SYSTEM = Actor(None, Assurance.SYSTEM)
