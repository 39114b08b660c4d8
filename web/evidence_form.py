"""A form with evidence, of a page or of the API: its requisites, and that they and who sends them are right.

All of it is asked before a file is stored, so that a wrong form or a stranger leaves none.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from documents.evidence_store import StoredFile
from web.forms import Form
from web.pages.item import is_gathering, takes_part
from web.places import id_of
from web.visit import PlanFrame
from workflow.commands import AddEvidence
from workflow.errors import TransitionNotAllowed
from workflow.queries import item_view
from workflow.refusing_others import workers_alone

_ANY_FILE = {"sha256": "0" * 64, "size": 1, "file_name": "x", "media_type": "application/pdf"}


def requisites(form: Form, plan_id: int, place: int) -> dict[str, Any]:
    """What the form says of its files. Raises `ValidationError` and `InvalidCommand` for what no evidence may have."""
    about: dict[str, Any] = {
        "plan_id": plan_id,
        "place": place,
        "kind": form.text("kind"),
        "doc_number": form.text("doc_number"),
        "doc_date": form.day("doc_date"),
        "signed_by": form.text("signed_by"),
        "organisations": form.texts("organisations"),
        "for_person_id": id_of(form.text("for_person_id"), "for_person_id"),
    }
    units = form.text("units")
    about |= {"units": units} if units is not None else {}
    AddEvidence.model_validate(about | _ANY_FILE)
    return about


def demand_may_add(conn: Connection, frame: PlanFrame, place: int, person_id: int) -> None:
    """What the engine asks again with each file. Raises `NotYourTurn`, `TransitionNotAllowed`, `NotFound`."""
    view = item_view(conn, frame.plan.id, place, frame.today)
    if not takes_part(conn, frame, view, person_id):
        responsible = (each.person.id for each in view.brief.responsible)
        raise workers_alone(conn, responsible, frame.coordinator_id)
    if not is_gathering(frame, view):
        raise TransitionNotAllowed(
            "Добавить документ сейчас нельзя: пункт не в работе. Откройте его заново, доступные действия указаны там."
        )


def evidence_command(about: Mapping[str, Any], stored: StoredFile) -> AddEvidence:
    """The command that attaches a stored file."""
    return AddEvidence.model_validate(
        {
            **about,
            "sha256": stored.sha256,
            "size": stored.size,
            "file_name": stored.file_name,
            "media_type": stored.media_type,
        }
    )
