"""What a plan's ledger tells of its rungs: which fired for whom, which were passed over, which were held."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.states import RungFate
from workflow.actions import Action
from workflow.holds import NO_OCCURRENCE
from workflow.ledger_state import LedgerState
from workflow.rung_firing import NOBODY


def follow_rungs(ledger: LedgerState, action: str, data: Mapping[str, Any]) -> None:
    """The rungs that were handled after an entry."""
    if action in (Action.RUNG_FIRED, Action.RUNG_PASSED_OVER, Action.REPORT_HELD):
        ledger.rungs |= {
            rung_key(data["clock"], rung, occurrence, person): {"fate": fate.value}
            for rung, occurrence, person, fate in _handled(action, data)
        }


def rung_key(clock_id: str, rung: str, occurrence: int, person_id: int) -> str:
    """What a rung of a clock for one person is called in a line."""
    return f"{clock_id} {rung} {occurrence}, person/{person_id}"


def _handled(action: str, data: Mapping[str, Any]) -> Iterator[tuple[str, int, int, RungFate]]:
    """Rung, occurrence, person and fate of each row that goes with the entry."""
    if action == Action.RUNG_PASSED_OVER:
        yield from ((name, occurrence, NOBODY, RungFate.PASSED_OVER) for name, occurrence, _ in data["rungs"])
    elif action == Action.REPORT_HELD:
        yield data["rung"], NO_OCCURRENCE, NOBODY, RungFate.HELD
    else:
        name, occurrence, quiet = data["rung"], data["occurrence"], data.get("promised", {})
        yield from ((name, occurrence, int(person), RungFate.QUIETED) for person in quiet)
        told = data["to"] if data["to"] or quiet else [NOBODY]
        yield from ((name, occurrence, person, RungFate.FIRED) for person in told)
