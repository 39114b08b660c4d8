"""The ladder of reminders and escalation, as data."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    field_validator,
    model_validator,
)

from config.config_file import read_config
from config.errors import SettingsError
from config.line_text import Line
from models.states import ClockKind

# More than these no person would follow, nor an entry of the ledger hold, also of all that were passed over at once.
MOST_RUNGS = 30
MOST_DAYS = 20
DEFAULT_PATH = Path(__file__).with_name("ladder.toml")

Audience = Literal[
    "lead", "co_executors", "coordinator", "first_approver", "final_approver", "approver", "next_approver"
]
WorkingDays = Annotated[int, Field(strict=True, ge=-250, le=250)]
Label = Annotated[Line, Field(max_length=120)]
Share = Annotated[Fraction, Field(gt=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DaysFromEnd(_Part):
    """Working days from the end of the running clock: negative before it, 0 on it."""

    days: Annotated[
        tuple[WorkingDays, ...],
        Field(min_length=1, max_length=MOST_DAYS),
        BeforeValidator(lambda value: [value] if isinstance(value, int) else value),
    ]

    @field_validator("days")
    @classmethod
    def _ascending(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if list(value) != sorted(set(value)):
            raise ValueError("must ascend without repetition")
        return value


class DaysAfterStart(_Part):
    """Working days after the item's start date, while it is still `planned`."""

    after_start: Annotated[WorkingDays, Field(ge=0)]


class ShareOfTerm(_Part):
    """When this share of the term is gone and less than that share of the target is shown."""

    share_of_term: Share
    share_of_target: Share


def _kind_of_when(value: object) -> str | None:
    keys = set(value) if isinstance(value, dict) else set(getattr(type(value), "model_fields", ()))
    for key in ("days", "after_start", "share_of_term"):
        if key in keys:
            return key
    return None


When = Annotated[
    Annotated[DaysFromEnd, Tag("days")]
    | Annotated[DaysAfterStart, Tag("after_start")]
    | Annotated[ShareOfTerm, Tag("share_of_term")],
    Discriminator(
        _kind_of_when,
        custom_error_type="when",
        custom_error_message="must hold days, after_start, or share_of_term with share_of_target",
    ),
]


class Rung(_Part):
    """One rung: on which clock, when, to whom. A higher `severity` is the graver news, unique in its clock.

    `label` names it to people, in Russian; a rung that was stored by an earlier version may lack one.
    `also_lead`: where the rung reports upwards, the lead gets a letter of their own beside it.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    label: Label | None = None
    clock: ClockKind
    when: When
    to: Annotated[tuple[Audience, ...], Field(min_length=1)]
    severity: Annotated[int, Field(ge=0)]
    letter: Literal["reminder", "superior_report"] = "reminder"
    repeats: Literal["none", "weekly"] = "none"
    also_lead: bool = Field(
        default_factory=lambda data: data.get("letter") == "superior_report" and data.get("clock") == ClockKind.LEAD
    )

    @model_validator(mode="after")
    def _fits_its_clock(self) -> Self:
        if len(set(self.to)) != len(self.to):
            raise ValueError("to: an audience is named twice")
        if self.clock is ClockKind.LEAD and {"approver", "next_approver"} & set(self.to):
            raise ValueError("to: approver and next_approver exist on the approver's clock only")
        if self.clock is ClockKind.APPROVER and not isinstance(self.when, DaysFromEnd):
            raise ValueError("when: the approver's clock knows days only")
        if self.clock is ClockKind.APPROVER and self.also_lead:
            raise ValueError("also_lead: nobody is told off for another's delay")
        if self.repeats == "weekly" and not (isinstance(self.when, DaysFromEnd) and len(self.when.days) == 1):
            raise ValueError("repeats: weekly needs a single number of days")
        return self


class NewRung(Rung):
    """A rung as somebody writes it: with its label."""

    label: Label


def check_ladder(rungs: Sequence[Rung]) -> None:
    """Raise `ValueError` where two rungs share a name, or two of one clock a severity."""
    for key, values in (
        ("name", [rung.name for rung in rungs]),
        ("severity", [(rung.clock.value, rung.severity) for rung in rungs]),
    ):
        if len(set(values)) != len(values):
            raise ValueError(f"rung: two rungs share one {key}")


class LadderFile(_Part):
    """A ladder in a file of its own: `[[rung]]` tables."""

    rung: Annotated[tuple[NewRung, ...], Field(min_length=1, max_length=MOST_RUNGS)]

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        check_ladder(self.rung)
        return self


_STORED = TypeAdapter(tuple[Rung, ...])


def load_ladder(path: Path | None = None) -> tuple[Rung, ...]:
    """Read the ladder from a TOML file, by default the one beside this module.

    Raises `SettingsError` that names the file and the key's path.
    """
    return ladder_from_json(ladder_json(read_config(path or DEFAULT_PATH, LadderFile).rung))


def ladder_json(rungs: Iterable[Rung]) -> list[dict[str, Any]]:
    """The ladder as the tables and the ledger keep it: without floats."""
    return [rung.model_dump(mode="json") for rung in rungs]


def ladder_from_json(rungs: list[dict[str, Any]]) -> tuple[Rung, ...]:
    """The ladder that a plan keeps, from the JSON of `model_dump(mode="json")`."""
    try:
        return _STORED.validate_python(rungs)
    except ValueError as error:
        raise SettingsError(f"the plan's stored ladder cannot be read: {error}") from error
