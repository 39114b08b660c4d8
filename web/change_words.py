"""A correction of the plan in words: which field, from what, to what."""

from datetime import date

from models.states import Recurrence
from workflow.wording.dates import date_text
from workflow.wording.terms import RECURRENCES

CHANGE_WORDS: dict[str, str] = {
    "number": "номер",
    "title": "мероприятие",
    "starts_on": "начало",
    "due_on": "срок",
    "target_count": "сколько единиц",
    "target_percent": "показатель, %",
    "organisations": "организации",
    "recurrence": "повторение",
    "responsible": "ответственные",
    "lead": "ответственный исполнитель",
    "note": "примечание",
    "expected_result": "ожидаемый результат",
}


def change_text(value: object) -> str:
    """A value of a correction: dates as people write them, lists with commas, nothing as «не указано»."""
    if value is None or value in ([], ""):
        return "не указано"
    if isinstance(value, str) and value in set(RECURRENCES):
        return RECURRENCES[Recurrence(str(value))]
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    try:
        return date_text(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
