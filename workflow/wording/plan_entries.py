"""What the ledger says of a plan: its import, the corrections of its draft, its amendments, in words."""

from collections.abc import Mapping
from typing import Any

from models.states import Resolution
from workflow.wording.amendments import OWN_ROUTE_NONE, change_line, changed_fields
from workflow.wording.dates import items_text, plural
from workflow.wording.entry_phrases import (
    Body,
    Names,
    data_of,
    day_text,
    of_place,
    reason_text,
    report_voided,
    shortened,
)
from workflow.wording.ladders import label_of
from workflow.wording.routes import seated_text
from workflow.wording.terms import RESOLUTIONS


def imported(body: Body, _names: Names) -> str:
    """«План загружен: 22 пункта»."""
    count = data_of(body).get("items")
    return f"План загружен: {items_text(count)}" if isinstance(count, int) else "План загружен"


def warning_settled(body: Body, _names: Names) -> str:
    """A doubt about the document was accepted or corrected."""
    data = data_of(body)
    how = f": {RESOLUTIONS[Resolution(data['resolution'])]}" if "resolution" in data else ""
    return f"{of_place(data, 'Замечание')} к документу рассмотрено{how}{reason_text(data)}"


def organisations_assigned(body: Body, _names: Names) -> str:
    """An item got the organisations that its row does not name."""
    data = data_of(body)
    codes = data.get("after", {}).get("organisations", ())
    return f"{of_place(data, 'Назначены')} организации: {', '.join(codes)}{reason_text(data)}"


def chain_set(body: Body, names: Names) -> str:
    """The route of a plan or of one of its items."""
    data = data_of(body)
    steps = data.get("after", {}).get("chain")
    people = "; ".join(seated_text(step, names) for step in steps or ()) or OWN_ROUTE_NONE
    whose = " пункта" if body["object"].startswith("item/") or "place" in data else ""
    said = f"{of_place(data, 'Установлен')} маршрут согласования{whose}{_by_amendment(data)}: {people}"
    return f"{said}{reason_text(data)}"


def ladder_set(body: Body, _names: Names) -> str:
    """The ladder of a plan or of one of its items."""
    data = data_of(body)
    rungs = data.get("after", {}).get("ladder")
    told = ", ".join(f"«{label_of(rung)}»" for rung in rungs or ()) or OWN_ROUTE_NONE
    whose = " пункта" if body["object"].startswith("item/") else ""
    return f"Установлены ступени информирования{whose}{_by_amendment(data)}: {told}{reason_text(data)}"


def amended(body: Body, names: Names) -> str:
    """«Пункт изменён (изменение № 1): срок: 28.02.2021 → 31.03.2021, причина: «…»»."""
    data = data_of(body)
    return f"Пункт изменён{_by_amendment(data)}{_changes(data, names)}{report_voided(data)}{reason_text(data)}"


def corrected(body: Body, names: Names) -> str:
    """An item of the draft got other values."""
    data = data_of(body)
    return f"Пункт исправлен в черновике{_changes(data, names)}{reason_text(data)}"


def cancelled(body: Body, _names: Names) -> str:
    """An item is out of the plan."""
    data = data_of(body)
    how = _by_amendment(data) or " до ввода в действие"
    return f"Пункт исключён из плана{how}{report_voided(data)}{reason_text(data)}"


def restored(body: Body, _names: Names) -> str:
    """A cancelled item is in the plan again."""
    data = data_of(body)
    due = data.get("after", {}).get("due_on")
    return f"Пункт возвращён в план{_by_amendment(data)}{f', срок {day_text(due)}' if due else ''}{reason_text(data)}"


def organisation_added(body: Body, _names: Names) -> str:
    """The plan's list has one organisation more."""
    data = data_of(body)
    told = data.get("after", {})
    named = f" {told['code']} ({told['name']})" if "code" in told else ""
    return f"В список плана добавлена организация{named}{_by_amendment(data)}{reason_text(data)}"


def added(body: Body, _names: Names) -> str:
    """The plan has one item more."""
    data = data_of(body)
    due = f", срок {day_text(data['due_on'])}" if data.get("due_on") else ""
    return f"Пункт добавлен в план{_by_amendment(data)}{due}{reason_text(data)}"


def plan_amended(body: Body, _names: Names) -> str:
    """An amendment is in force, and what it changed."""
    data = data_of(body)
    number = f"Изменение № {data['amendment']}" if "amendment" in data else "Изменение плана"
    return f"{number} вступило в силу{_counted(data)}{reason_text(data)}"


def draft_corrected(body: Body, _names: Names) -> str:
    """A draft was corrected, and what was changed."""
    data = data_of(body)
    document = f" по документу «{data['document']['name']}»" if "document" in data else ""
    return f"Черновик исправлен{document}{_counted(data)}{reason_text(data)}"


def _by_amendment(data: Mapping[str, Any]) -> str:
    return f" (изменение № {data['amendment']})" if "amendment" in data else ""


def _changes(data: Mapping[str, Any], names: Names) -> str:
    fields = changed_fields(data.get("before", {}), data.get("after", {}), names)
    return ": " + "; ".join(shortened(change_line(field)) for field in fields) if fields else ""


def _counted(data: Mapping[str, Any]) -> str:
    """«: изменено 2, исключён 1 пункт», of the lists of places or the counts that the entry holds."""
    words = (
        ("changed", ("изменён", "изменены", "изменено")),
        ("cancelled", ("исключён", "исключены", "исключено")),
        ("restored", ("возвращён", "возвращены", "возвращено")),
        ("added", ("добавлен", "добавлены", "добавлено")),
    )
    told = []
    for key, forms in words:
        count = len(data[key]) if isinstance(data.get(key), list) else data.get(key, 0)
        if count:
            told.append(f"{plural(count, *forms)} {items_text(count)}")
    told += ["изменён маршрут согласования"] if data.get("routes") else []
    told += ["изменены ступени информирования"] if data.get("ladders") else []
    told += ["дополнен список организаций"] if data.get("organisations") else []
    return ": " + ", ".join(told) if told else ""
