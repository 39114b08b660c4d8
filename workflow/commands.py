"""What may be asked of the engine. Every door (page, link, API, command line) makes one of these."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    model_validator,
)

from config.chain import ChainStep
from config.line_text import to_line, visible_text
from config.plan_draft import DraftItem, EmailAddress, PlanDraft
from models.states import DecisionKind, Outcome, Resolution, TokenScope
from workflow.amendment_changes import ItemAmendment
from workflow.storable import demand_storable

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
# Names of people among others: what nobody sees in them would tell two people apart who read the same.
Line = Annotated[
    str,
    BeforeValidator(lambda text: to_line(text) if isinstance(text, str) else text),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
]
# A sign that nobody sees takes six bytes in the ledger's entry, and may turn what follows around.
Body = Annotated[
    str,
    BeforeValidator(lambda text: visible_text(text) if isinstance(text, str) else text),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=5000),
]


class Command(BaseModel):
    """A frozen, validated request that both databases can keep."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="after")
    def _is_storable(self) -> Self:
        demand_storable(self)
        return self


class StoredDocument(Command):
    """A document that lies in the evidence store: its name, its SHA-256, its size in bytes."""

    sha256: Sha256
    name: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    size: int = Field(ge=1)
    media_type: Annotated[str, StringConstraints(min_length=1, max_length=120)]


class ItemCommand(Command):
    """A command on one item; `place` is its place in the plan from 1.

    `expected_version` is the version that the person saw; where given, another version is `StaleVersion`.
    """

    plan_id: int
    place: int
    expected_version: int | None = None


class StartItem(ItemCommand):
    """Принять в работу: planned -> in_progress."""


class AddEvidence(ItemCommand):
    """Attach a stored file. `size` in bytes; `units` is how many units of the target it holds."""

    sha256: Sha256
    size: int = Field(ge=1)
    file_name: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    media_type: Line
    kind: Line
    doc_number: Annotated[str, StringConstraints(max_length=60)] | None = None
    doc_date: date | None = None
    signed_by: Annotated[str, StringConstraints(max_length=200)] | None = None
    units: int = Field(default=1, ge=0, le=10_000)
    organisations: tuple[str, ...] = ()
    for_person_id: int | None = None


class RemoveEvidence(ItemCommand):
    """Take a file off the item while it is in work; what was ever submitted keeps it."""

    evidence_id: int


class SubmitEvidence(ItemCommand):
    """Направить на согласование. A shown count or percent below the target needs `shortfall_reason`.

    A partial one is an interim report, which the item's route must allow: its last approval leaves the item in work.
    `no_requests` says «запросов не поступало» of an item that is done «По запросу»: it needs no file.
    """

    is_partial: bool = False
    no_requests: bool = False
    summary: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    shown_percent: int | None = Field(default=None, ge=0, le=100)
    shortfall_reason: Body | None = None


class Withdraw(ItemCommand):
    """Отозвать, while no decision stands."""


class ReopenItem(ItemCommand):
    """Возобновить контроль, by the final approver, with a reason and a new deadline."""

    reason: Body
    due_on: date


class ExplainItem(ItemCommand):
    """Сведения о причинах отклонения (the item is late) or о ходе исполнения (it is not)."""

    text: Body


class RequestExtension(ItemCommand):
    """Запросить продление срока to a later local date, by the lead, with the reason; also after the deadline."""

    due_on: date
    reason: Body


class WithdrawProposal(Command):
    """Withdraw one's own open proposal: an amendment, an extension, a sample. What was decided on it stays told."""

    plan_id: int
    submission_id: int


class ProposeSample(ItemCommand):
    """Propose the sample («Выборочно») or the schedule («график») by which an item is done, with its grounds.

    `organisations` are codes of the plan's list; `document` is the file that sets it out, kept in the evidence store.
    """

    organisations: Annotated[tuple[str, ...], Field(max_length=2000)] = ()
    grounds: Body
    document: StoredDocument | None = None


class RegisterRequest(ItemCommand):
    """Enter a request into the register of an item that is done «По запросу»."""

    received_on: date
    sender: Line
    subject: Body
    doc_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)] | None = None


class AnswerRequest(ItemCommand):
    """Say how and when a registered request was answered; `number` is its number in the item's register."""

    number: int = Field(ge=1)
    answered_on: date
    answer: Body
    evidence_id: int | None = None


class MarkPart(ItemCommand):
    """«Моя часть готова», or not yet after all, by a co-executor; who stands in for many says whose (`person_id`)."""

    is_ready: bool = True
    person_id: int | None = None


class SetPartDue(ItemCommand):
    """The internal date for a co-executor's part, set by the lead; None takes it away."""

    person_id: int
    due_on: date | None = None


class Decide(Command):
    """One approver's decision on one task. `digest` is the submission's digest that the person saw."""

    task_id: int
    kind: DecisionKind
    digest: Sha256
    outcome: Outcome | None = None
    comment: Body | None = None


