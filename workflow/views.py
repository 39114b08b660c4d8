"""What pages, letters and reports are given to show: frozen, complete, no rows and no sessions.

Times are aware UTC; dates are local to the plan. Days late are working days.
"""

from dataclasses import dataclass
from datetime import datetime

from workflow.item_views import (
    AllowedCommand,
    ExplanationView,
    HistoryLine,
    HoldView,
    ItemAmendmentView,
    ItemBrief,
    ItemView,
    PromiseView,
    ReopeningView,
    RequestView,
    WarningView,
)
from workflow.mail_views import LetterLine
from workflow.person_views import (
    PersonView,
    ResponsibleView,
    SubstitutionState,
    SubstitutionView,
    TokenView,
)
from workflow.plan_views import (
    Attention,
    PlanBrief,
    PlanView,
    SignOffView,
)
from workflow.review_views import (
    ReviewLine,
    ReviewView,
)
from workflow.submission_views import (
    DecisionView,
    EvidenceView,
    PaperView,
    SubmissionView,
    TaskView,
)

__all__ = [
    "AllowedCommand",
    "Attention",
    "DecisionView",
    "EvidenceView",
    "ExplanationView",
    "HistoryLine",
    "HoldView",
    "ItemAmendmentView",
    "ItemBrief",
    "ItemView",
    "LetterLine",
    "PaperView",
    "PersonView",
    "PlanBrief",
    "PlanView",
    "PromiseView",
    "Receipt",
    "ReopeningView",
    "RequestView",
    "ResponsibleView",
    "ReviewLine",
    "ReviewView",
    "SignOffView",
    "SubmissionView",
    "SubstitutionState",
    "SubstitutionView",
    "TaskView",
    "TokenView",
    "WarningView",
]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command did: its place in the ledger and what to show the person. `secret` is shown once.

    `is_repeat` is True where the same command had been done before and nothing was added.
    """

    ledger_id: str
    seq: int | None
    at: datetime
    plan_id: int | None = None
    place: int | None = None
    submission_id: int | None = None
    decision_id: int | None = None
    person_id: int | None = None
    evidence_id: int | None = None
    text: str = ""
    secret: str | None = None
    is_repeat: bool = False
