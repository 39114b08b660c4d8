"""The form of a ladder: its rungs as rows, and the rungs that were posted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from config.ladder import MOST_RUNGS, NewRung
from config.validation_ru import sentence
from models.states import ClockKind
from web.forms import Form
from web.places import number_of
from workflow.errors import InvalidCommand
from workflow.wording.ladders import label_of, rung_text
from workflow.wording.terms import AUDIENCES

CLOCKS = {ClockKind.LEAD.value: "исполнения пункта", ClockKind.APPROVER.value: "решения согласующего"}
WHENS = {
    "days": "рабочие дни от конца срока",
    "after_start": "рабочие дни после начала, если не принят в работу",
    "share_of_term": "доля срока прошла, а показана меньшая доля ожидаемого",
}
ROLES = {role: words for role, words in AUDIENCES.items() if role != "manager"}
NEW = {"name": "", "label": "", "clock": "lead", "when": {"days": []}, "to": [], "severity": ""}
# Signs of a minus that a keyboard or an office program may put.
_MINUS = str.maketrans("−–—", "---")
_SENTENCES = {
    "at": "Укажите числа рабочих дней через запятую, по возрастанию (−5, −1 — до конца срока, 0 — последний день, 3 — "
    "после), одно число дней после начала или две доли (1/2 1/3).",
    "severity": "Тяжесть — целое число от 0, у каждой ступени одного срока своё.",
    "to": "Отметьте, кому сообщают: согласующее лицо этапа и следующего этапа — только для срока решения.",
    "label": "Назовите ступень, не длиннее 120 знаков.",
    "clock": "Выберите, чей это срок.",
    "repeats": "Еженедельно повторяют ступень с одним числом рабочих дней.",
    "also_lead": "За задержку решения исполнителю не пишут: снимите отметку.",
}


@dataclass(frozen=True, slots=True)
class RungRow:
    """A rung as its row shows it; `at` are its days or shares as people type them, `told` the whole in words."""

    number: int
    name: str
    label: str
    clock: str
    when: str
    at: str
    to: tuple[str, ...]
    severity: str
    is_report: bool
    is_weekly: bool
    also_lead: bool
    told: str
    is_new: bool = False


def rung_rows(ladder: Sequence[Mapping[str, Any]]) -> tuple[RungRow, ...]:
    """The rows of a stored ladder, then an empty one."""
    rows = [_row(number, rung) for number, rung in enumerate(ladder, 1)]
    return (*rows, _row(len(rows) + 1, NEW, is_new=True)) if len(rows) < MOST_RUNGS else tuple(rows)


def posted_ladder(form: Form) -> tuple[NewRung, ...]:
    """The rungs that the form names, in their rows' order; a row without a label is left out.

    Raises `InvalidCommand` at a field.
    """
    numbers = [number for number in range(1, MOST_RUNGS + 2) if form.text(f"label-{number}")]
    if not numbers:
        raise InvalidCommand("Оставьте хотя бы одну ступень.", field="label-1")
    taken = {form.text(f"name-{number}") for number in numbers}
    rungs = tuple(_posted(form, number, taken) for number in numbers)
    weights: set[tuple[ClockKind, int]] = set()
    for number, rung in zip(numbers, rungs, strict=True):
        if (rung.clock, rung.severity) in weights:
            raise InvalidCommand(_SENTENCES["severity"], field=f"severity-{number}")
        weights.add((rung.clock, rung.severity))
    return rungs


def _posted(form: Form, number: int, taken: set[str | None]) -> NewRung:
    when = form.text(f"when-{number}") or "days"
    name = form.text(f"name-{number}")
    if name is None:
        name = next(free for each in range(1, MOST_RUNGS + 2) if (free := f"own_{each}") not in taken)
        taken.add(name)
    is_report = form.text(f"report-{number}") == "1"
    values = {
        "name": name,
        "label": form.text(f"label-{number}"),
        "clock": form.text(f"clock-{number}"),
        "when": _when(when, form.text(f"at-{number}") or ""),
        "to": list(form.texts(f"to-{number}")),
        "severity": number_of(form.text(f"severity-{number}")),
        "letter": "superior_report" if is_report else "reminder",
        "repeats": "weekly" if form.text(f"weekly-{number}") == "1" else "none",
        "also_lead": form.text(f"also-{number}") == "1",
    }
    try:
        return NewRung.model_validate(values)
    except ValidationError as error:
        raise _wrong(number, error) from None


def _when(kind: str, text: str) -> dict[str, Any]:
    words = [word for word in re.split(r"[,;\s]+", text.translate(_MINUS)) if word]
    if kind == "share_of_term":
        shares = [*words, "", ""]
        return {"share_of_term": shares[0], "share_of_target": shares[1]}
    days = [int(word) if re.fullmatch(r"[-+]?\d{1,3}", word) else word for word in words]
    return {"after_start": days[0] if len(days) == 1 else text} if kind == "after_start" else {"days": days}


def _wrong(number: int, error: ValidationError) -> InvalidCommand:
    """At the field that is wrong; the ladder's own rules begin with the name of their key."""
    detail = error.errors()[0]
    said = sentence(detail)
    key = str(detail["loc"][0]) if detail["loc"] else said.partition(":")[0]
    field = {"when": "at"}.get(key, key)
    place = {"repeats": "weekly", "also_lead": "also"}.get(field, field)
    return InvalidCommand(_SENTENCES.get(field, f"{said[:1].upper()}{said[1:]}."), field=f"{place}-{number}")


def _row(number: int, rung: Mapping[str, Any], *, is_new: bool = False) -> RungRow:
    when = rung["when"]
    kind = next(key for key in WHENS if key in when)
    if kind == "days":
        at = ", ".join(str(day).replace("-", "−") for day in when["days"])
    else:
        at = str(when[kind]) + (f" {when['share_of_target']}" if kind == "share_of_term" else "")
    return RungRow(
        number=number,
        name=rung["name"],
        label="" if is_new else label_of(rung),
        clock=rung["clock"],
        when=kind,
        at=at,
        to=tuple(rung["to"]),
        severity=str(rung["severity"]),
        is_report=rung.get("letter") == "superior_report",
        is_weekly=rung.get("repeats") == "weekly",
        also_lead=bool(rung.get("also_lead")),
        told="ещё одна ступень, если нужна" if is_new else rung_text(rung),
        is_new=is_new,
    )