class RegisterPaper(Command):
    """Register a decision that its approver signed on paper, with the scan of the sheet, by the plan's coordinator.

    `number` and `signed_on` are the sheet's own, `original_at` says where the original lies; `digest` is that of the
    submission which the coordinator saw. It takes effect after one working day unless its signer disowns it.
    """

    task_id: int
    kind: DecisionKind
    digest: Sha256
    outcome: Outcome | None = None
    comment: Body | None = None
    sheet: StoredDocument
    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    signed_on: date
    original_at: Line


class DisownPaper(Command):
    """Сообщить: решение принято не мной, of a paper that has not taken effect yet."""

    paper_id: int


class CarryOutPaper(Command):
    """Let a registered paper take effect when its day has come: the clock's own command."""

    paper_id: int


class DisownDecision(Command):
    """Сообщить: решение принято не мной."""

    decision_id: int


class ReportStranger(Command):
    """Someone tried to decide on a task by a link that is another person's; the actor is that someone."""

    task_id: int


class AddPerson(Command):
    """Make a person known. `name` is «Фамилия И.О.»."""

    name: Line
    given_names: Line | None = None
    position: Line | None = None
    email: EmailAddress | None = None
    phone: Annotated[str, StringConstraints(max_length=60)] | None = None
    role: Literal["member", "coordinator", "inspector", "operator"] = "member"


class ChangePerson(Command):
    """Change what is known of a person; only the fields given. A new address kills the links sent to the old one.

    A new name or position holds from now on: what was decided before keeps the name as it was.
    """

    person_id: int
    name: Line | None = None
    given_names: Line | None = None
    position: Line | None = None
    email: EmailAddress | None = None
    phone: Annotated[str, StringConstraints(max_length=60)] | None = None


class ChangePeople(Command):
    """Change what is known of several people at once: all of it, or nothing."""

    changes: Annotated[tuple[ChangePerson, ...], Field(min_length=1, max_length=500)]


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
    rows: dict[int, DraftItem] = {}
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


class OpenReview(Command):
    """Open the December review when its day has come."""

    plan_id: int


class RemindReview(Command):
    """Ask again for what is missing in an open review, when the day of the next reminder has come."""

    plan_id: int


class FreezeReport(Command):
    """Freeze the facts of the execution report."""

    plan_id: int


class SubmitReport(Command):
    """Send the frozen report, as a stored PDF (`report_sha256`, `size` in bytes), through the plan's chain."""

    plan_id: int
    report_sha256: Sha256
    size: int = Field(ge=1)


class InviteToEnrol(Command):
    """Send the letter that invites a person to set their PIN."""

    person_id: int
    plan_id: int | None = None


class IssueActivationCode(Command):
    """Make a new one-time activation code; the receipt's `secret` holds it, to be handed over in person."""

    person_id: int


class SetPin(Command):
    """Set the PIN with the activation code, accepting the rules whose SHA-256 is given."""

    person_id: int
    activation_code: SecretStr
    pin: SecretStr
    rules_sha256: Sha256


class AddSubstitution(Command):
    """Замещение: who signs for whom, from when to when (both included), on what order."""

    absent_id: int
    substitute_id: int
    starts_on: date
    ends_on: date
    order_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    order_date: date


class EndSubstitution(Command):
    """End a substitution, or take one back that has not begun; open tasks go back."""

    substitution_id: int
    reason: Body


class MoveTasks(Command):
    """Bring the open tasks of a plan to who acts on them today: substitutions that began or ended move them."""

    plan_id: int


class ReplaceApprover(Command):
    """Another approver in the place of one, in the routes of a plan and its items and in what is open, by an order."""

    plan_id: int
    person_id: int
    successor_id: int
    reason: Body
    order_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    order_date: date


class ReplaceCoordinator(Command):
    """Another person keeps a plan from now on (ответственный за контроль исполнения), by an order."""

    plan_id: int
    successor_id: int
    reason: Body
    order_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    order_date: date


class DeactivatePerson(Command):
    """Take a person out of use: no sign-in, no link, no decision from now on; their history stays."""

    person_id: int
    reason: Body


class ReactivatePerson(Command):
    """Bring a deactivated person back into use; PIN and browsers are to be set anew."""

    person_id: int
    reason: Body


class IssueToken(Command):
    """Make a token for scripts in the name of a person; the receipt's `secret` holds it, shown once.

    `expires_on` is the last local date on which it opens anything.
    """

    person_id: int
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    scope: TokenScope
    expires_on: date
    plan_id: int | None = None


class RevokeToken(Command):
    """End a token at once."""

    token_id: int


class RequestSignIn(Command):
    """Send a sign-in letter. The answer never tells whether the address is known."""

    email: Annotated[str, StringConstraints(max_length=254)]


class RevokeBrowsers(Command):
    """Sign out everywhere: end all sessions and trusted browsers of a person."""

    person_id: int
