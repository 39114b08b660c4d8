"""`/plans/new`: a document is uploaded, read and shown beside what was understood; then it becomes a draft."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import ValidationError
from starlette.responses import Response

from config.chain import ChainStep, check_chain
from config.errors import DocumentUnreadable
from config.plan_draft import PlanDraft
from documents.pending_documents import PendingDocument
from documents.plan_source import keep_document
from models.states import Verb
from web.acting import act_through
from web.document_reading import ReadersBusy
from web.draft_rows import ROWS_A_PAGE, kinds_of_draft, rows_of_draft
from web.draft_words import names_in
from web.form_problem import NO_PROBLEM, FieldError, Problem, problem_of
from web.forms import Form
from web.pages.plan import needs_pin_word
from web.paging import pages
from web.problems import SignInNeeded, TooManyTries
from web.route_form import plain_step
from web.visit import Posted, PostedUpload, Visit, Visiting
from workflow.actor import Actor
from workflow.commands import ImportPlan
from workflow.errors import CommandRefused, InvalidCommand, NotYourTurn
from workflow.plan_lint import lint
from workflow.queries.access import may_import
from workflow.queries.plans import plans_of_document
from workflow.views import PersonView, Receipt

router = APIRouter(prefix="/plans/new")
Key = Annotated[str, Path(max_length=64)]
PageNumber = Annotated[str | None, Query(max_length=10)]
UNPROCESSABLE = 422
CHOOSE_FILE = "Выберите файл с планом: Word, Excel, PDF или текст."


def importer(visit: Visiting) -> PersonView:
    """Who may turn a document into a plan. Raises `SignInNeeded`, `PersonUnknown`, `NotYourTurn`."""
    if visit.request.method == "GET" and not visit.viewer.may_read:
        raise SignInNeeded
    person = visit.person()
    with visit.read() as conn:
        if not may_import(conn, person.id):
            raise NotYourTurn(
                "Новый план загружает ответственный за контроль исполнения. Обратитесь к нему или к администратору."
            )
    return person


Importing = Annotated[PersonView, Depends(importer)]


@router.get("")
def choose_file(visit: Visiting, _who: Importing) -> Response:
    """Ask for the document."""
    return visit.page("plan_new.html")


@router.post("")
def read_document(visit: Visiting, who: Importing, form: PostedUpload) -> Response:
    """Read the document and keep it aside; nothing of it is stored yet."""
    try:
        key = receive_document(visit, form, who.id)
    except (CommandRefused, DocumentUnreadable, TooManyTries, ReadersBusy) as refusal:
        return visit.page("plan_new.html", problem=document_problem(refusal))
    return visit.see_other(f"/plans/new/{key}")


@router.get("/{key}")
def show_reading(visit: Visiting, who: Importing, key: Key, page: PageNumber = None) -> Response:
    """The document's rows beside what was understood, and its doubts; of a document that was taken, its plan."""
    outcome = visit.site.documents.pending.outcome(key, owner_id=who.id)
    if outcome is not None:
        return visit.see_other(outcome)
    documents = visit.site.documents
    with documents.showing():
        return _preview(visit, who, documents.pending.open(key, owner_id=who.id), page=page)


@router.post("/{key}/discard")
def discard(visit: Visiting, who: Importing, _form: Posted, key: Key) -> Response:
    """Forget the document."""
    visit.site.documents.pending.discard(key, owner_id=who.id)
    return visit.see_other("/plans/new")


@router.post("/{key}")
def accept(visit: Visiting, who: Importing, form: Posted, key: Key) -> Response:
    """Store the document and make a draft of it; a second click leads to the same draft."""
    pending = visit.site.documents.pending
    outcome = pending.outcome(key, owner_id=who.id)
    if outcome is not None:
        return visit.see_other(outcome)
    found = pending.open(key, owner_id=who.id)
    try:
        draft = _completed(found.draft, who, form)
        with pending.taking(key, owner_id=who.id):
            receipt, _ = act_through(visit, who.id, form, lambda actor: _imported(visit, found, draft, actor))
            path = f"/plans/{receipt.plan_id}?entry={receipt.seq}"
            pending.settle(key, path, owner_id=who.id)
    except (CommandRefused, ValidationError, TooManyTries) as refusal:
        with visit.site.documents.showing():
            return _preview(visit, who, found, problem=problem_of(refusal, "accept", form))
    return visit.see_other(path)


