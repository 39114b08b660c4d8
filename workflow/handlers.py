"""Which function carries out which command."""

import json
from collections.abc import Callable
from typing import Any

from config.database import Database
from workflow import commands as c
from workflow.acknowledging import acknowledge_reminder
from workflow.activating import submit_activation
from workflow.amending import propose_amendment
from workflow.amendment_drafts import correct_draft
from workflow.api_tokens import issue_token, revoke_token
from workflow.changing import change_plan
from workflow.changing_people import change_people, change_person
from workflow.choosing_calendar import choose_calendar
from workflow.confirming_address import confirm_address
from workflow.deactivating import deactivate_person, reactivate_person
from workflow.deciding import decide
from workflow.disowning import disown_decision, report_stranger
from workflow.drafting import assign_organisations, set_chain, settle_warning
from workflow.errors import EvidenceDamaged
from workflow.evidence_reader import EvidenceReader
from workflow.explaining import explain_item
from workflow.extending import request_extension
from workflow.holding import hold_report
from workflow.importing import import_plan
from workflow.item_evidence import add_evidence, remove_evidence
from workflow.item_reporting import start_item, submit_evidence, withdraw
from workflow.paper_deciding import carry_out_paper, sheet_is_intact
from workflow.paper_registering import disown_paper, register_paper
from workflow.parts import mark_part, set_part_due
from workflow.people import (
    add_person,
    invite_to_enrol,
    issue_activation_code,
    request_sign_in,
    revoke_browsers,
    set_pin,
)
from workflow.proposing import withdraw_proposal
from workflow.reopening import reopen_item
from workflow.replacing_approver import replace_approver
from workflow.replacing_coordinator import replace_coordinator
from workflow.request_register import answer_request, register_request
from workflow.resending_mail import resend_letter
from workflow.resuming_mail import resume_mail
from workflow.review import freeze_report, open_review, remind_review, submit_report
from workflow.sampling import propose_sample
from workflow.submission_rows import open_manifest
from workflow.substitutions import add_substitution, end_substitution
from workflow.task_moving import move_tasks
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
    c.AcknowledgeReminder: acknowledge_reminder,
    c.HoldReport: hold_report,
    c.MarkPart: mark_part,
    c.SetPartDue: set_part_due,
    c.RegisterRequest: register_request,
    c.AnswerRequest: answer_request,
    c.ProposeSample: propose_sample,
    c.RequestExtension: request_extension,
    c.Decide: decide,
    c.DisownDecision: disown_decision,
    c.RegisterPaper: register_paper,
    c.DisownPaper: disown_paper,
    c.CarryOutPaper: carry_out_paper,
    c.ReportStranger: report_stranger,
    c.ImportPlan: import_plan,
    c.SettleWarning: settle_warning,
    c.AssignOrganisations: assign_organisations,
    c.SetChain: set_chain,
    c.CorrectDraft: correct_draft,
    c.SubmitActivation: submit_activation,
    c.ProposeAmendment: propose_amendment,
    c.ChangePlan: change_plan,
    c.WithdrawProposal: withdraw_proposal,
    c.OpenReview: open_review,
    c.RemindReview: remind_review,
    c.FreezeReport: freeze_report,
    c.SubmitReport: submit_report,
    c.AddPerson: add_person,
    c.ChangePerson: change_person,
    c.ChangePeople: change_people,
    c.ChooseCalendar: choose_calendar,
    c.ConfirmAddress: confirm_address,
    c.InviteToEnrol: invite_to_enrol,
    c.IssueActivationCode: issue_activation_code,
    c.SetPin: set_pin,
    c.AddSubstitution: add_substitution,
    c.EndSubstitution: end_substitution,
    c.MoveTasks: move_tasks,
    c.ReplaceApprover: replace_approver,
    c.ReplaceCoordinator: replace_coordinator,
    c.DeactivatePerson: deactivate_person,
    c.ReactivatePerson: reactivate_person,
    c.IssueToken: issue_token,
    c.RevokeToken: revoke_token,
    c.RequestSignIn: request_sign_in,
    c.RevokeBrowsers: revoke_browsers,
    c.ResumeMail: resume_mail,
    c.ResendLetter: resend_letter,
}


def files_are_intact(database: Database, evidence: EvidenceReader, command: Any) -> None:
    """Rule 25: no decision on a file whose bytes changed. Read before the transaction, hashing takes time."""
    _content_is_intact(database, evidence, command.task_id)


def paper_is_intact(database: Database, evidence: EvidenceReader, command: c.CarryOutPaper) -> None:
    """The same before a paper takes effect: its scan, and what it decides on."""
    task_id = sheet_is_intact(database, evidence, command.paper_id)
    if task_id is not None:
        _content_is_intact(database, evidence, task_id)


def _content_is_intact(database: Database, evidence: EvidenceReader, task_id: int) -> None:
    with database.glance() as conn:
        manifest = open_manifest(conn, task_id)
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

PRECHECKS: dict[type[c.Command], Callable[[Database, EvidenceReader, Any], None]] = {
    c.Decide: files_are_intact,
    c.RegisterPaper: files_are_intact,
    c.CarryOutPaper: paper_is_intact,
}
