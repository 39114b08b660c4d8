"""«Отчёт об исполнении плана»: the December report as PDF/A-2b."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from documents.checkpoint_stamp import checkpoint_stamp
from documents.typesetting import typeset
from models.states import Verb
from workflow.views import PersonView, PlanView, ReviewLine, ReviewView
from workflow.wording.dates import date_text, moment_text, overdue_text, working_days_text
from workflow.wording.progress import NO_REQUESTS
from workflow.wording.terms import CONFLICT_OF_ROLES, SIGNATURE_BLOCKS

TEMPLATE = "execution_report.typ"
SIGNS = {Verb.AGREE: "согласует", Verb.APPROVE: "утверждает"}
Signers = Sequence[tuple[Verb, PersonView]]
# A row with more text than this may not fit a page, so it may break.
LONG_ROW = 1_200


def execution_report(
    plan: PlanView, review: ReviewView, signers: Signers, *, checkpoint: str | None, created_at: datetime
) -> bytes:
    """The report on `review`, as it stands or frozen. The same arguments give the same bytes.

    `signers` are those of the plan's route who will agree to it and approve it; `checkpoint` is the plan ledger's
    newest signed note, printed as text and QR, None where nothing is sealed yet.
    `created_at` (aware) is the moment that the document bears.
    """
    data = report_data(plan, review, signers, checkpoint=checkpoint, created_at=created_at)
    return typeset(TEMPLATE, data, created_at)


def report_data(
    plan: PlanView, review: ReviewView, signers: Signers, *, checkpoint: str | None, created_at: datetime
) -> dict[str, Any]:
    """What the template shows, in words."""
    made_at = moment_text(created_at, plan.timezone)
    names = dict(plan.organisations)
    return {
        "title": "Отчёт об исполнении плана",
        "plan_title": plan.brief.title,
        "footer": f"Отчёт об исполнении плана на {plan.brief.year} год. Сформирован {made_at}",
        "state_line": _state_line(plan, review, made_at),
        "agreed_by": _signer(Verb.AGREE, plan.agreed_by),
        "approved_by": _signer(Verb.APPROVE, plan.approved_by),
        "numbers": _numbers(review),
        "remark_title": CONFLICT_OF_ROLES.capitalize(),
        "remarks": _remarks(plan, signers),
        "keep_rows": all(len(line.title) + len(line.explanation or "") < LONG_ROW for line in review.lines),
        "lines": [_line(line) for line in review.lines],
        "organisations": [
            {"name": names.get(code, code), "covered": f"{covered} из {total}"}
            for code, covered, total in review.organisations
        ],
        "checkpoint": checkpoint_stamp(checkpoint),
    }


def _state_line(plan: PlanView, review: ReviewView, made_at: str) -> str:
    if review.frozen_at is None:
        return f"Сведения на {made_at}, отчёт ещё не зафиксирован"
    return f"Сведения зафиксированы {moment_text(review.frozen_at, plan.timezone)}"


def _signer(verb: Verb, block: dict[str, Any] | None) -> dict[str, str] | None:
    if block is None:
        return None
    return {"verb": SIGNATURE_BLOCKS[verb], "position": block["position"] or "", "name": block["name"]}


def _numbers(review: ReviewView) -> list[dict[str, str]]:
    discipline = f"{review.in_time / review.due:.2f}".replace(".", ",") if review.due else "—"
    return [
        {"value": str(len(review.lines)), "label": "пунктов в плане"},
        {"value": str(review.on_time), "label": "исполнено в срок"},
        {"value": str(review.extended), "label": "исполнено в продлённый срок"},
        {"value": str(review.late), "label": "с нарушением срока"},
        {"value": str(review.partly), "label": "исполнено частично"},
        {"value": str(review.not_executed), "label": "не исполнено"},
        {"value": discipline, "label": f"коэффициент исполнительской дисциплины ({review.in_time} из {review.due})"},
    ]


def _in_force(line: ReviewLine) -> str:
    """The deadline that took the planned one's place: by an extension, or set when control was resumed."""
    if line.effective_due_on == line.planned_on:
        return "—"
    day = date_text(line.effective_due_on)
    return f"продлён до {day}" if line.is_extended else f"контроль возобновлён, {day}"


def _remarks(plan: PlanView, signers: Signers) -> list[str]:
    """Who signs the report and also leads an item or takes part in it: for a report no conflict, but printed.

    Told apart by who they are and not by what they are called: names change, and the document keeps the former ones.
    """
    remarks = []
    for verb, signer in signers:
        leads = [item.number for item in plan.items if item.lead is not None and item.lead.id == signer.id]
        shares = [
            item.number
            for item in plan.items
            if any(part.person.id == signer.id and not part.is_lead for part in item.responsible)
        ]
        parts = []
        if leads:
            parts.append(f"ответственным исполнителем {_of_items(leads)}")
        if shares:
            parts.append(f"соисполнителем {_of_items(shares)}")
        if parts:
            remarks.append(f"{signer.name} {SIGNS[verb]} отчёт и при этом является {' и '.join(parts)}.")
    return remarks


def _of_items(numbers: list[str]) -> str:
    return f"{'пункта' if len(numbers) == 1 else 'пунктов'} {', '.join(numbers)}"


def _line(line: ReviewLine) -> dict[str, str]:
    return {
        "number": line.number,
        "title": line.title,
        "lead": line.lead,
        "planned_on": date_text(line.planned_on),
        "effective_due_on": _in_force(line),
        "executed_on": date_text(line.executed_on),
        "result": line.result_text,
        "lateness": _lateness(line),
        "shown": _shown(line),
        "returns": str(line.returns) if line.returns else "—",
        "approvers_days": str(line.approvers_days) if line.approvers_days else "—",
        "explanation": line.explanation or "",
    }


def _lateness(line: ReviewLine) -> str:
    if not line.days_late:
        return ""
    if line.executed_on is None:
        return overdue_text(line.days_late)
    return f"позже срока на {working_days_text(line.days_late)}"


def _shown(line: ReviewLine) -> str:
    if line.is_without_requests:
        return NO_REQUESTS
    if line.target_percent is None:
        return f"{line.shown} / {line.target}"
    stated = "—" if line.shown_percent is None else f"{line.shown_percent}%"
    return f"{stated} / {line.target_percent}%"
