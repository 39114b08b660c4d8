"""How a doubt about a draft may be settled: which fields its form has, and the correction that is proposed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.states import WarningCode
from workflow.drafting import NO_DEADLINE
from workflow.views import ItemBrief, WarningView

WARNINGS_A_PAGE = 50
_DATES = ("starts_on", "due_on")
FIELDS: Mapping[WarningCode, tuple[str, ...]] = {
    WarningCode.DEADLINE_OUTSIDE_PLAN_YEAR: _DATES,
    WarningCode.MISSING_DEADLINE: _DATES,
    WarningCode.UNPARSED_DEADLINE: _DATES,
    WarningCode.UNKNOWN_ORGANISATION: ("organisations",),
    WarningCode.COUNT_MISMATCH: ("target_count", "organisations"),
    WarningCode.DUPLICATE_TITLE: ("title",),
    WarningCode.ROW_CONTINUATION_JOINED: ("title",),
    WarningCode.TARGET_NEEDS_SETTLING: ("target_count", "target_percent", "organisations"),
    WarningCode.NOTE_LIMITS_SCOPE: (*_DATES, "target_count", "organisations"),
}


@dataclass(frozen=True, slots=True)
class WarningForm:
    """A doubt with its form. `fix` is the item's list of organisations with what is proposed in it, if anything is.

    `may_accept` is False where the item would be left without a deadline.
    """

    view: WarningView
    item: ItemBrief | None
    fields: tuple[str, ...]
    may_accept: bool
    fix: str | None


def warning_forms(
    warnings: Iterable[WarningView], items: Iterable[ItemBrief], everything: Iterable[WarningView]
) -> tuple[WarningForm, ...]:
    """The forms of some of a plan's doubts; `everything` is all of them, for corrections that touch one list."""
    by_place = {item.place: item for item in items}
    proposals: dict[int, dict[str, str]] = {}
    for one in everything:
        if one.code is WarningCode.UNKNOWN_ORGANISATION and one.place and one.value and one.proposal:
            proposals.setdefault(one.place, {})[one.value] = one.proposal
    return tuple(_form(one, by_place.get(one.place or 0), proposals.get(one.place or 0, {})) for one in warnings)


def _form(view: WarningView, item: ItemBrief | None, proposals: Mapping[str, str]) -> WarningForm:
    return WarningForm(
        view=view,
        item=item,
        fields=FIELDS.get(view.code, ()) if item is not None else (),
        may_accept=not (view.code in NO_DEADLINE and item is not None and item.due_on is None),
        fix=_fixed(view, item, proposals),
    )


def _fixed(view: WarningView, item: ItemBrief | None, proposals: Mapping[str, str]) -> str | None:
    """All that is proposed for the item's list at once: the engine takes a list with no unknown name in it."""
    if item is None or view.resolution is not None or view.value not in proposals:
        return None
    if view.value not in item.organisations:
        return None
    return ", ".join(dict.fromkeys(proposals.get(code, code) for code in item.organisations))
