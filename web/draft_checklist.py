"""What a draft still lacks before it can be sent to its signers, each with the place where it is mended.

What is lacking the engine says (`workflow.readiness`); here each gets its words and its link.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from web.marks import Mark
from workflow.calendar import WorkingCalendar
from workflow.queries import people_by_id
from workflow.readiness import Readiness, readiness
from workflow.rows import plan_row
from workflow.stored_chains import people_in
from workflow.views import PlanView
from workflow.wording.dates import years_text

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
    found = readiness(conn, row, today, calendar)
    checks = [
        _warnings(found),
        _of_items(plan, "Сроки", found.without_deadline, "указаны у всех пунктов", "не указан срок:"),
        _of_items(
            plan, "Ответственные исполнители", found.without_lead, "указаны у всех пунктов", "никто не назначен:"
        ),
        _route(plan, found),
        _roles(plan, found),
        _addresses(plan, found),
        _calendar(row, found),
        _pins(conn, plan, row),
    ]
    if found.too_long:
        checks.insert(1, _of_items(plan, "Тексты", found.too_long, "", "не помещаются в запись журнала, сократите:"))
    return tuple(checks)


def is_ready(checks: Iterable[Check]) -> bool:
    """May the draft be sent to its signers?"""
    return all(check.is_met for check in checks)


def _warnings(found: Readiness) -> Check:
    total, settled = found.doubts, found.settled
    if settled == total:
        return Check("Замечания к документу", _DONE, f"урегулированы все: {total}" if total else "их нет")
    return Check("Замечания к документу", _LACKING, f"урегулировано {settled} из {total}", "#warnings", "К замечаниям")


def _of_items(plan: PlanView, title: str, lacking: Sequence[Row[Any]], done: str, words: str) -> Check:
    if not lacking:
        return Check(title, _DONE, done)
    links = _links(plan, lacking)
    return Check(title, _LACKING, words, links=links, more=len(lacking) - len(links))


def _links(plan: PlanView, items: Sequence[Row[Any]], page: str = "correct") -> tuple[tuple[str, str], ...]:
    here = f"/plans/{plan.brief.id}/items"
    return tuple((f"п. {item.number}", f"{here}/{item.place}/{page}") for item in items[:LISTED])


def _route(plan: PlanView, found: Readiness) -> Check:
    path = f"/plans/{plan.brief.id}/route"
    if found.has_route:
        return Check("Маршрут согласования", _DONE, "назначен", path, "Посмотреть маршрут")
    return Check("Маршрут согласования", _LACKING, "не указано, кто утверждает", path, "Назначить согласующих")


def _roles(plan: PlanView, found: Readiness) -> Check:
    title = "Совмещение ролей"
    if not found.stuck:
        return Check(title, _DONE, "по каждому пункту есть кому принять последнее решение")
    links = _links(plan, [item for item, _ in found.stuck], "route")
    path, detail = (
        f"/plans/{plan.brief.id}/route",
        "некому принять последнее решение, назначьте замещающего в маршруте:",
    )
    return Check(title, _LACKING, detail, path, "Назначить замещающего", links, len(found.stuck) - len(links))


def _addresses(plan: PlanView, found: Readiness) -> Check:
    path = f"/plans/{plan.brief.id}/people#contacts"
    if not found.silent:
        return Check("Адреса электронной почты", _DONE, "указаны у всех, кому пойдут письма", path, "Люди плана")
    names = ", ".join(found.silent[:LISTED])
    more = max(0, len(found.silent) - LISTED)
    return Check("Адреса электронной почты", _LACKING, f"нет адреса: {names}", path, "Внести адреса", more=more)


def _calendar(row: Row[Any], found: Readiness) -> Check:
    title = "Производственный календарь"
    if not found.unknown_years:
        return Check(title, _DONE, f"на {years_text(row.year, row.last_year)} подтверждён")
    unknown = years_text(found.unknown_years[0], found.unknown_years[-1])
    return Check(title, _LACKING, f"на {unknown} не подтверждён: попросите администратора внести")


def _pins(conn: Connection, plan: PlanView, row: Row[Any]) -> Check:
    title, path = "ПИН-коды подписывающих", f"/plans/{plan.brief.id}/people"
    signers = people_by_id(conn, people_in([row.chain]))
    without = sorted(person.name for person in signers.values() if not person.has_pin)
    if not without:
        return Check(title, _DONE, "заданы" if signers else "согласующие ещё не названы")
    detail = f"без ПИН-кода решение не принять, его пока нет: {', '.join(without[:LISTED])}"
    return Check(title, _HINT, detail, path, "Выдать коды активации", more=max(0, len(without) - LISTED))
