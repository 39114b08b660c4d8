"""What the operator says about working days, beside the library of public holidays."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from config.config_file import read_config

DEFAULT_PATH = Path(__file__).with_name("calendar.toml")
# A field named `date` hides the type's name in its class.
Day = date


class DecreedDayOff(BaseModel):
    """A day off and the decree that made it one; `moved_from` where the decree moved another day off to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: Day
    decree: Annotated[str, Field(min_length=1, max_length=200)]
    moved_from: Day | None = None

    @field_validator("decree")
    @classmethod
    def _has_its_number(cls, value: str) -> str:
        if re.search(r"№\s*\d", value) is None:
            raise ValueError("must name the decree with its number, such as: Указ Президента РФ от 23.04.2021 № 242")
        return value


class CalendarConfig(BaseModel):
    """Which years are decreed, and the days on which the library of holidays is wrong or late."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    known_years: Annotated[list[Annotated[int, Field(ge=2013, le=2100)]], Field(min_length=1)]
    days_off: list[DecreedDayOff] = []
    working_days: list[date] = []
    six_day_week: bool = False

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        off = [day.date for day in self.days_off]
        for key, values in (("known_years", self.known_years), ("days_off", off), ("working_days", self.working_days)):
            if len(set(values)) != len(values):
                raise ValueError(f"{key}: a value stands there twice")
        both = sorted(set(off) & set(self.working_days))
        if both:
            raise ValueError(f"working_days: {both[0]} is also in days_off")
        unknown = sorted({day.year for day in (*off, *self.working_days)} - set(self.known_years))
        if unknown:
            raise ValueError(f"known_years: {unknown[0]} is missing although days of it are named")
        return self


def load_calendar(path: Path | None = None) -> CalendarConfig:
    """Read the calendar from a TOML file, by default the one beside this module.

    Raises `SettingsError` that names the file and the key's path.
    """
    return read_config(path or DEFAULT_PATH, CalendarConfig)
