"""The form of an item's values: what it shows, and what was changed in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from config.line_text import to_line
from config.plan_draft import DraftItem
from models.states import Recurrence
from web.draft_words import names_in
from web.forms import Form
from web.places import number_of
from workflow.amendment_changes import ChangeItem
from workflow.errors import InvalidCommand

SPARE_ROWS = 3
MOST_PEOPLE = 50
TEXTS = ("number", "title", "expected_result", "note")
NUMBERS = ("target_count", "target_percent")
DATES = ("starts_on", "due_on")


@dataclass(frozen=True, slots=True)
class ItemValues:
    """An item's values as its form shows them; `responsible` are names in their order."""

    number: str
    title: str = ""
    expected_result: str | None = None
    target_count: int | None = None
    target_percent: int | None = None
    starts_on: date | None = None
    due_on: date | None = None
    recurrence: Recurrence | None = None
    note: str | None = None
    organisations: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    lead: str | None = None

    @property
    def rows(self) -> range:
        """The numbers of the form's rows for people: those that there are, and some to add to."""
        return range(1, min(len(self.responsible) + SPARE_ROWS, MOST_PEOPLE) + 1)


def posted_values(form: Form) -> dict[str, Any]:
    """What the form holds, for a command to check. Raises `InvalidCommand` for what is no number or no lead."""
    values: dict[str, Any] = {name: to_line(form.text(name) or "") or None for name in TEXTS}
    for name in ("number", "title"):
        if values[name] is None:
            raise InvalidCommand("Заполните это поле.", field=name)
    for name in NUMBERS:
        text = form.text(name)
        values[name] = number_of(text)
        if text is not None and values[name] is None:
            raise InvalidCommand("Укажите целое число.", field=name)
    values |= {name: form.day(name) for name in DATES}
    values["recurrence"] = form.text("recurrence")
    codes = (to_line(code) for code in (form.text("organisations") or "").replace("\n", ",").split(","))
    values["organisations"] = tuple(dict.fromkeys(code for code in codes if code))
    return values | _people(form)


def change_of(place: int, now: ItemValues, posted: Mapping[str, Any]) -> ChangeItem:
    """What was changed in the form. Raises `InvalidCommand` where nothing was, or where a value is wrong."""
    wanted = {
        name: value
        for name, value in posted.items()
        if _plain(value) != _plain(getattr(now, name)) and not (name == "lead" and value is None)
    }
    if not wanted:
        raise InvalidCommand("Вы ничего не изменили. Исправьте то, что нужно, и укажите основание.")
    return ChangeItem.model_validate({"place": place, **wanted})


def added_item(posted: Mapping[str, Any]) -> DraftItem:
    """A new item of the form. Raises `InvalidCommand` where a value is wrong."""
    try:
        return DraftItem.model_validate(dict(posted))
    except ValidationError as error:
        field = next((str(one["loc"][0]) for one in error.errors() if one["loc"]), None)
        if field is None:
            raise InvalidCommand("Проверьте ответственных: каждый назван один раз.", field="responsible") from None
        raise


def _people(form: Form) -> dict[str, Any]:
    named: dict[int, str] = {}
    for row in range(1, MOST_PEOPLE + 1):
        names = names_in(form.text(f"responsible-{row}"))
        if len(names) > 1:
            raise InvalidCommand("В каждой строке — одно лицо.", field="responsible")
        if names:
            named[row] = to_line(names[0])
    if len(set(named.values())) != len(named):
        raise InvalidCommand("Одно лицо названо дважды: оставьте его в одной строке.", field="responsible")
    lead = number_of(form.text("lead"))
    if lead is not None and lead not in named:
        raise InvalidCommand("Отметьте ответственным исполнителем одного из названных.", field="responsible")
    people = tuple(named.values())
    return {"responsible": people, "lead": named[lead] if lead is not None else next(iter(people), None)}


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Recurrence) else value
