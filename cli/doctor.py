"""The checks of `viza doctor`: each setting tried, one finding each, in Russian for whoever operates."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from config.errors import VizaError

if TYPE_CHECKING:
    from config.database import Database
    from config.settings import Settings

OURS = frozenset({"VIZA_PIN"})
LEAST_FREE = 1024**3
CLOCK_TOLERANCE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was tried, whether it is in order, and what was seen."""

    what: str
    is_ok: bool
    detail: str


def examine(send_test: str | None = None) -> list[Finding]:
    """Try everything; what cannot be tried because something before it failed is left out.

    `send_test` is where a test letter goes; without it nothing is sent.
    """
    from config.settings import load_settings

    try:
        settings = load_settings()
    except VizaError as error:
        return [Finding("настройки", False, error.message)]
    findings = [_misspelt(), _folder(settings), *_database(settings), _keys(settings), _calendar(settings)]
    findings.append(_mail(settings))
    if send_test is not None:
        findings.append(_test_letter(settings, send_test))
    return [*findings, _bounces(settings), _prefect()]


def _misspelt() -> Finding:
    from config.settings import unknown_variables

    strange = [name for name in unknown_variables() if name not in OURS]
    if strange:
        return Finding("настройки", False, f"неизвестные переменные: {', '.join(strange)}")
    return Finding("настройки", True, "прочитаны")


def _folder(settings: "Settings") -> Finding:
    import shutil

    root = settings.data_dir
    if not root.is_dir() or not os.access(root, os.W_OK | os.X_OK):
        return Finding("папка данных", False, f"{root}: нет или недоступна для записи (VIZA_DATA_DIR)")
    free = shutil.disk_usage(root).free
    return Finding("папка данных", free >= LEAST_FREE, f"{root}, свободно {free / 1024**3:.1f} ГБ".replace(".", ","))


def _database(settings: "Settings") -> Iterator[Finding]:
    from cli.context import open_database
    from config.database import disposing

    try:
        database = open_database(settings)
    except VizaError as error:
        yield Finding("база данных", False, error.message)
        return
    with disposing(database):
        yield Finding("база данных", True, f"{database.dialect}, версия таблиц подходит")
        yield _guards(database)
        yield _clock(database)
        yield _alarms(database)
        yield _sweep(database)
        yield _files(settings, database)


def _guards(database: "Database") -> Finding:
    import re

    from sqlalchemy import text

    from audit.guards import postgresql_guards, sqlite_guards

    if database.dialect == "sqlite":
        statements, query = sqlite_guards(), "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        statements, query = postgresql_guards(), "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    named = (re.match(r"CREATE (?:OR REPLACE )?TRIGGER (?:IF NOT EXISTS )?(\w+)", each) for each in statements)
    wanted = {found.group(1) for found in named if found}
    with database.read() as conn:
        missing = sorted(wanted - set(conn.execute(text(query)).scalars()))
        may_delete = database.dialect == "postgresql" and conn.scalar(
            text("SELECT has_table_privilege(current_user, 'ledger_entry', 'DELETE')")
        )
    if missing:
        return Finding("защита журнала", False, f"нет триггеров: {', '.join(missing)}; viza db upgrade")
    if may_delete:
        return Finding("защита журнала", True, "триггеры на месте; роль приложения владеет таблицами, лучше две роли")
    return Finding("защита журнала", True, f"триггеров на месте: {len(wanted)}")


def _clock(database: "Database") -> Finding:
    from datetime import datetime

    from sqlalchemy import func, select

    from flows.wiring import known_clock
    from models.ledger import LedgerHead

    now = known_clock(database).now()
    last = LedgerHead.__table__.c.last_ts  # type: ignore[attr-defined]
    with database.read() as conn:
        newest = conn.execute(select(func.max(last))).scalar()
    behind = datetime.fromisoformat(newest) - now if newest else timedelta()
    if behind > CLOCK_TOLERANCE:
        return Finding("часы", False, f"отстают от последней записи журнала на {behind.total_seconds():.0f} с")
    return Finding("часы", True, f"{now:%d.%m.%Y %H:%M:%S} UTC")


def _alarms(database: "Database") -> Finding:
    from flows.wiring import known_clock
    from workflow.queries.alarms import standing_alarms
    from workflow.queries.mail_queue import pauses
    from workflow.wording.alarms import alarm_text

    with database.read() as conn:
        codes = sorted({alarm.code for alarm in standing_alarms(conn)})
        standing = pauses(conn, known_clock(database).now())
    told = [f"{code} ({alarm_text(code)})" for code in codes]
    told += [f"почта приостановлена: {pause.domain or 'вся'}: {pause.reason}" for pause in standing]
    return Finding("тревоги", not told, "; ".join(told) or "нет")


def _sweep(database: "Database") -> Finding:
    """When reminders and escalation ran last, by the machine's clock."""
    from flows.watching import SWEEP, SWEEP_MISSING
    from workflow.alarms import standing_among
    from workflow.queries.job_runs import job_runs

    with database.read() as conn:
        run = next((run for run in job_runs(conn) if run.name == SWEEP and run.ended_at is not None), None)
        is_missing = bool(standing_among(conn, (SWEEP_MISSING,)))
    if run is None:
        return Finding("проверка сроков", not is_missing, "ещё не выполнялась, её выполняет viza up каждый день")
    told = f"{run.started_at:%d.%m.%Y %H:%M} UTC, {run.seconds or 0:.1f} с"
    if run.failure is not None:
        return Finding("проверка сроков", False, f"{told}, остановилась: {run.failure}")
    return Finding("проверка сроков", not is_missing, told)


