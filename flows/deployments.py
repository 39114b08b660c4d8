"""Our flows and their schedules, as Prefect knows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from config.settings import Settings
from flows.bounces import bounces
from flows.deliver import deliver
from flows.escalate import escalate
from flows.final_review import final_review
from flows.host import HostedFlow
from flows.seal import seal


@dataclass(frozen=True, slots=True)
class Timetable:
    """A flow and when it runs by itself: cron in the deployment's time zone.

    `is_wanted` says whether these settings leave it anything to do.
    """

    flow: HostedFlow
    cron: str
    is_wanted: Callable[[Settings], bool] = lambda _settings: True


TIMETABLE = (
    Timetable(deliver, "* * * * *"),
    Timetable(bounces, "* * * * *", lambda settings: settings.bounce_imap_host is not None),
    Timetable(escalate, "0 6 * * *"),
    Timetable(final_review, "10 6 * * *"),
    Timetable(seal, "30 6 * * *"),
)


def wanted(settings: Settings) -> tuple[Timetable, ...]:
    """What these settings leave to do."""
    return tuple(entry for entry in TIMETABLE if entry.is_wanted(settings))


async def register(settings: Settings) -> Mapping[UUID, HostedFlow]:
    """Create or update our deployments; gives their ids. A schedule that was switched off by hand comes back on.

    By module path: a file path would put `flows/` itself on the import path of whoever runs them elsewhere.
    """
    registered: dict[UUID, HostedFlow] = {}
    for entry in wanted(settings):
        deployment = await entry.flow.ato_deployment(
            deployment_name(settings),
            schedule=Cron(entry.cron, timezone=settings.timezone),
            description=entry.flow.description,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        registered[await deployment.aapply()] = entry.flow
    return registered


def deployment_name(settings: Settings) -> str:
    """Our deployment's name in Prefect, where a slash would separate it from the flow's."""
    return settings.deployment.replace("/", "-")
