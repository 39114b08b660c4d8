"""Whether everything that letters and decisions need can be reached: the answer of `/readyz`."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from sqlalchemy import text

from config.errors import DatabaseUnavailable
from flows.wiring import Parts

EVERY_S = 15.0
CONNECT_S = 5.0


class Readiness:
    """Asks the database when called; the mail relay is tried in the background, so that a probe costs it little."""

    def __init__(self, parts: Parts, *, is_serving: Callable[[], bool], is_settled: Callable[[], bool]) -> None:
        """`is_serving`: the flows run on Prefect's schedule. `is_settled`: the first start has done its work."""
        self._parts = parts
        self._is_serving = is_serving
        self._is_settled = is_settled
        self._mail_answers = False
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._watch_mail(), name="readiness")
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def __call__(self) -> dict[str, bool]:
        """Each part by its name."""
        return {
            "database": self._database_answers(),
            "mail": self._mail_answers,
            "prefect": self._is_serving(),
            "settled": self._is_settled(),
        }

    def _database_answers(self) -> bool:
        try:
            with self._parts.database.read() as conn:
                conn.execute(text("SELECT 1"))
        except DatabaseUnavailable:
            return False
        return True

    async def _watch_mail(self) -> None:
        settings = self._parts.settings
        while True:
            self._mail_answers = await _answers(settings.smtp_host or "", settings.effective_smtp_port)
            await asyncio.sleep(EVERY_S)


async def _answers(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(CONNECT_S):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True
