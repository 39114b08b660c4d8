"""A scenario of the year for `viza simulate`: who is late, who is away, who returns what, as a TOML file.

Days are working days. What the file does not name happens in time.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from config.errors import PlanFileError
from config.line_text import PersonName
from config.plan_file import read_toml
from config.validation_ru import findings

PRESETS = Path(__file__).with_name("scenarios")
ON_TIME = "on-time"
NEVER: Literal["never"] = "never"
MOST_DAYS = 250


def _days_from(fewest: int) -> BeforeValidator:
    def days_or_never(value: object) -> object:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if value == NEVER or (is_number and fewest <= int(str(value)) <= MOST_DAYS):
            return value
        raise ValueError(f'нужно целое число рабочих дней от {fewest} до {MOST_DAYS} или "{NEVER}"')

    return BeforeValidator(days_or_never)


Days = Annotated[int | Literal["never"], _days_from(-MOST_DAYS)]
Wait = Annotated[int | Literal["never"], _days_from(0)]
Comment = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pace(_Part):
    """How somebody works. `starts` counts from the item's start (from the activation where that is later), `submits`
    from the control date (negative: before it), `resubmits` from a return, `explains` and `decides` from the request,
    `closes` (the coordinator freezes the execution report) from the day on which every item is final.
    """

    starts: Wait = 0
    submits: Days = 0
    resubmits: Wait = 2
    explains: Wait = 2
    decides: Wait = 1
    closes: Wait = 1


class _Changed(_Part):
    """Another pace than everybody's; what is not given stays."""

    starts: Wait | None = None
    submits: Days | None = None
    resubmits: Wait | None = None
    explains: Wait | None = None

    def change(self, pace: Pace) -> Pace:
        """The pace with what is named here."""
        given = self.model_dump(include=set(Pace.model_fields), exclude_none=True)
        return pace.model_copy(update=given)


class _OfItem(_Part):
    """Which item: by its printed number, or by its place in the plan where numbers start anew."""

    number: Annotated[str, Field(min_length=1, max_length=20)] | None = None
    place: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _names_one_item(self) -> Self:
        if (self.number is None) is (self.place is None):
            raise ValueError("назовите пункт одним из ключей: number или place")
        return self


class PersonPace(_Changed):
    """One person's pace, in all their items and decisions."""

    name: PersonName
    decides: Wait | None = None
    closes: Wait | None = None


class ItemPace(_OfItem, _Changed):
    """The pace of one item, whoever leads it: it goes before the person's."""


class Away(_Part):
    """An absence, both days included. A substitute (замещающий) acts by an order; without one nobody does."""

    name: PersonName
    starts_on: date = Field(alias="from")
    ends_on: date = Field(alias="to")
    substitute: PersonName | None = None
    order: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)] = "б/н"

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("to: отсутствие заканчивается раньше, чем начинается")
        if self.substitute == self.name:
            raise ValueError("substitute: замещающий — другое лицо")
        return self


class Returned(_OfItem):
    """A report on an item that is returned for rework so many times, `by` one approver or by the first who decides."""

    by: PersonName | None = None
    times: int = Field(default=1, ge=1, le=20)
    comment: Comment = "Дополните отчёт."


class Scenario(_Part):
    """The course of a year. `activated_on` is for a draft (default: the day of its approval), `until` the last day."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    activated_on: date | None = None
    until: date | None = None
    everyone: Pace = Pace()
    person: tuple[PersonPace, ...] = Field(default=(), max_length=2000)
    item: tuple[ItemPace, ...] = Field(default=(), max_length=5000)
    away: tuple[Away, ...] = Field(default=(), max_length=2000)
    returned: tuple[Returned, ...] = Field(default=(), max_length=5000)

    @model_validator(mode="after")
    def _says_each_thing_once(self) -> Self:
        people = [one.name for one in self.person]
        twice = sorted({name for name in people if people.count(name) > 1})
        if twice:
            raise ValueError(f"person: названо дважды: {', '.join(twice)}")
        return self


def read_scenario(chosen: str) -> Scenario:
    """The scenario of a preset's name, or of a TOML file.

    Raises `PlanFileError`, one Russian line that names the key's path or the presets.
    """
    preset = PRESETS / f"{chosen}.toml"
    is_preset = chosen in preset_names()
    path = preset if is_preset else Path(chosen)
    if not is_preset and not path.exists():
        raise PlanFileError(f"Нет сценария «{chosen}»: укажите файл TOML или {', '.join(preset_names())}.")
    values = read_toml(path)
    try:
        return Scenario.model_validate(values)
    except ValidationError as error:
        raise PlanFileError(f"{path.name}: {findings(error, values)}") from None


def preset_names() -> tuple[str, ...]:
    """The scenarios that come with the program."""
    return tuple(sorted(path.stem for path in PRESETS.glob("*.toml")))
