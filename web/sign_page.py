"""The sign-off page: everything that is needed to decide, or what was decided."""

import re
from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from models.states import DecisionKind, Subject, SubmissionState, TaskState, Verb
from web import sign_words
from web.change_words import CHANGE_WORDS, change_text
from web.form_problem import NO_PROBLEM, Problem
from web.forms import Form
from web.pages.plan import needs_pin_word
from web.sign_cache import KnownTask
from web.signer import demand_signer, plan_of_task
from web.visit import Visit
from workflow.commands import Decide
from workflow.errors import InvalidCommand
from workflow.queries import attention, review_view
from workflow.views import PersonView, ReviewView

NO_DIGEST = "0" * 64
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def decision_command(task_id: int, form: Form) -> Decide:
    """The decision of a form. A digest that is none at all counts as a tampered one, which the engine records."""
    try:
        kind = DecisionKind(form.text("decision") or "")
    except ValueError:
        raise InvalidCommand("Выберите решение: согласовать, утвердить или вернуть на доработку.") from None
    digest = form.text("digest") or ""
    return Decide.model_validate(
        {
            "task_id": task_id,
            "kind": kind,
            "digest": digest if _DIGEST.fullmatch(digest) else NO_DIGEST,
            "outcome": None if kind is DecisionKind.RETURN else form.text("outcome"),
            "comment": form.text("comment"),
        }
    )


def sign_page(
    visit: Visit, task_id: int, *, problem: Problem = NO_PROBLEM, only_known: bool = False
) -> Response | None:
    """The page for this browser. Raises `LinkDead`. None with `only_known` where more than a key read is needed."""
    cache = visit.site.sign_cache
    today = visit.site.engine.today()
    review: ReviewView | None = None
    next_tasks: list[tuple[int, str]] = []
    with visit.read() as conn:
        person = demand_signer(visit, conn, task_id)
        known = cache.fresh(conn, task_id, today)
        if known is None:
            plan_id = None if only_known else plan_of_task(conn, task_id)
            if plan_id is None:
                return None
            known = cache.read(conn, task_id, plan_id, today)
        view = known.view
        is_asked = _is_asked(known, person)
        if only_known and (not is_asked or view.submission.subject is Subject.REPORT):
            return None
        if view.submission.subject is Subject.REPORT:
            review = review_view(conn, view.plan.id, today)
        if not is_asked:
            waiting = ((thing.task_id, thing.text) for thing in attention(conn, person.id, today))
            next_tasks = [(other, text) for other, text in waiting if other is not None and other != task_id]
    common: dict[str, Any] = {
        "view": view,
        "person": person,
        "zone": known.zone,
        "heading": sign_words.heading(view),
        "needs_pin": needs_pin_word(visit, person.id),
    }
    if not is_asked:
        decision = view.task.decision
        return visit.page(
            "sign_done.html",
            problem=problem,
            **common,
            title=sign_words.outcome_title(view, person.id),
            decision=decision,
            what_next=sign_words.what_next(view),
            next_tasks=next_tasks,
            may_disown=decision is not None and decision.person.id == person.id and not decision.is_disowned,
        )
    manifest = view.submission.manifest
    return visit.page(
        "sign.html",
        problem=problem,
        **common,
        ask=sign_words.ask(view),
        main_label=sign_words.main_label(view),
        main_decision="agree" if view.task.verb is Verb.AGREE else "approve",
        asks_outcome=view.submission.subject is Subject.ITEM and view.task.is_last_step,
        frozen=manifest.get("item"),
        kept=sign_words.deadline_kept(view),
        assurance_note=sign_words.assurance_note(visit.site.engine.policy.assurance),
        review=review,
        change_words=CHANGE_WORDS,
        change_text=change_text,
        place_words=_place_words(manifest),
    )


def _place_words(manifest: dict[str, Any]) -> Callable[[int], str]:
    """How a correction names its item: by the number that the document prints."""
    rows = manifest.get("proposes", {}).get("items", [])
    numbers = {row["place"]: row["number"] for row in rows}
    return lambda place: f"Пункт {numbers.get(place, place)}"


def _is_asked(known: KnownTask, person: PersonView) -> bool:
    """Does this task wait for this person's decision?"""
    view = known.view
    return (
        view.task.state is TaskState.OPEN
        and view.submission.state is SubmissionState.OPEN
        and known.may_decide
        and person.id == view.task.acting.id
    )
