"""Who tries what is another's to do hears whose it is, by name, whatever state the item is in."""

from datetime import date

import pytest

from config.database import Database
from models.states import DecisionKind
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from workflow import commands as c
from workflow.errors import NotYourTurn, TransitionNotAllowed

STRANGER = "Васюхичев Д.В."
DUE = date(2021, 4, 30)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database).ready()


def refusal(office: Office, name: str, command: c.Command) -> str:
    with pytest.raises(NotYourTurn) as refused:
        office.do(name, command)
    return refused.value.message


def test_who_may_is_named_before_the_state_is_looked_at(office: Office) -> None:
    plan, lead = office.plan_id, office.lead(3)
    office.start(3)
    commands = (
        c.StartItem(plan_id=plan, place=3),
        c.Withdraw(plan_id=plan, place=3),
        c.SubmitEvidence(plan_id=plan, place=4, summary="Готово."),
    )
    for command, owner in zip(commands, (lead, lead, office.lead(4)), strict=True):
        said = refusal(office, EFIMOVA, command)
        assert owner in said
        assert said.endswith("Обратитесь к нему.")
    evidence = c.RemoveEvidence(plan_id=plan, place=4, evidence_id=1)
    said = refusal(office, STRANGER, evidence)
    assert office.lead(4) in said
    assert COORDINATOR in said
    assert EFIMOVA in refusal(office, lead, c.ReopenItem(plan_id=plan, place=3, due_on=DUE, reason="Ошибка."))


def test_what_coordinators_do_is_refused_to_others_with_their_name(office: Office) -> None:
    plan = office.plan_id
    commands = (c.MoveTasks(plan_id=plan), c.FreezeReport(plan_id=plan))
    for command in commands:
        assert f"({COORDINATOR}). Обратитесь к нему." in refusal(office, SHESTAKOV, command)


def test_who_decides_is_named_to_who_opened_anothers_link(office: Office) -> None:
    office.bring_to_approvers(3)
    task = office.task_of(SHESTAKOV)
    decision = c.Decide(task_id=task.id, kind=DecisionKind.AGREE, digest=task.digest)
    assert f"({SHESTAKOV}). Откройте ссылку из своего письма." in refusal(office, EFIMOVA, decision)


def test_whoever_may_but_not_now_is_told_the_state(office: Office) -> None:
    office.start(3)
    with pytest.raises(TransitionNotAllowed, match="сейчас невозможно: пункт в состоянии «В работе»"):
        office.do(office.lead(3), c.StartItem(plan_id=office.plan_id, place=3))
