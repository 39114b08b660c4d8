"""`viza up`: everything in one process tree."""

import asyncio
import logging
from contextlib import closing
from pathlib import Path

from cli.demo_folder import demo_folder, set_aside
from cli.supervisor_memory import give_back_large_blocks, nothing_to_collect
from cli.supervisor_run_file import RunFile
from cli.supervisor_web import WebServer
from config.errors import SettingsError
from config.logging import configure_logging
from config.settings import load_settings, require_mail

TALKATIVE = ("alembic", "httpx", "mail.log", "uvicorn")


def up(*, demo: bool, fresh: bool = False) -> None:
    """Run until a signal asks to end. `fresh` begins the demonstration anew and keeps the old one aside.

    Raises `VizaError` in one line for what the operator must mend first: a setting, an address in use, a data folder
    in which another `viza up` works.
    """
    settings = load_settings()
    if not demo:
        require_mail(settings)
    folder = demo_folder(settings) if demo else settings.data_dir
    if demo and fresh:
        set_aside(folder)
    give_back_large_blocks()
    configure_logging(settings.log_format)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    _make(folder)
    with RunFile(folder) as run_file, closing(WebServer(settings.listen_host, settings.listen_port)) as web:
        run_file.end_survivors()
        # Only now what takes seconds to import: what keeps it from starting is told at once.
        with nothing_to_collect():
            from cli.demo_stand import Demonstration
            from cli.supervisor import supervise
            from cli.supervisor_stand import Deployment

        asyncio.run(supervise(Demonstration(settings) if demo else Deployment(settings), run_file, web))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"VIZA_DATA_DIR: cannot create {folder}: {error.strerror}") from error
