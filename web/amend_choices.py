"""A new version of the document against the plan, as choices: what to take over, and what not."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.plan_draft import DraftItem
from web.forms import Form
from workflow.amendment_changes import AddItem, CancelItem, ChangeItem, ItemAmendment
from workflow.errors import InvalidCommand
from workflow.plan_difference import ItemDifference, PlanDifference
from workflow.wording.amendments import ChangedField, changed_fields

# A form posts at most 500 fields: a longer group is taken or left as a whole.
SINGLE_CHOICES = 80
EXECUTED = "Пункт исполнен и снят с контроля: чтобы изменить его, сначала возобновите контроль."


@dataclass(frozen=True, slots=True)
class Choice:
    """One item that differs. `name` is its field in the form, None where it cannot be chosen; `note` says why."""

    name: str | None
    number: str
    title: str
    place: int | None
    fields: tuple[ChangedField, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The choices of one kind. A whole group is chosen with one field of its own, named as its `key`."""

    key: str
    title: str
    hint: str
    is_chosen: bool
    choices: tuple[Choice, ...]

    @property
    def is_whole(self) -> bool:
        """Are there too many for a choice each?"""
        return len(self.choices) > SINGLE_CHOICES

    @property
    def can_choose(self) -> bool:
        """Is there anything to choose at all?"""
        return any(choice.name is not None for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom the new version names and who is not known, or has no address. `key` ends the field's name."""

    key: str
    name: str
    is_known: bool


def groups(found: PlanDifference) -> tuple[Group, ...]:
    """What differs, kind by kind; kinds without anything are left out."""
    listed = (
        Group("changed", "Изменены", "Было и стало по документу.", True, _of_items("changed", found.changed)),
        Group(
            "added",
            "Добавлены",
            "Этих строк в плане нет.",
            True,
            tuple(_added(index, row) for index, row in enumerate(found.added)),
        ),
        Group(
            "gone",
            "Нет в новой редакции",
            "Отмеченные пункты будут исключены из плана.",
            True,
            tuple(
                Choice(
                    None if item.is_final else f"gone-{item.place}",
                    item.number,
                    item.title,
                    item.place,
                    (),
                    EXECUTED if item.is_final else "",
                )
                for item in found.gone
            ),
        ),
        Group(
            "renumbered",
            "Другой номер",
            "Изменился только номер пункта в документе.",
            True,
            _of_items("renumbered", found.renumbered),
        ),
        Group(
            "former",
            "В документе прежнее значение",
            "Это вы исправили после загрузки документа. Отметьте, только если исправление нужно отменить.",
            False,
            _of_items("former", found.former),
        ),
    )
    return tuple(group for group in listed if group.choices)


def chosen_changes(found: PlanDifference, form: Form) -> tuple[ItemAmendment, ...]:
    """What was chosen in the form. Raises `InvalidCommand` where nothing was."""
    is_chosen = _chosen_in(form, groups(found))
    wanted: dict[int, dict[str, Any]] = {}
    for key, differences in (("former", found.former), ("renumbered", found.renumbered), ("changed", found.changed)):
        for each in differences:
            if not each.item.is_final and is_chosen(key, each.item.place):
                wanted.setdefault(each.item.place, {}).update({field.name: field.after for field in each.fields})
    changes: list[ItemAmendment] = [
        ChangeItem.model_validate({"place": place} | fields) for place, fields in sorted(wanted.items())
    ]
    changes += [
        CancelItem(place=item.place) for item in found.gone if not item.is_final and is_chosen("gone", item.place)
    ]
    changes += [AddItem(item=row) for index, row in enumerate(found.added) if is_chosen("added", index)]
    if not changes:
        raise InvalidCommand("Отметьте хотя бы одно изменение или откажитесь от новой редакции.")
    return tuple(changes)


def people_named(
    changes: Iterable[ItemAmendment], leads_now: Mapping[int, str | None]
) -> tuple[tuple[str, ...], frozenset[str]]:
    """The names that the changes bring, each once, and who of them would newly lead an item.

    `leads_now` tells who leads the item at a place.
    """
    names: dict[str, None] = {}
    leads: set[str] = set()
    for change in changes:
        if not isinstance(change, AddItem | ChangeItem):
            continue
        told = change.item if isinstance(change, AddItem) else change
        now = leads_now.get(change.place) if isinstance(change, ChangeItem) else None
        responsible = told.responsible or ()
        lead = told.lead or (now if now in responsible else next(iter(responsible), None))
        names.update(dict.fromkeys(name for name in (*responsible, lead) if name is not None))
        if lead is not None and lead != now:
            leads.add(lead)
    return tuple(names), frozenset(leads)


def newcomer(name: str, *, is_known: bool) -> Newcomer:
    """A person of the form whose address is asked for."""
    return Newcomer(hashlib.sha256(name.encode()).hexdigest()[:16], name, is_known)


def _of_items(key: str, differences: Sequence[ItemDifference]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            None if each.item.is_final else f"{key}-{each.item.place}",
            each.item.number,
            each.item.title,
            each.item.place,
            changed_fields(
                {one.name: one.before for one in each.fields}, {one.name: one.after for one in each.fields}, {}
            ),
            EXECUTED if each.item.is_final else "",
        )
        for each in differences
    )


def _added(index: int, row: DraftItem) -> Choice:
    told = row.model_dump(mode="json", exclude={"number", "title", "lead"})
    fields = changed_fields({}, {name: value for name, value in told.items() if value not in (None, [])}, {})
    return Choice(f"added-{index}", row.number, row.title, None, fields)


def _chosen_in(form: Form, shown: Sequence[Group]) -> Callable[[str, int], bool]:
    whole = {group.key for group in shown if group.is_whole}

    def is_chosen(key: str, number: int) -> bool:
        return form.text(key if key in whole else f"{key}-{number}") == "1"

    return is_chosen
