"""What a new version of the document changes in a plan, item by item. Pure; nothing is stored.

Three sides are held together: what is in force, what the document said before, and what it says now. A value counts
as changed only where the document now differs from both; where it says what it always said and the plan was
corrected since, the correction stands, and the former value is told apart.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.plan_draft import DraftItem, PlanDraft
from models.states import ItemState
from workflow.amendment_changes import AddItem, CancelItem, ChangeItem, ItemAmendment
from workflow.errors import InvalidCommand
from workflow.item_columns import ITEM_COLUMNS
from workflow.plan_matching import RowShape, fold, match_rows

# The printed number is compared apart: it alone makes no other item.
FIELDS = (*(name for name in ITEM_COLUMNS if name != "number"), "responsible")
OTHER_PLAN = (
    "В документе нет ни одного пункта этого плана. Похоже, это другой документ: загрузите новую редакцию этого."
)
FINAL = (ItemState.APPROVED, ItemState.CANCELLED)


@dataclass(frozen=True, slots=True)
class CurrentItem:
    """An item of the plan: `values` in force, `document` what its document says, in plain values; people by name.

    Dates are ISO 8601 texts. `document` may lack fields that no document told.
    """

    place: int
    number: str
    state: ItemState
    lead: str | None
    values: Mapping[str, Any]
    document: Mapping[str, Any]

    @property
    def title(self) -> str:
        """The title in force."""
        return str(self.values["title"])

    @property
    def is_final(self) -> bool:
        """Is it executed, or out of the plan? Then a new version changes nothing in it."""
        return self.state in FINAL


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field, in plain values, before and after."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ItemDifference:
    """What differs in one item. `row` is the new version's row."""

    item: CurrentItem
    row: DraftItem
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """A new version of the document against the plan.

    `changed` and `gone` also hold items that are executed: `to_changes` leaves those out, for their control must be
    resumed first. `former` tells values that were corrected since and that the document still has as before,
    `renumbered` items whose printed number alone is another, `still_cancelled` rows of items that are out of the
    plan. `rows` are the new version's rows by the place of their item.
    """

    added: tuple[DraftItem, ...]
    changed: tuple[ItemDifference, ...]
    gone: tuple[CurrentItem, ...]
    same: tuple[CurrentItem, ...]
    former: tuple[ItemDifference, ...]
    renumbered: tuple[ItemDifference, ...]
    still_cancelled: tuple[CurrentItem, ...]
    rows: Mapping[int, DraftItem]

    @property
    def is_empty(self) -> bool:
        """Is there nothing that the new version would change?"""
        return not to_changes(self)

    @property
    def has_common_items(self) -> bool:
        """Is at least one item of the plan in the document at all?"""
        return bool(self.rows)

    def people(self) -> tuple[str, ...]:
        """The names that added and changed items bring."""
        changed = [each.row for each in self.changed if any(field.name == "responsible" for field in each.fields)]
        return tuple(dict.fromkeys(name for row in (*self.added, *changed) for name in row.responsible))


def difference(current: Sequence[CurrentItem], draft: PlanDraft) -> PlanDifference:
    """Hold a new version of the document against the plan's items."""
    live, left = _matched([item for item in current if item.state is not ItemState.CANCELLED], draft.items)
    cancelled, added = _matched([item for item in current if item.state is ItemState.CANCELLED], left)
    differences = [_compare(item, row) for item, row in live]
    present = {item.place for item, _ in live}
    return PlanDifference(
        added=tuple(added),
        changed=tuple(changed for changed, _ in differences if changed.fields),
        gone=tuple(item for item in current if item.place not in present and item.state is not ItemState.CANCELLED),
        same=tuple(changed.item for changed, _ in differences if not changed.fields),
        former=tuple(former for _, former in differences if former.fields),
        renumbered=tuple(
            ItemDifference(item, row, (FieldChange("number", item.number, row.number),))
            for item, row in live
            if item.number.rstrip(".") != row.number.rstrip(".")
        ),
        still_cancelled=tuple(item for item, _ in cancelled),
        rows={item.place: row for item, row in live},
    )


def demand_same_plan(found: PlanDifference) -> None:
    """Raise `InvalidCommand` for a document that has not one item of the plan: it is of another plan."""
    if not found.has_common_items:
        raise InvalidCommand(OTHER_PLAN)


def to_changes(found: PlanDifference, *, with_numbers: bool = False) -> tuple[ItemAmendment, ...]:
    """The changes that make the plan say what the new version says; printed numbers only where they are asked for."""
    wanted: dict[int, dict[str, Any]] = {}
    for each in (*found.changed, *(found.renumbered if with_numbers else ())):
        if not each.item.is_final:
            wanted.setdefault(each.item.place, {}).update({field.name: field.after for field in each.fields})
    changes: list[ItemAmendment] = [
        ChangeItem.model_validate({"place": place} | fields) for place, fields in sorted(wanted.items())
    ]
    changes += [CancelItem(place=item.place) for item in found.gone if not item.is_final]
    return (*changes, *(AddItem(item=row) for row in found.added))


def _matched(
    items: Sequence[CurrentItem], rows: Sequence[DraftItem]
) -> tuple[list[tuple[CurrentItem, DraftItem]], list[DraftItem]]:
    """The pairs, and the rows that are nobody's."""
    pairs = match_rows([_shape_of_item(item) for item in items], [_shape_of_row(row) for row in rows])
    taken = set(pairs.values())
    return (
        [(items[item], rows[row]) for item, row in pairs.items()],
        [row for index, row in enumerate(rows) if index not in taken],
    )


def _compare(item: CurrentItem, row: DraftItem) -> tuple[ItemDifference, ItemDifference]:
    """What the document changes, and what it has as before although the plan was corrected."""
    told = _row_values(row)
    changed: list[FieldChange] = []
    former: list[FieldChange] = []
    for name in FIELDS:
        after, now = told[name], item.values[name]
        if _comparable(name, after) == _comparable(name, now):
            continue
        is_as_before = name in item.document and _comparable(name, item.document[name]) == _comparable(name, after)
        (former if is_as_before else changed).append(FieldChange(name, now, after))
    if row.lead != next(iter(row.responsible), None) and row.lead != item.lead:
        # Only a plan file says who leads where it is not the first named.
        changed.append(FieldChange("lead", item.lead, row.lead))
    return ItemDifference(item, row, tuple(changed)), ItemDifference(item, row, tuple(former))


def _row_values(row: DraftItem) -> dict[str, Any]:
    return row.model_dump(mode="json", include=set(FIELDS))


def _comparable(name: str, value: Any) -> Hashable:
    """A value as two of them are compared: organisations in any order, no text and no list as nothing."""
    if value in (None, "", [], ()):
        return None
    if name == "organisations":
        return frozenset(value)
    plain: Hashable = tuple(value) if isinstance(value, list | tuple) else value
    return plain


def _shape_of_item(item: CurrentItem) -> RowShape:
    """An item is known by what is in force and by what its document says."""
    sides = [item.values, {**item.values, **item.document}] if item.document else [item.values]
    return RowShape(item.number, tuple(str(side["title"]) for side in sides), tuple(_fields(side) for side in sides))


def _shape_of_row(row: DraftItem) -> RowShape:
    return RowShape(row.number, (row.title,), (_fields(_row_values(row)),))


def _fields(values: Mapping[str, Any]) -> dict[str, Hashable]:
    return {name: _shape(name, values.get(name)) for name in FIELDS if name != "title"}


def _shape(name: str, value: Any) -> Hashable:
    return fold(value) or None if isinstance(value, str) else _comparable(name, value)
