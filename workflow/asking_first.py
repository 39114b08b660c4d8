"""What the guards of a command will ask first, asked in one round trip."""

from sqlalchemy import Connection

from config.prepared import together
from workflow.commands import Command, Decide
from workflow.people_rows import ask_of_people
from workflow.rows import ask_of_place
from workflow.submission_rows import ask_of_task


def ask_first(conn: Connection, command: Command) -> None:
    """A hint that changes no answer: a command that is not known here asks one thing after another."""
    plan_id, place = getattr(command, "plan_id", None), getattr(command, "place", None)
    if isinstance(command, Decide):
        together(conn, *ask_of_task(command.task_id), ask_of_people())
    elif plan_id is not None and place is not None:
        together(conn, ask_of_place(plan_id, place), ask_of_people())
