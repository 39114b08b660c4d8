"""What does not happen is an alarm, told once and cleared when it is over; jobs say when they ran."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from structlog.testing import capture_logs

from config.calendar import CalendarConfig
from config.database import Database
from config.settings import load_settings
from flows import jobs
from flows.job_runs import expect, recorded
from flows.operator_mail import tell_operator
from flows.watching import LONGEST_REST, MAIL_WAITS, SWEEP, SWEEP_MISSING, watch
from flows.wiring import Parts, assemble
from models.mail import QueuePause
from models.people import Alarm
from models.states import MailState, NoticeKind
from tests.integration.office import SHESTAKOV, Office
from tests.integration.smtp_server import SmtpServer, running_smtp
from workflow.calendar import WorkingCalendar
from workflow.clock import DemoClock, FixedClock
from workflow.queries.job_runs import job_runs
from workflow.sweep import sweep
from workflow.transaction import ALARM, NOTICE
