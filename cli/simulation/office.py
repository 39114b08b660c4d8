"""Carrying out what the scenario has people do: by the same commands as anyone, refusals kept in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from cli.simulation.course import Course, Wait, is_never
from cli.simulation.scratch import Scratch
from config.errors import PlanFileError
from flows.wiring import Parts
from models.states import Assurance
from workflow.actor import Actor
from workflow.commands import AddSubstitution, Command
from workflow.errors import CommandRefused

SUBSTITUTION_SET_BEFORE = timedelta(days=7)


@dataclass(slots=True)
class SimulatedOffice:
    """One plan with its people. `obstacles` are the engine's refusals, each told once; what was refused is tried again
    on the next day."""  # fmt: skip

    scratch: Scratch
    plan_id: int
    course: Course
    in_force_on: date
    obstacles: list[str] = field(default_factory=list)
    _substituted: set[int] = field(default_factory=set)

    @property
    def parts(self) -> Parts:
        """The program's parts on the scratch database."""
        return self.scratch.parts

    def has_come(self, since: date, wait: Wait, day: date) -> bool:
        """Has the day come that lies so many working days after `since`?"""
        if is_never(wait):
            return False
        return self.parts.engine.calendar.shift(since, int(wait)) <= day

    def attempt(self, person: int, command: Command, what: str) -> bool:
        """Carry out what the person asks; False where the engine refused. `what` says in Russian what it is about."""
        return self.tolerate(lambda: self.parts.engine.execute(command, Actor(person, Assurance.PIN)), what)

    def tolerate(self, do: Callable[[], object], what: str) -> bool:
        """Do it; False where the engine refused, which is kept as an obstacle."""
        try:
            do()
        except CommandRefused as refusal:
            told = f"{what}: {refusal.message}"
            if told not in self.obstacles:
                self.obstacles.append(told)
            return False
        return True

    def set_substitutions(self, day: date) -> None:
        """Enter the substitutions that begin within a week. Raises `PlanFileError` for one that the engine refuses."""
        for at, absence in enumerate(self.course.absences):
            starts_on = max(absence.starts_on, day)
            is_near = absence.starts_on - SUBSTITUTION_SET_BEFORE <= day <= absence.ends_on
            if absence.substitute is None or not is_near or at in self._substituted:
                continue
            self._substituted.add(at)
            command = AddSubstitution(
                absent_id=absence.person,
                substitute_id=absence.substitute,
                starts_on=starts_on,
                ends_on=absence.ends_on,
                order_number=absence.order,
                order_date=day,
            )
            try:
                self.parts.engine.execute(command, Actor(None, Assurance.CLI))
            except CommandRefused as refusal:
                raise PlanFileError(f"Сценарий, away[{at}]: {refusal.message}") from refusal
