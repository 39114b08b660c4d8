"""`/plans/{id}/amend`: a new version of the plan's document, what it changes, and what of it is taken over."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import ValidationError
from starlette.responses import Response

from config.errors import DocumentUnreadable
from models.states import PlanState
from web.acting import act, act_through
from web.amend_choices import chosen_changes, groups
from web.amend_version import NewVersion, carry_out, new_version, people_commands
from web.document_reading import ReadersBusy
from web.file_response import download_response
from web.form_problem import NO_PROBLEM, Problem, problem_of
from web.pages.plan import needs_pin_word, plan_page
from web.pages.plan_new import document_problem, receive_document
from web.places import Id
from web.problems import TooManyTries
from web.visit import PlanFrame, Posted, PostedUpload, Visit, Visiting
from workflow.commands import WithdrawProposal
from workflow.errors import CommandRefused
from workflow.open_to_changes import demand_open_to_changes
from workflow.plan_difference import OTHER_PLAN, demand_same_plan
from workflow.plan_documents import document_of
from workflow.queries.amendments import amendment_document
from workflow.queries.who_signs import who_signs_change
from workflow.rows import plan_row

router = APIRouter(prefix="/plans/{plan_id}/amend")
Key = Annotated[str, Path(max_length=64)]


def amending(visit: Visiting, plan_id: Id) -> PlanFrame:
    """The plan that its coordinator may change now. Raises `CoordinatorOnly`, `NotFound`, `PlanNotReady`."""
    with visit.read() as conn:
        frame = visit.demand_coordinator(conn, plan_id)
        demand_open_to_changes(conn, plan_row(conn, plan_id))
    return frame


Amending = Annotated[PlanFrame, Depends(amending)]


@router.get("")
def choose_file(visit: Visiting, frame: Amending) -> Response:
    """Ask for the new version."""
    return _upload_page(visit, frame)


@router.post("")
def read_document(visit: Visiting, frame: Amending, form: PostedUpload) -> Response:
    """Read the new version and keep it aside; nothing of it is stored yet."""
    try:
        key = receive_document(visit, form, visit.person().id, frame.plan.id)
    except (CommandRefused, DocumentUnreadable, TooManyTries, ReadersBusy) as refusal:
        return _upload_page(visit, frame, document_problem(refusal))
    return visit.see_other(f"/plans/{frame.plan.id}/amend/{key}")


@router.get("/document/{submission_id}")
def download(visit: Visiting, plan_id: Id, submission_id: Id) -> Response:
    """The file of the new version that an amendment came from, under its own name."""
    with visit.read() as conn:
        visit.frame(conn, plan_id)
        document = amendment_document(conn, plan_id, submission_id)
    return download_response(visit.site.evidence, document.sha256, document.name)


@router.post("/withdraw/{submission_id}")
def withdraw(visit: Visiting, form: Posted, plan_id: Id, submission_id: Id) -> Response:
    """Отозвать изменение, until it is approved."""
    with visit.read() as conn:
        visit.demand_coordinator(conn, plan_id)
    try:
        command = WithdrawProposal(plan_id=plan_id, submission_id=submission_id)
        receipt, _ = act(visit, visit.person().id, form, command)
    except (CommandRefused, TooManyTries) as refusal:
        return plan_page(visit, plan_id, problem=problem_of(refusal, f"withdraw-{submission_id}", form))
    return visit.see_other(f"/plans/{plan_id}?entry={receipt.seq}#amendments")


@router.get("/{key}")
def show_difference(visit: Visiting, frame: Amending, key: Key) -> Response:
    """What the new version changes, item by item; of one that was taken over, the plan."""
    outcome = visit.site.documents.pending.outcome(key, owner_id=visit.person().id)
    if outcome is not None:
        return visit.see_other(outcome)
    with visit.site.documents.showing():
        return _difference_page(visit, frame, new_version(visit, frame, key))


@router.post("/{key}/discard")
def discard(visit: Visiting, frame: Amending, _form: Posted, key: Key) -> Response:
    """Forget the new version."""
    visit.site.documents.pending.discard(key, owner_id=visit.person().id)
    return visit.see_other(f"/plans/{frame.plan.id}")


@router.post("/{key}")
def take_over(visit: Visiting, frame: Amending, form: Posted, key: Key) -> Response:
    """Take over what was chosen: in a draft at once, in a plan in force by an amendment."""
    owner_id, pending = visit.person().id, visit.site.documents.pending
    outcome = pending.outcome(key, owner_id=owner_id)
    if outcome is not None:
        return visit.see_other(outcome)
    version = new_version(visit, frame, key)
    try:
        demand_same_plan(version.difference)
        changes = chosen_changes(version.difference, form)
        people_first = people_commands(frame, version, changes, form)
        with pending.taking(key, owner_id=owner_id):
            receipt, _ = act_through(
                visit,
                owner_id,
                form,
                lambda actor: carry_out(visit, frame, version, changes, people_first, form.text("reason"), actor),
            )
            path = f"/plans/{frame.plan.id}?entry={receipt.seq}#amendments"
            pending.settle(key, path, owner_id=owner_id)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        with visit.site.documents.showing():
            return _difference_page(visit, frame, version, problem_of(refusal, "amend", form))
    return visit.see_other(path)


def _upload_page(visit: Visit, frame: PlanFrame, problem: Problem = NO_PROBLEM) -> Response:
    return visit.page(
        "amend.html", problem=problem, frame=frame, tab="items", is_draft=frame.plan.state is PlanState.DRAFT
    )


def _difference_page(visit: Visit, frame: PlanFrame, version: NewVersion, problem: Problem = NO_PROBLEM) -> Response:
    with visit.read() as conn:
        plan = plan_row(conn, frame.plan.id)
        document = document_of(plan)
        is_draft = frame.plan.state is PlanState.DRAFT
        signers = () if is_draft else who_signs_change(conn, plan, visit.person().id, frame.today)
    return visit.page(
        "amend_difference.html",
        problem=problem,
        frame=frame,
        tab="items",
        found=version.document,
        difference=version.difference,
        groups=groups(version.difference),
        newcomers=version.newcomers,
        doubts=version.doubts,
        is_same_file=document is not None and document.sha256 == version.document.sha256,
        is_draft=frame.plan.state is PlanState.DRAFT,
        other_plan=OTHER_PLAN,
        signers=signers,
        needs_pin=needs_pin_word(visit),
    )
