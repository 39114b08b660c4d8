"""`viza up`: the pages, Prefect's server and the flows as one tree of processes, in this order.

1. Before this, `cli.up_command` has taken the data folder, ended what a killed `viza up` left and bound the address.
2. The database is brought up to date, the parts are put together, the pages open: they answer while Prefect starts.
3. Prefect's server and the flows start as child processes. Until the flows serve, letters wait in the outbox; what was
   woken meanwhile is done first. The minute's tick is the guarantee, a wake only makes it sooner.
4. SIGTERM, SIGINT or SIGHUP end the flows, the server and the pages, within ten seconds; a second one at once.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import structlog

from cli.supervisor_memory import give_back_what_is_free
from cli.supervisor_prefect_settings import place_prefect
from cli.supervisor_processes import Processes
from cli.supervisor_readiness import Readiness
from cli.supervisor_run_file import RunFile
from cli.supervisor_stand import Stand
from cli.supervisor_web import WebServer
from config.errors import VizaError
from flows.alarms import clear_alarm, raise_alarm
from flows.reporting import freeze_and_submit
from flows.wiring import Parts
from web.app import create_app

ALARM = "process_ended"

_log = structlog.get_logger("viza.up")


async def supervise(stand: Stand, run_file: RunFile, web: WebServer) -> None:
    """Run everything until a signal asks to end. Raises `VizaError` for what the operator must mend first."""
    stopping = asyncio.Event()
    _watch_signals(stopping)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(web.end)
        await stand.open(web.port)
        stack.push_async_callback(stand.close)
        parts = await asyncio.to_thread(stand.prepare)
        stack.callback(parts.database.dispose)

        place = place_prefect(parts.settings.paths.prefect_home, os.environ)
        processes = Processes(
            parts.settings.paths.root,
            place,
            stand.variables,
            run_file,
            on_trouble=lambda name, how: _aside(_note_trouble, parts, f"{name} {how}"),
            on_well=lambda: _aside(_note_well, parts),
        )
        stack.push_async_callback(processes.end)
        settled = asyncio.Event()
        readiness = Readiness(parts, is_serving=lambda: processes.is_serving, is_settled=settled.is_set)
        await stack.enter_async_context(readiness)
        wake = _from_any_thread(processes.wake)
        serving = await web.start(
            create_app(
                parts.engine,
                parts.links,
                parts.evidence,
                parts.settings,
                wake=lambda: wake("deliver"),
                readiness=readiness,
                demo=stand.panel(parts, wake),
                freeze_review=lambda plan_id, actor: freeze_and_submit(parts.engine, parts.evidence, plan_id, actor),
            )
        )
        processes.start()
        asked_to_end = asyncio.create_task(stopping.wait())
        settling = _settle(stand, parts)
        ends: list[asyncio.Future[Any]] = [serving, asked_to_end]
        await asyncio.wait([settling, *ends], return_when=asyncio.FIRST_COMPLETED)
        if settling.done():
            settling.result()
            settled.set()
            give_back_what_is_free()
            processes.wake("deliver")
            stand.tell(place.ui_url)
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.gather(web.end(), processes.end())
        if not stopping.is_set():
            raise VizaError("the server of the pages ended by itself")


def _watch_signals(stopping: asyncio.Event) -> None:
    def end() -> None:
        if stopping.is_set():
            os._exit(1)  # the children follow: their bond to this process ends them
        stopping.set()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, end)
    loop.add_signal_handler(signal.SIGINT, end)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # else nohup: it is to outlive the terminal
        loop.add_signal_handler(signal.SIGHUP, end)


def _settle(stand: Stand, parts: Parts) -> asyncio.Future[None]:
    """In a thread that the end of the program does not wait for: what it does is a transaction at a time."""
    loop = asyncio.get_running_loop()
    settled: asyncio.Future[None] = loop.create_future()

    def settle() -> None:
        try:
            stand.settle(parts)
        except Exception as error:  # noqa: BLE001 - raised again where the loop waits for it
            loop.call_soon_threadsafe(settled.set_exception, error)
        else:
            loop.call_soon_threadsafe(settled.set_result, None)

    threading.Thread(target=settle, name="settle", daemon=True).start()
    return settled


def _from_any_thread(wake: Callable[[str], None]) -> Callable[[str], None]:
    loop = asyncio.get_running_loop()

    def call(flow_name: str) -> None:
        loop.call_soon_threadsafe(wake, flow_name)

    return call


def _aside(work: Callable[..., None], *arguments: object) -> None:
    """Do something that waits for the database without holding up the pages."""
    doing = asyncio.get_running_loop().run_in_executor(None, work, *arguments)
    doing.add_done_callback(lambda done: done.exception() and _log.error("alarm not kept", exc_info=done.exception()))


def _note_trouble(parts: Parts, detail: str) -> None:
    raise_alarm(parts.database, parts.clock, ALARM, detail)


def _note_well(parts: Parts) -> None:
    clear_alarm(parts.database, parts.clock, ALARM)
