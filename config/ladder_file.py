"""Reading a ladder that a coordinator writes for a plan or an item: `[[rung]]` tables, as in the office's own file."""

from pathlib import Path

from pydantic import ValidationError

from config.errors import PlanFileError
from config.ladder import LadderFile, NewRung
from config.plan_file import read_toml
from config.validation_ru import findings


def read_ladder(path: Path) -> tuple[NewRung, ...]:
    """The rungs of the file. Raises `PlanFileError`, one Russian line that names the key's path."""
    values = read_toml(path)
    try:
        return LadderFile.model_validate(values).rung
    except ValidationError as error:
        raise PlanFileError(f"{path.name}: {findings(error, values)}") from None
