"""The rows of a plan document beside what was understood of them, for the preview and for the draft."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from config.plan_draft import DraftItem, DraftWarning, PlanDraft, PrintedCell, PrintedRow
from models.states import ItemState, WarningCode
from web.draft_words import deadline_text, target_text
from web.paging import Pages
from workflow.rows import ITEM, responsible_of_plan
from workflow.views import WarningView

ROWS_A_PAGE = 200
LINKS_A_KIND = 40


@dataclass(frozen=True, slots=True)
class RowDoubt:
    """A doubt where it stands. `warning_id` is None in a preview, where nothing is stored."""

    code: WarningCode
    message: str
    source: str | None
    proposal: str | None
    warning_id: int | None = None
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One row: what is printed, where, and what was understood. `responsible` are names, each whether they lead."""

    place: int
    number: str
    location: str | None
    printed: tuple[PrintedCell, ...]
    title: str
    expected_result: str | None
    target: str
    deadline: str | None
    responsible: tuple[tuple[str, bool], ...]
    organisations: tuple[str, ...]
    note: str | None
    doubts: tuple[RowDoubt, ...]
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class DoubtLink:
    """Where a doubt stands: the item's place and printed number, and the page that shows it."""

    place: int
    number: str
    page: int


@dataclass(frozen=True, slots=True)
class DoubtKind:
    """All doubts of one kind: how many, and where the first of them stand."""

    code: WarningCode
    count: int
    links: tuple[DoubtLink, ...]

    @property
    def has_more(self) -> bool:
        """Are there more than the links show?"""
        return len(self.links) == LINKS_A_KIND < self.count


def rows_of_draft(draft: PlanDraft, warnings: Iterable[DraftWarning], page: Pages) -> tuple[DraftRow, ...]:
    """One page of a draft that is not stored yet."""
    doubts: dict[int | None, list[RowDoubt]] = defaultdict(list)
    for warning in warnings:
        doubts[warning.place].append(RowDoubt(warning.code, warning.message, warning.source, warning.proposal))
    return tuple(
        _draft_row(place, item, tuple(doubts[place])) for place, item in enumerate(page.of(draft.items), page.first)
    )


def kinds_of_draft(draft: PlanDraft, warnings: Iterable[DraftWarning], page: Pages) -> tuple[DoubtKind, ...]:
    """The doubts about a draft by kind, in the order in which the kinds first come."""
    numbers = {place: item.number for place, item in enumerate(draft.items, 1)}
    return _kinds(((warning.code, warning.place) for warning in warnings), numbers, page)


def kinds_of_plan(
    conn: Connection, plan_id: int, warnings: Iterable[WarningView], page: Pages
) -> tuple[DoubtKind, ...]:
    """The doubts about a stored plan that are not settled, by kind."""
    numbers = dict(conn.execute(select(ITEM.c.place, ITEM.c.number).where(ITEM.c.plan_id == plan_id)).tuples().all())
    return _kinds(((one.code, one.place) for one in warnings if one.resolution is None), numbers, page)


def rows_of_plan(conn: Connection, plan_id: int, warnings: Iterable[WarningView], page: Pages) -> tuple[DraftRow, ...]:
    """One page of a stored plan: what is printed as the document has it, what was understood as it is now."""
    items = conn.execute(
        select(ITEM)
        .where(ITEM.c.plan_id == plan_id, ITEM.c.place.between(page.first, page.last))
        .order_by(ITEM.c.place)
    ).all()
    doubts: dict[int | None, list[RowDoubt]] = defaultdict(list)
    for one in warnings:
        doubts[one.place].append(
            RowDoubt(
                one.code,
                one.message,
                one.source,
                one.proposal,
                warning_id=one.id,
                is_settled=one.resolution is not None,
            )
        )
    people = responsible_of_plan(conn, plan_id)
    return tuple(
        _stored_row(
            item,
            tuple((row.name, bool(row.is_lead)) for row in people.get(item.id, ())),
            tuple(doubts[item.place]),
        )
        for item in items
    )


def _draft_row(place: int, item: DraftItem, doubts: tuple[RowDoubt, ...]) -> DraftRow:
    return DraftRow(
        place=place,
        number=item.number,
        location=item.printed.location if item.printed is not None else None,
        printed=tuple(item.printed.cells) if item.printed is not None else (),
        title=item.title,
        expected_result=item.expected_result,
        target=target_text(item.target_count, item.target_percent),
        deadline=deadline_text(item.starts_on, item.due_on, item.recurrence),
        responsible=tuple((name, name == item.lead) for name in item.responsible),
        organisations=tuple(item.organisations),
        note=item.note,
        doubts=doubts,
    )


def _stored_row(item: Any, responsible: tuple[tuple[str, bool], ...], doubts: tuple[RowDoubt, ...]) -> DraftRow:
    printed = _printed(item.as_written)
    return DraftRow(
        place=item.place,
        number=item.number,
        location=printed.location if printed is not None else None,
        printed=tuple(printed.cells) if printed is not None else (),
        title=item.title,
        expected_result=item.expected_result,
        target=target_text(item.target_count, item.target_percent),
        deadline=deadline_text(item.starts_on, item.due_on, item.recurrence),
        responsible=responsible,
        organisations=tuple(item.organisations),
        note=item.note,
        doubts=doubts,
        is_cancelled=item.state is ItemState.CANCELLED,
    )


def _printed(as_written: dict[str, Any]) -> PrintedRow | None:
    """The printed row that the import kept; None for a plan that came from no document."""
    printed = as_written.get("printed")
    return None if printed is None else PrintedRow.model_validate(printed)


def _kinds(
    found: Iterable[tuple[WarningCode, int | None]], numbers: dict[int, str], page: Pages
) -> tuple[DoubtKind, ...]:
    places: dict[WarningCode, list[int | None]] = defaultdict(list)
    for code, place in found:
        places[code].append(place)
    return tuple(
        DoubtKind(
            code,
            len(all_places),
            tuple(
                DoubtLink(place, numbers[place], page.page_of(place))
                for place in dict.fromkeys(all_places)
                if place is not None and place in numbers
            )[:LINKS_A_KIND],
        )
        for code, all_places in places.items()
    )
