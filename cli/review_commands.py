"""`viza review`: the December review (итоговое рассмотрение) and the execution report."""

from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from cli.arguments import AsJson, Keeper, PlanId

if TYPE_CHECKING:
    from flows.wiring import Parts
    from workflow.views import ReviewLine, ReviewView

review = typer.Typer(
    name="review", no_args_is_help=True, rich_markup_mode=None, help="The final review: open, status, freeze, close."
)


@review.command(name="open")
def open_(plan_id: PlanId, person: Keeper = None, as_json: AsJson = False) -> None:
    """Open the final review when its day has come.

    Example: viza review open 1
    """
    from cli.acting import keeper_actor
    from cli.carrying_out import carry_out, made
    from cli.context import build
    from workflow.commands import OpenReview

    parts = build()
    actor = keeper_actor(parts, plan_id, person)
    carry_out(parts, made(OpenReview, plan_id=plan_id), actor, as_json=as_json)


@review.command()
def status(plan_id: PlanId, as_json: AsJson = False) -> None:
    """Show the execution report as it stands today, or as it was frozen.

    Example: viza review status 1 --json
    """
    from cli.context import build
    from cli.terminal import say_json

    view = _view(build(), plan_id)
    if as_json:
        say_json(_review_json(view))
    else:
        _print(view)


@review.command()
def freeze(plan_id: PlanId, person: Keeper = None, as_json: AsJson = False) -> None:
    """Freeze the execution report, store it as a PDF and send it to the approvers.

    Example: viza review freeze 1 --as "Ковалёва И.П."
    """
    from cli.acting import keeper_actor
    from cli.carrying_out import receipt_json
    from cli.context import build
    from cli.terminal import say, say_json
    from flows.reporting import freeze_and_submit

    parts = build()
    actor = keeper_actor(parts, plan_id, person)
    receipt = freeze_and_submit(parts.engine, parts.evidence, plan_id, actor)
    sha256 = _view(parts, plan_id).report_sha256
    if as_json:
        say_json(receipt_json(receipt) | {"report_sha256": sha256})
        return
    say(receipt.text)
    if sha256:
        say(f"Файл отчёта: {parts.evidence.path(sha256)}")


@review.command()
def close(plan_id: PlanId, person: Keeper = None, as_json: AsJson = False) -> None:
    """Bring the plan as near to its close as may be: freeze and send the report, then say who must approve it.

    Only the final approver's decision on the report closes a plan, and decisions are not made here.

    Example: viza review close 1
    """
    from cli.context import build
    from cli.terminal import say, say_json
    from models.states import PlanState

    parts = build()
    view = _view(parts, plan_id)
    if view.report_sha256 is None and view.plan.state is not PlanState.CLOSED:
        freeze(plan_id, person, as_json=as_json)
        return
    if as_json:
        say_json(_review_json(view))
    elif view.plan.state is PlanState.CLOSED:
        say(f"План закрыт: {view.plan.title}")
    else:
        say(f"Отчёт направлен, план закроется после его утверждения. Решения ждут от: {', '.join(_waiting(view))}")


def _view(parts: "Parts", plan_id: int) -> "ReviewView":
    from workflow.queries import plan_view, review_view

    with parts.database.read() as conn:
        timezone = plan_view(conn, plan_id, parts.engine.today()).timezone
        return review_view(conn, plan_id, parts.engine.today(timezone))


def _waiting(view: "ReviewView") -> list[str]:
    from models.states import TaskState

    tasks = view.submission.tasks if view.submission else ()
    return [task.acting.name for task in tasks if task.state is TaskState.OPEN] or ["—"]


def _print(view: "ReviewView") -> None:
    from cli.terminal import say, table
    from workflow.wording.dates import date_text

    say(f"План {view.plan.id}: {view.plan.state_text}. Рассмотрение с {date_text(view.opens_on)}.")
    say(
        f"Исполнено в срок: {view.on_time} из {view.due}. В продлённый срок: {view.extended}. "
        f"С нарушением срока: {view.late}. "
        f"Не исполнено: {view.not_executed}. Закрывается до {date_text(view.closes_by)}."
    )
    table(
        "Исполнение по пунктам",
        ("№", "Мероприятие", "Ответственный", "По плану", "Исполнен", "Результат", "Показано", "Возвратов"),
        (_row(line) for line in view.lines),
        right=(7,),
    )
    if view.freeze_refusal:
        say(view.freeze_refusal)
    if view.submission is not None:
        say(f"Решения по отчёту ждут от: {', '.join(_waiting(view))}")


def _row(line: "ReviewLine") -> tuple[object, ...]:
    from workflow.wording.dates import date_text
    from workflow.wording.progress import NO_REQUESTS

    return (
        line.number,
        line.title,
        line.lead or "—",
        date_text(line.planned_on),
        date_text(line.executed_on),
        line.result_text,
        NO_REQUESTS if line.is_without_requests else f"{line.shown} из {line.target}",
        line.returns,
    )


def _review_json(view: "ReviewView") -> dict[str, Any]:
    return {
        "plan": view.plan.id,
        "state": view.plan.state.value,
        "is_open": view.is_open,
        "opened_at": view.opened_at.isoformat() if view.opened_at else None,
        "frozen_at": view.frozen_at.isoformat() if view.frozen_at else None,
        "opens_on": view.opens_on.isoformat(),
        "closes_by": view.closes_by.isoformat(),
        "on_time": view.on_time,
        "extended": view.extended,
        "due": view.due,
        "late": view.late,
        "not_executed": view.not_executed,
        "may_freeze": view.may_freeze,
        "freeze_refusal": view.freeze_refusal,
        "report_sha256": view.report_sha256,
        "waits_for": _waiting(view) if view.submission else [],
        "items": [_line_json(line) for line in view.lines],
        "organisations": [{"code": code, "shown": shown, "named": named} for code, shown, named in view.organisations],
    }


def _line_json(line: "ReviewLine") -> dict[str, Any]:
    from dataclasses import asdict

    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(line).items()}
