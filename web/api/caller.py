"""Who calls: the person of a token, what it opens, and what of a plan it may read."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import Depends
from sqlalchemy import Connection
from starlette.requests import Request

from models.states import TokenScope
from web.site import Site
from web.visit import PlanFrame, plan_frame
from workflow.actor import Actor
from workflow.errors import NotYourTurn
from workflow.queries import person_view
from workflow.refusing_others import names_text
from workflow.token_reach import demand_plan, demand_scope, opens
from workflow.token_use import TokenHolder

HOLDER = "viza.token_holder"


@dataclass(frozen=True, slots=True)
class Caller:
    """A request of the API with the holder of its token."""

    site: Site
    request: Request
    holder: TokenHolder

    @property
    def actor(self) -> Actor:
        """The person, through the token."""
        return self.holder.actor

    @property
    def person_id(self) -> int:
        """The person's id."""
        assert self.actor.person_id is not None  # noqa: S101 - every token is a person's
        return self.actor.person_id

    @property
    def address(self) -> str:
        """Where the request came from, for the limits."""
        return self.request.client.host if self.request.client else "unknown"

    @property
    def coordinates(self) -> bool:
        """Whether the token opens what coordinators do, in the plans that its person coordinates."""
        return opens(self.holder.grant.scope, TokenScope.COORDINATE)

    def with_addresses(self, frame: PlanFrame) -> bool:
        """Whether e-mail addresses are told: to whom the pages tell them, by a token that coordinates."""
        return self.coordinates and frame.sees_addresses

    def demand_mail(self, conn: Connection, frame: PlanFrame) -> None:
        """Raise `NotYourTurn` unless the pages open the list of letters to this person today."""
        if not frame.reads_mail:
            name = names_text(conn, {frame.coordinator_id})
            raise NotYourTurn(
                f"Это видит только ответственный за контроль исполнения плана ({name}). Обратитесь к нему."
            )

    def read(self) -> AbstractContextManager[Connection]:
        """A connection that reads."""
        return self.site.engine.database.read()

    def frame(self, conn: Connection, plan_id: int) -> PlanFrame:
        """The plan around what is read. Raises `NotFound` where it is not this caller's to see (rule 19)."""
        demand_plan(conn, self.actor, plan_id)
        return plan_frame(self.site, conn, plan_id, self.person_id, person_view(conn, self.person_id).role)

    def demand(self, scope: TokenScope) -> None:
        """Raise `TokenTooNarrow` where the token opens less."""
        demand_scope(self.holder.grant, scope)


def caller_of(request: Request) -> Caller:
    """The caller whom the gate let in."""
    site = cast(Site, request.app.state.site)
    return Caller(site, request, request.scope[HOLDER])


Calling = Annotated[Caller, Depends(caller_of)]


def needing(scope: TokenScope) -> Any:
    """What a route depends on that needs a scope: asked before its body is looked at. The engine asks again."""

    def demand(caller: Calling) -> None:
        caller.demand(scope)

    return Depends(demand)
