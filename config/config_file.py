"""Reading an operator's TOML file into a model."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.errors import SettingsError

# A default that is computed from a field which was refused already.
FOLLOWS_FROM_ANOTHER = "default_factory_not_called"

Model = TypeVar("Model", bound=BaseModel)


def read_config(path: Path, model: type[Model]) -> Model:
    """Read and check the file. Raises `SettingsError`, one English line with the file and each key's path."""
    try:
        values = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: is no TOML: {error}") from None
    try:
        return model.model_validate(values)
    except ValidationError as error:
        details = error.errors(include_url=False)
        lines = "; ".join(_line(detail) for detail in details if detail["type"] != FOLLOWS_FROM_ANOTHER)
        raise SettingsError(f"{path}: {lines}") from None


def _line(detail: ErrorDetails) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"])
    reason = detail["msg"].removeprefix("Value error, ")
    return f"{path.removeprefix('.')}: {reason}" if path else reason
