"""`viza up`: everything in one process tree."""

import asyncio
import logging

from cli.supervisor_memory import give_back_large_blocks, nothing_to_collect
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
    give_back_large_blocks()
    configure_logging(settings.log_format)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Only now what takes seconds to import: a wrong setting is told at once.
    with nothing_to_collect():
        from cli.demo_stand import Demonstration
        from cli.supervisor import supervise
        from cli.supervisor_stand import Deployment

    asyncio.run(supervise(Demonstration(settings, is_fresh=fresh) if demo else Deployment(settings)))
