"""`/plans/{id}/mail/{letter}` and `/mail/{letter}`: one letter as it was sent, its fate, and once more."""

from fastapi import APIRouter
from starlette.responses import Response

from notifications.reading_back import read_back
from notifications.rendering import letter_renderer
from web.acting import act
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.forms import Form
from web.headers import LETTER_CSP
from web.mail_shown import done_text, standing
from web.pages.mail import Asked, demand_reader
from web.places import Id
from web.problems import CoordinatorOnly, TooManyTries
from web.visit import PlanFrame, Posted, Visit, Visiting
from workflow.commands import ResendLetter
from workflow.errors import CommandRefused, NotFound
from workflow.mail_hours import LIKE_THE_DIGEST
from workflow.mail_views import LetterView
from workflow.queries.mail import letter_view
from workflow.queries.mail_access import may_read_letter, may_resend_letter
from workflow.queries.mail_reports import struck_off
from workflow.refusing_others import names_text
from workflow.resending_mail import NO_LETTER, can_be_resent, is_tried_again

router = APIRouter()


@router.get("/plans/{plan_id}/mail/{letter_id}")
def show_of_plan(visit: Visiting, plan_id: Id, letter_id: Id, query: Asked) -> Response:
    """A letter that tells of the plan."""
    return _page(visit, letter_id, plan_id, done=query.done)


@router.get("/mail/{letter_id}")
def show(visit: Visiting, letter_id: Id, query: Asked) -> Response:
    """Any letter, for who reads everything."""
    return _page(visit, letter_id, None, done=query.done)


@router.post("/plans/{plan_id}/mail/{letter_id}/resending")
def resend_of_plan(visit: Visiting, form: Posted, plan_id: Id, letter_id: Id) -> Response:
    """Send it again."""
    return _resend(visit, form, letter_id, plan_id)


@router.post("/mail/{letter_id}/resending")
def resend(visit: Visiting, form: Posted, letter_id: Id) -> Response:
    """The same, from the page of all letters."""
    return _resend(visit, form, letter_id, None)


def _resend(visit: Visit, form: Form, letter_id: int, plan_id: int | None) -> Response:
    _, letter = _opened(visit, letter_id, plan_id)
    try:
        act(visit, visit.person().id, form, ResendLetter(letter_id=letter_id))
    except (CommandRefused, TooManyTries) as refusal:
        return _page(visit, letter_id, plan_id, problem=problem_of(refusal, "resend", form))
    anew = "digest" if letter.brief.kind in LIKE_THE_DIGEST else "new"
    done = "same" if is_tried_again(letter, visit.site.engine.now()) else anew
    return visit.see_other(f"{_list_path(plan_id)}/{letter_id}?done={done}")


def _opened(visit: Visit, letter_id: int, plan_id: int | None) -> tuple[PlanFrame | None, LetterView]:
    """The letter, if it is this viewer's to read. Raises `NotFound`, `CoordinatorOnly`, `SignInNeeded`."""
    with visit.read() as conn:
        if plan_id is None:
            demand_reader(visit)
            frame = None
        else:
            frame = visit.frame(conn, plan_id)
            if not frame.reads_mail:
                raise CoordinatorOnly(names_text(conn, {frame.coordinator_id}))
        letter = letter_view(conn, letter_id)
        is_elsewhere = letter is not None and plan_id is not None and plan_id not in letter.plan_ids
        if letter is None or is_elsewhere or not may_read_letter(conn, visit.viewer.person, letter.plan_ids):
            raise NotFound(NO_LETTER)
    return frame, letter


def _page(
    visit: Visit, letter_id: int, plan_id: int | None, *, done: str | None = None, problem: Problem = NO_PROBLEM
) -> Response:
    frame, letter = _opened(visit, letter_id, plan_id)
    with visit.read() as conn:
        bodies = read_back(conn, letter_id, letter_renderer(visit.site.links.base_url))
        recipient = () if letter.recipient_id is None else (letter.recipient_id,)
        shown = standing(visit, conn)
        may_resend = may_resend_letter(conn, visit.viewer.person, letter.plan_ids)
        is_struck_off = bool(struck_off(conn, recipient))
    return visit.page(
        "letter_sent.html",
        problem=problem,
        frame=frame,
        tab="mail",
        path=_list_path(plan_id),
        letter=letter,
        bodies=bodies,
        done=done_text(done),
        may_resend=may_resend and can_be_resent(letter),
        is_same=is_tried_again(letter, visit.site.engine.now()),
        is_digest=letter.brief.kind in LIKE_THE_DIGEST,
        is_struck_off=is_struck_off,
        with_addresses=frame is None or frame.sees_addresses,
        headers={"Content-Security-Policy": LETTER_CSP},
        **shown,
    )


def _list_path(plan_id: int | None) -> str:
    return "/mail" if plan_id is None else f"/plans/{plan_id}/mail"
