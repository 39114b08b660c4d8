"""What a new version of a document, or a change by hand, does to a plan: as tables for people, as JSON for scripts."""

from typing import TYPE_CHECKING, Any

from cli.plan_facts import DRAFT_ITEM_KEYS
from cli.terminal import say, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from config.plan_draft import DraftItem
    from workflow.plan_difference import CurrentItem, ItemDifference, PlanDifference
    from workflow.wording.amendments import AmendedItem

KINDS = {
    "change": "изменить",
    "cancel": "исключить",
    "add": "добавить",
    "restore": "вернуть",
    "chain": "изменить маршрут",
    "ladder": "изменить ступени информирования",
    "organisation": "добавить организацию",
}


def print_difference(found: "PlanDifference", unknown: "tuple[str, ...]") -> None:
    """What changes, what does not although the document differs, and who must be added first."""
    from workflow.person_name_rule import is_person_name

    open_ones = [each for each in found.changed if not each.item.is_final]
    _fields("Изменяются", open_ones)
    _items("Исключаются: в новой редакции их нет", (item for item in found.gone if not item.is_final))
    _rows("Добавляются", found.added)
    _fields("Исполнены, не меняются без возобновления контроля", (each for each in found.changed if each.item.is_final))
    _items("Исполнены, в новой редакции их нет", (item for item in found.gone if item.is_final))
    _fields("Исправлены раньше, в документе прежнее значение", found.former, columns=("В плане", "В документе"))
    _fields("Изменилась только нумерация", found.renumbered)
    _items("Исключены раньше, в документе остались", found.still_cancelled)
    say(f"Без изменений: {len(found.same)}.")
    persons = [name for name in unknown if is_person_name(name)]
    units = [name for name in unknown if name not in persons]
    if persons:
        say(f"Нет в списке людей: {', '.join(persons)}. Сначала добавьте их: viza people add ИМЯ")
    if units:
        say(f"Подразделения, которых ещё нет в списке: {', '.join(units)}. Их добавит само изменение.")


def print_amended(items: "Iterable[AmendedItem]") -> None:
    """Changes that were asked for by hand, before they are made."""
    table(
        "Изменения",
        ("Пункт", "Мероприятие", "Действие", "Что", "Было", "Стало"),
        (
            (*_where(item), KINDS[item.kind], label, before or "—", after or "—")
            for item in items
            for label, before, after in _shown_fields(item)
        ),
    )


def _where(item: "AmendedItem") -> tuple[str, str]:
    """The item's number and title; what is about none stands under «план»."""
    return (item.number, item.title) if item.is_of_item else ("план", item.subject if item.title else "")


def _shown_fields(item: "AmendedItem") -> list[tuple[str, str, str]]:
    """The fields of a change; an organisation that is listed has none, and is shown all the same."""
    return [(field.label, field.before, field.after) for field in item.fields] or [("—", "", "")]


def difference_json(found: "PlanDifference", unknown: "tuple[str, ...]") -> dict[str, Any]:
    """The difference with plain values: dates in ISO 8601, people by name."""
    return {
        "changed": [_difference_json(each) for each in found.changed],
        "gone": [_item_json(item) for item in found.gone],
        "added": [_row_json(row) for row in found.added],
        "former": [_difference_json(each) for each in found.former],
        "renumbered": [_difference_json(each) for each in found.renumbered],
        "still_cancelled": [_item_json(item) for item in found.still_cancelled],
        "same": [item.place for item in found.same],
        "unknown_people": list(unknown),
    }


def amended_json(items: "Iterable[AmendedItem]") -> list[dict[str, Any]]:
    """Changes by hand, in words."""
    return [
        {
            "kind": item.kind,
            "place": item.place,
            "number": item.number,
            "title": item.title,
            "fields": [{"name": each.name, "before": each.before, "after": each.after} for each in item.fields],
        }
        for item in items
    ]


def _fields(
    title: str, differences: "Iterable[ItemDifference]", *, columns: tuple[str, str] = ("Было", "Стало")
) -> None:
    from workflow.wording.amendments import FIELD_NAMES, value_text

    rows = [
        (
            each.item.number,
            each.item.title,
            FIELD_NAMES[field.name],
            value_text(field.name, field.before, {}),
            value_text(field.name, field.after, {}),
        )
        for each in differences
        for field in each.fields
    ]
    if rows:
        table(title, ("Пункт", "Мероприятие", "Что", *columns), rows)


def _items(title: str, items: "Iterable[CurrentItem]") -> None:
    rows = [(item.place, item.number, item.title) for item in items]
    if rows:
        table(title, ("Место", "Пункт", "Мероприятие"), rows, right=(0,))


def _rows(title: str, rows: "Iterable[DraftItem]") -> None:
    from workflow.wording.dates import date_text

    shown = [(row.number, row.title, date_text(row.due_on), ", ".join(row.responsible)) for row in rows]
    if shown:
        table(title, ("Пункт", "Мероприятие", "Срок", "Ответственные"), shown)


def _difference_json(each: "ItemDifference") -> dict[str, Any]:
    fields = {field.name: {"before": field.before, "after": field.after} for field in each.fields}
    return _item_json(each.item) | {"fields": fields}


def _item_json(item: "CurrentItem") -> dict[str, Any]:
    return {"place": item.place, "number": item.number, "title": item.title, "state": item.state.value}


def _row_json(row: "DraftItem") -> dict[str, Any]:
    return {key: value for key, value in row.model_dump(mode="json").items() if key in DRAFT_ITEM_KEYS}
