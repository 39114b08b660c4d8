"""What the ledger says of decisions on paper and of decisions that were not their author's, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.states import Assurance, DecisionKind, PaperState
from workflow.wording.dates import date_text
from workflow.wording.terms import DECISIONS, assurance_text, sheet_text

Body = Mapping[str, Any]
Names = Mapping[int, str]
PAPER_STATES: dict[PaperState, str] = {
    PaperState.PENDING: "ещё не вступило в силу",
    PaperState.EFFECTIVE: "вступило в силу",
    PaperState.DISOWNED: "не вступило в силу: сообщено «решение принято не мной»",
    PaperState.VOIDED: "не вступило в силу",
}


def on_paper(data: Mapping[str, Any]) -> str:
    """«, на бумаге, лист № 5 от 20.01.2021» behind a decision that was signed so; nothing behind another."""
    return f", {assurance_text(Assurance.PAPER, _sheet(data['paper']))}" if "paper" in data else ""


def registered(body: Body, names: Names) -> str:
    """«Зарегистрировано решение на бумаге (согласовано): лист № 5 от 20.01.2021, подписал(а) …; вступит в силу …»."""
    data = _data(body)
    kind = f" ({DECISIONS[DecisionKind(data['kind'])].lower()})" if "kind" in data else ""
    by = f", подписал(а) {names.get(data['person'], '—')}" if "person" in data else ""
    day = f"; вступит в силу {_day(data['effective_on'])}" if "effective_on" in data else ""
    kept = f", подлинник: {data['original_at']}" if data.get("original_at") else ""
    return f"Зарегистрировано решение на бумаге{kind}: {_sheet(data)}{by}{day}{kept}"


def disowned(body: Body, _names: Names) -> str:
    """The signer of a sheet says that it was not them."""
    return f"Сообщено: решение на бумаге ({_sheet(_data(body))}) принято не мной. Оно не вступит в силу"


def voided(body: Body, _names: Names) -> str:
    """A sheet takes no effect, and why."""
    data = _data(body)
    reason = f": {data['reason'].rstrip('.')}" if data.get("reason") else ""
    return f"Решение на бумаге ({_sheet(data)}) не вступило в силу{reason}"


def decision_disowned(body: Body, _names: Names) -> str:
    """The author of a decision says that it was not them, and what that does."""
    said = "Сообщено: решение принято не мной"
    return f"{said}. Решение утратило силу, этап ждёт его заново" if _data(body).get("is_void") else said


def _data(body: Body) -> Mapping[str, Any]:
    data: Mapping[str, Any] = body.get("data", {})
    return data


def _sheet(data: Mapping[str, Any]) -> str:
    return sheet_text(data.get("number", "—"), _day(data.get("signed_on")))


def _day(value: object) -> str:
    return date_text(date.fromisoformat(value)) if isinstance(value, str) else "—"
