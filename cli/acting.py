"""Who a command is carried out for."""

import os
import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from flows.wiring import Parts
    from workflow.actor import Actor
    from workflow.views import PersonView

PIN_VARIABLE = "VIZA_PIN"


def find_person(conn: "Connection", text: str) -> "PersonView":
    """The person by number, by the whole name, or by the beginning of a name that is nobody else's.

    Raises `NotFound` that names who could be meant.
    """
    from workflow.errors import NotFound
    from workflow.queries import people, person_view

    text = " ".join(text.split())
    if text.isdecimal():
        return person_view(conn, int(text))
    everybody = people(conn)
    exact = [person for person in everybody if person.name == text]
    found = exact or [person for person in everybody if text and person.name.casefold().startswith(text.casefold())]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(f"«{text}» подходит нескольким: {', '.join(person.name for person in found)}. Уточните имя.")
    raise NotFound(f"В списке нет лица «{text}». Весь список: viza people list, добавить: viza people add")


def acting_person(parts: "Parts", text: str, *, with_pin: bool = False) -> "Actor":
    """The actor of a person at the command line; with a PIN (asked for, or in VIZA_PIN) the PIN vouches for them.

    Raises `NotFound`, `AuthenticationFailed`.
    """
    from models.states import Assurance
    from workflow.actor import Actor
    from workflow.authentication import authenticate
    from workflow.errors import AuthenticationFailed

    with parts.database.read() as conn:
        person = find_person(conn, text)
    pin = os.environ.get(PIN_VARIABLE, "")
    if with_pin and not pin:
        if not sys.stdin.isatty():
            raise AuthenticationFailed(f"Передайте ПИН-код в переменной {PIN_VARIABLE}: спросить его здесь негде.")
        pin = typer.prompt(f"ПИН-код ({person.name})", hide_input=True, err=True)
    return authenticate(parts.engine, person.id, pin=pin) if pin else Actor(person.id, Assurance.CLI)


def steward_actor(parts: "Parts", person: str | None) -> "Actor":
    """Who keeps people: the one named, or the operator of this machine. Raises `NotFound`."""
    return acting_person(parts, person) if person else operator()


def keeper_actor(parts: "Parts", plan_id: int, person: str | None) -> "Actor":
    """Who keeps the plan: the one named, or its coordinator. Raises `NotFound`."""
    return acting_person(parts, person) if person else coordinator(parts, plan_id)


def coordinator(parts: "Parts", plan_id: int) -> "Actor":
    """The coordinator of a plan, at the command line. Raises `NotFound`."""
    from models.states import Assurance
    from workflow.actor import Actor
    from workflow.queries import plan_view

    with parts.database.read() as conn:
        return Actor(plan_view(conn, plan_id, parts.engine.today()).coordinator.id, Assurance.CLI)


def operator() -> "Actor":
    """Whoever works at the command line of the machine: no person of a plan."""
    from models.states import Assurance
    from workflow.actor import Actor

    return Actor(None, Assurance.CLI)
