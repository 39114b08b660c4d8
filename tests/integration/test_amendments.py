"""Amendments of the plan: signed by its chain, carried out exactly as they were signed, on both databases."""

from datetime import date

import pytest

from models.states import (
    ItemState,
    Recurrence,
    SubmissionState,
)
from tests.integration.amending import (
    DOCUMENT,
    NAZEMKINA,
    NEW_DEADLINE,
    REASON,
    ROMANENKO,
    amend,
    new_item,
    no_difference,
    propose,
    responsible,
    submission,
)
from tests.integration.office import EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import at, commands, on_both
from workflow import commands as c
from workflow.amendment_changes import AddItem, CancelItem, ChangeItem
from workflow.errors import (
    InvalidCommand,
    NotYourTurn,
    TransitionNotAllowed,
)
from workflow.queries import item_view, ledger_lines
from workflow.sweep import sweep


@on_both
def test_a_new_deadline_is_in_force_when_the_chain_has_approved_it(office: Office) -> None:
    proposed = propose(office, NEW_DEADLINE)
    assert submission(office, proposed).state is SubmissionState.OPEN
    no_difference(office)
    office.sign(SHESTAKOV)
    no_difference(office)
    assert office.item(3).due_on == date(2021, 2, 28)
    office.sign(EFIMOVA)
    item = office.item(3)
    assert (item.due_on, item.state, item.version) == (date(2021, 4, 30), ItemState.PLANNED, 2)
    assert item.as_written["due_on"] == "2021-02-28"
    assert submission(office, proposed).state is SubmissionState.ACCEPTED
    no_difference(office)


def test_a_new_deadline_starts_a_new_clock_that_passes_over_what_was(office: Office) -> None:
    at(office, "2021-03-04")
    sweep(office.engine)
    before = office.item(3)
    amend(office, NEW_DEADLINE)
    item = office.item(3)
    assert item.clock_id != before.clock_id
    assert (item.clock_ends_on, item.clock_floor) == (date(2021, 4, 30), date(2021, 3, 4))
    assert item.next_rung_on > date(2021, 3, 4)
    at(office, "2021-03-05")
    assert not [fired for fired in sweep(office.engine).fired if fired[1] == "item/3"]
    no_difference(office)


def test_a_change_of_words_alone_leaves_the_clock_running(office: Office) -> None:
    before = office.item(3)
    amend(office, ChangeItem(place=3, note="Выборочно", target_count=8))
    item = office.item(3)
    assert (item.clock_id, item.next_rung_on) == (before.clock_id, before.next_rung_on)
    assert (item.note, item.target_count) == ("Выборочно", 8)
    no_difference(office)


@on_both
def test_every_field_can_be_amended(office: Office) -> None:
    change = ChangeItem(
        place=4,
        number="4.1",
        title="Перепроверка работ",
        expected_result="Справка (не менее 3)",
        target_count=3,
        target_percent=90,
        starts_on=date(2021, 2, 1),
        due_on=date(2021, 5, 31),
        recurrence=Recurrence.MONTHLY,
        note=None,
        organisations=("11", "ККШИ"),
        responsible=(ROMANENKO, NAZEMKINA),
        lead=NAZEMKINA,
    )
    amend(office, change.model_copy(update={"note": "По графику"}))
    item = office.item(4)
    for name, value in change.wanted().items():
        if name not in ("responsible", "lead", "note", "organisations"):
            assert getattr(item, name) == value
    assert item.organisations == ["11", "ККШИ"]
    assert responsible(office, 4) == [(ROMANENKO, False), (NAZEMKINA, True)]
    no_difference(office)


@on_both
def test_a_replaced_lead_hands_the_item_over(office: Office) -> None:
    assert responsible(office, 3)[0] == (NAZEMKINA, True)
    amend(office, ChangeItem(place=3, responsible=(ROMANENKO,)))
    assert responsible(office, 3) == [(ROMANENKO, True)]
    with pytest.raises(NotYourTurn):
        office.do(NAZEMKINA, c.StartItem(plan_id=office.plan_id, place=3))
    office.do(ROMANENKO, c.StartItem(plan_id=office.plan_id, place=3))
    no_difference(office)


