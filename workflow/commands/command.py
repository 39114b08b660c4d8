"""What every command is: a frozen form whose texts both databases can keep."""

from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from config.line_text import to_line, visible_text
from workflow.storable import demand_storable

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
# Names of people among others: what nobody sees in them would tell two people apart who read the same.
Line = Annotated[
    str,
    BeforeValidator(lambda text: to_line(text) if isinstance(text, str) else text),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
]


def _seen(text: object) -> object:
    """Empty where nobody would see anything: the least length is asked for before the white space goes."""
    if not isinstance(text, str):
        return text
    return visible_text(text) if to_line(text) else ""


# A sign that nobody sees takes six bytes in the ledger's entry, and may turn what follows around.
Body = Annotated[
    str,
    BeforeValidator(_seen),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=5000),
]


class Command(BaseModel):
    """A frozen, validated request that both databases can keep."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="after")
    def _is_storable(self) -> Self:
        demand_storable(self)
        return self


class StoredDocument(Command):
    """A document that lies in the evidence store: its name, its SHA-256, its size in bytes."""

    sha256: Sha256
    name: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    size: int = Field(ge=1)
    media_type: Annotated[str, StringConstraints(min_length=1, max_length=120)]


class ItemCommand(Command):
    """A command on one item; `place` is its place in the plan from 1.

    `expected_version` is the version that the person saw; where given, another version is `StaleVersion`.
    """

    plan_id: int
    place: int
    expected_version: int | None = None
