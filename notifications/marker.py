"""Marks of several connections in one transaction, each waiting for its own (a group commit)."""

import asyncio
from collections.abc import Callable

from notifications.claiming import ClaimedLetter
from notifications.marking import Released, Result
from notifications.outcomes import Outcome


class Marker:
    """Gathers the marks that arrive while one transaction runs, and writes them in the next one."""

    def __init__(self, write: Callable[[list[Result]], None]) -> None:
        self._write = write
        self._waiting: list[tuple[list[Result], asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def mark(self, letter: ClaimedLetter, outcome: Outcome | Released) -> None:
        """Return when the mark is committed. Raises what the transaction raised."""
        await self.mark_all([(letter, outcome)])

    async def mark_all(self, results: list[Result]) -> None:
        """The same for several letters, in one transaction."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((results, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._drain())
        await done

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(self._write, [result for results, _ in batch for result in results])
            except BaseException as error:
                for _, done in batch:
                    if not done.done():
                        done.set_exception(error)
                if not isinstance(error, Exception):
                    raise
                continue
            for _, done in batch:
                if not done.done():
                    done.set_result(None)
