"""Reading a route of approval from a TOML file of its own: `[[chain]]` tables, as in a plan's file."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.chain import ChainStep
from config.errors import PlanFileError
from config.plan_file import read_toml
from config.validation_ru import findings


class ChainFile(BaseModel):
    """What the file holds."""

    model_config = ConfigDict(extra="forbid")

    chain: list[ChainStep] = Field(min_length=1, max_length=20)


def read_chain(path: Path) -> tuple[ChainStep, ...]:
    """The steps of the route. Raises `PlanFileError`, one Russian line that names the key's path."""
    values = read_toml(path)
    try:
        return tuple(ChainFile.model_validate(values).chain)
    except ValidationError as error:
        raise PlanFileError(f"{path.name}: {findings(error, values)}") from None
