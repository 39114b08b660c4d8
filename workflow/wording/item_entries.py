"""What the ledger says of the work on an item before anyone decides on it, in words."""

from collections.abc import Callable

from models.states import ExplanationKind
from workflow.wording.dates import files_text
from workflow.wording.decision_entries import report_text
from workflow.wording.entry_phrases import Body, Names, data_of, day_text, name_of, quote, quoted_after
from workflow.wording.terms import EXPLANATIONS


def adopted(body: Body, _names: Names) -> str:
    """An item of the draft came into force with its plan."""
    due = data_of(body).get("due_on")
    return "Пункт введён в действие в составе плана" + (f", срок {day_text(due)}" if due else ", срок не установлен")


def evidence_added(body: Body, names: Names) -> str:
    """Whose document it is, is said where another person attached it."""
    data = data_of(body)
    owner = data.get("for")
    on_behalf = f", за исполнителя: {name_of(owner, names)}" if owner and body["actor"] != f"person/{owner}" else ""
    kind = f"{data['kind']}, " if "kind" in data else ""
    return f"Приложен подтверждающий документ: {kind}{quote(data.get('name'))}{on_behalf}"


def evidence_removed(body: Body, _names: Names) -> str:
    """A document was taken off the item."""
    return f"Убран документ {quote(data_of(body).get('name'))}"


def submitted(body: Body, _names: Names) -> str:
    """The report went into its chain; the steps that were skipped say why."""
    data = data_of(body)
    files = files_text(len(body.get("evidence_sha256", ())))
    skipped = " ".join(step["skipped"] for step in data.get("route", ()) if "skipped" in step)
    short = ", показано меньше ожидаемого" if data.get("shortfall") else ""
    return f"{report_text(data)} направлен на согласование: {files}{short}" + (f". {skipped}" if skipped else "")


def withdrawn(body: Body, _names: Names) -> str:
    """The lead took the report back."""
    return f"{report_text(data_of(body))} отозван"


def explained(body: Body, _names: Names) -> str:
    """Reasons of a delay, or how the work goes."""
    data = data_of(body)
    kind = EXPLANATIONS[ExplanationKind(data["kind"])] if "kind" in data else "сведения"
    return f"Представлены {kind}{quoted_after(': ', data.get('text'))}"


def clock_recomputed(body: Body, _names: Names) -> str:
    """The end of the running term was worked out anew, or the days on which it is looked at."""
    data = data_of(body)
    if data.get("because") == "ladder":
        return "Дни информирования по пункту пересчитаны: изменены ступени"
    after = data.get("lead_clock", {}).get("ends_on")
    return f"Срок пересчитан по производственному календарю: {day_text(data.get('before'))} → {day_text(after)}"


def of_part(what: str) -> Callable[[Body, Names], str]:
    """A co-executor's part, who is named unless they said it themselves."""

    def sentence(body: Body, names: Names) -> str:
        person = data_of(body).get("person")
        return what if body["actor"] == f"person/{person}" else f"{what}: {name_of(person, names)}"

    return sentence


def part_due(body: Body, names: Names) -> str:
    """The internal date for a co-executor's part, set or taken away."""
    data = data_of(body)
    what = f"установлен: {day_text(data['due_on'])}" if data.get("due_on") else "снят"
    return f"Внутренний срок части {what}, соисполнитель {name_of(data.get('person'), names)}"


def request_registered(body: Body, _names: Names) -> str:
    """A request came in."""
    data = data_of(body)
    number = f" № {data['request']}" if "request" in data else ""
    letter = f" (исх. № {data['doc_number']})" if data.get("doc_number") else ""
    when = f" от {day_text(data['received_on'])}" if "received_on" in data else ""
    subject = quoted_after(", ", data.get("subject"))
    return f"В реестр внесён запрос{number}{when}: {data.get('sender', '—')}{letter}{subject}"


def request_answered(body: Body, _names: Names) -> str:
    """A request was answered."""
    data = data_of(body)
    number = f" № {data['request']}" if "request" in data else ""
    when = f" {day_text(data['answered_on'])}" if "answered_on" in data else ""
    return f"На запрос{number} дан ответ{when}{quoted_after(': ', data.get('answer'))}"
