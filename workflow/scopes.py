"""What limits the scope of an item: its note or its title. Pure rules over the plan's own words.

«По запросу» keeps a register of requests, «Выборочно» an approved sample, «по графику» an approved schedule.
"""

import re
from enum import StrEnum
from functools import lru_cache

from models.states import Recurrence

_ON_REQUEST = re.compile(r"\bпо\s+(?:запрос|заявк)\w*", re.IGNORECASE)
_SAMPLE = re.compile(r"\bвыборочн\w*", re.IGNORECASE)
_SCHEDULE = re.compile(r"\b(?:по|согласно|в\s+соответствии\s+с)\s+график\w*", re.IGNORECASE)


class ItemScope(StrEnum):
    """How an item's scope is limited."""

    ON_REQUEST = "on_request"
    SAMPLE = "sample"
    SCHEDULE = "schedule"


SAMPLED = (ItemScope.SAMPLE, ItemScope.SCHEDULE)


@lru_cache(maxsize=4096)
def _scope_in(text: str) -> ItemScope | None:
    if _ON_REQUEST.search(text):
        return ItemScope.ON_REQUEST
    if _SAMPLE.search(text):
        return ItemScope.SAMPLE
    return ItemScope.SCHEDULE if _SCHEDULE.search(text) else None


def scope_of(note: str | None) -> ItemScope | None:
    """What a note of the plan limits an item to; None where it says nothing of the kind."""
    return _scope_in(note) if note else None


def item_scope(note: str | None, title: str, recurrence: Recurrence | None) -> ItemScope | None:
    """The scope of an item: its note first, then a deadline «по запросу», then a schedule that its title names."""
    if note is not None and (said := scope_of(note)) is not None:
        return said
    if recurrence is Recurrence.ON_REQUEST:
        return ItemScope.ON_REQUEST
    return ItemScope.SCHEDULE if _SCHEDULE.search(title) else None
