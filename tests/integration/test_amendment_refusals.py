"""What no amendment may ask, who may not ask it, and when."""

from datetime import date

import pytest
from sqlalchemy import update

from config.database import Database
from models.states import (
    PlanState,
)
from tests.integration.amending import (
    NAZEMKINA,
    NEW_DEADLINE,
    REASON,
    ROMANENKO,
    amend,
    new_item,
    no_difference,
    propose,
    submission,
)
from tests.integration.office import COORDINATOR, EFIMOVA, Office
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import AddItem, CancelItem, ChangeItem, ItemAmendment
from workflow.errors import (
    CommandRefused,
    InvalidCommand,
    NotFound,
    NotYourTurn,
    PlanNotReady,
    TransitionNotAllowed,
)
from workflow.rows import ITEM, PERSON, PLAN

REFUSED: list[tuple[type[CommandRefused], str, tuple[ItemAmendment, ...]]] = [
    (NotFound, "Пункта на месте 99 в плане нет", (CancelItem(place=99),)),
    (InvalidCommand, "новые значения не отличаются", (ChangeItem(place=3, due_on=date(2021, 2, 28)),)),
    (InvalidCommand, "новые значения не отличаются", (ChangeItem(place=3),)),
    (InvalidCommand, "начало не может быть позже срока", (ChangeItem(place=3, starts_on=date(2021, 3, 1)),)),
    (InvalidCommand, "Нет|нет в списке организаций плана: 999", (ChangeItem(place=3, organisations=("11", "999")),)),
    (InvalidCommand, "нет в списке организаций плана", (AddItem(item=new_item(organisations=["999"])),)),
    (InvalidCommand, "в списке людей нет лица «Новый Н.Н.»", (ChangeItem(place=3, responsible=("Новый Н.Н.",)),)),
    (InvalidCommand, "в списке людей нет лица «Новый Н.Н.»", (AddItem(item=new_item(responsible=["Новый Н.Н."])),)),
    (InvalidCommand, "должен быть среди ответственных", (ChangeItem(place=3, lead=ROMANENKO),)),
    (InvalidCommand, "назовите ответственного исполнителя", (ChangeItem(place=3, responsible=()),)),
    (InvalidCommand, "назовите ответственного исполнителя", (AddItem(item=new_item(responsible=[])),)),
    (InvalidCommand, "укажите срок", (ChangeItem(place=3, due_on=None),)),
    (InvalidCommand, "укажите срок", (AddItem(item=new_item(due_on=None, recurrence="on_request")),)),
    (InvalidCommand, "назван дважды", (NEW_DEADLINE, CancelItem(place=3))),
]  # fmt: skip


@pytest.mark.parametrize(("error", "words", "changes"), REFUSED)
def test_what_does_not_hold_together_is_refused_in_words(
    office: Office, error: type[CommandRefused], words: str, changes: tuple[ItemAmendment, ...]
) -> None:
    with pytest.raises(error, match=words):
        propose(office, *changes)
    no_difference(office)


def test_texts_that_no_entry_could_hold_are_refused(office: Office) -> None:
    long = {"title": "щ" * 4000, "note": "ю" * 4000, "expected_result": "я" * 4000}
    amend(office, ChangeItem.model_validate({"place": 3} | long))
    no_difference(office)
    with pytest.raises(InvalidCommand, match="тексты слишком длинные"):
        propose(office, ChangeItem.model_validate({"place": 3} | {name: text[1:] for name, text in long.items()}))


def test_a_lead_without_an_address_and_who_left_are_refused(office: Office) -> None:
    silent = office.engine.execute(c.AddPerson(name="Тихий Т.Т."), SYSTEM).person_id
    with pytest.raises(InvalidCommand, match="нет адреса электронной почты"):
        propose(office, ChangeItem(place=3, responsible=("Тихий Т.Т.",)))
    propose(office, ChangeItem(place=3, responsible=(NAZEMKINA, "Тихий Т.Т.")))
    with office.database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.id == silent).values(is_active=False))
    with pytest.raises(InvalidCommand, match="исключён из числа пользователей"):
        propose(office, ChangeItem(place=4, responsible=(NAZEMKINA, "Тихий Т.Т.")))


def test_an_organisation_that_the_item_had_may_stay(office: Office) -> None:
    with office.database.write() as conn:
        conn.execute(update(ITEM).where(ITEM.c.place == 3).values(organisations=["11", "КШИ № 9"]))
    propose(office, ChangeItem(place=3, organisations=("11", "27", "КШИ № 9")))


def test_executed_and_cancelled_items_are_not_amended(office: Office) -> None:
    office.finish(4)
    with pytest.raises(TransitionNotAllowed, match="Пункт 4 исполнен и снят с контроля: сначала возобновите контроль"):
        propose(office, CancelItem(place=4))
    amend(office, CancelItem(place=5))
    with pytest.raises(TransitionNotAllowed, match="Пункт 5 уже исключён из плана"):
        propose(office, ChangeItem(place=5, due_on=date(2021, 9, 30)))


def test_an_item_is_in_one_open_amendment_at_a_time(office: Office) -> None:
    first = propose(office, NEW_DEADLINE)
    with pytest.raises(TransitionNotAllowed, match="Пункт 3 уже меняет изменение № 1, оно на согласовании"):
        propose(office, CancelItem(place=3))
    propose(office, CancelItem(place=5))
    office.do(COORDINATOR, c.WithdrawProposal(plan_id=office.plan_id, submission_id=first.submission_id or 0))
    third = propose(office, CancelItem(place=3))
    assert submission(office, third).number == 3
    no_difference(office)


def test_only_the_coordinator_proposes_and_withdraws(office: Office) -> None:
    command = c.ProposeAmendment(plan_id=office.plan_id, reason=REASON, changes=(NEW_DEADLINE,))
    for name in (NAZEMKINA, EFIMOVA):
        with pytest.raises(NotYourTurn):
            office.do(name, command)
    proposed = propose(office, NEW_DEADLINE)
    with pytest.raises(NotYourTurn):
        office.do(EFIMOVA, c.WithdrawProposal(plan_id=office.plan_id, submission_id=proposed.submission_id or 0))


def test_a_draft_and_a_closed_plan_take_no_amendment(database: Database) -> None:
    office = Office(database).import_plan()
    with pytest.raises(PlanNotReady, match="исправьте черновик"):
        propose(office, NEW_DEADLINE)
    with office.database.write() as conn:
        conn.execute(update(PLAN).values(state=PlanState.CLOSED))
    with pytest.raises(PlanNotReady, match="План закрыт"):
        propose(office, NEW_DEADLINE)
