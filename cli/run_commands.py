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
    """Run the day's work once: decisions on paper take effect, due reminders and reports fire. Twice adds nothing.

    Example: viza sweep --on 2021-03-01
    """
    import asyncio
    from contextlib import nullcontext

    from cli.context import build
    from cli.refusals import fail
    from cli.terminal import say, say_json, table
    from flows.job_runs import recorded
    from flows.watching import SWEEP
    from workflow.paper_work import PaperReport, carry_out_papers
    from workflow.sweep import SweepReport
    from workflow.sweep import sweep as run_sweep
    from workflow.wording.dates import date_text

    parts = build()

    async def run() -> tuple[PaperReport, SweepReport]:
        async with recorded(parts, SWEEP) if on is None else nullcontext():
            return carry_out_papers(parts.engine, on), run_sweep(parts.engine, on)

    papers, report = asyncio.run(run())
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
                "moved": report.moved,
                "papers": {"effective": papers.effective, "refused": [list(each) for each in papers.refused]},
            }
        )
    else:
        if papers.effective or papers.refused:
            say(f"Решений с бумаги вступило в силу: {papers.effective}, отменено: {len(papers.refused)}.")
        if report.moved:
            say(f"Задач передано по замещению: {report.moved}.")
        for paper_id, reason in papers.refused:
            say(f"Лист {paper_id} не вступил в силу: {reason}")
    if not as_json and report.held is None:
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
