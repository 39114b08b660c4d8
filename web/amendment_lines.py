"""The amendments of a plan as its page lists them."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.states import SubmissionState
from workflow.views import SubmissionView
from workflow.wording.amendments import AmendedItem, amended_items

STATES: dict[SubmissionState, str] = {
    SubmissionState.OPEN: "на рассмотрении",
    SubmissionState.ACCEPTED: "принято",
    SubmissionState.RETURNED: "возвращено",
    SubmissionState.WITHDRAWN: "отозвано",
    SubmissionState.VOIDED: "утратило силу",
}


@dataclass(frozen=True, slots=True)
class AmendmentLine:
    """An amendment with what it proposes. `state` is in words, `document` the name of the new version's file."""

    view: SubmissionView
    state: str
    items: tuple[AmendedItem, ...]
    document: str | None
    may_withdraw: bool


def amendment_lines(amendments: Iterable[SubmissionView], *, is_coordinator: bool) -> tuple[AmendmentLine, ...]:
    """The amendments, each told whether this viewer may withdraw it now."""
    return tuple(
        AmendmentLine(
            view=one,
            state=STATES[one.state],
            items=amended_items(one.manifest),
            document=(one.manifest["proposes"]["document"] or {}).get("name"),
            may_withdraw=is_coordinator and one.state is SubmissionState.OPEN,
        )
        for one in amendments
    )
