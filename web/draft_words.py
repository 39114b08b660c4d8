"""What was understood of a plan's row, in words."""

import re
from datetime import date

from models.states import Recurrence, WarningCode
from web.marks import Mark
from workflow.wording.dates import date_text
from workflow.wording.terms import RECURRENCES, WARNINGS

_GRAVE = frozenset({WarningCode.MISSING_DEADLINE, WarningCode.UNPARSED_DEADLINE})
_INITIALS_APART = re.compile(r"(?<=[А-ЯЁA-Z]\.)\s+(?=[А-ЯЁA-Z]\.)")


def target_text(count: int | None, percent: int | None) -> str:
    """«не менее 7», «100%»; without either one document is enough."""
    words = [f"не менее {count}" if count is not None else "", f"{percent}%" if percent is not None else ""]
    return ", ".join(word for word in words if word) or "число не названо: достаточно одного документа"


def deadline_text(starts_on: date | None, due_on: date | None, recurrence: Recurrence | None) -> str | None:
    """«с 01.02.2021 по 28.02.2021, ежемесячно»; None where no deadline was understood."""
    if starts_on is not None and due_on is not None:
        days = date_text(due_on) if starts_on == due_on else f"с {date_text(starts_on)} по {date_text(due_on)}"
    elif due_on is not None:
        days = f"до {date_text(due_on)}"
    else:
        days = "" if starts_on is None else f"с {date_text(starts_on)}, окончание не указано"
    words = [days, RECURRENCES[recurrence] if recurrence is not None else ""]
    return ", ".join(word for word in words if word) or None


def doubt_mark(code: WarningCode, *, is_settled: bool = False) -> Mark:
    """A doubt as a word and a shape; one that stops the activation looks graver."""
    if is_settled:
        return Mark(WARNINGS[code], "tick", "done")
    if code in _GRAVE:
        return Mark(WARNINGS[code], "late", "late")
    return Mark(WARNINGS[code], "ring", "warn")


def names_in(text: str | None) -> list[str]:
    """The names of a field, separated by commas, semicolons or lines; initials stand together, each name once."""
    parts = re.split(r"[,;\n]", text or "")
    return list(dict.fromkeys(_INITIALS_APART.sub("", " ".join(part.split())) for part in parts if part.strip()))
