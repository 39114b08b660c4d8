"""`viza plan paper`: register a decision that was signed on paper, or show what it may be registered for."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments import AsJson, Keeper, PlanId, read_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from flows.wiring import Parts

NEEDED = ("sheet", "number", "signed_on", "original_at")


def paper(  # noqa: PLR0913, PLR0917 - each is an option of the command
    plan_id: PlanId,
    task_id: Annotated[
        int | None, typer.Argument(metavar="[TASK]", help="The task's number; without it the open tasks are listed.")
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", metavar="FILE", help="The scan of the signed sheet: PDF, JPG, PNG.")
    ] = None,
    number: Annotated[str | None, typer.Option("--number", metavar="TEXT", help="The sheet's number.")] = None,
    signed_on: Annotated[
        date | None,
        typer.Option("--date", metavar="DATE", parser=read_date, help="The day on which it was signed, 2021-03-05."),
    ] = None,
    original_at: Annotated[
        str | None, typer.Option("--original", metavar="TEXT", help="Where the original is kept.")
    ] = None,
    is_return: Annotated[
        bool, typer.Option("--return", help="The sheet returns the document for rework; --comment says why.")
    ] = False,
    outcome: Annotated[
        str | None,
        typer.Option("--outcome", metavar="OUTCOME", help="With an item's last step: executed, partly, not_executed."),
    ] = None,
    comment: Annotated[str | None, typer.Option("--comment", metavar="TEXT", help="The comment on the sheet.")] = None,
    person: Keeper = None,
    as_json: AsJson = False,
) -> None:
    """Register a decision that its approver signed on paper; it takes effect after a whole working day.

    The plan's coordinator acts, or with --as an operator, with their PIN (asked for, or in VIZA_PIN); what the
    coordinator proposed or sent is an operator's to register. The signer hears at once and may say that the decision
    is not theirs. Without a task: what waits for decisions.

    Example: viza plan paper 1 17 --sheet list-5.pdf --number 5 --date 2021-03-05 --original "Приёмная, папка 3"
    """
    from cli.acting import coordinator
    from cli.context import build
    from workflow.errors import NotFound
    from workflow.queries import plan_view
    from workflow.queries.papers import open_tasks

    parts = build()
    with parts.database.read() as conn:
        plan_view(conn, plan_id, parts.engine.today())
        tasks = open_tasks(conn, plan_id)
        if task_id is None:
            _list(conn, tasks, as_json=as_json)
            return
    given = {"sheet": sheet, "number": number, "signed_on": signed_on, "original_at": original_at}
    if any(given[name] is None for name in NEEDED):
        raise typer.BadParameter("a sheet needs --sheet, --number, --date and --original")
    task = next((task for task in tasks if task.id == task_id), None)
    if task is None:
        raise NotFound(f"Задача {task_id} в этом плане решения не ждёт. Что ждёт: viza plan paper {plan_id}")
    assert sheet is not None  # noqa: S101 - it is among what is needed
    about = {"number": number, "signed_on": signed_on, "original_at": original_at, "comment": comment}
    kind = "return" if is_return else task.verb.value
    who = person or str(coordinator(parts, plan_id).person_id)
    _register(parts, task, sheet, about | {"kind": kind, "outcome": outcome}, who, as_json=as_json)


def _register(
    parts: "Parts", task: "Row[Any]", sheet: Path, about: dict[str, Any], person: str, *, as_json: bool
) -> None:
    from cli.acting import acting_person
    from cli.carrying_out import carry_out, made
    from cli.file_keeping import keep_file
    from workflow.commands import RegisterPaper

    actor = acting_person(parts, person, with_pin=True)
    stored = keep_file(parts, sheet)
    command = made(RegisterPaper, task_id=task.id, digest=task.digest, sheet=stored.as_document(), **about)
    carry_out(parts, command, actor, as_json=as_json, sha256=stored.sha256)


def _list(conn: "Connection", tasks: "Sequence[Row[Any]]", *, as_json: bool) -> None:
    """The open tasks of a plan, each with what it is about and whose turn it is."""
    from cli.terminal import say, say_json, table
    from workflow.rows import names_of
    from workflow.wording.dates import date_text
    from workflow.wording.terms import STEP_NAMES, SUBJECTS

    names = names_of(conn)
    if as_json:
        say_json(
            [
                {
                    "task": task.id,
                    "subject": task.subject.value,
                    "number": task.number,
                    "place": task.place,
                    "step": task.step,
                    "verb": task.verb.value,
                    "acting": names[task.acting_id],
                    "due_on": task.due_on.isoformat() if task.due_on else None,
                }
                for task in tasks
            ]
        )
        return
    if not tasks:
        say("Решений сейчас ничего не ждёт.")
        return
    table(
        "Ждёт решения",
        ("Задача", "Что", "Этап", "Кто", "Срок"),
        (
            (
                task.id,
                (
                    f"П. {task.item_number}: {SUBJECTS[task.subject]}"
                    if task.item_number
                    else SUBJECTS[task.subject].capitalize()
                )
                + f", № {task.number}",
                f"{task.step} из {len(task.chain)}: {STEP_NAMES[task.verb].lower()}",
                names[task.acting_id],
                date_text(task.due_on),
            )
            for task in tasks
        ),
        right=(0,),
    )
