"""The organisations that items name and the plan's list lacks."""

from collections.abc import Iterator
from dataclasses import dataclass

from config.plan_draft import DraftItem, PlanDraft
from workflow.folding import folded
from workflow.near_organisation import ListedOrganisations

SHORTEST_LIST = 2
MOST_PROPOSALS = 50
# Nobody settles more one by one: after so many, an item's codes are told together.
MOST_ALONE = 5000


@dataclass(frozen=True, slots=True)
class UnknownOrganisations:
    """An item with one code that the list lacks and the code that may be meant, or with all its codes together."""

    place: int
    item: DraftItem
    codes: tuple[str, ...]
    near: str | None = None


def unknown_organisations(draft: PlanDraft) -> Iterator[UnknownOrganisations]:
    """What no list of the plan names, in the order of the items; `place` counts from 1.

    The list is the directory with the longest list of one item. Proposals are made for the first 50 codes.
    """
    longest = max((item.organisations for item in draft.items), key=len, default=[])
    listed = list(dict.fromkeys((*longest, *(organisation.code for organisation in draft.organisations))))
    if len(listed) < SHORTEST_LIST:
        return  # a school here and there is no list that the others could be missing from
    lacking = _Lacking(listed)
    told = 0
    for place, item in enumerate(draft.items, 1):
        codes = lacking.of(item)
        if codes and told + len(codes) > MOST_ALONE:
            told = MOST_ALONE
            yield UnknownOrganisations(place, item, codes)
            continue
        told += len(codes)
        for code in codes:
            yield UnknownOrganisations(place, item, (code,), lacking.near(code))


class _Lacking:
    """Looks up each code once, however many items name it."""

    def __init__(self, listed: list[str]) -> None:
        self._known = set(listed)
        self._folded = {folded(code) for code in listed}
        self._unknown: set[str] = set()
        self._listed = ListedOrganisations(listed)
        self._proposals: dict[str, str | None] = {}

    def of(self, item: DraftItem) -> tuple[str, ...]:
        """The item's codes that the list lacks, in their order."""
        if self._known.issuperset(item.organisations):
            return ()
        return tuple(code for code in item.organisations if not self._is_known(code))

    def near(self, code: str) -> str | None:
        """The listed code that is likely meant."""
        if code not in self._proposals and len(self._proposals) < MOST_PROPOSALS:
            self._proposals[code] = self._listed.near(code)
        return self._proposals.get(code)

    def _is_known(self, code: str) -> bool:
        if code in self._unknown:
            return False
        if code not in self._known:
            (self._known if folded(code) in self._folded else self._unknown).add(code)
        return code in self._known
