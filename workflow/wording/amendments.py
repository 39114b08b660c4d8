"""An amendment in words: which field of which item, what it was, what it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.states import Recurrence
from workflow.amendment_manifest import Kind, ProposedChange, names_in, proposed_changes
from workflow.wording.dates import date_text
from workflow.wording.ladders import ladder_text
from workflow.wording.routes import route_text
from workflow.wording.terms import RECURRENCES

FIELD_NAMES: dict[str, str] = {
    "number": "номер",
    "title": "мероприятие",
    "expected_result": "ожидаемый результат",
    "target_count": "сколько единиц",
    "target_percent": "показатель",
    "starts_on": "начало",
    "due_on": "срок",
    "extended_due_on": "продлённый срок",
    "recurrence": "повторение",
    "responsible": "ответственные",
    "lead": "ответственный исполнитель",
    "organisations": "организации",
    "note": "примечание",
    "chain": "маршрут согласования",
    "ladder": "ступени информирования",
}
OWN_ROUTE_NONE = "как у плана"
NOTHING = "не указано"
NO_RUNGS = "остальные ступени прежние"
ASKED: dict[Kind, str] = {
    "change": "Изменить пункт",
    "cancel": "Исключить пункт",
    "add": "Добавить пункт",
    "restore": "Вернуть в план пункт",
    "chain": "Изменить маршрут согласования пункта",
    "ladder": "Изменить ступени информирования пункта",
    "organisation": "Добавить в список плана организацию",
}
# What the plan has and an item may have of its own, and how a change of the plan's is asked for.
OF_PLAN_OR_ITEM: dict[str, str] = {
    "chain": "Изменить маршрут согласования плана",
    "ladder": "Изменить ступени информирования плана",
}
DATES = ("starts_on", "due_on", "extended_due_on")


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field: its name, what it was and what it becomes, in words."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AmendedItem:
    """One change in words. `fields` of an added item have no `before`, of a cancelled one no `after`."""

    kind: Kind
    place: int | None
    number: str
    title: str
    fields: tuple[ChangedField, ...]

    @property
    def is_before_and_after(self) -> bool:
        """Do its fields tell what was and what becomes?"""
        return self.kind in ("change", *OF_PLAN_OR_ITEM)

    @property
    def asked(self) -> str:
        """What is asked, as a heading: «Изменить пункт 3. Совещание»."""
        if self.kind in OF_PLAN_OR_ITEM and not self.is_of_item:
            return OF_PLAN_OR_ITEM[self.kind]
        return f"{ASKED[self.kind]} {self.number}. {self.title}"

    @property
    def is_of_item(self) -> bool:
        """Is it about an item, and not about the plan's own route or ladder or its list of organisations?"""
        return self.kind != "organisation" and not (self.kind in OF_PLAN_OR_ITEM and self.place is None)

    @property
    def subject(self) -> str:
        """What it is about: «Пункт 3. Совещание», «План», «Организация 25. Школа № 25»."""
        if self.is_of_item:
            return f"Пункт {self.number}. {self.title}"
        return f"Организация {self.number}. {self.title}" if self.kind == "organisation" else "План"


def value_text(name: str, value: Any, names: Mapping[int, str]) -> str:
    """A value of a field as people read it; `names` are people's by id (a name stands as it is)."""
    if value is None or value in ("", [], ()):
        return _nothing(name, value)
    if name in OF_PLAN_OR_ITEM:
        return ladder_text(value) if name == "ladder" else route_text(value, names)
    if name in DATES:
        return date_text(date.fromisoformat(value) if isinstance(value, str) else value)
    if name == "recurrence":
        return RECURRENCES[Recurrence(value)]
    if isinstance(value, list | tuple):
        return ", ".join(_person(each, names) for each in value)
    return f"{value}%" if name == "target_percent" else str(_person(value, names) if name == "lead" else value)


def _nothing(name: str, value: Any) -> str:
    if name == "ladder" and value is not None:
        return NO_RUNGS
    return OWN_ROUTE_NONE if name in OF_PLAN_OR_ITEM else NOTHING


def changed_fields(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[int, str]
) -> tuple[ChangedField, ...]:
    """The fields that either of the two names and that differ, in the order of the plan's columns.

    Of two ladders only the rungs are told that are not in both.
    """
    if before.get("ladder") and after.get("ladder"):
        was, becomes = before["ladder"], after["ladder"]
        before = {**before, "ladder": [rung for rung in was if rung not in becomes]}
        after = {**after, "ladder": [rung for rung in becomes if rung not in was]}
    return tuple(
        ChangedField(
            name,
            label,
            value_text(name, before[name], names) if name in before else "",
            value_text(name, after[name], names) if name in after else "",
        )
        for name, label in FIELD_NAMES.items()
        if (name in before or name in after) and not (name in before and name in after and before[name] == after[name])
    )


def change_line(field: ChangedField) -> str:
    """«срок: 28.02.2021 → 31.03.2021»."""
    return f"{field.label}: {field.before} → {field.after}"


def amended_items(manifest: Mapping[str, Any]) -> tuple[AmendedItem, ...]:
    """An amendment's manifest in words, item by item."""
    return amended_in_words(proposed_changes(manifest), names_in(manifest))


def amended_in_words(changes: Sequence[ProposedChange], names: Mapping[int, str]) -> tuple[AmendedItem, ...]:
    """The changes in words. An added item tells only what it has."""
    return tuple(
        AmendedItem(
            change.kind,
            change.place,
            change.number.rstrip("."),
            change.title,
            changed_fields({} if change.kind == "restore" else change.before, _told(change), names),
        )
        for change in changes
    )


def _told(change: ProposedChange) -> dict[str, Any]:
    if change.kind == "organisation":
        return {}
    if change.kind == "restore":
        return {"due_on": change.after["due_on"]}
    if change.kind != "add":
        return dict(change.after)
    headline = ("number", "title")
    return {name: value for name, value in change.after.items() if name not in headline and value not in (None, [])}


def _person(person: int | str, names: Mapping[int, str]) -> str:
    return names.get(person, f"№ {person}") if isinstance(person, int) else person
