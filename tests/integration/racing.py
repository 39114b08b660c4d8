"""Commands of many people at the same moment, and what became of each."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from tests.integration.office import Office
from workflow import commands as c
from workflow.actor import SYSTEM, Actor
from workflow.errors import CommandRefused
from workflow.views import Receipt

CONNECTIONS = 8
Answer = Receipt | CommandRefused


def at_once(office: Office, jobs: Iterable[tuple[str | None, c.Command]]) -> list[Answer]:
    """Everybody's command at the same moment; the clock's own where nobody is named. Answers in the same order."""
    started: list[tuple[Actor, c.Command]] = [
        (SYSTEM if name is None else office.actor(name), command) for name, command in jobs
    ]

    def run(job: tuple[Actor, c.Command]) -> Answer:
        try:
            return office.engine.execute(job[1], job[0])
        except CommandRefused as refusal:
            return refusal

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(run, started))


def done(answers: Iterable[Answer]) -> list[Receipt]:
    """The answers of those who changed something."""
    return [answer for answer in answers if isinstance(answer, Receipt) and not answer.is_repeat]


def refused(answers: Iterable[Answer]) -> list[CommandRefused]:
    """The answers of those who came too late; each is a sentence."""
    losers = [answer for answer in answers if isinstance(answer, CommandRefused)]
    assert all(loser.message.endswith(".") for loser in losers)
    return losers
