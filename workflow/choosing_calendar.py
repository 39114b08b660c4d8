"""Whether a person's deadlines come as calendar files (.ics) with their letters: their own choice."""

from sqlalchemy import update

from workflow.actions import Action
from workflow.commands import ChooseCalendar
from workflow.errors import InvalidCommand
from workflow.people import person_row, record_of_person
from workflow.rows import PERSON
from workflow.stewardship import demand_steward
from workflow.transaction import Transaction
from workflow.views import Receipt

CHOSEN = {
    True: "К письмам о сроках теперь приложен файл для календаря.",
    False: "Файлы для календаря к письмам больше не прилагаются.",
}
CHOSEN_BEFORE = {
    True: "Файлы для календаря и так прилагаются к письмам о сроках.",
    False: "Файлы для календаря и так не прилагаются к письмам.",
}


def choose_calendar(tx: Transaction, command: ChooseCalendar) -> Receipt:
    """Attach calendar files to a person's letters, or no longer. Raises `InvalidCommand` where that holds already."""
    if tx.actor.person_id != command.person_id:
        demand_steward(tx, command.person_id)
    person = person_row(tx, command.person_id)
    wanted = command.wants_calendar
    if bool(person.wants_calendar) == wanted:
        raise InvalidCommand(CHOSEN_BEFORE[wanted])
    tx.conn.execute(update(PERSON).where(PERSON.c.id == person.id).values(wants_calendar=wanted))
    return record_of_person(tx, Action.CALENDAR_CHOSEN, person.id, {"wanted": wanted}, CHOSEN[wanted])