def _files(settings: "Settings", database: "Database") -> Finding:
    """Stored files that nothing names: they go with the daily sealing, so a few are no fault."""
    from documents.evidence_store import EvidenceStore
    from documents.orphan_files import orphans

    lost = len(orphans(database, EvidenceStore(settings.paths.evidence)))
    told = f"не названных нигде дольше суток: {lost}, их уберёт ежедневная задача" if lost else "лишних нет"
    return Finding("файлы документов", True, told)


def _keys(settings: "Settings") -> Finding:
    """Without making any that is missing."""
    from config.settings import load_or_create_link_key
    from flows.wiring import ledger_signer

    paths = settings.paths
    problems = []
    if settings.ledger_key is None and not paths.ledger_key_file.is_file():
        problems.append(f"нет ключа журнала: {paths.ledger_key_file}")
    if settings.link_key is None and not paths.link_key_file.is_file():
        problems.append(f"нет ключа ссылок: {paths.link_key_file}")
    if not problems:
        for read in (ledger_signer, load_or_create_link_key):
            try:
                read(settings)
            except VizaError as error:
                problems.append(error.message)
    return Finding("ключи", not problems, "; ".join(problems) or "на месте, закрыты от других")


def _calendar(settings: "Settings") -> Finding:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from config.calendar_file import DEFAULT_PATH, load_calendar
    from workflow.calendar import WorkingCalendar

    path = settings.calendar_file or DEFAULT_PATH
    try:
        calendar = WorkingCalendar(load_calendar(path))
    except VizaError as error:
        return Finding("производственный календарь", False, error.message)
    today = datetime.now(ZoneInfo(settings.timezone)).date()
    following = calendar.asked_for(today)
    unknown = [*calendar.unknown_years(today.year, None), *([] if following is None else [following])]
    if unknown:
        detail = f"не подтверждён: {', '.join(map(str, unknown))} (VIZA_CALENDAR_FILE: {path})"
        return Finding("производственный календарь", False, detail)
    return Finding("производственный календарь", True, f"подтверждён: {today.year}, {path}")


def _mail(settings: "Settings") -> Finding:
    import asyncio

    from config.settings import require_mail

    try:
        require_mail(settings)
        greeting = asyncio.run(_greet(settings))
    except VizaError as error:
        return Finding("почта", False, error.message)
    return Finding("почта", True, greeting)


def _test_letter(settings: "Settings", address: str) -> Finding:
    import asyncio

    from cli.trial_letter import send_trial

    what = "пробное письмо"
    try:
        is_accepted, answer = asyncio.run(send_trial(settings, address))
    except VizaError as error:
        return Finding(what, False, error.message)
    verdict = "принято" if is_accepted else "не принято"
    return Finding(what, is_accepted, f"{address}: {verdict}, ответ сервера: {answer}")


def _bounces(settings: "Settings") -> Finding:
    """Sign in to the mailbox and count; nothing is read or marked."""
    import asyncio

    from notifications.bounces.mailbox import BounceMailbox, waiting_messages

    told = []
    if settings.bounce_listen is not None:
        told.append(f"принимаются на {settings.bounce_listen} (пока работает viza up)")
    try:
        mailbox = BounceMailbox.from_settings(settings)
        if mailbox is not None:
            count = asyncio.run(waiting_messages(mailbox))
            told.append(f"ящик {mailbox.host} открывается, непрочитанных: {count}")
    except VizaError as error:
        return Finding("возвраты писем", False, error.message)
    unset = "не читаются, о недошедшем письме узнать не от кого (VIZA_BOUNCE_IMAP_HOST или VIZA_BOUNCE_LISTEN)"
    return Finding("возвраты писем", True, "; ".join(told) or unset)


async def _greet(settings: "Settings") -> str:
    """Connect, EHLO and TLS, nothing more: no login and no letter. Raises `SettingsError`."""
    import aiosmtplib

    from config.errors import SettingsError

    host, port = settings.smtp_host or "", settings.effective_smtp_port
    client = aiosmtplib.SMTP(
        hostname=host,
        port=port,
        timeout=10,
        use_tls=settings.smtp_security == "tls",
        start_tls=settings.smtp_security == "starttls",
    )
    try:
        async with client:
            await client.ehlo()
    except (aiosmtplib.SMTPException, OSError) as error:
        raise SettingsError(f"VIZA_SMTP_HOST: {host}:{port}: {type(error).__name__}: {error}") from error
    return f"{host}:{port} отвечает, защита соединения: {settings.smtp_security}"


def _prefect() -> Finding:
    import httpx

    url = os.environ.get("PREFECT_API_URL", "").rstrip("/")
    if not url:
        return Finding("Prefect", True, "свой сервер запускает viza up")
    try:
        answer = httpx.get(f"{url}/health", timeout=5)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Finding("Prefect", False, f"PREFECT_API_URL: {url}: {type(error).__name__}")
    return Finding("Prefect", answer.is_success, f"{url}: ответ {answer.status_code}")
