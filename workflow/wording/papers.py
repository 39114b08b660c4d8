"""What the ledger says of decisions on paper and of decisions that were not their author's, in words."""

from collections.abc import Mapping
from typing import Any

from models.states import Assurance, DecisionKind, PaperState, Subject
from workflow.wording.entry_phrases import Body, Names, data_of, day_text
from workflow.wording.terms import assurance_text, decision_word, sheet_text

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
    data = data_of(body)
    kind = f" ({decision_word(DecisionKind(data['kind']), _subject(body)).lower()})" if "kind" in data else ""
    by = f", подписал(а) {names.get(data['person'], '—')}" if "person" in data else ""
    day = f"; вступит в силу {day_text(data['effective_on'])}" if "effective_on" in data else ""
    kept = f", подлинник: {data['original_at']}" if data.get("original_at") else ""
    return f"Зарегистрировано решение на бумаге{kind}: {_sheet(data)}{by}{day}{kept}"


def disowned(body: Body, _names: Names) -> str:
    """The signer of a sheet says that it was not them."""
    return f"Сообщено: решение на бумаге ({_sheet(data_of(body))}) принято не мной. Оно не вступит в силу"


def voided(body: Body, _names: Names) -> str:
    """A sheet takes no effect, and why."""
    data = data_of(body)
    reason = f": {data['reason'].rstrip('.')}" if data.get("reason") else ""
    return f"Решение на бумаге ({_sheet(data)}) не вступило в силу{reason}"


def decision_disowned(body: Body, _names: Names) -> str:
    """The author of a decision says that it was not them, and what that does."""
    said = "Сообщено: решение принято не мной"
    return f"{said}. Решение утратило силу, этап ждёт его заново" if data_of(body).get("is_void") else said


def _subject(body: Body) -> Subject:
    """What a sheet is about, by the object `submission/extension/3/1`."""
    return next((one for one in Subject if body["object"].startswith(f"submission/{one.value}/")), Subject.ITEM)


def _sheet(data: Mapping[str, Any]) -> str:
    return sheet_text(data.get("number", "—"), day_text(data.get("signed_on")))
