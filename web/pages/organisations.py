"""`/plans/{id}/organisations`: items by schools as a matrix, and everything about one school."""

from collections import defaultdict
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy import Connection, select
from starlette.responses import Response

from models.states import ItemState
from web.marks import Mark, item_mark, late_mark
from web.places import Id
from web.visit import Visiting
from workflow.errors import NotFound
from workflow.queries import plan_view
from workflow.rows import EVIDENCE, ITEM
from workflow.views import ItemBrief, PlanView
from workflow.wording.dates import date_text
from workflow.wording.progress import NOT_IN_SAMPLE

router = APIRouter(prefix="/plans/{plan_id}/organisations")
SHOWN = Mark("показано", "tick", "done")
OVERDUE = Mark("не показано, срок прошёл", "late", "late")
EXPECTED = Mark("ожидается", "ring", "quiet")
LEFT_OUT = Mark(NOT_IN_SAMPLE, "cross", "quiet")
NOT_NAMED = Mark("не входит в этот пункт", "dash", "quiet")
_PAPER_COLUMNS = ("id", "item_id", "kind", "doc_number", "doc_date", "organisations")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that covers an organisation."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One item: a cell for each organisation of the plan, how many are covered of those that are to be shown."""

    item: ItemBrief
    cells: tuple[Mark, ...]
    covered: int
    assigned: int


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One item as one school sees it."""

    item: ItemBrief
    mark: Mark
    papers: tuple[Paper, ...]


@router.get("")
def matrix(visit: Visiting, plan_id: Id) -> Response:
    """All items that name organisations, but those that were taken out of the plan."""
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        plan = plan_view(conn, plan_id, frame.today)
    codes = tuple(code for code, _ in plan.organisations)
    rows = [_row(item, codes) for item in _in_plan(plan) if item.organisations or item.sample]
    return visit.page("organisations.html", frame=frame, tab="organisations", columns=plan.organisations, rows=rows)


@router.get("/{code}")
def one(visit: Visiting, plan_id: Id, code: str) -> Response:
    """Everything about one school."""
    with visit.read() as conn:
        frame = visit.frame(conn, plan_id)
        plan = plan_view(conn, plan_id, frame.today)
        papers = _papers(conn, plan_id)
    name = dict(plan.organisations).get(code)
    if name is None:
        raise NotFound("Такой организации в плане нет. Откройте список организаций плана.")
    return visit.page(
        "organisation.html",
        frame=frame,
        tab="organisations",
        code=code,
        name=name,
        rows=_school(plan, code, papers),
    )


def _in_plan(plan: PlanView) -> list[ItemBrief]:
    return [item for item in plan.items if item.state is not ItemState.CANCELLED]


def _school(plan: PlanView, code: str, papers: dict[tuple[int, str], list[Paper]]) -> list[SchoolRow]:
    rows = []
    for item in _in_plan(plan):
        mark = _cell(item, code)
        if mark != NOT_NAMED:
            if mark in (EXPECTED, OVERDUE):
                mark = late_mark(item) or item_mark(item)
            rows.append(SchoolRow(item, mark, tuple(papers.get((item.id, code), ()))))
    return rows


def _row(item: ItemBrief, codes: tuple[str, ...]) -> MatrixRow:
    coverage = item.progress.coverage
    return MatrixRow(item, tuple(_cell(item, code) for code in codes), len(coverage.shown), len(coverage.to_show))


def _cell(item: ItemBrief, code: str) -> Mark:
    """How an item stands for one organisation."""
    coverage = item.progress.coverage
    if code in coverage.shown:
        return SHOWN
    if code in coverage.to_show:
        return OVERDUE if item.is_overdue else EXPECTED
    return LEFT_OUT if item.sample is not None and (not item.organisations or code in item.organisations) else NOT_NAMED


def _papers(conn: Connection, plan_id: int) -> dict[tuple[int, str], list[Paper]]:
    """The documents of a plan by item and organisation."""
    found: dict[tuple[int, str], list[Paper]] = defaultdict(list)
    for row in conn.execute(
        select(*(EVIDENCE.c[name] for name in _PAPER_COLUMNS))
        .join(ITEM, ITEM.c.id == EVIDENCE.c.item_id)
        .where(ITEM.c.plan_id == plan_id, EVIDENCE.c.removed_at.is_(None))
        .order_by(EVIDENCE.c.id)
    ):
        title = row.kind + (f" № {row.doc_number}" if row.doc_number else "")
        title += f" от {date_text(row.doc_date)}" if row.doc_date else ""
        for code in row.organisations:
            found[row.item_id, code].append(Paper(row.id, title))
    return found
