"""A new version of a plan's document held against the plan, and what is chosen of it carried out."""

from dataclasses import dataclass
from itertools import islice

from pydantic import ValidationError

from config.plan_draft import DraftWarning
from documents.pending_documents import PendingDocument
from documents.plan_source import keep_document
from models.states import PlanState
from web.amend_choices import Newcomer, newcomer, people_named
from web.forms import Form
from web.visit import PlanFrame, Visit
from workflow.actor import Actor
from workflow.amendment_changes import ItemAmendment
from workflow.commands import AddPerson, ChangePerson, ChangePlan
from workflow.errors import InvalidCommand
from workflow.plan_difference import PlanDifference, difference
from workflow.plan_lint import lint
from workflow.queries import people
from workflow.queries.amendments import current_items
from workflow.views import PersonView, Receipt

PersonCommand = AddPerson | ChangePerson
MOST_NEWCOMERS = 60  # a form posts at most 500 fields; the others' addresses can be given on the page of people


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A new version of the document with what it changes, and those whose address is asked for."""

    document: PendingDocument
    difference: PlanDifference
    known: dict[str, PersonView]

    @property
    def doubts(self) -> tuple[DraftWarning, ...]:
        """What is doubtful in the rows that are added or changed, as at the first reading."""
        touched = {id(row) for row in (*self.difference.added, *(each.row for each in self.difference.changed))}
        places = {place for place, row in enumerate(self.document.draft.items, 1) if id(row) in touched}
        return tuple(doubt for doubt in lint(self.document.draft) if doubt.place in places)

    @property
    def newcomers(self) -> tuple[Newcomer, ...]:
        """Whom added and changed items name: who is not known yet, and who has no address."""
        named = self.difference.people()
        silent = (name for name in named if name not in self.known or self.known[name].email is None)
        return tuple(newcomer(name, is_known=name in self.known) for name in islice(silent, MOST_NEWCOMERS))


def new_version(visit: Visit, frame: PlanFrame, key: str) -> NewVersion:
    """The document with this key held against the plan as it is now. Raises `NotFound`."""
    plan_id = frame.plan.id
    document = visit.site.documents.pending.open(key, owner_id=visit.person().id, plan_id=plan_id)
    with visit.read() as conn:
        found = difference(current_items(conn, plan_id), document.draft)
        known = {person.name: person for person in people(conn)}
    return NewVersion(document, found, known)


def people_commands(
    frame: PlanFrame, version: NewVersion, changes: tuple[ItemAmendment, ...], form: Form
) -> list[PersonCommand]:
    """What makes the people of the changes known, with the addresses of the form.

    Raises `InvalidCommand` where a plan in force would get a lead who cannot be written to.
    """
    leads_now = {each.item.place: each.item.lead for each in (*version.difference.changed, *version.difference.former)}
    names, leads = people_named(changes, leads_now)
    commands: list[PersonCommand] = []
    for name in names:
        person = version.known.get(name)
        if person is not None and person.email is not None:
            continue
        field = f"email-{newcomer(name, is_known=person is not None).key}"
        email = form.text(field)
        if email is None and name in leads and frame.plan.state is not PlanState.DRAFT:
            raise InvalidCommand(f"{name}: укажите адрес, на него пойдут письма исполнителю.", field=field)
        try:
            if person is None:
                commands.append(AddPerson(name=name, email=email))
            elif email is not None:
                commands.append(ChangePerson(person_id=person.id, email=email))
        except ValidationError:
            raise InvalidCommand(f"{name}: проверьте адрес, например ivanova@school.ru.", field=field) from None
    return commands


def carry_out(
    visit: Visit,
    frame: PlanFrame,
    version: NewVersion,
    changes: tuple[ItemAmendment, ...],
    people_first: list[PersonCommand],
    reason: str | None,
    actor: Actor,
) -> Receipt:
    """Keep the document, make the people known, and correct the draft or propose the amendment: all or nothing.

    Raises what the engine refuses with, and `ValidationError` before anything is done.
    """
    found = version.document
    told = {
        "plan_id": frame.plan.id,
        "reason": reason,
        "changes": changes,
        "people": people_first,
        "rows": dict(version.difference.rows),
    }
    command = ChangePlan.model_validate(told)
    source = keep_document(
        visit.site.evidence,
        found.path,
        file_name=found.file_name,
        sha256=found.sha256,
        media_type=found.media_type,
    )
    return visit.site.engine.execute(command.model_copy(update={"source": source}), actor)
