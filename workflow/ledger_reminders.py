"""What a plan's ledger tells of the answers to reminders: what people promised, which report the coordinator held."""

from collections.abc import Mapping
from typing import Any

from workflow.actions import Action
from workflow.ledger_facts import person_of, timed
from workflow.ledger_state import LedgerState


def follow_reminders(
    ledger: LedgerState, action: str, place: int, data: Mapping[str, Any], entry: Mapping[str, Any]
) -> None:
    """The promises and the holds after an entry, in their order."""
    person = person_of(entry["actor"])
    if action == Action.REMINDER_ACKNOWLEDGED:
        told = {"clock_id": data["clock"], "promised_on": data["promised_on"], "note": data["note"]}
        ledger.promises.append((place, told | {"person_id": person} | timed(entry, "made_at")))
    elif action == Action.REPORT_HELD:
        told = {"clock_id": data["clock"], "rung": data["rung"], "until": data["until"], "reason": data["reason"]}
        ledger.holds.append((place, told | {"held_by_id": person} | timed(entry, "held_at")))
