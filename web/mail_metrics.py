"""What the database tells Prometheus: how mail stands, and when the jobs ran, which run in another process."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from config.errors import DatabaseUnavailable
from workflow.engine import Engine
from workflow.mail_views import JobRunView, MailQueue
from workflow.queries.job_runs import job_runs
from workflow.queries.mail_queue import mail_queue


def database_exposition(engine: Engine) -> bytes:
    """The text that Prometheus reads; where the database does not answer, that alone."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Measured(_measure(engine)))
    return generate_latest(registry)


class _Measured(Collector):
    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        """What was measured."""
        return self._metrics


def _measure(engine: Engine) -> list[Metric]:
    hours = engine.policy.hours(engine.calendar)
    try:
        with engine.database.read() as conn:
            queue, runs = mail_queue(conn, engine.now(), hours), job_runs(conn)
    except DatabaseUnavailable:
        return [GaugeMetricFamily("viza_database_up", "Whether the database answers", value=0)]
    up = GaugeMetricFamily("viza_database_up", "Whether the database answers", value=1)
    return [up, *_of_mail(queue), *_of_jobs(runs)]


def _of_mail(queue: MailQueue) -> list[Metric]:
    told = {
        "viza_mail_waiting": ("Letters whose time has come and that were not sent yet", queue.waiting),
        "viza_mail_oldest_waiting_seconds": ("Wait of the oldest letter that may go now", queue.oldest_waiting_s),
        "viza_mail_retrying": ("Letters that were not taken and are tried again", queue.retrying),
        "viza_mail_dead": ("Letters that were given up", queue.dead),
        "viza_mail_bounced": ("Letters that were taken and came back", queue.bounced),
        "viza_mail_paused": ("Whether all sending is paused", int(queue.is_paused)),
    }
    accepted = CounterMetricFamily("viza_mail_accepted", "Letters that the relay took", value=queue.accepted)
    return [*(GaugeMetricFamily(name, about, value=value) for name, (about, value) in told.items()), accepted]


def _of_jobs(runs: Iterable[JobRunView]) -> list[Metric]:
    start = GaugeMetricFamily("viza_job_last_start_timestamp_seconds", "When the job began last", labels=["job"])
    seconds = GaugeMetricFamily("viza_job_last_duration_seconds", "How long its last run took", labels=["job"])
    failed = GaugeMetricFamily("viza_job_last_failed", "Whether its last run failed", labels=["job"])
    for run in runs:
        if run.ended_at is not None:
            start.add_metric([run.name], run.started_at.timestamp())
            seconds.add_metric([run.name], run.seconds or 0)
            failed.add_metric([run.name], int(run.failure is not None))
    return [start, seconds, failed]
