"""What an item's report shows: counted by its target and by organisation, with its register of requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from workflow.commands import SubmitEvidence
from workflow.errors import InvalidCommand, TransitionNotAllowed
from workflow.progress import Progress, progress_of, sample_in_force
from workflow.queries.samples import is_sample_waiting
from workflow.request_rows import register_entry, register_of
from workflow.scopes import ItemScope, item_scope
from workflow.transaction import Transaction
from workflow.wording.naming import first_of
from workflow.wording.progress import progress_text


@dataclass(frozen=True, slots=True)
class ReportMatter:
    """The progress that a report shows; `register` is None of an item that is not done «По запросу»."""

    progress: Progress
    register: tuple[Row[Any], ...] | None
    is_sampled: bool

    @property
    def unanswered(self) -> list[int]:
        """The numbers of the requests that were not answered."""
        return [row.number for row in self.register or () if row.answered_on is None]

    @property
    def requests(self) -> list[dict[str, Any]] | None:
        """The register as the manifest names it."""
        return None if self.register is None else [register_entry(row) for row in self.register]

    @property
    def shown(self) -> dict[str, Any]:
        """What is shown, as the manifest names it."""
        shown = {"units": self.progress.shown.units, "percent": self.progress.shown.percent}
        return shown | ({"no_requests": True} if self.progress.is_without_requests else {})

    @property
    def of_item(self) -> dict[str, Any]:
        """What the manifest says of the item beside its own columns: what is counted, and by which organisations."""
        told: dict[str, Any] = {}
        if self.progress.is_by_organisation:
            told["by_organisation"] = True
        coverage = self.progress.coverage
        if coverage.to_show:
            told["organisations"] = {
                "to_show": list(coverage.to_show),
                "shown": list(coverage.shown),
                "is_sample": self.is_sampled,
            }
        return told


def matter_of_report(
    tx: Transaction, command: SubmitEvidence, item: Row[Any], files: Sequence[Row[Any]]
) -> ReportMatter:
    """What a report with these files shows.

    Raises `InvalidCommand` where there is nothing to show, no percent, or «запросов не поступало» is not so.
    """
    is_on_request = item_scope(item.note, item.title, item.recurrence) is ItemScope.ON_REQUEST
    register = tuple(register_of(tx.conn, item.id)) if is_on_request else None
    if command.no_requests and register is None:
        raise InvalidCommand("«Запросов не поступало» отмечают только по пункту «По запросу».", field="no_requests")
    if command.no_requests and register:
        raise InvalidCommand("В реестре есть запросы: снимите отметку «Запросов не поступало».", field="no_requests")
    if not files and not command.no_requests:
        raise InvalidCommand("Приложите хотя бы один подтверждающий документ, затем направьте отчёт.", field="file")
    units = 0 if command.no_requests else sum(row.units for row in files)
    covered = {code for row in files for code in row.organisations}
    progress = progress_of(item, units, covered, command.shown_percent, is_without_requests=command.no_requests)
    if progress.target.percent is not None and progress.shown.percent is None and not command.no_requests:
        raise InvalidCommand("Укажите достигнутый показатель в процентах.", field="shown_percent")
    return ReportMatter(progress, register, sample_in_force(item) is not None)


def demand_shortfall_explained(matter: ReportMatter, reason: str | None) -> None:
    """Raise `InvalidCommand` where less is shown than must be, or a request was not answered, without a reason."""
    if reason is not None:
        return
    if matter.unanswered:
        numbers = first_of((f"№ {number}" for number in matter.unanswered), len(matter.unanswered))
        raise InvalidCommand(
            f"Нет ответа на запросы: {numbers}. Внесите ответы в реестр или объясните причину: её увидят согласующие.",
            field="shortfall_reason",
        )
    if matter.progress.falls_short:
        raise InvalidCommand(
            f"Показано меньше, чем требует план ({progress_text(matter.progress)}). "
            "Объясните причину: её увидят согласующие.",
            field="shortfall_reason",
        )


def demand_no_sample_waits(tx: Transaction, item: Row[Any]) -> None:
    """Raise `TransitionNotAllowed` while it is not decided by which organisations the item is done.

    Asked when the item's row is changed already: a sample that is proposed at the same moment is seen, or sees that.
    """
    if is_sample_waiting(tx.conn, item.id):
        raise TransitionNotAllowed(
            "Выборка или график по пункту ещё на согласовании: дождитесь решения или отзовите предложение."
        )
