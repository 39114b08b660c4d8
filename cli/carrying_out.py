"""From what was typed to a command of the engine, and back to the line that says what was done."""

from typing import TYPE_CHECKING, Any, TypeVar

from cli.terminal import say, say_json
from config.errors import VizaError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from flows.wiring import Parts
    from workflow.actor import Actor
    from workflow.commands import Command
    from workflow.views import Receipt

Made = TypeVar("Made", bound="BaseModel")


def made(kind: "type[Made]", /, **values: Any) -> "Made":
    """The command, or a part of one. Raises `VizaError` with the field's name where a value is not what it must be."""
    from pydantic import ValidationError

    from config.validation_ru import findings

    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise VizaError(findings(error, values)) from None


def carry_out(
    parts: "Parts", command: "Command", actor: "Actor", *, as_json: bool = False, **more: object
) -> "Receipt":
    """Execute, and print the receipt; `more` goes into its JSON. Raises what the engine refuses with."""
    receipt = parts.engine.execute(command, actor)
    if as_json:
        say_json(receipt_json(receipt) | more)
    else:
        place = "" if receipt.seq is None else f" (журнал {receipt.ledger_id}, запись {receipt.seq})"
        say(f"{receipt.text}{place}")
    return receipt


def carry_out_on_people(
    kind: "type[Command]", person: str | None, *, as_json: bool, named: dict[str, str], **values: Any
) -> "Receipt":
    """Give a command about people by their stewards; `named` are the fields that hold people, as they were typed."""
    from cli.acting import find_person, steward_actor
    from cli.context import build

    parts = build()
    with parts.database.read() as conn:
        found = {field: find_person(conn, text).id for field, text in named.items()}
    return carry_out(parts, made(kind, **found, **values), steward_actor(parts, person), as_json=as_json)


def receipt_json(receipt: "Receipt") -> dict[str, Any]:
    """A receipt as JSON: what it names, where it stands in the ledger."""
    about = {
        name: getattr(receipt, name)
        for name in ("plan_id", "place", "submission_id", "decision_id", "person_id", "evidence_id")
        if getattr(receipt, name) is not None
    }
    return {
        "text": receipt.text,
        "ledger": receipt.ledger_id,
        "seq": receipt.seq,
        "at": receipt.at.isoformat(),
        "is_repeat": receipt.is_repeat,
        **about,
    }
