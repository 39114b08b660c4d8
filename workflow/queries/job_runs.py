"""When the jobs of the timetable ran last."""

from sqlalchemy import Connection, Table, select

from models.mail import JobRun
from workflow.mail_views import JobRunView

JOB_RUN: Table = JobRun.__table__  # type: ignore[attr-defined]


def job_runs(conn: Connection) -> tuple[JobRunView, ...]:
    """The last run of each job, by its name; times are the machine's, in UTC."""
    rows = conn.execute(select(JOB_RUN).order_by(JOB_RUN.c.name))
    return tuple(JobRunView(row.name, row.started_at, row.ended_at, row.seconds, row.failure) for row in rows)