def test_a_cancelled_item_takes_part_in_nothing_any_more(office: Office) -> None:
    office.start(3)
    amend(office, CancelItem(place=3))
    item = office.item(3)
    assert (item.state, item.next_rung_on) == (ItemState.CANCELLED, None)
    with pytest.raises(TransitionNotAllowed):
        office.do(NAZEMKINA, c.SubmitEvidence(plan_id=office.plan_id, place=3, summary="Готово."))
    at(office, "2021-03-09")
    assert not [fired for fired in sweep(office.engine).fired if fired[1] == "item/3"]
    assert commands(office, 3, NAZEMKINA) == []
    with office.database.read() as conn:
        view = item_view(conn, office.plan_id, 3, office.engine.today())
    assert view.brief.state_text == "Исключён из плана"
    no_difference(office)


@on_both
def test_an_added_item_stands_at_the_end_and_is_worked_on_like_any(office: Office) -> None:
    amend(office, AddItem(item=new_item(target_count=2)))
    item = office.item(22)
    assert (item.state, item.version, item.due_on) == (ItemState.PLANNED, 1, date(2021, 9, 1))
    assert (item.clock_ends_on, item.as_written) == (date(2021, 9, 1), {})
    assert responsible(office, 22) == [(NAZEMKINA, True), (ROMANENKO, False)]
    office.do(NAZEMKINA, c.StartItem(plan_id=office.plan_id, place=22))
    office.add(22, units=2, by=NAZEMKINA)
    office.do(NAZEMKINA, c.SubmitEvidence(plan_id=office.plan_id, place=22, summary="Проведён."))
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    assert office.item(22).state is ItemState.APPROVED
    no_difference(office)


@on_both
def test_an_added_item_brings_no_chain_and_no_role_of_its_own(office: Office) -> None:
    """Who signs the amendment is shown neither."""
    chain = [{"verb": "approve", "approvers": [EFIMOVA]}]
    for hidden in ({"chain": chain}, {"role": "final_review"}):
        with pytest.raises(InvalidCommand, match="по маршруту плана"):
            propose(office, AddItem(item=new_item(**hidden)))
    no_difference(office)


def test_an_item_added_from_a_document_is_as_the_document_writes_it(office: Office) -> None:
    amend(office, AddItem(item=new_item()), source=DOCUMENT)
    written = office.item(22).as_written
    assert (written["title"], written["responsible"]) == ("Педагогический совет", [NAZEMKINA, ROMANENKO])
    no_difference(office)


@on_both
def test_one_amendment_changes_cancels_and_adds(office: Office) -> None:
    receipt = amend(office, NEW_DEADLINE, CancelItem(place=5), AddItem(item=new_item()))
    states = [office.item(place).state for place in (3, 5, 22)]
    assert states == [ItemState.PLANNED, ItemState.CANCELLED, ItemState.PLANNED]
    with office.database.read() as conn:
        lines = ledger_lines(conn, office.plan_id, limit=5)
    assert [line.action for line in lines] == [
        "item:added",
        "item:cancelled",
        "item:amended",
        "plan:amended",
        "submission:decided",
    ]
    assert lines[3].text == (
        f"Изменение № 1 вступило в силу: изменён 1 пункт, исключён 1 пункт, добавлен 1 пункт, причина: «{REASON}»"
    )
    assert lines[2].text.startswith("Пункт изменён (изменение № 1): срок: 28.02.2021 → 30.04.2021, причина: ")
    assert receipt.text == "Изменение № 1 направлено на согласование и утверждение."
    no_difference(office)


def test_a_new_deadline_replaces_one_that_was_set_by_a_reopening(office: Office) -> None:
    office.finish(4)
    office.do(EFIMOVA, c.ReopenItem(plan_id=office.plan_id, place=4, reason="Ошибка.", due_on=date(2021, 5, 31)))
    amend(office, ChangeItem(place=4, due_on=date(2021, 6, 30)))
    item = office.item(4)
    assert (item.due_on, item.extended_due_on, item.clock_ends_on) == (date(2021, 6, 30), None, date(2021, 6, 30))
    no_difference(office)
