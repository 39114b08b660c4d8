"""A deadline and what became of it, in words. Dates are local to the plan."""

from datetime import date

from workflow.deadlines import is_extended
from workflow.wording.dates import date_text

ASKED_LATE = "запрошено после срока"


def became_texts(extended_due_on: date | None, reopened_due_on: date | None) -> tuple[str, ...]:
    """What came after the planned date: «контроль возобновлён, новый срок 30.05.2021», «продлён до 15.06.2021»."""
    said = []
    if reopened_due_on is not None:
        said.append(f"контроль возобновлён, новый срок {date_text(reopened_due_on)}")
    if is_extended(extended_due_on, reopened_due_on):
        said.append(f"продлён до {date_text(extended_due_on)}")
    return tuple(said)


def term_text(due_on: date | None, extended_due_on: date | None, reopened_due_on: date | None) -> str:
    """«срок по плану 01.03.2021, продлён до 15.03.2021»."""
    return ", ".join((f"срок по плану {date_text(due_on)}", *became_texts(extended_due_on, reopened_due_on)))
