"""A ladder in words: each rung's name, when it comes, and who hears."""

from collections.abc import Iterable, Mapping
from typing import Any

from models.states import ClockKind
from workflow.wording.dates import plural
from workflow.wording.terms import AUDIENCES, RUNGS

REPORT = "доклад: "
CLOCKS: dict[str, str] = {ClockKind.LEAD: "срок исполнения", ClockKind.APPROVER: "срок согласования"}


def ladder_text(ladder: Iterable[Mapping[str, Any]]) -> str:
    """A stored ladder, its rungs in their order."""
    return "; ".join(map(rung_text, ladder))


def rung_text(rung: Mapping[str, Any]) -> str:
    """«срок истёк — через 1 рабочий день после срока исполнения: ответственный исполнитель»."""
    told = audience_text(rung)
    return f"{label_of(rung)} — {when_text(rung)}{', ' if told.startswith(REPORT) else ': '}{told}"


def label_of(rung: Mapping[str, Any]) -> str:
    """How people name the rung."""
    return str(rung.get("label") or RUNGS.get(rung["name"], rung["name"]))


def audience_text(rung: Mapping[str, Any]) -> str:
    """Who hears, and whether as a report to a superior."""
    people = ", ".join(AUDIENCES[role] for role in rung["to"])
    told = REPORT if rung.get("letter") == "superior_report" else ""
    return f"{told}{people}" + ("; исполнителю отдельное письмо" if rung.get("also_lead") else "")


def when_text(rung: Mapping[str, Any]) -> str:
    """«за 5 и за 1 рабочий день до срока исполнения», «через 3 рабочих дня после начала, если не принят в работу»."""
    when = rung["when"]
    if "after_start" in when:
        return f"через {_days(when['after_start'])} после начала, если пункт не принят в работу"
    if "share_of_term" in when:
        return f"прошла {when['share_of_term']} срока, а показано меньше {when['share_of_target']} ожидаемого"
    of = "исполнения" if rung["clock"] == ClockKind.LEAD else "согласования"
    text = _join([_from_end(days, of) for days in when["days"]])
    return text + (", далее еженедельно" if rung.get("repeats") == "weekly" else "")


def _from_end(days: int, of: str) -> tuple[str, str]:
    if days == 0:
        return "в последний день", f"срока {of}"
    if days < 0:
        return f"за {abs(days)} {plural(days, 'рабочий день', 'рабочих дня', 'рабочих дней')}", f"до срока {of}"
    return f"через {_days(days)}", f"после срока {of}"


def _listed(parts: list[str]) -> str:
    """«за 5 рабочих дней и за 1 рабочий день»."""
    return " и ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _join(told: list[tuple[str, str]]) -> str:
    """The dates of a rung; what they are counted from is said once where it is the same."""
    if len({where for _, where in told}) == 1:
        return f"{_listed([when for when, _ in told])} {told[0][1]}"
    return _listed([f"{when} {where}" for when, where in told])


def _days(count: int) -> str:
    return f"{count} {plural(count, 'рабочий день', 'рабочих дня', 'рабочих дней')}"
