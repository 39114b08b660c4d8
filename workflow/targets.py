"""Ожидаемый результат: what must be shown, and whether it is."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """Units and percent that must be shown. An item without a count has a target of one document."""

    units: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """Units that the evidence holds, and the percent that the lead states."""

    units: int
    percent: int | None


def target_of(target_count: int | None, target_percent: int | None) -> Target:
    """The target of an item with these columns."""
    return Target(1 if target_count is None else target_count, target_percent)


def shown_by(units: Iterable[int], percent: int | None) -> Shown:
    """What a set of evidence (its units) and a stated percent show."""
    return Shown(sum(units), percent)


def falls_short(target: Target, shown: Shown) -> bool:
    """Is less shown than must be?"""
    if shown.units < target.units:
        return True
    return target.percent is not None and (shown.percent is None or shown.percent < target.percent)
