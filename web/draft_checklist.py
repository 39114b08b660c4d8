"""What a draft still lacks before it can be sent to its signers, each with the place where it is mended.

The same that the engine demands at activation, told before somebody presses the button; the engine asks again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import ItemState
from web.marks import Mark
from workflow.calendar import WorkingCalendar
from workflow.chain import Standing, resolve
from workflow.conflicts import RESPONSIBLE, standing
from workflow.errors import ConflictOfInterest
from workflow.queries import people_by_id
from workflow.rows import ITEM, plan_row
from workflow.views import ItemBrief, PlanView

LISTED = 12
_DONE = Mark("готово", "tick", "done")
_LACKING = Mark("нужно сделать", "ring", "warn")
_HINT = Mark("желательно", "dash", "quiet")


@dataclass(frozen=True, slots=True)
class Check:
    """One condition. `path` and `label` lead to where it is met; `links` to single items, as (label, path)."""

    title: str
    mark: Mark
    detail: str = ""
    path: str = ""
    label: str = ""
    links: tuple[tuple[str, str], ...] = ()
    more: int = 0

    @property
    def is_met(self) -> bool:
        """Does it no longer stand in the way?"""
        return self.mark is not _LACKING


def checklist(conn: Connection, plan: PlanView, today: date, calendar: WorkingCalendar) -> tuple[Check, ...]:
    """The conditions of an activation, in the order in which a coordinator meets them."""
    row = plan_row(conn, plan.brief.id)
    items = [item for item in plan.items if item.state is not ItemState.CANCELLED]
    own = _own_chains(conn, plan.brief.id)
    return (
        _warnings(plan),
        _of_items(plan, "Сроки", [item for item in items if item.due_on is None], "не указан срок"),
        _of_items(
            plan, "Ответственные исполнители", [item for item in items if item.lead is None], "никто не назначен"
        ),
        _route(plan, row),
        _roles(conn, plan, items, row, own, today),
        _addresses(conn, plan, items, [row.chain, *own.values()]),
        _calendar(plan, calendar),
        _pins(conn, plan, row),
    )


def is_ready(checks: Iterable[Check]) -> bool:
    """May the draft be sent to its signers?"""
    return all(check.is_met for check in checks)


def _warnings(plan: PlanView) -> Check:
    total = len(plan.warnings)
    settled = sum(warning.resolution is not None for warning in plan.warnings)
    if settled == total:
        return Check("Замечания к документу", _DONE, f"урегулированы все: {total}" if total else "их нет")
    return Check("Замечания к документу", _LACKING, f"урегулировано {settled} из {total}", "#warnings", "К замечаниям")


def _of_items(plan: PlanView, title: str, lacking: list[ItemBrief], words: str) -> Check:
    if not lacking:
        return Check(title, _DONE, "указаны у всех пунктов")
    here = f"/plans/{plan.brief.id}/items"
    links = tuple((f"п. {item.number}", f"{here}/{item.place}/correct") for item in lacking[:LISTED])
    return Check(title, _LACKING, f"{words}:", links=links, more=len(lacking) - len(links))


def _route(plan: PlanView, row: Row[Any]) -> Check:
    path = f"/plans/{plan.brief.id}/people#route"
    if row.chain:
        return Check("Маршрут согласования", _DONE, "назначен", path, "Посмотреть маршрут")
    return Check("Маршрут согласования", _LACKING, "не указано, кто утверждает", path, "Назначить согласующих")


def _roles(
    conn: Connection,
    plan: PlanView,
    items: list[ItemBrief],
    row: Row[Any],
    own: Mapping[int, list[dict[str, Any]]],
    today: date,
) -> Check:
    title, path = "Совмещение ролей", f"/plans/{plan.brief.id}/people#route"
    known = standing(conn, {}, today)
    stuck = [item for item in items if not _can_end(own.get(item.place) or row.chain, item, known)]
    if not stuck:
        return Check(title, _DONE, "по каждому пункту есть кому принять последнее решение")
    links = tuple(
        (f"п. {item.number}", f"/plans/{plan.brief.id}/items/{item.place}/correct") for item in stuck[:LISTED]
    )
    detail = "некому принять последнее решение, назначьте замещающего в маршруте:"
    return Check(title, _LACKING, detail, path, "Назначить замещающего", links, len(stuck) - len(links))


def _can_end(chain: list[dict[str, Any]], item: ItemBrief, known: Standing) -> bool:
    if not chain:
        return True
    responsible = {one.person.id: RESPONSIBLE for one in item.responsible}
    try:
        resolve(chain, Standing({**known.conflicted, **responsible}, known.substitutes, known.names))
    except ConflictOfInterest:
        return False
    return True


def _addresses(
    conn: Connection, plan: PlanView, items: list[ItemBrief], chains: Iterable[list[dict[str, Any]]]
) -> Check:
    signers = people_by_id(conn, {person for chain in chains for step in chain for person in step["approvers"]})
    leads = {item.lead.id: item.lead for item in items if item.lead is not None}
    needed = {plan.coordinator.id: plan.coordinator} | leads | signers
    silent = sorted(person.name for person in needed.values() if person.email is None)
    path = f"/plans/{plan.brief.id}/people#contacts"
    if not silent:
        return Check("Адреса электронной почты", _DONE, "указаны у всех, кому пойдут письма", path, "Люди плана")
    names = ", ".join(silent[:LISTED])
    more = max(0, len(silent) - LISTED)
    return Check("Адреса электронной почты", _LACKING, f"нет адреса: {names}", path, "Внести адреса", more=more)


def _calendar(plan: PlanView, calendar: WorkingCalendar) -> Check:
    title, year = "Производственный календарь", plan.brief.year
    if calendar.is_known(year):
        return Check(title, _DONE, f"на {year} год подтверждён")
    return Check(title, _LACKING, f"на {year} год не подтверждён: попросите администратора внести его")


def _pins(conn: Connection, plan: PlanView, row: Row[Any]) -> Check:
    title, path = "ПИН-коды подписывающих", f"/plans/{plan.brief.id}/people"
    signers = people_by_id(conn, {person for step in row.chain for person in step["approvers"]})
    without = sorted(person.name for person in signers.values() if not person.has_pin)
    if not without:
        return Check(title, _DONE, "заданы" if signers else "согласующие ещё не названы")
    detail = f"без ПИН-кода решение не принять, его пока нет: {', '.join(without[:LISTED])}"
    return Check(title, _HINT, detail, path, "Выдать коды активации", more=max(0, len(without) - LISTED))


def _own_chains(conn: Connection, plan_id: int) -> dict[int, list[dict[str, Any]]]:
    """The items that have a route of their own, by place."""
    wanted = select(ITEM.c.place, ITEM.c.chain).where(ITEM.c.plan_id == plan_id, ITEM.c.chain.is_not(None))
    return {row.place: row.chain for row in conn.execute(wanted) if row.chain}
