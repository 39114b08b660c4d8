"""A sweep in a process of its own: `python -m tests.integration.sweep_child URL MOMENT BATCH DEATH RUN`.

It begins when a line comes in and prints how many rungs it fired. With DEATH `before` or `after` it kills itself at
the commit of its transaction number RUN; with `never` it lives.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

from audit.keys import LedgerSigner
from config.database import Database
from tests.integration.office import SoundFiles
from workflow import sweep
from workflow.clock import FixedClock
from workflow.engine import Engine
from workflow.transaction import Policy, Transaction


class MortalEngine(Engine):
    """An engine that dies at one of its commits."""

    death: str
    runs_left: int

    def run(self, work: Callable[[Transaction], Any], *actor: Any) -> Any:
        """As the parent, as long as it lives."""
        self.runs_left -= 1

        def carry_out(tx: Transaction) -> Any:
            done = work(tx)
            self._die("before")
            return done

        done = super().run(carry_out, *actor)
        self._die("after")
        return done

    def _die(self, moment: str) -> None:
        if self.death == moment and self.runs_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, moment: str, batch: str, death: str, run: str) -> None:
    """Sweep once."""
    clock = FixedClock(datetime.fromisoformat(moment))
    signer = LedgerSigner("viza.test.example", bytes(range(32)))
    engine = MortalEngine(Database(url), clock, Policy(), signer, SoundFiles())
    engine.death, engine.runs_left = death, int(run)
    sweep.BATCH = int(batch)
    sys.stdin.readline()
    sys.stdout.write(f"{len(sweep.sweep(engine).fired)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
