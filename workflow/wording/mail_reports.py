"""What came back by mail, in words."""

from datetime import date

from models.states import ReportKind
from workflow.wording.dates import date_text
from workflow.wording.entry_phrases import shortened

REPORTS: dict[ReportKind, str] = {
    ReportKind.HARD: "адрес не принимает почту",
    ReportKind.SOFT: "не доставлено, адрес может заработать",
    ReportKind.DELAYED: "доставка задерживается",
    ReportKind.AUTO_REPLY: "автоответ",
    ReportKind.UNREADABLE: "пришло сообщение, которое не удалось разобрать",
    ReportKind.FORGED: "пришло поддельное сообщение о доставке, оно не учтено",
}


def report_text(kind: ReportKind, detail: str, *, status: str | None = None, until: date | None = None) -> str:
    """«автоответ: отсутствует по 15.03.2021 — Я в отпуске …», «адрес не принимает почту (5.1.1): 550 …»."""
    text = REPORTS[kind]
    if status is not None:
        text += f" ({status})"
    if until is not None:
        text += f": отсутствует по {date_text(until)}"
        return f"{text} — {shortened(detail)}" if detail else text
    return f"{text}: {shortened(detail)}" if detail else text
