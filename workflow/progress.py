"""How far an item has come: counted by its target and by organisation. Pure rules, the same for every door.

A target in organisations («по количеству ОО») counts those that a document covers; any other counts the units that
the documents hold. Where a percent is asked for, what was stated counts, and the documents until something is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from workflow.scopes import SAMPLED, item_scope
from workflow.targets import Shown, Target, counts_organisations, falls_short, target_of


@dataclass(frozen=True, slots=True)
class Coverage:
    """The organisations that are to be shown (the sample, or all that the item names), and which of them are."""

    to_show: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Those that no document covers yet."""
        shown = set(self.shown)
        return tuple(code for code in self.to_show if code not in shown)


@dataclass(frozen=True, slots=True)
class Progress:
    """What is shown of what must be; `is_by_organisation` where the target itself is counted in organisations.

    `is_without_requests`: it was reported that no request came («запросов не поступало»), which is all that is asked.
    """

    target: Target
    shown: Shown
    coverage: Coverage = Coverage()
    is_by_organisation: bool = False
    is_without_requests: bool = False

    @property
    def falls_short(self) -> bool:
        """Is less shown than must be?"""
        return not self.is_without_requests and falls_short(self.target, self.shown)

    @property
    def share(self) -> Fraction:
        """The share of the target that is shown, from 0 to 1."""
        if self.is_without_requests:
            return Fraction(1)
        if self.target.percent and self.shown.percent is not None:
            return min(Fraction(self.shown.percent, self.target.percent), Fraction(1))
        return min(Fraction(self.shown.units, self.target.units), Fraction(1)) if self.target.units else Fraction(1)

    @property
    def percent(self) -> int:
        """The same as a whole percent, rounded down: 100 is only what is shown in full."""
        return int(self.share * 100)


NOTHING_SHOWN = Progress(Target(1, None), Shown(0, None))


def progress_of(
    item: Any, units: int, covered: Iterable[str], percent: int | None, *, is_without_requests: bool = False
) -> Progress:
    """The progress of an item's row by the units its documents hold, the organisations they cover, a stated percent."""
    to_show = organisations_to_show(item)
    seen = set(covered)
    coverage = Coverage(to_show, tuple(code for code in to_show if code in seen))
    target = target_of(item.target_count, item.target_percent)
    if not to_show or not counts_organisations(item.expected_result):
        return Progress(target, Shown(units, percent), coverage, is_without_requests=is_without_requests)
    # A count that was settled stands, unless an approved sample says how many there are.
    is_settled = item.target_count is not None and sample_in_force(item) is None
    count = item.target_count if is_settled else len(to_show)
    return Progress(
        Target(count, item.target_percent), Shown(len(coverage.shown), percent), coverage, is_by_organisation=True
    )


def sample_in_force(item: Any) -> tuple[str, ...] | None:
    """The approved sample of an item's row, while its note or title still speaks of one."""
    if item.sample is None or item_scope(item.note, item.title, item.recurrence) not in SAMPLED:
        return None
    return tuple(item.sample)


def organisations_to_show(item: Any) -> tuple[str, ...]:
    """The organisations that an item's row must show: its approved sample, else all that it names."""
    sample = sample_in_force(item)
    if sample is None:
        return tuple(item.organisations)
    named = set(item.organisations)
    return tuple(code for code in sample if not named or code in named)
