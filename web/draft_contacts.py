"""What the coordinator fills in that the paper does not say: addresses, positions and telephones of people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from models.states import ItemState
from web.forms import Form
from web.places import number_of
from workflow.commands import ChangePerson
from workflow.errors import InvalidCommand
from workflow.queries import people
from workflow.queries.access import participants
from workflow.views import PersonView, PlanView

# A form holds at most 128 KB, and a position may be long.
CONTACTS_A_PAGE = 40
FIELDS = ("name", "email", "position", "given_names", "phone")


@dataclass(frozen=True, slots=True)
class Contact:
    """A person of the form; `is_needed` where letters must reach them before the plan can be activated."""

    person: PersonView
    is_needed: bool


def contacts(plan: PlanView, chain: Sequence[Mapping[str, Any]], listed: Iterable[PersonView]) -> tuple[Contact, ...]:
    """The people of the plan; first who needs an address and has none, then the others without one."""
    needed = {plan.coordinator.id} | {person for step in chain for person in step["approvers"]}
    needed |= {item.lead.id for item in plan.items if item.lead is not None and item.state is not ItemState.CANCELLED}
    found = [Contact(person, person.id in needed) for person in listed]
    return tuple(
        sorted(found, key=lambda one: (one.person.email is not None, not one.is_needed, one.person.name.casefold()))
    )


def editable_people(conn: Connection, plan_id: int) -> tuple[PersonView, ...]:
    """Whom the plan's coordinator may describe: who has a part in it, and nobody else."""
    mine = participants(conn, plan_id)
    return tuple(person for person in people(conn) if person.id in mine)


def changed_contacts(form: Form, listed: Iterable[PersonView]) -> tuple[ChangePerson, ...]:
    """A command for each person of whom the form says something new. Raises `InvalidCommand` naming the field."""
    by_id = {person.id: person for person in listed}
    commands = []
    for text in form.texts("person"):
        person = by_id.get(number_of(text) or 0)
        if person is None:
            raise InvalidCommand("Такого человека в плане нет: обновите страницу.")
        told = {name: form.text(f"{name}-{person.id}") for name in FIELDS}
        if not form.texts(f"name-{person.id}"):
            del told["name"]
        changed = {name: value for name, value in told.items() if value != getattr(person, name)}
        if changed:
            commands.append(_command(person, changed))
    if not commands:
        raise InvalidCommand("Вы ничего не изменили: внесите адрес, должность или телефон.")
    return tuple(commands)


def _command(person: PersonView, changed: dict[str, Any]) -> ChangePerson:
    try:
        return ChangePerson.model_validate({"person_id": person.id, **changed})
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        words = {
            "email": "проверьте адрес, например ivanova@school.ru",
            "phone": "сократите телефон до 60 знаков",
            "name": "укажите фамилию и инициалы, не больше 300 знаков",
        }
        sentence = words.get(name, "сократите текст до 300 знаков")
        raise InvalidCommand(f"{person.name}: {sentence}.", field=f"{name}-{person.id}") from None
