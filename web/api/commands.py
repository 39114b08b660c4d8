"""The doors of `web.api.doors` as POST routes: path and body become the command, the command a receipt."""

import re
from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field, SecretStr, create_model
from starlette.responses import Response

from web.api.caller import Calling, needing
from web.api.carrying_out import Done, IdempotencyKey, IfMatch, Terms, by_pin, carry_out
from web.api.doors import Door, open_doors
from web.places import Id
from workflow.secrets import PIN_LONGEST
from workflow.token_reach import NEEDED

_NAMES = re.compile(r"{(\w+)}")
# The version is told by If-Match.
NOT_IN_BODY = ("expected_version",)
Pin = Annotated[
    SecretStr, Field(min_length=1, max_length=PIN_LONGEST, description="ПИН-код того, кому выдан ключ доступа.")
]


class Request(BaseModel):
    """What a door's body holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def command_router() -> APIRouter:
    """A route for every door whose command the engine carries out."""
    router = APIRouter()
    for door in open_doors():
        router.add_api_route(
            door.path,
            endpoint(door),
            methods=["POST"],
            tags=[door.tag],
            summary=door.summary,
            description=door.command.__doc__,
            name=door.command.__name__,
            operation_id=door.command.__name__,
            response_model=Done,
            dependencies=[needing(NEEDED[door.command])],
        )
    return router


def endpoint(door: Door) -> Callable[..., Response]:
    """The function behind a door, with the signature that FastAPI reads."""
    names = _NAMES.findall(door.path)
    body = body_of(door, names)

    def carry_out_at_door(caller: Calling, **given: Any) -> Response:
        values = {name: given[name] for name in names}
        sent: Any = given.get("body")
        actor = None
        if sent is not None:
            values |= {name: getattr(sent, name) for name in sent.model_fields_set - {"pin"}}
        command = door.command.model_validate(values)
        if door.needs_pin:
            actor = by_pin(caller, sent.pin.get_secret_value())
        return carry_out(caller, command, Terms(given.get("if_match"), given["idempotency_key"]), actor)

    parameters = [_named("caller", Calling), *(_named(name, Id) for name in names)]
    if body is not None:
        parameters.append(_named("body", Annotated[body, Body()]))
    if "plan_id" in names:
        parameters.append(_named("if_match", IfMatch, None))
    parameters.append(_named("idempotency_key", IdempotencyKey, None))
    carry_out_at_door.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return carry_out_at_door


def body_of(door: Door, names: list[str]) -> type[BaseModel] | None:
    """The model of a door's body; None where the path says it all."""
    fields: dict[str, Any] = {
        name: (field.annotation, field)
        for name, field in door.command.model_fields.items()
        if name not in names and name not in NOT_IN_BODY
    }
    if door.needs_pin:
        fields["pin"] = (Pin, ...)
    if not fields:
        return None
    return create_model(f"{door.command.__name__}Body", __base__=Request, __doc__=door.command.__doc__, **fields)


def _named(name: str, annotation: Any, default: Any = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
