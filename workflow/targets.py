"""Ожидаемый результат: what must be shown, and whether it is."""

import re
from dataclasses import dataclass

_ORGANISATIONS = r"(?:ОО\b|ОУ\b|организаци|школ|учрежден)"
EACH_ORGANISATION = rf"\b(?:от|для|на|по|в|с)\s+кажд\w+\s+{_ORGANISATIONS}"
_BY_ORGANISATION = re.compile(rf"\bпо\s+(?:количеству|числу)\s+{_ORGANISATIONS}|{EACH_ORGANISATION}", re.IGNORECASE)


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


def counts_organisations(expected_result: str | None) -> bool:
    """Does the expected result count organisations («по количеству ОО», «от каждой школы»)?"""
    return expected_result is not None and _BY_ORGANISATION.search(expected_result) is not None


def falls_short(target: Target, shown: Shown) -> bool:
    """Is less shown than must be?"""
    if shown.units < target.units:
        return True
    return target.percent is not None and (shown.percent is None or shown.percent < target.percent)
