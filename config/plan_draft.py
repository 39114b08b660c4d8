"""A plan as a document or a plan file gives it, before anything is stored."""

from datetime import date
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from config.addresses import check_address
from config.chain import ChainStep, chain_from_blocks, check_can_finish, check_chain
from config.ladder import MOST_RUNGS, NewRung, check_ladder
from config.line_text import Line, LongLine, PersonName
from models.states import ItemRole, Recurrence, WarningCode

OrganisationCode = Annotated[Line, Field(max_length=60)]
ItemNumber = Annotated[Line, Field(max_length=20)]
Position = Annotated[Line, Field(max_length=300)]
EmailAddress = Annotated[str, AfterValidator(check_address)]
# A field named `date` hides the type's name in its class.
Day = date
DayOffRule = Literal["preceding", "following"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignatureBlock(_Part):
    """Гриф: who agreed to or approved the document, and when. A date line left blank is no date."""

    position: Position | None = None
    name: PersonName
    date: Day | None = None


class PrintedCell(_Part):
    """A cell of the row as it is printed, under the document's own heading."""

    heading: LongLine
    text: LongLine


class PrintedRow(_Part):
    """The row as the document has it: where it stands, in Russian for people, and its cells that are not empty.

    `deadline` is the text that the deadline was read from.
    """

    location: Line
    cells: list[PrintedCell] = Field(default=[], max_length=100)
    deadline: LongLine | None = None


class DraftItem(_Part):
    """One row of the plan, exactly as written: a wrong year stays and brings a warning."""

    number: ItemNumber
    title: LongLine
    expected_result: LongLine | None = None
    target_count: int | None = Field(default=None, ge=1, le=1_000_000)
    target_percent: int | None = Field(default=None, ge=0, le=100)
    starts_on: date | None = None
    due_on: date | None = None
    recurrence: Recurrence | None = None
    responsible: list[PersonName] = Field(default=[], max_length=50)
    note: LongLine | None = None
    organisations: list[OrganisationCode] = Field(default=[], max_length=2000)
    role: ItemRole = ItemRole.ORDINARY
    lead: PersonName | None = Field(default_factory=lambda data: next(iter(data.get("responsible", ())), None))
    chain: list[ChainStep] | None = Field(default=None, max_length=20)
    ladder: list[NewRung] | None = Field(default=None, max_length=MOST_RUNGS)
    printed: PrintedRow | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.lead is not None and self.lead not in self.responsible:
            raise ValueError("lead: ответственный исполнитель должен быть среди responsible")
        if len(set(self.responsible)) != len(self.responsible):
            raise ValueError("responsible: одно лицо названо дважды")
        if self.chain is not None:
            check_chain(self.chain, of_item=True)
            check_can_finish(self.chain, self.responsible)
        if self.ladder is not None:
            check_ladder(self.ladder)
        return self


class DraftPerson(_Part):
    """Someone whom the plan names. Whoever has no address gets no letters until the coordinator adds one."""

    name: PersonName
    given_names: PersonName | None = None
    position: Position | None = None
    email: EmailAddress | None = None
    phone: Annotated[Line, Field(max_length=60)] | None = None
    manager: PersonName | None = None


class DraftOrganisation(_Part):
    """A school of the plan's list; `code` is as the document writes it."""

    code: OrganisationCode
    name: Position


class DraftWarning(_Part):
    """A doubt about the document. `item` is the number as printed, None for the whole document.

    `place` is the item's place in the plan from 1, since printed numbers may start anew; `location` says in Russian
    where the doubt stands in the document, `source` what stands there, `proposal` a value that may be meant.
    """

    code: WarningCode
    item: ItemNumber | None = None
    message: LongLine
    value: Annotated[Line, Field(max_length=300)] | None = None
    related: list[ItemNumber] = []
    place: int | None = Field(default=None, ge=1)
    location: Line | None = None
    source: LongLine | None = None
    proposal: Annotated[Line, Field(max_length=300)] | None = None


class PlanDraft(_Part):
    """The whole plan. Its keys are those of `viza plan check --json`, and what a document does not say.

    `last_year` is set for a school year and for a plan of several years, whose first is `year`.
    Where no `ladder` is written the office's own holds, for an item the plan's.
    `coordinator` is empty and `chain` has no steps where a document names nobody; the import asks for them.
    """

    title: LongLine
    year: int = Field(ge=1992, le=2100)
    last_year: int | None = Field(default=None, ge=1992, le=2100)
    agreed_by: SignatureBlock | None = None
    approved_by: SignatureBlock | None = None
    items: list[DraftItem] = Field(min_length=1, max_length=5000)
    organisations: list[DraftOrganisation] = Field(default=[], max_length=2000)
    people: list[DraftPerson] = Field(default=[], max_length=2000)
    coordinator: Annotated[str, Field(max_length=300)] = ""
    chain: list[ChainStep] = Field(default=[], max_length=20)
    ladder: list[NewRung] = Field(default=[], max_length=MOST_RUNGS)
    closes_by: date | None = None
    timezone: str = "Asia/Omsk"
    day_off_rule: DayOffRule = "preceding"
    reader_warnings: list[DraftWarning] = []

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, LookupError):
            raise ValueError("нет такого часового пояса, пример: Asia/Omsk") from None
        return value

    @model_validator(mode="before")
    @classmethod
    def _chain_of_the_blocks(cls, values: object) -> object:
        if not isinstance(values, dict) or values.get("chain"):
            return values
        names = []
        for key in ("agreed_by", "approved_by"):
            block = values.get(key)
            name = block.get("name") if isinstance(block, dict) else getattr(block, "name", None)
            names.append(name if isinstance(name, str) and name.strip() else None)
        return {**values, "chain": chain_from_blocks(*names)}

    @property
    def years(self) -> range:
        """The calendar years that the plan covers: those of a school year are two."""
        return range(self.year, (self.last_year or self.year) + 1)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.last_year is not None and self.last_year < self.year:
            raise ValueError("last_year: последний год плана раньше первого")
        if self.chain:
            check_chain(self.chain)
        check_ladder(self.ladder)
        for key, names in (
            ("people", [person.name for person in self.people]),
            ("organisations", [organisation.code for organisation in self.organisations]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{key}: названо дважды: {', '.join(twice)}")
        return self
