"""What the ledger says of who acts in whose place, in words."""

from collections.abc import Mapping
from typing import Any

from workflow.wording.entry_phrases import Body, Names, data_of, day_text, name_of, person_id_of, reason_text
from workflow.wording.proposal_entries import subject_text


def substitution_added(body: Body, names: Names) -> str:
    """Who signs for whom, from when to when, on what order."""
    data = data_of(body)
    absent = name_of(person_id_of(body["object"]), names)
    term = f" с {day_text(data['from'])} по {day_text(data['to'])}" if "from" in data else ""
    return f"Назначено замещение{term}: {absent}, замещает {name_of(data.get('substitute'), names)}{_order(data)}"


def substitution_ended(body: Body, names: Names) -> str:
    """A substitution ended, or was taken back before it began."""
    data = data_of(body)
    done = "прекращено" if data.get("had_begun", True) else "отменено до начала"
    absent = name_of(person_id_of(body["object"]), names)
    return f"Замещение {done}: {absent}, замещает {name_of(data.get('substitute'), names)}{reason_text(data)}"


def task_moved(body: Body, names: Names) -> str:
    """«…: задача этапа 2 передана, решение принимает Петрова П.П. (и.о., замещает: Ефимова Л.Г.)»."""
    data = data_of(body)
    who = name_of(data.get("to"), names)
    if data.get("to") == data.get("approver"):
        how = f"{who}, замещение окончено: {name_of(data.get('from'), names)}"
    else:
        how = f"{who} (и.о., замещает: {name_of(data.get('approver'), names)})"
    return f"{subject_text(body)}: задача этапа {data.get('step', '—')} передана, решение принимает {how}"


def term_recomputed(body: Body, _names: Names) -> str:
    """Until when a decision is to be made was worked out anew."""
    data = data_of(body)
    before, after = day_text(data.get("before")), day_text(data.get("decide_until"))
    return f"Срок решения пересчитан по производственному календарю: {before} → {after}"


def task_given(body: Body, names: Names) -> str:
    """«…: задача этапа 1 передана Петровой П.П.: Ефимова Л.Г. — представил подтверждающие документы…»."""
    data = data_of(body)
    step = data.get("given", {}).get("step", "—")
    who, former = name_of(data.get("successor"), names), name_of(data.get("person"), names)
    return (
        f"{subject_text(body)}: задача этапа {step} передана, решение принимает {who}. "
        f"{former} — {data.get('reason', 'совмещение ролей')}"
    )


def approver_replaced(body: Body, names: Names) -> str:
    """Another approver in the routes and in what is open."""
    data = data_of(body)
    before, after = data.get("before", {}), data.get("after", {})
    moved = f", передано задач: {len(data['tasks'])}" if data.get("tasks") else ""
    return (
        f"В маршруте согласования {name_of(before.get('person'), names)} → {name_of(after.get('person'), names)}"
        f"{_order(data)}{moved}{reason_text(data)}"
    )


def coordinator_replaced(body: Body, names: Names) -> str:
    """Another person keeps the plan."""
    data = data_of(body)
    before, after = data.get("before", {}), data.get("after", {})
    who = f"{name_of(before.get('person'), names)} → {name_of(after.get('person'), names)}"
    return f"Сменился ответственный за контроль исполнения плана: {who}{_order(data)}{reason_text(data)}"


def _order(data: Mapping[str, Any]) -> str:
    return f", приказ № {data['order']} от {day_text(data.get('order_date'))}" if "order" in data else ""
