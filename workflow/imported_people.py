"""Whom a plan's document names: known people, new ones, and names that read like somebody's who is known."""

from collections.abc import Mapping

from sqlalchemy import select

from config.plan_draft import DraftWarning, PlanDraft
from models.states import WarningCode
from workflow.commands import AddPerson
from workflow.errors import InvalidCommand
from workflow.people import make_known, set_manager
from workflow.person_names import reading_of
from workflow.rows import PERSON, names_of
from workflow.transaction import Transaction


def known_people(tx: Transaction, draft: PlanDraft) -> dict[str, int]:
    """Every name in the draft to a person: known ones as they are, new ones added with what the draft tells.

    A name that reads like a known one is taken for that person's; `doubted_names` then asks whether it is.
    """
    known = {row.name: row.id for row in tx.conn.execute(select(PERSON.c.id, PERSON.c.name))}
    readings = {reading_of(name): person_id for name, person_id in known.items()}
    told = {person.name: person for person in draft.people}
    new: set[str] = set()
    names = [*told, *(name for item in draft.items for name in item.responsible), *_in_routes(draft)]
    for name in dict.fromkeys(names):
        if name in known:
            continue
        if reading_of(name) not in readings:
            about = told.get(name)
            details = about.model_dump(include={"given_names", "position", "email", "phone"}) if about else {}
            person_id = make_known(tx, AddPerson(name=name, **details)).person_id
            assert person_id is not None  # noqa: S101 - make_known always names whom it stored
            readings[reading_of(name)] = person_id
            new.add(name)
        known[name] = readings[reading_of(name)]
    for person in draft.people:
        if person.manager is not None:
            if person.manager not in known:
                raise InvalidCommand(f"Руководитель {person.manager} ({person.name}) не назван среди лиц плана.")
            if person.name in new:
                set_manager(tx, known[person.name], known[person.manager])
    return known


def _in_routes(draft: PlanDraft) -> list[str]:
    """Who keeps the plan and who decides in it, by the names that the draft uses."""
    chains = (draft.chain, *(item.chain or [] for item in draft.items))
    return [draft.coordinator, *(name for chain in chains for step in chain for name in step.people)]


def doubted_names(tx: Transaction, draft: PlanDraft, people: Mapping[str, int]) -> list[DraftWarning]:
    """A doubt for each name that is not written as its person is called: is it the same person or another?"""
    names = names_of(tx.conn)
    written: list[tuple[int | None, str]] = [(None, name) for name in _in_routes(draft)]
    written += [(place, name) for place, item in enumerate(draft.items, 1) for name in item.responsible]
    return [
        DraftWarning(
            code=WarningCode.NAME_READS_ALIKE,
            item=None if place is None else draft.items[place - 1].number,
            place=place,
            message=(
                f"В документе названо лицо «{name}», а в списке уже есть «{names[people[name]]}»: читаются они "
                "одинаково. Пока это одно лицо. Если это так, примите как есть. Если это другой человек, добавьте его "
                "на странице «Люди» под именем, которое отличается (например, с полными именем и отчеством), и "
                "назовите его здесь вместо прежнего."
            ),
            value=name,
            proposal=names[people[name]],
        )
        for place, name in dict.fromkeys(written)
        if names[people[name]] != name
    ]
