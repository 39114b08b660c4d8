"""The figures of the execution report, and the JSON in which they are frozen."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum
from typing import Any

from models.states import ExplanationKind, ItemState
from workflow.views import ReviewLine

FACTS_VERSION = 2  # 1 counted what was executed by an extended deadline in `on_time`
_DATES = ("planned_on", "effective_due_on", "executed_on")


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """The lines and what is counted over them. `organisations` holds (code, items covered, items that name it)."""

    lines: tuple[ReviewLine, ...]
    on_time: int
    due: int
    late: int
    partly: int
    not_executed: int
    organisations: tuple[tuple[str, int, int], ...]
    extended: int = 0


def facts_of(figures: ReviewFigures, on_date: date) -> dict[str, Any]:
    """The figures as JSON without floats; `on_date` is the local day on which they stood."""
    return {
        "v": FACTS_VERSION,
        "on": on_date.isoformat(),
        "lines": [{key: _plain(value) for key, value in asdict(line).items()} for line in figures.lines],
        "on_time": figures.on_time,
        "extended": figures.extended,
        "due": figures.due,
        "late": figures.late,
        "partly": figures.partly,
        "not_executed": figures.not_executed,
        "organisations": [list(row) for row in figures.organisations],
    }


def figures_of(facts: dict[str, Any]) -> ReviewFigures:
    """The figures that `facts_of` wrote."""
    return ReviewFigures(
        lines=tuple(_line(raw) for raw in facts["lines"]),
        on_time=facts["on_time"],
        extended=facts.get("extended", 0),
        due=facts["due"],
        late=facts["late"],
        partly=facts["partly"],
        not_executed=facts["not_executed"],
        organisations=tuple((code, covered, naming) for code, covered, naming in facts["organisations"]),
    )


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _line(raw: dict[str, Any]) -> ReviewLine:
    dates = {key: None if raw[key] is None else date.fromisoformat(raw[key]) for key in _DATES}
    needs = raw["needs"]
    return ReviewLine(
        **raw | dates | {"state": ItemState(raw["state"]), "needs": None if needs is None else ExplanationKind(needs)}
    )
