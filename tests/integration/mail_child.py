"""Dispatchers and sweeps in processes of their own: `python -m tests.integration.mail_child URL PORT`.

Everything is imported once. Then each line of JSON that comes in is a round: its `jobs` are done at once, each in a
fork, `now` being the business time and `limit` the letters of a dispatcher; where a `death` is named, the fork kills
itself with SIGKILL there. A line of JSON goes out when all of them ended: how each did, 0 or minus the signal's number.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from datetime import datetime
from types import CodeType, FrameType
from typing import Any

from audit.keys import LedgerSigner
from config.database import Database
from notifications.dispatch import dispatch
from notifications.transport import Patience, SmtpTransport
from tests.integration.office import SoundFiles
from tests.integration.post_office import LINKS, relay_settings
from workflow.clock import FixedClock
from workflow.engine import Engine
from workflow.sweep import sweep
from workflow.transaction import Policy

CONNECTIONS = 4
PATIENCE = Patience(connect_s=5.0, command_s=1.0, final_dot_s=1.0)


class Death:
    """Kills the process when a function is entered or left (`call`, `return`) for the n-th time.

    A coroutine is left at every wait, too, so that a point may lie anywhere within it.
    """

    def __init__(self, function: str, event: str, times: int) -> None:
        self._function, self._event, self._left = function, event, times
        self._is_meant: dict[CodeType, bool] = {}

    def watch(self) -> None:
        """From now on, in this thread and in those that it starts."""
        threading.setprofile(self)
        sys.setprofile(self)

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        if event != self._event:
            return
        code = frame.f_code
        is_meant = self._is_meant.get(code)
        if is_meant is None:
            is_meant = self._is_meant[code] = code.co_qualname == self._function
        if is_meant:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def work(job: str, url: str, port: int, now: datetime, limit: int, death: list[Any] | None) -> None:
    """One job, to its end or to its death."""
    clock = FixedClock(now)
    signer = LedgerSigner("viza.test.example", bytes(range(32)))
    engine = Engine(Database(url), clock, Policy(), signer, SoundFiles())
    if death is not None:
        Death(*death).watch()
    if job == "sweep":
        sweep(engine)
        return
    transport = SmtpTransport("127.0.0.1", port, "none", patience=PATIENCE)
    settings = relay_settings(smtp_connections=CONNECTIONS, smtp_domain_connections=2)
    asyncio.run(dispatch(engine, transport, LINKS, settings, limit=limit))


def main(url: str, port: str) -> None:
    """Round after round, until nothing more comes in."""
    for line in sys.stdin:
        told = json.loads(line)
        now, death = datetime.fromisoformat(told["now"]), told.get("death")
        forks = []
        for job in told["jobs"]:
            fork = os.fork()
            if fork == 0:
                quiet = os.open(os.devnull, os.O_WRONLY)
                os.dup2(quiet, 1)
                done = 1
                try:
                    work(job, url, int(port), now, told["limit"], death)
                    done = 0
                finally:
                    os._exit(done)
            forks.append(fork)
        ends = [os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]) for fork in forks]
        sys.stdout.write(json.dumps(ends) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
