"""Where a setting may come from beside the environment: a secret's own file and a TOML file."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource

from config.errors import SettingsError

PREFIX = "VIZA_"


def visible_variables(*sources: PydanticBaseSettingsSource) -> Mapping[str, str]:
    """The variables with our prefix in these sources (environment, `.env`), the first one winning.

    Empty ones count as unset. Names are in upper case.
    """
    found: dict[str, str] = {}
    for source in sources:
        if isinstance(source, EnvSettingsSource):
            for name, value in source.env_vars.items():
                if value and name.upper().startswith(PREFIX):
                    found.setdefault(name.upper(), value)
    return found


class SecretFileSource(PydanticBaseSettingsSource):
    """Reads `VIZA_X_FILE` for the secret `VIZA_X`, as container secrets are handed over."""

    def __init__(self, settings: type[BaseSettings], secrets: Iterable[str], variables: Mapping[str, str]) -> None:
        super().__init__(settings)
        self._secrets = tuple(secrets)
        self._variables = variables

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        del field
        variable = f"{PREFIX}{field_name.upper()}_FILE"
        path = self._variables.get(variable)
        if field_name not in self._secrets or path is None:
            return None, field_name, False
        if variable.removesuffix("_FILE") in self._variables:
            raise SettingsError(f"{variable}: set either it or {variable.removesuffix('_FILE')}, not both")
        try:
            return Path(path).read_text("utf-8").strip(), field_name, False
        except (OSError, UnicodeError) as error:
            raise SettingsError(f"{variable}: cannot read {path}: {_reason(error)}") from None

    def __call__(self) -> dict[str, Any]:
        values = {name: self.get_field_value(field, name)[0] for name, field in _fields(self.settings_cls)}
        return {name: value for name, value in values.items() if value is not None}


class TomlFileSource(PydanticBaseSettingsSource):
    """Reads the TOML file that `VIZA_CONFIG_FILE` names; its keys are the settings' names in lower case."""

    def __init__(self, settings: type[BaseSettings], variables: Mapping[str, str]) -> None:
        super().__init__(settings)
        self._path = variables.get(f"{PREFIX}CONFIG_FILE")

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        del field
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        if self._path is None:
            return {}
        try:
            values = tomllib.loads(Path(self._path).read_text("utf-8-sig"))
        except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"VIZA_CONFIG_FILE: cannot read {self._path}: {_reason(error)}") from None
        unknown = sorted(values.keys() - dict(_fields(self.settings_cls)).keys())
        if unknown:
            raise SettingsError(f"VIZA_CONFIG_FILE: {self._path} has no setting {', '.join(unknown)}")
        return values


def _fields(settings: type[BaseSettings]) -> Iterable[tuple[str, FieldInfo]]:
    return settings.model_fields.items()


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "it is no UTF-8 text" if isinstance(error, UnicodeError) else str(error)
