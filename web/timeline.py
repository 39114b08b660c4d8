"""The year as bars: where each item's bar lies, in percent of the year. The template draws it as SVG."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models.states import ItemState
from web.marks import Mark, item_mark, late_mark
from workflow.views import ItemBrief

MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")


@dataclass(frozen=True, slots=True)
class Month:
    """A month's name and where its left edge and its middle are."""

    name: str
    left: float
    middle: float


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the year: left edge and width in percent."""

    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One item. `term` start to planned deadline, `extended` the part that an extension added, `filled` how much of
    the term is shown or done, `late` from the deadline to today; each None where there is nothing to draw.
    `outside` names the year of a deadline outside the plan's year."""  # fmt: skip

    item: ItemBrief
    mark: Mark
    late_mark: Mark | None
    term: Span | None
    extended: Span | None
    filled: Span | None
    late: Span | None
    end: float | None
    is_done: bool
    is_cancelled: bool
    outside: int | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture; `today` is None on a day outside the year."""

    year: int
    months: tuple[Month, ...]
    today: float | None
    bars: tuple[Bar, ...]


def timeline(items: Iterable[ItemBrief], year: int, today: date) -> Timeline:
    """Lay out the items of a plan of this year as seen on `today` (a local date)."""
    months = tuple(
        Month(name, _at(date(year, number, 1), year), _at(date(year, number, 1), year) + _days(year, number) / 2)
        for number, name in enumerate(MONTHS, start=1)
    )
    return Timeline(
        year=year,
        months=months,
        today=_at(today, year) if today.year == year else None,
        bars=tuple(_bar(item, year, today) for item in items),
    )


def _bar(item: ItemBrief, year: int, today: date) -> Bar:
    due, start = item.due_on, item.starts_on
    outside = due.year if due is not None and due.year != year else None
    term = _span(start or due, due, year) if due is not None else None
    extended = None
    if due is not None and item.extended_due_on is not None and item.extended_due_on > due:
        extended = _span(due + timedelta(days=1), item.extended_due_on, year)
    is_done = item.state is ItemState.APPROVED
    share = 1.0 if is_done else float(item.progress.share)
    filled = Span(term.left, round(term.width * share, 2)) if term is not None and share else None
    last = extended or term
    late = None
    if item.is_overdue and item.effective_due_on is not None:
        late = _span(item.effective_due_on + timedelta(days=1), today, year)
    return Bar(
        item=item,
        mark=item_mark(item),
        late_mark=late_mark(item),
        term=term,
        extended=extended,
        filled=filled,
        late=late,
        end=round(last.left + last.width, 2) if last is not None else None,
        is_done=is_done,
        is_cancelled=item.state is ItemState.CANCELLED,
        outside=outside,
    )


def _span(first: date | None, last: date, year: int) -> Span | None:
    """From the start of `first` to the end of `last`, cut to the year."""
    left = max(first or last, date(year, 1, 1))
    right = min(last, date(year, 12, 31))
    if right < left:
        return None
    start = _at(left, year)
    return Span(start, round(_at(right, year, end=True) - start, 2))


def _at(day: date, year: int, *, end: bool = False) -> float:
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return round(100 * ((day - date(year, 1, 1)).days + end) / length, 2)


def _days(year: int, month: int) -> float:
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return round(100 * monthrange(year, month)[1] / length, 2)
