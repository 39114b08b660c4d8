"""How far an item has come, in words."""

from workflow.progress import Progress
from workflow.scopes import ItemScope
from workflow.wording.dates import plural
from workflow.wording.terms import percent_text

NO_REQUESTS = "запросов не поступало"
NOT_IN_SAMPLE = "не входит в выборку"
SCOPES: dict[ItemScope, str] = {
    ItemScope.ON_REQUEST: "по запросу",
    ItemScope.SAMPLE: "выборочно",
    ItemScope.SCHEDULE: "по графику",
}


def progress_text(progress: Progress) -> str:
    """«7 из 7», «12 из 24 организаций», «1 из 1, показатель 90% при плане 100%», «запросов не поступало»."""
    target, shown = progress.target, progress.shown
    counted = counted_text(progress)
    if target.percent is None or progress.is_without_requests:
        return counted
    return f"{counted}, {percent_text(shown.percent, target.percent)}"


def counted_text(progress: Progress) -> str:
    """The same without the percent."""
    return NO_REQUESTS if progress.is_without_requests else units_text(progress, progress.shown.units)


def units_text(progress: Progress, units: int) -> str:
    """«7 из 7», or in organisations «1 из 1 организации»; `units` of a submission or of now."""
    count = progress.target.units
    return f"{units} из {count}" + (
        f" {plural(count, 'организации', 'организаций', 'организаций')}" if progress.is_by_organisation else ""
    )


def coverage_text(progress: Progress) -> str:
    """«5 из 7 организаций»; empty where no organisation is to be shown, or they are the target itself."""
    count = len(progress.coverage.to_show)
    if not count or progress.is_by_organisation:
        return ""
    return f"{len(progress.coverage.shown)} из {count} {plural(count, 'организации', 'организаций', 'организаций')}"
