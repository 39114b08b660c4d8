"""Who acts, and how sure we are of it."""

from dataclasses import dataclass

from models.states import Assurance


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a command. `person_id` is None for the system (the clock, a flow).

    Only `workflow.authentication` makes an actor with assurance pin or browser.
    """

    person_id: int | None
    assurance: Assurance

    @property
    def ledger_name(self) -> str:
        """How the ledger names the actor: a number, never a name."""
        return "system" if self.person_id is None else f"person/{self.person_id}"


SYSTEM = Actor(None, Assurance.SYSTEM)
