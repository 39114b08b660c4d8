"""The parts of which a sentence about a ledger's entry is made. What the entry does not name is left out."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from workflow.wording.dates import date_text

QUOTE_LENGTH = 300
Names = Mapping[int, str]
Body = Mapping[str, Any]


def said(text: str) -> Callable[[Body, Names], str]:
    """A sentence that every entry of its action reads as."""
    return lambda _body, _names: text


def data_of(body: Body) -> Mapping[str, Any]:
    """What the entry tells beside who, when and about what."""
    data: Mapping[str, Any] = body.get("data", {})
    return data


def day_text(value: object) -> str:
    """«03.03.2021» of an ISO date; a dash of anything else."""
    return date_text(date.fromisoformat(value)) if isinstance(value, str) else "—"


def quote(text: object) -> str:
    """The text in quotation marks, cut after 300 characters; nothing of no text."""
    if not isinstance(text, str) or not text:
        return ""
    return f"«{text if len(text) <= QUOTE_LENGTH else text[:QUOTE_LENGTH].rstrip() + '…'}»"


def quoted_after(lead_in: str, text: object) -> str:
    """`lead_in` and the quoted text; nothing of no text."""
    quoted = quote(text)
    return f"{lead_in}{quoted}" if quoted else ""


def reason_text(data: Mapping[str, Any]) -> str:
    """«, причина: «…»»."""
    return quoted_after(", причина: ", data.get("reason"))


def shortened(text: str) -> str:
    """The text, cut after 300 characters."""
    return text if len(text) <= QUOTE_LENGTH else f"{text[:QUOTE_LENGTH].rstrip()}…"


def name_of(person_id: int | None, names: Names) -> str:
    """The person's name, or their number where the name is not known."""
    return "—" if person_id is None else names.get(person_id, f"№ {person_id}")


def person_id_of(object_: str) -> int | None:
    """5 of `person/5`; None of another object."""
    kind, _, number = object_.partition("/")
    return int(number) if kind == "person" and number.isdecimal() else None


def of_place(data: Mapping[str, Any], word: str) -> str:
    """The sentence's first word, behind the item's place where the entry names one."""
    return f"П. {data['place']}: {word.lower()}" if "place" in data else word


def report_voided(data: Mapping[str, Any]) -> str:
    """«; отчёт № 1 утратил силу»."""
    return f"; отчёт № {data['submission']} утратил силу" if "submission" in data else ""
