"""What the coordinator fills in that the paper does not say: addresses and positions of people, the route."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from config.chain import DEFAULT_TERM, ChainStep
from models.states import ItemState, Verb
from web.draft_words import names_in
from web.forms import Form
from web.participants import participants
from web.places import number_of
from workflow.commands import ChangePerson
from workflow.errors import InvalidCommand
from workflow.queries import people
from workflow.rows import names_of
from workflow.views import PersonView, PlanView

# A form holds at most 128 KB, and a position may be long.
CONTACTS_A_PAGE = 40
FIELDS = ("email", "position", "given_names", "phone")
MODES = {"all": "всех названных", "any": "любого из названных"}
STEPS = ((Verb.AGREE, "agree"), (Verb.APPROVE, "approve"))


@dataclass(frozen=True, slots=True)
class Contact:
    """A person of the form; `is_needed` where letters must reach them before the plan can be activated."""

    person: PersonView
    is_needed: bool


@dataclass(frozen=True, slots=True)
class RouteStep:
    """A step of the route as its form shows it: names with commas, the mode, the term in working days."""

    key: str
    verb: Verb
    names: str
    mode: str
    term: int
    alternate: str


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


def changed_contacts(form: Form, listed: Iterable[PersonView]) -> list[ChangePerson]:
    """A command for each person of whom the form says something new. Raises `InvalidCommand` naming the field."""
    by_id = {person.id: person for person in listed}
    commands = []
    for text in form.texts("person"):
        person = by_id.get(number_of(text) or 0)
        if person is None:
            raise InvalidCommand("Такого человека в плане нет: обновите страницу.")
        told = {name: form.text(f"{name}-{person.id}") for name in FIELDS}
        changed = {name: value for name, value in told.items() if value != getattr(person, name)}
        if changed:
            commands.append(_command(person, changed))
    if not commands:
        raise InvalidCommand("Вы ничего не изменили: внесите адрес, должность или телефон.")
    return commands


def route_steps(conn: Connection, chain: Sequence[Mapping[str, Any]]) -> tuple[RouteStep, ...]:
    """The route as the form's two steps; of a longer one the form shows the first that agrees and the last."""
    names = names_of(conn)
    by_verb: dict[str, Mapping[str, Any]] = {}
    for step in chain:
        by_verb.setdefault(step["verb"], step)
    return tuple(_route_step(key, verb, by_verb.get(verb.value, {}), names) for verb, key in STEPS)


def is_plain_route(chain: Sequence[Mapping[str, Any]]) -> bool:
    """Does the form show the whole route: at most one step of each verb, and no quorum?"""
    verbs = [step["verb"] for step in chain]
    return verbs in ([], ["approve"], ["agree", "approve"]) and all(step["mode"] in MODES for step in chain)


def posted_route(form: Form) -> list[ChainStep]:
    """The route that the form names. Raises `InvalidCommand` naming the field."""
    steps = []
    for verb, key in STEPS:
        names = names_in(form.text(f"{key}-names"))
        alternate = next(iter(names_in(form.text(f"{key}-alternate"))), None)
        if not names:
            if verb is Verb.APPROVE:
                raise InvalidCommand("Укажите, кто утверждает.", field=f"{key}-names")
            if alternate is not None:
                raise InvalidCommand("Замещающий указан, а согласующий нет.", field=f"{key}-names")
            continue
        term = number_of(form.text(f"{key}-term") or str(DEFAULT_TERM))
        if alternate in names:
            raise InvalidCommand("Замещающий — другое лицо: он не состоит в этом этапе.", field=f"{key}-alternate")
        try:
            steps.append(
                ChainStep.model_validate(
                    {
                        "verb": verb,
                        "approvers": names,
                        "mode": form.text(f"{key}-mode") or "all",
                        "term": term,
                        "alternate": alternate,
                    }
                )
            )
        except ValidationError as error:
            raise _wrong_step(key, error) from None
    return steps


def _command(person: PersonView, changed: dict[str, Any]) -> ChangePerson:
    try:
        return ChangePerson.model_validate({"person_id": person.id, **changed})
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        words = {
            "email": "проверьте адрес, например ivanova@school.ru",
            "phone": "сократите телефон до 60 знаков",
        }
        sentence = words.get(name, "сократите текст до 300 знаков")
        raise InvalidCommand(f"{person.name}: {sentence}.", field=f"{name}-{person.id}") from None


def _wrong_step(key: str, error: ValidationError) -> InvalidCommand:
    name = str(next((one["loc"][0] for one in error.errors() if one["loc"]), "approvers"))
    if name == "term":
        return InvalidCommand("Срок решения — от 1 до 60 рабочих дней.", field=f"{key}-term")
    if name == "alternate":
        return InvalidCommand("Укажите фамилию и инициалы замещающего.", field=f"{key}-alternate")
    return InvalidCommand("Укажите фамилии и инициалы через запятую, каждое лицо один раз.", field=f"{key}-names")


def _route_step(key: str, verb: Verb, step: Mapping[str, Any], names: Mapping[int, str]) -> RouteStep:
    mode = step.get("mode", "all")
    return RouteStep(
        key=key,
        verb=verb,
        names=", ".join(names[person] for person in step.get("approvers", ())),
        mode=mode if mode in MODES else "all",
        term=int(step.get("term", DEFAULT_TERM)),
        alternate=names.get(step.get("alternate") or 0, ""),
    )
