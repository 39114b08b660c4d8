"""`viza sweep` and `viza deliver`: by hand, once, what the flows do by themselves."""

from datetime import date
from typing import Annotated

import typer

from cli.arguments import AsJson, read_date

FATES = {
    "frozen": "составлено",
    "accepted": "отправлено",
    "retried": "будет повтор",
    "unknown": "ответ не получен",
    "dead": "не доставлено",
    "cancelled": "отменено",
}


def sweep(
    on: Annotated[
        date | None,
        typer.Option("--on", metavar="DATE", parser=read_date, help="The business date, by default the plan's today."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run the escalation once: fire the reminders and reports that are due. Twice adds nothing.

    Example: viza sweep --on 2021-03-01
    """
    from cli.context import build
    from cli.refusals import fail
    from cli.terminal import say, say_json, table
    from workflow.sweep import sweep as run_sweep
    from workflow.wording.dates import date_text

    report = run_sweep(build().engine, on)
    if as_json:
        fired = [{"rung": rung, "object": what, "recipients": count} for rung, what, count in report.fired]
        say_json(
            {
                "on": report.on.isoformat(),
                "looked_at": report.looked_at,
                "notices": report.notices,
                "passed_over": report.passed_over,
                "held": report.held,
                "fired": fired,
            }
        )
    elif report.held is None:
        say(
            f"На {date_text(report.on)}: ступеней сработало {len(report.fired)}, пропущено {report.passed_over}, "
            f"извещений {report.notices}."
        )
        if report.fired:
            table("Сработало", ("Ступень", "По чему", "Получателей"), report.fired, right=(2,))
    if report.held is not None:
        fail(f"Ничего не сделано на {date_text(report.on)}: {report.held}")


def deliver(as_json: AsJson = False) -> None:
    """Send the letters that wait.

    Example: viza deliver
    """
    import asyncio
    from dataclasses import asdict

    from cli.context import build
    from cli.refusals import fail
    from cli.terminal import say, say_json
    from flows import jobs

    report = asyncio.run(jobs.deliver(build()))
    if as_json:
        say_json(asdict(report))
    else:
        told = [f"{name} {count}" for key, name in FATES.items() if (count := getattr(report, key))]
        say("Письма: " + (", ".join(told) or "ничего не ждёт отправки"))
    if report.paused:
        fail("Отправка приостановлена: проверьте почтовый сервер (viza doctor).")
