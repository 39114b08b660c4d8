"""The sign-off page: everything that is needed to decide, or what was decided."""

import re
import secrets
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response

from models.states import DecisionKind, Subject, SubmissionState, TaskState, Verb
from web import sign_words
from web.form_problem import NO_PROBLEM, Problem
from web.forms import Form
from web.pages.plan import needs_pin_word
from web.problems import LinkDead
from web.sign_cache import KnownTask
from web.signer import demand_signer, plan_of_task
from web.visit import Visit
from workflow.commands import Decide
from workflow.errors import InvalidCommand
from workflow.extension_manifest import proposed_extension
from workflow.queries import attention, person_view, review_view
from workflow.sample_manifest import proposed_sample
from workflow.views import SignOffView
from workflow.wording.amendments import amended_items

NO_DIGEST = "0" * 64
PLACEHOLDER = secrets.token_hex(32)  # stands in kept pages where each browser's form token goes
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


def sign_page(visit: Visit, task_id: int, *, problem: Problem = NO_PROBLEM) -> Response:
    """The page for this browser. Raises `LinkDead`."""
    with visit.read() as conn:
        person_id = demand_signer(visit, conn, task_id)
        known = visit.site.sign_cache.fresh(conn, task_id)
        if known is None:
            plan_id = plan_of_task(conn, task_id)
            if plan_id is None:
                raise LinkDead
            known = visit.site.sign_cache.read(conn, task_id, plan_id)
        if _is_asked(known, person_id):
            return _asking(visit, conn, known, problem)
        return _done(visit, conn, known, person_id, problem)


def known_page(visit: Visit, task_id: int) -> Response | None:
    """The page where it takes key reads alone: nothing changed since it was made. Raises `LinkDead`."""
    with visit.read() as conn:
        person_id = demand_signer(visit, conn, task_id)
        known = visit.site.sign_cache.fresh(conn, task_id)
    if known is None or not _is_asked(known, person_id):
        return None
    page = known.pages.get((needs_pin_word(visit, person_id),))
    return None if page is None else visit.html(page.replace(PLACEHOLDER, visit.form_token()))


def _asking(visit: Visit, conn: Connection, known: KnownTask, problem: Problem) -> Response:
    """The frozen submission and the form. Without a problem the page is kept for the next look, but for its token."""
    view = known.view
    person = view.task.acting
    needs_pin = needs_pin_word(visit, person.id)
    manifest = view.submission.manifest
    is_report = view.submission.subject is Subject.REPORT
    context: dict[str, Any] = {
        "view": view,
        "person": person,
        "zone": known.zone,
        "heading": sign_words.heading(view),
        "needs_pin": needs_pin,
        "ask": sign_words.ask(view),
        "main_label": sign_words.main_label(view),
        "return_label": sign_words.return_label(view),
        "comment_hint": sign_words.comment_hint(view, asks_outcome=asks_outcome(view)),
        "signed_thing": sign_words.signed_thing(view),
        "main_decision": view.task.verb.value,
        "may_return": view.task.verb is not Verb.ACKNOWLEDGE,
        "asks_outcome": asks_outcome(view),
        "extension": proposed_extension(manifest) if view.submission.subject is Subject.EXTENSION else None,
        "sample": proposed_sample(manifest) if view.submission.subject is Subject.SAMPLE else None,
        "frozen": manifest.get("item"),
        "signed_requests": manifest.get("requests"),
        "kept": sign_words.deadline_kept(view),
        "assurance_note": sign_words.assurance_note(visit.site.engine.policy.assurance),
        "review": review_view(conn, view.plan.id, known.stamp[0]) if is_report else None,
        "place_words": _place_words(manifest),
        "amended": amended_items(manifest) if view.submission.subject is Subject.AMENDMENT else (),
    }
    if problem.errors or visit.site.demo is not None:  # the demonstration's bar shows the time
        return visit.page("sign.html", problem=problem, **context)
    page = visit.render("sign.html", form_token=lambda: PLACEHOLDER, **context)
    known.pages[(needs_pin,)] = page
    return visit.html(page.replace(PLACEHOLDER, visit.form_token()))


def asks_outcome(view: SignOffView) -> bool:
    """Is the item's outcome given with this decision?"""
    return view.submission.subject is Subject.ITEM and view.task.is_last_step and not view.submission.is_partial


def _done(visit: Visit, conn: Connection, known: KnownTask, person_id: int, problem: Problem) -> Response:
    """What was decided, or why nothing is asked of this person."""
    view = known.view
    decision = view.task.decision
    waiting = ((thing.task_id, thing.text) for thing in attention(conn, person_id, known.stamp[0]))
    return visit.page(
        "sign_done.html",
        problem=problem,
        view=view,
        person=person_view(conn, person_id),
        zone=known.zone,
        heading=sign_words.heading(view),
        needs_pin=needs_pin_word(visit, person_id),
        title=sign_words.outcome_title(view, person_id),
        decision=decision,
        signed_thing=sign_words.signed_thing(view),
        what_next=sign_words.what_next(view),
        next_tasks=[(other, text) for other, text in waiting if other is not None and other != view.task.id],
        may_disown=decision is not None and decision.person.id == person_id and not decision.is_disowned,
    )


def _place_words(manifest: dict[str, Any]) -> Callable[[int], str]:
    """How a correction names its item: by the number that the document prints."""
    rows = manifest.get("proposes", {}).get("items", [])
    numbers = {row["place"]: row["number"] for row in rows}
    return lambda place: f"Пункт {numbers.get(place, place)}"


def _is_asked(known: KnownTask, person_id: int) -> bool:
    """Does this task wait for this person's decision?"""
    view = known.view
    return (
        view.task.state is TaskState.OPEN
        and view.submission.state is SubmissionState.OPEN
        and known.may_decide
        and person_id == view.task.acting.id
    )
