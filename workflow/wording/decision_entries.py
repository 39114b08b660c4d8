"""What the ledger says of decisions on an item's report, and of its reopening, in words."""

from collections.abc import Mapping
from typing import Any

from models.states import DecisionKind, Outcome
from workflow.wording import papers
from workflow.wording.dates import working_days_text
from workflow.wording.entry_phrases import Body, Names, data_of, day_text, name_of, quoted_after, reason_text
from workflow.wording.states import OUTCOMES
from workflow.wording.terms import DECISIONS


def report_text(data: Mapping[str, Any]) -> str:
    """«Отчёт № 1»."""
    return f"Отчёт № {data['submission']}" if "submission" in data else "Отчёт"


def behalf_and_comment(data: Mapping[str, Any], names: Names) -> str:
    """«(и.о., за Ефимова Л.Г.), на бумаге, лист № 5 …, замечание: «…»», as far as the decision has them."""
    absent = data.get("on_behalf_of")
    behalf = f" (и.о., за {name_of(absent, names)})" if absent is not None else ""
    return f"{behalf}{papers.on_paper(data)}{quoted_after(', замечание: ', data.get('comment'))}"


def agreed(body: Body, names: Names) -> str:
    """A step that is not the last decided for the report."""
    data = data_of(body)
    kind = DECISIONS[DecisionKind(data["decision"])] if "decision" in data else "Согласовано"
    step = f", этап {data['step']} из {data['steps']}" if "steps" in data else ""
    return f"{report_text(data)}. {kind}{step}{behalf_and_comment(data, names)}"


def approved(body: Body, names: Names) -> str:
    """The last step decided for the report."""
    data = data_of(body)
    outcome = f", итог: {OUTCOMES[Outcome(data['outcome'])]}" if "outcome" in data else ""
    executed = f", дата исполнения {day_text(data['executed_on'])}" if "executed_on" in data else ""
    tail = behalf_and_comment(data, names)
    return f"{report_text(data)} утверждён, пункт снят с контроля{outcome}{executed}{tail}"


def part_approved(body: Body, names: Names) -> str:
    """The last step decided for an interim report."""
    data = data_of(body)
    shown = f", показано {data['shown']}" if data.get("shown") is not None else ""
    tail = behalf_and_comment(data, names)
    return f"{report_text(data)} (промежуточный) утверждён{shown}, пункт остаётся в работе{tail}"


def returned(body: Body, names: Names) -> str:
    """A step decided against the report."""
    data = data_of(body)
    until = f" до {day_text(data['rework_until'])}" if "rework_until" in data else ""
    return f"{report_text(data)} возвращён на доработку{until}{behalf_and_comment(data, names)}"


def reopened(body: Body, _names: Names) -> str:
    """An approved item runs again."""
    data = data_of(body)
    due = f", новый срок {day_text(data['due_on'])}" if "due_on" in data else ""
    before = _before_reopening(data)
    return f"Контроль возобновлён{due}{_superseded(data)}{before}{reason_text(data)}"


def _before_reopening(data: Mapping[str, Any]) -> str:
    """«; был исполнен 03.03.2021, позже срока на 3 рабочих дня»: a new deadline does not hide it."""
    if "before" not in data:
        return ""
    late = data.get("late_days")
    words = "" if late is None else f", позже срока на {working_days_text(late)}" if late else ", не в срок"
    outcome = OUTCOMES[Outcome(data["before"]["outcome"])].lower()
    return f"; прежний результат: {outcome} {day_text(data['before']['executed_on'])}{words}"


def _superseded(data: Mapping[str, Any]) -> str:
    """«; утратили силу решения по отчёту № 1»."""
    numbers = data.get("superseded", ())
    if not numbers:
        return ""
    reports = "отчёту" if len(numbers) == 1 else "отчётам"
    return f"; утратили силу решения по {reports} № {', '.join(str(number) for number in numbers)}"
