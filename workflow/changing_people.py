"""What is known of a person changes: history keeps the former name, the old mailbox hears of the new address."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert, update

from models.states import NoticeKind
from workflow.actions import Action
from workflow.commands import AddPerson, ChangePeople, ChangePerson
from workflow.confirming_address import ask_again, is_struck_off, lift_suppression, record_confirmed
from workflow.errors import InvalidCommand
from workflow.people import add_named, person_row, record_of_person
from workflow.person_name_rule import demand_person_name
from workflow.person_names import demand_free_name
from workflow.queries.access import plans_of
from workflow.queries.names import FORMER_NAME
from workflow.rows import PERSON
from workflow.stewardship import demand_steward, is_operating
from workflow.transaction import Transaction
from workflow.views import Receipt


def change_person(tx: Transaction, command: ChangePerson) -> Receipt:
    """Change what is known of a person; history keeps the former name and position.

    Links that went to an old address are dead, for each holds its own, and a letter there says that it was changed;
    what waits for a decision is asked for at the new one. The same address again says that it works again.
    Raises `InvalidCommand` where nothing changes or the name is another's.
    """
    demand_steward(tx, command.person_id)
    person = person_row(tx, command.person_id)
    given = command.model_dump(exclude={"person_id"}, exclude_unset=True)
    if given.get("name", "") is None:
        raise InvalidCommand("Укажите фамилию и инициалы.", field="name")
    changed = {field: value for field, value in given.items() if value != getattr(person, field)}
    if not changed and set(given) == {"email"} and lift_suppression(tx, given["email"] or ""):
        return record_confirmed(tx, person)
    if not changed:
        raise InvalidCommand(f"{person.name}: новые сведения не отличаются от прежних.")
    if "name" in changed:
        demand_free_name(tx, changed["name"], of=person.id)
        demand_person_name(changed["name"])
    tx.conn.execute(update(PERSON).where(PERSON.c.id == person.id).values(**changed))
    if not {"name", "position"}.isdisjoint(changed):
        tx.conn.execute(
            insert(FORMER_NAME).values(person_id=person.id, name=person.name, position=person.position, until=tx.now)
        )
    if "email" in changed and person.email is not None:
        _tell_former_address(tx, person)
    if changed.get("email"):
        lift_suppression(tx, changed["email"])
        ask_again(tx, person.id)
    if "email" in changed and person.pin_hash is not None and not is_operating(tx):
        tx.alarm("address_changed", f"{person.name}: a coordinator changed the address of an enrolled person")
    return record_of_person(
        tx,
        Action.PERSON_CHANGED,
        person.id,
        {"fields": sorted(changed)},
        f"{person.name}: сведения изменены.",
        personal=changed,
    )


def change_people(tx: Transaction, command: ChangePeople) -> Receipt:
    """Change what is known of several people, all of it or nothing. Raises what `change_person` refuses with."""
    return [change_person(tx, change) for change in command.changes][-1]


def keep_known(tx: Transaction, people: Sequence[AddPerson | ChangePerson]) -> None:
    """Make known whom a change of a plan names, or add what is missing of them, in its own transaction."""
    for person in people:
        if isinstance(person, AddPerson):
            add_named(tx, person)
        else:
            change_person(tx, person)


def _tell_former_address(tx: Transaction, person: Row[Any]) -> None:
    """Whoever reads the old mailbox hears of it, unless that mailbox takes no mail, which is why it was changed."""
    if not is_struck_off(tx, person.email):
        tx.tell(
            NoticeKind.ADDRESS_CHANGED,
            f"address_changed/p{person.id}/{tx.now.isoformat()}",
            address=person.email,
            plan_id=max(plans_of(tx.conn, person.id, tx.today(tx.policy.timezone)), default=None),
            facts={"person_id": person.id},
        )
