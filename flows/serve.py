"""The process of the flows: `python -m flows.serve FOLDER`, started by `viza up` and spoken to in lines.

It hears `wake NAME`, `say-again` and `stop` on its input and says `serving` or `waiting` on its output. The end of its
input is the end of its parent, so it stops then too.
"""

import asyncio
import logging
import os
import sys
import threading
from contextlib import suppress
from typing import Literal

from config.logging import configure_logging
from flows import jobs
from flows.deployments import register, wanted
from flows.host import DELIVER, FlowHost
from flows.job_runs import expect, recorded
from flows.returned_mail import listening
from flows.wiring import parts

LAST_SECONDS = 5.0
STOP = "stop"
SAY_AGAIN = "say-again"
WAKE = "wake"


async def serve() -> None:
    """Serve our flows until told to stop."""
    _log_here(parts().settings.log_format)
    expect(parts(), (entry.flow.name for entry in wanted(parts().settings)))
    host = FlowHost(
        register=lambda: register(parts().settings),
        without_prefect=_deliver,
        announce=_announce,
    )
    hearing = asyncio.create_task(_listen(host))
    async with listening(parts(), lambda: host.wake(DELIVER)):
        await host.run()
    hearing.cancel()
    with suppress(asyncio.CancelledError):
        await hearing


async def _deliver() -> None:
    async with recorded(parts(), DELIVER):
        await jobs.deliver(parts())


async def _listen(host: FlowHost) -> None:
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async for line in lines:
        word, _, name = line.decode().strip().partition(" ")
        if word == WAKE:
            host.wake(name)
        elif word == SAY_AGAIN:
            host.say_again()
        elif word == STOP:
            break
    # Prefect's client waits long for a server that has gone with our parent.
    last = threading.Timer(LAST_SECONDS, os._exit, (0,))
    last.daemon = True
    last.start()
    host.stop()


def _log_here(log_format: Literal["console", "json"]) -> None:
    configure_logging(log_format)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # What a run says is kept in Prefect; here it would be six lines a minute.
    for handler in logging.getLogger().handlers:
        handler.addFilter(lambda record: not record.name.startswith("prefect") or record.levelno >= logging.WARNING)


def _announce(word: str) -> None:
    with suppress(BrokenPipeError):
        sys.stdout.write(f"{word}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve())
