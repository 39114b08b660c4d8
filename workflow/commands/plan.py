"""Commands on a plan: from the import through the draft to its activation, and its amendments."""

from typing import Annotated, Any

from pydantic import Field

from config.chain import ChainStep
from config.plan_draft import DraftItem, PlanDraft
from models.states import Resolution
from workflow.amendment_changes import ItemAmendment
from workflow.commands.command import Body, Command, ItemCommand, Sha256, StoredDocument
from workflow.commands.people import AddPerson, ChangePerson


class ImportPlan(Command):
    """Store a plan as a draft and open its ledger; `document` is the file itself, where it was stored."""

    draft: PlanDraft
    source_sha256: Sha256
    document: StoredDocument | None = None


class SettleWarning(Command):
    """Accept a doubt as it stands, or correct the plan; each with a reason.

    `change` names fields of the item (starts_on, due_on, target_count, organisations, note …) and new values.
    """

    plan_id: int
    warning_id: int
    resolution: Resolution
    reason: Body
    change: dict[str, Any] | None = None


class AssignOrganisations(ItemCommand):
    """Name the organisations of a draft's item whose row names none, with a reason."""

    organisations: tuple[str, ...]
    reason: Body


class SetChain(Command):
    """Set the route of approval of a draft, or of its item at `place`, by names, with a reason.

    An item's empty route is the plan's again.
    """

    plan_id: int
    chain: Annotated[tuple[ChainStep, ...], Field(max_length=20)]
    reason: Body
    place: int | None = Field(default=None, ge=1)


class SubmitActivation(Command):
    """Send the draft with its corrections to both signers; their approval makes the plan active."""

    plan_id: int
    summary: Body


class CorrectDraft(Command):
    """Correct a draft before it is activated, by its coordinator: the same changes as an amendment, done at once.

    `source` is the new version of the document that they come from, kept in the evidence store; from then on it is
    the plan's document, and `rows` are its rows by the place of the item that each is about. `people` are made known,
    or get what they lack, before anything is changed.
    """

    plan_id: int
    reason: Body
    changes: Annotated[tuple[ItemAmendment, ...], Field(min_length=1, max_length=5000)]
    source: StoredDocument | None = None
    rows: dict[int, DraftItem] = Field(default_factory=dict)
    people: Annotated[tuple[AddPerson | ChangePerson, ...], Field(max_length=2000)] = ()


class ProposeAmendment(Command):
    """Propose an amendment (изменение плана) by the coordinator; it is done when the plan's chain has approved it.

    `source` is the new version of the document that it comes from, kept in the evidence store. `people` are made
    known, or get what they lack, with it.
    """

    plan_id: int
    reason: Body
    changes: Annotated[tuple[ItemAmendment, ...], Field(min_length=1, max_length=5000)]
    source: StoredDocument | None = None
    people: Annotated[tuple[AddPerson | ChangePerson, ...], Field(max_length=2000)] = ()


class ChangePlan(CorrectDraft):
    """Change a plan, whatever its state: a draft is corrected (`CorrectDraft`), to one in force it is proposed."""
