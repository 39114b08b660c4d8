"""The route of approval as plans write it: ordered steps that end with an approval."""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from config.line_text import PersonName
from models.states import Verb

DEFAULT_TERM = 2


class Quorum(BaseModel):
    """`{quorum = k}`: any k of the step's approvers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    quorum: int = Field(ge=1)


class ChainStep(BaseModel):
    """One step: who decides, how many of them must, in how many working days, and who stands in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verb: Verb
    approvers: list[PersonName] = Field(min_length=1, max_length=50)
    mode: Literal["all", "any"] | Quorum = "all"
    term: int = Field(default=DEFAULT_TERM, ge=1, le=60)
    alternate: PersonName | None = None

    @model_validator(mode="after")
    def _can_be_completed(self) -> Self:
        if len(set(self.approvers)) != len(self.approvers):
            raise ValueError("approvers: одно лицо названо дважды")
        if self.alternate in self.approvers:
            raise ValueError("alternate: заместитель сам состоит в этом этапе")
        if self.needed > len(self.approvers):
            raise ValueError(f"mode.quorum: нужно {self.needed}, а согласующих {len(self.approvers)}")
        return self

    @property
    def needed(self) -> int:
        """How many decisions complete the step."""
        match self.mode:
            case "all":
                return len(self.approvers)
            case "any":
                return 1
            case Quorum(quorum=needed):
                return needed


def check_chain(chain: Sequence[ChainStep]) -> None:
    """Check that the chain ends with an approval. Raises `ValueError` in Russian."""
    if not chain or chain[-1].verb is not Verb.APPROVE:
        raise ValueError('последний этап маршрута должен утверждать (verb = "approve")')


def chain_from_blocks(agreed_by: str | None, approved_by: str | None) -> list[ChainStep]:
    """The chain of the document's own signature blocks; empty when nobody approves."""
    if approved_by is None:
        return []
    agree = [] if agreed_by is None else [ChainStep(verb=Verb.AGREE, approvers=[agreed_by])]
    return [*agree, ChainStep(verb=Verb.APPROVE, approvers=[approved_by])]
