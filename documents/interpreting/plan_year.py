"""The year that a plan is for: from its title, else from what else in the document names one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from config.errors import DocumentUnreadable
from documents.interpreting.deadline import years_named
from documents.interpreting.order_years import years_of_orders
from documents.interpreting.plan_period import PlanPeriod, period_of_year, read_period
from documents.interpreting.row_joining import ItemRows
from documents.interpreting.row_kinds import DEADLINE_ROLES

_YEARS = range(1992, 2101)
_SCHOOL_YEAR = "учебн"
_AUTUMN, _SUMMER = (9, 1), (8, 31)


def plan_period(
    title: str,
    order_years: Sequence[int],
    items: Iterable[ItemRows],
    lines: Sequence[str] = (),
    names: Sequence[str] = (),
) -> PlanPeriod:
    """The plan's period: of the title; else of the order or the signature blocks; else of most deadlines.

    `order_years` are those of the signature blocks; `lines` of the document may name an order besides. They and the
    `names` of its sheets and file may tell the year where all these are silent. Raises `DocumentUnreadable` where
    nothing does.
    """
    if period := _named_period((title,)):
        return period
    year = _first(order_years) or _first(years_of_orders(lines)) or _most_frequent(items)
    if year is not None:
        return _period(title, year)
    if period := _named_period((*lines, *names)):
        return period
    for text in (*names, *lines):
        if (year := _first(years_named(text))) is not None:
            return _period(title, year)
    raise DocumentUnreadable(
        "В документе нигде не назван год плана: допишите его в название, например «План работы на 2021 год», "
        "и загрузите документ снова."
    )


def _named_period(texts: Iterable[str]) -> PlanPeriod | None:
    periods = map(read_period, texts)
    return next((period for period in periods if period is not None and period.year in _YEARS), None)


def _period(title: str, year: int) -> PlanPeriod:
    if _SCHOOL_YEAR in title.casefold() and year + 1 in _YEARS:
        return PlanPeriod(date(year, *_AUTUMN), date(year + 1, *_SUMMER))
    return period_of_year(year)


def _first(years: Iterable[int]) -> int | None:
    return next((year for year in years if year in _YEARS), None)


def _most_frequent(items: Iterable[ItemRows]) -> int | None:
    """The year that most deadlines name; of equals the earliest."""
    counts: Counter[int] = Counter()
    for item in items:
        named = set(years_named(f"{item.text(*DEADLINE_ROLES)}\n{item.month or ''}"))
        named |= {cell.value.year for cell in item.cells_of(*DEADLINE_ROLES) if isinstance(cell.value, date)}
        counts.update(year for year in named if year in _YEARS)
    return min(counts, key=lambda year: (-counts[year], year)) if counts else None
