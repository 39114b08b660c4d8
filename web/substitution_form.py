"""The form of a substitution, and its list, on the page of people and on one's own."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from web.forms import Form
from web.places import id_of
from workflow.commands import AddSubstitution, EndSubstitution
from workflow.errors import InvalidCommand, NotFound
from workflow.queries import person_by_name
from workflow.views import PersonView, SubstitutionState, SubstitutionView

CURRENT = (SubstitutionState.RUNNING, SubstitutionState.AHEAD)


@dataclass(frozen=True, slots=True)
class SubstitutionList:
    """Substitutions now and ahead, those that are over, and whom this viewer may choose as a substitute."""

    current: tuple[SubstitutionView, ...]
    past: tuple[SubstitutionView, ...]
    to_choose: tuple[PersonView, ...]


def substitution_list(found: Iterable[SubstitutionView], people: Iterable[PersonView]) -> SubstitutionList:
    """The list as the pages show it; the past newest first."""
    views = tuple(found)
    past = sorted((one for one in views if one.state not in CURRENT), key=lambda one: one.starts_on, reverse=True)
    return SubstitutionList(
        tuple(one for one in views if one.state in CURRENT),
        tuple(past),
        tuple(person for person in people if person.is_active),
    )


def add_command(conn: Connection, form: Form, absent_id: int | None = None) -> AddSubstitution:
    """The substitution that a form names; the substitute is written as «Фамилия И.О.», also of no plan's people yet.

    Raises `InvalidCommand`, `ValidationError`.
    """
    name = form.text("substitute")
    if name is None:
        raise InvalidCommand("Укажите, кто замещает: фамилию и инициалы.", field="substitute")
    try:
        substitute = person_by_name(conn, name)
    except NotFound:
        raise InvalidCommand(
            f"{name}: такого человека в списке нет. Его добавляет ответственный за контроль исполнения, "
            "раздел «Люди», «Добавить человека».",
            field="substitute",
        ) from None
    return AddSubstitution.model_validate(
        {
            "absent_id": id_of(form.text("absent_id"), "absent_id") if absent_id is None else absent_id,
            "substitute_id": substitute.id,
            "order_number": form.text("order_number"),
            **{name: form.day(name) for name in ("starts_on", "ends_on", "order_date")},
        }
    )


def end_command(form: Form, substitution_id: int) -> EndSubstitution:
    """What ends a substitution, with its reason. Raises `ValidationError`."""
    return EndSubstitution.model_validate({"substitution_id": substitution_id, "reason": form.text("reason")})