def receive_document(visit: Visit, form: Form, owner_id: int, plan_id: int | None = None) -> str:
    """The key of the form's document, read and kept aside. Raises `InvalidCommand` unless there is one file."""
    if len(form.files) != 1:
        raise InvalidCommand(CHOOSE_FILE if not form.files else "Выберите один файл.", field="file")
    return visit.site.documents.receive(form.files[0], owner_id=owner_id, plan_id=plan_id)


def document_problem(refusal: CommandRefused | DocumentUnreadable | TooManyTries | ReadersBusy) -> Problem:
    """Why the document was not read, at the field that chose it."""
    if isinstance(refusal, TooManyTries):
        message = "Вы загружали документы слишком часто. Подождите пять минут и повторите."
        return Problem("document", (FieldError(message, "file"),), {}, refusal.status)
    if isinstance(refusal, DocumentUnreadable):
        return Problem("document", (FieldError(refusal.message, "file"),), {}, UNPROCESSABLE)
    return problem_of(refusal, "document")


def _completed(draft: PlanDraft, who: PersonView, form: Form) -> PlanDraft:
    """The draft with its coordinator, and with the approvers where the document names none."""
    missing: dict[str, Any] = {"coordinator": who.name}
    if not draft.chain:
        missing["chain"] = _signers(form)
    return draft.model_copy(update=missing)


def _signers(form: Form) -> list[ChainStep]:
    """The route of who agrees and who approves, where the document names nobody."""
    steps = []
    for verb, field in ((Verb.AGREE, "agrees"), (Verb.APPROVE, "approves")):
        names = names_in(form.text(field))
        if names:
            steps.append(plain_step(verb, names, field))
        elif verb is Verb.APPROVE:
            raise InvalidCommand("Укажите, кто утверждает исполнение плана: документ его не называет.", field=field)
    try:
        check_chain(steps)
    except ValueError:
        raise InvalidCommand(
            "Одно лицо не согласует и не утверждает вместе: уберите его из одного поля.", field="agrees"
        ) from None
    return steps


def _imported(visit: Visit, found: PendingDocument, draft: PlanDraft, actor: Actor) -> Receipt:
    document = keep_document(
        visit.site.evidence,
        found.path,
        file_name=found.file_name,
        sha256=found.sha256,
        media_type=found.media_type,
    )
    command = ImportPlan(draft=draft, source_sha256=found.sha256, document=document)
    return visit.site.engine.execute(command, actor)


def _preview(
    visit: Visit, who: PersonView, found: PendingDocument, *, page: str | None = None, problem: Problem = NO_PROBLEM
) -> Response:
    draft = found.draft
    warnings = lint(draft)
    shown = pages(page, size=ROWS_A_PAGE, total=len(draft.items))
    with visit.read() as conn:
        twins = plans_of_document(conn, found.sha256, who.id)
    return visit.page(
        "plan_preview.html",
        problem=problem,
        found=found,
        draft=draft,
        names=_names(draft),
        doubts=len(warnings),
        kinds=kinds_of_draft(draft, warnings, shown),
        document_doubts=[warning for warning in warnings if warning.place is None],
        rows=rows_of_draft(draft, warnings, shown),
        pages=shown,
        twins=twins,
        needs_pin=needs_pin_word(visit),
    )


def _names(draft: PlanDraft) -> list[str]:
    """Everyone whom the document names, each once, in its order."""
    signers = [block.name for block in (draft.agreed_by, draft.approved_by) if block is not None]
    named = [*signers, *(name for item in draft.items for name in item.responsible)]
    return list(dict.fromkeys([*named, *(person.name for person in draft.people)]))
