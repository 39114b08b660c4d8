"""Which function carries out which command."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from config.database import Database
from models.states import TaskState
from models.submissions import ApprovalTask, Submission
from workflow import commands as c
from workflow.activating import submit_activation
from workflow.amending import propose_amendment
from workflow.amendment_drafts import correct_draft
from workflow.deciding import decide
from workflow.disowning import disown_decision, report_stranger
from workflow.drafting import assign_organisations, set_chain, settle_warning
from workflow.errors import EvidenceDamaged
from workflow.evidence_reader import EvidenceReader
from workflow.explaining import explain_item
from workflow.importing import import_plan
from workflow.item_decisions import reopen_item
from workflow.item_work import add_evidence, remove_evidence, start_item, submit_evidence, withdraw
from workflow.people import (
    add_person,
    add_substitution,
    change_person,
    invite_to_enrol,
    issue_activation_code,
    request_sign_in,
    revoke_browsers,
    set_pin,
)
from workflow.proposing import withdraw_proposal
from workflow.review import freeze_report, open_review, remind_review, submit_report
from workflow.transaction import Transaction
from workflow.views import Receipt

HANDLERS: dict[type[c.Command], Callable[[Transaction, Any], Receipt]] = {
    c.StartItem: start_item,
    c.AddEvidence: add_evidence,
    c.RemoveEvidence: remove_evidence,
    c.SubmitEvidence: submit_evidence,
    c.Withdraw: withdraw,
    c.ReopenItem: reopen_item,
    c.ExplainItem: explain_item,
    c.Decide: decide,
    c.DisownDecision: disown_decision,
    c.ReportStranger: report_stranger,
    c.ImportPlan: import_plan,
    c.SettleWarning: settle_warning,
    c.AssignOrganisations: assign_organisations,
    c.SetChain: set_chain,
    c.CorrectDraft: correct_draft,
    c.SubmitActivation: submit_activation,
    c.ProposeAmendment: propose_amendment,
    c.WithdrawProposal: withdraw_proposal,
    c.OpenReview: open_review,
    c.RemindReview: remind_review,
    c.FreezeReport: freeze_report,
    c.SubmitReport: submit_report,
    c.AddPerson: add_person,
    c.ChangePerson: change_person,
    c.InviteToEnrol: invite_to_enrol,
    c.IssueActivationCode: issue_activation_code,
    c.SetPin: set_pin,
    c.AddSubstitution: add_substitution,
    c.RequestSignIn: request_sign_in,
    c.RevokeBrowsers: revoke_browsers,
}


def files_are_intact(database: Database, evidence: EvidenceReader, command: Any) -> None:
    """Rule 25: no decision on a file whose bytes changed. Read before the transaction, hashing takes time."""
    task, submission = ApprovalTask.__table__, Submission.__table__  # type: ignore[attr-defined]
    with database.read() as conn:
        manifest = conn.execute(
            select(submission.c.manifest)
            .join(task, task.c.submission_id == submission.c.id)
            .where(task.c.id == command.task_id, task.c.state == TaskState.OPEN)
        ).scalar()
    if manifest is None:
        return
    shown = json.loads(manifest)
    files = [(file["sha256"], file["name"]) for file in shown.get("files", [])]
    proposes = shown.get("proposes", {})
    report, document = proposes.get("report"), proposes.get("document")
    if report is not None:
        files.append((report["sha256"], "Отчёт об исполнении плана"))
    if document is not None:
        files.append((document["sha256"], document["name"]))
    for sha256, name in files:
        if not evidence.is_intact(sha256):
            raise EvidenceDamaged(
                f"Файл «{name}» повреждён в хранилище: решение по нему принять нельзя. "
                "Сообщите ответственному за контроль исполнения."
            )


# Commands that hash a secret: the engine holds `TWO_AT_ONCE` around their transaction.
HASHING: frozenset[type[c.Command]] = frozenset({c.SetPin, c.IssueActivationCode})

PRECHECKS: dict[type[c.Command], Callable[[Database, EvidenceReader, Any], None]] = {c.Decide: files_are_intact}
