"""What an amendment (изменение плана) asks of each item, as people say it: names, never numbers of rows."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from config.chain import ChainStep, check_chain
from config.ladder import MOST_RUNGS, NewRung, check_ladder
from config.line_text import LongLine, PersonName
from config.plan_draft import DraftItem, DraftOrganisation, ItemNumber, OrganisationCode
from models.states import Recurrence
from workflow.item_columns import ITEM_COLUMNS

FIELDS = (*ITEM_COLUMNS, "responsible", "lead")
NEVER_EMPTY = ("number", "title", "organisations", "responsible", "lead")


class _Change(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ChangeItem(_Change):
    """New values of an item's fields: one that is not given stays, one given as None is emptied.

    `place` is the item's place in the plan from 1. `responsible` are names in their order; where `lead` is not given
    and the lead is no longer among them, the first named leads.
    """

    kind: Literal["change"] = "change"
    place: int = Field(ge=1)
    number: ItemNumber | None = None
    title: LongLine | None = None
    expected_result: LongLine | None = None
    target_count: int | None = Field(default=None, ge=1, le=1_000_000)
    target_percent: int | None = Field(default=None, ge=0, le=100)
    starts_on: date | None = None
    due_on: date | None = None
    recurrence: Recurrence | None = None
    note: LongLine | None = None
    organisations: Annotated[tuple[OrganisationCode, ...], Field(max_length=2000)] | None = None
    responsible: Annotated[tuple[PersonName, ...], Field(max_length=50)] | None = None
    lead: PersonName | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for name in NEVER_EMPTY:
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name}: это поле нельзя оставить пустым")
        if self.responsible is not None and len(set(self.responsible)) != len(self.responsible):
            raise ValueError("responsible: одно лицо названо дважды")
        return self

    def wanted(self) -> dict[str, Any]:
        """The fields that were given, with their new values."""
        return {name: getattr(self, name) for name in FIELDS if name in self.model_fields_set}


class CancelItem(_Change):
    """Take an item out of the plan (исключить из плана); its history stays."""

    kind: Literal["cancel"] = "cancel"
    place: int = Field(ge=1)


class AddItem(_Change):
    """Add an item at the end of the plan."""

    kind: Literal["add"] = "add"
    item: DraftItem


class RestoreItem(_Change):
    """Bring back an item that was taken out of the plan: it is planned again, with a new clock.

    `due_on` is its new deadline; where none is given, the planned one holds.
    """

    kind: Literal["restore"] = "restore"
    place: int = Field(ge=1)
    due_on: date | None = None


class ChangeChain(_Change):
    """Another route of approval, of the plan (`place` None) or of one item; an item's empty one is the plan's again.

    New submissions follow it, running ones keep theirs.
    """

    kind: Literal["chain"] = "chain"
    place: int | None = Field(default=None, ge=1)
    chain: tuple[ChainStep, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _can_end(self) -> Self:
        if self.chain or self.place is None:
            check_chain(self.chain, of_item=self.place is not None)
        return self


class ChangeLadder(_Change):
    """Another ladder (ступени информирования), of the plan (`place` None) or of one item; an item's empty one is the
    plan's again.

    New clocks follow it; running ones from the day of the change on.
    """

    kind: Literal["ladder"] = "ladder"
    place: int | None = Field(default=None, ge=1)
    ladder: tuple[NewRung, ...] = Field(default=(), max_length=MOST_RUNGS)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if not self.ladder and self.place is None:
            raise ValueError("ladder: у плана должна остаться хотя бы одна ступень")
        check_ladder(self.ladder)
        return self


class AddOrganisation(_Change):
    """Add an organisation at the end of the plan's list; its code as documents write it."""

    kind: Literal["organisation"] = "organisation"
    organisation: DraftOrganisation


ItemAmendment = Annotated[
    ChangeItem | CancelItem | AddItem | RestoreItem | ChangeChain | ChangeLadder | AddOrganisation,
    Field(discriminator="kind"),
]
