"""The route of approval as plans write it: ordered steps that end with an approval."""

from collections.abc import Collection, Sequence
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from config.chain_condition import parse_condition
from config.line_text import PersonName
from models.states import Verb

DEFAULT_TERM = 2
Role = Literal["coordinator", "lead_manager", "first_approver", "final_approver"]
ROLES_OF_THE_PLAN = frozenset({"first_approver", "final_approver"})


class Quorum(BaseModel):
    """`{quorum = k}`: any k of the step's approvers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    quorum: int = Field(ge=1)


class ChainStep(BaseModel):
    """One step: who decides, how many of them must, in how many working days, and who stands in.

    Approvers are named (`approvers`) or found when a report is sent (`roles`: the coordinator, the manager of the
    item's lead, who agrees or approves in the plan's own route). `alternate` sits in for who may not decide,
    `reserve` where the alternate may not either. `when` is a condition (`config.chain_condition`): the step is left
    out where it does not hold. `interim` on the last step lets it accept interim reports.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    verb: Verb
    approvers: list[PersonName] = Field(default=[], max_length=50)
    roles: list[Role] = Field(default=[], max_length=len(get_args(Role)))
    mode: Literal["all", "any"] | Quorum = "all"
    term: int = Field(default=DEFAULT_TERM, ge=1, le=60)
    alternate: PersonName | None = None
    reserve: PersonName | None = None
    when: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] | None = None
    interim: bool = False

    @field_validator("when")
    @classmethod
    def _is_a_condition(cls, value: str | None) -> str | None:
        if value is not None:
            parse_condition(value)
        return value

    @model_validator(mode="after")
    def _can_be_completed(self) -> Self:
        if not self.approvers and not self.roles:
            raise ValueError("approvers: не названо ни одного согласующего")
        for key, seats in (("approvers", self.approvers), ("roles", self.roles)):
            if len(set(seats)) != len(seats):
                raise ValueError(f"{key}: одно лицо названо дважды")
        stand_ins = [name for name in (self.alternate, self.reserve) if name is not None]
        if not set(stand_ins).isdisjoint(self.approvers):
            raise ValueError("alternate: заместитель сам состоит в этом этапе")
        if self.reserve is not None and self.alternate in (None, self.reserve):
            raise ValueError("reserve: второй резерв назначают после заместителя (alternate), другое лицо")
        if isinstance(self.mode, Quorum) and self.mode.quorum > self.seats:
            raise ValueError(f"mode.quorum: нужно {self.mode.quorum}, а согласующих {self.seats}")
        return self

    @property
    def seats(self) -> int:
        """How many people may sit in the step: those named, one for each role."""
        return len(self.approvers) + len(self.roles)

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone whom the step names: approvers, alternate, reserve."""
        return tuple(name for name in (*self.approvers, self.alternate, self.reserve) if name is not None)


def check_chain(chain: Sequence[ChainStep], *, of_item: bool = False) -> None:
    """Check that the chain can end: its last step approves, always, by somebody who sits in no step before.

    Raises `ValueError` in Russian that names the step's key. Roles of the plan's own route only an item's may name.
    """
    if not chain or chain[-1].verb is not Verb.APPROVE:
        raise ValueError('последний этап маршрута должен утверждать (verb = "approve")')
    if chain[-1].when is not None:
        raise ValueError(f"этап {len(chain)}: when: последний этап проходят всегда, условие на нём не ставят")
    seated: dict[str, int] = {}
    for number, step in enumerate(chain):
        if step.interim and number != len(chain) - 1:
            raise ValueError(f"этап {number + 1}: interim: промежуточный отчёт утверждает только последний этап")
        if not of_item and not set(step.roles).isdisjoint(ROLES_OF_THE_PLAN):
            raise ValueError(f"этап {number + 1}: roles: в маршруте плана называют людей, а не его же согласующих")
        for seat in (*step.approvers, *step.roles):
            if seat in seated:
                raise ValueError(f"этап {number + 1}: approvers: {seat} уже состоит в этапе {seated[seat] + 1}")
            seated[seat] = number


def check_can_finish(chain: Sequence[ChainStep], responsible: Collection[str]) -> None:
    """Check that people responsible for the item leave someone to every quorum and to the last step.

    Raises `ValueError` in Russian that names the step's key.
    """
    for number, step in enumerate(chain):
        free = step.seats - len([name for name in step.approvers if name in responsible])
        stand_ins = [name for name in (step.alternate, step.reserve) if name is not None and name not in responsible]
        left = min(step.seats, free + len(stand_ins))
        is_last = number == len(chain) - 1
        if is_last and left == 0:
            raise ValueError(
                f"этап {number + 1}: approvers: утвердить некому, все названные исполняют этот пункт; "
                "назовите заместителя"
            )
        if isinstance(step.mode, Quorum) and 0 < left < step.mode.quorum:
            raise ValueError(
                f"этап {number + 1}: mode.quorum: нужно {step.mode.quorum}, а без исполнителей пункта остаётся {left}"
            )


def chain_from_blocks(agreed_by: str | None, approved_by: str | None) -> list[ChainStep]:
    """The chain of the document's own signature blocks; empty when nobody approves."""
    if approved_by is None:
        return []
    agree = [] if agreed_by in (None, approved_by) else [ChainStep(verb=Verb.AGREE, approvers=[agreed_by])]
    return [*agree, ChainStep(verb=Verb.APPROVE, approvers=[approved_by])]
