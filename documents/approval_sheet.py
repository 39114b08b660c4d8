"""«Лист согласования»: who decided what on a submission, when and how surely, as PDF/A-2b."""

from datetime import datetime
from typing import Any

from documents.checkpoint_stamp import checkpoint_stamp
from documents.typesetting import in_fours, typeset
from models.states import Subject, TaskState
from workflow.views import EvidenceView, SubmissionView, TaskView
from workflow.wording.dates import date_text, moment_text
from workflow.wording.states import OUTCOMES, TASK_STATES
from workflow.wording.terms import STEP_NAMES, SUBJECTS, assurance_text, decision_word

TEMPLATE = "approval_sheet.typ"
# A row with more text than this may not fit a page, so it may break.
LONG_ROW = 1_500
KIB = 1024


def approval_sheet(
    submission: SubmissionView,
    *,
    plan_title: str,
    timezone: str,
    checkpoint: str | None,
    created_at: datetime,
) -> bytes:
    """The sheet of one submission. The same arguments give the same bytes.

    `checkpoint` is the plan ledger's signed note, or None; `created_at` (aware) is the moment the document bears.
    """
    data = {
        "title": "Лист согласования",
        "subject_line": _subject_line(submission),
        "footer": f"Лист согласования. Сформирован {moment_text(created_at, timezone)}",
        "facts": _facts(submission, plan_title, timezone),
        "steps": [_step(task, submission.subject, timezone) for task in submission.tasks if _is_printed(task)],
        "keep_rows": all(len(task.decision.comment or "") < LONG_ROW for task in submission.tasks if task.decision),
        "evidence": [_file(place, file) for place, file in enumerate(submission.evidence, 1)],
        "digest": in_fours(submission.digest),
        "checkpoint": checkpoint_stamp(checkpoint),
    }
    return typeset(TEMPLATE, data, created_at)


def _subject_line(submission: SubmissionView) -> str:
    return f"{SUBJECTS[submission.subject].capitalize()} (№ {submission.number})"


def _facts(submission: SubmissionView, plan_title: str, timezone: str) -> list[tuple[str, str]]:
    item = submission.manifest.get("item")
    facts = [("План", plan_title)]
    if isinstance(item, dict):
        facts.append(("Пункт", f"{item.get('number', '')}. {item.get('title', '')}"))
        if item.get("expected_result"):
            facts.append(("Ожидаемый результат", str(item["expected_result"])))
    facts += [
        ("Направил", f"{submission.submitted_by.name}, {moment_text(submission.submitted_at, timezone)}"),
        ("Краткое содержание", submission.summary),
    ]
    if submission.shown_count is not None:
        facts.append(("Показано", str(submission.shown_count)))
    if submission.shown_percent is not None:
        facts.append(("Показано, процентов", f"{submission.shown_percent}%"))
    if submission.shortfall_reason:
        facts.append(("Причина недостижения", submission.shortfall_reason))
    facts.append(("Состояние", submission.state_text))
    return facts


def _is_printed(task: TaskView) -> bool:
    """A turn that came to nothing is left out, unless somebody decided in it."""
    return task.state is not TaskState.VOIDED or task.decision is not None


def _step(task: TaskView, subject: Subject, timezone: str) -> dict[str, Any]:
    decision = task.decision
    step = {
        "name": f"{task.step}. {STEP_NAMES[task.verb]}",
        "person": task.acting.name,
        "position": task.acting.position or "",
        "on_behalf_of": "" if task.acting.id == task.approver.id else f"за {task.approver.name}",
        "decision": TASK_STATES[task.state],
        "outcome": "",
        "at": "—",
        "ledger": "",
        "assurance": "—",
        "comment": task.skip_reason or "",
    }
    if decision is None:
        return step
    behalf = decision.on_behalf_of
    order = f", {decision.order}" if decision.order else ""
    return step | {
        "person": decision.person.name,
        "position": decision.person.position or "",
        "on_behalf_of": f"и.о. {behalf.name}{order}" if behalf else "",
        "decision": decision_word(decision.kind, subject)
        + (" (отозвано: принято не мной)" if decision.is_disowned else ""),
        "outcome": OUTCOMES[decision.outcome] if decision.outcome else "",
        "at": moment_text(decision.decided_at, timezone),
        "ledger": f"запись журнала {decision.ledger_seq}",
        "assurance": assurance_text(decision.assurance, decision.sheet),
        "comment": decision.comment or "",
    }


def _file(place: int, file: EvidenceView) -> dict[str, str]:
    requisites = file.kind
    if file.doc_number:
        requisites += f" № {file.doc_number}"
    if file.doc_date:
        requisites += f" от {date_text(file.doc_date)}"
    if file.signed_by:
        requisites += f", подписал(а) {file.signed_by}"
    return {
        "place": str(place),
        "requisites": requisites,
        "file_name": file.file_name,
        "size": _size_text(file.size),
        "sha256": in_fours(file.sha256),
    }


def _size_text(size: int) -> str:
    if size < KIB:
        return f"{size} Б"
    if size < KIB * KIB:
        return f"{size / KIB:.0f} КБ"
    return f"{size / KIB / KIB:.1f} МБ".replace(".", ",")
