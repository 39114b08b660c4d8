"""A conflict of interest that arises while a task waits: the alternate gets it, or the coordinator is told why."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from config.chain import ChainStep
from models.states import NoticeKind, TaskState, Verb
from tests.integration.amending import (
    NAZEMKINA,
    ROGOVAYA,
    ROMANENKO,
    amend,
    no_difference,
    propose,
    tasks,
    told,
)
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.post_office import COORDINATOR_MAIL, PostOffice
from tests.integration.reading import at, on_both
from tests.integration.smtp_server import running_smtp
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import ChangeChain, ChangeItem
from workflow.errors import ConflictOfInterest
from workflow.queries import item_view
from workflow.rows import ITEM, PLAN
from workflow.sweep import sweep
from workflow.transaction import NOTICE
from workflow.views import Receipt

DEPUTY, RESERVE = "Петренко А.А.", "Сидорова О.О."
DAY = date(2021, 1, 21)


@pytest.fixture
def office(office: Office) -> Office:
    for name in (DEPUTY, RESERVE):
        office.engine.execute(c.AddPerson(name=name, email="one@omsk-edu.example"), SYSTEM)
    return office


def step(office: Office, verb: str, name: str, alternate: str | None = None) -> dict[str, Any]:
    named = None if alternate is None else office.person(alternate)
    return {"verb": verb, "approvers": [office.person(name)], "mode": "all", "term": 2, "alternate": named}


def ask_with_the_coordinator_in_the_route(office: Office, alternate: str | None) -> Receipt:
    """An extension of item 3, of which the coordinator is the first approver."""
    first = ChainStep(verb=Verb.AGREE, approvers=[], roles=["coordinator"], alternate=alternate)
    amend(office, ChangeChain(place=3, chain=(first, ChainStep(verb=Verb.APPROVE, approvers=[EFIMOVA]))))
    office.start(3)
    wanted = date(2021, 3, 15)
    asked = office.do(NAZEMKINA, c.RequestExtension(plan_id=office.plan_id, place=3, due_on=wanted, reason="Карантин."))
    assert [task.acting_id for task in tasks(office, asked)] == [office.person(COORDINATOR), office.person(EFIMOVA)]
    return asked


def live(office: Office, receipt: Receipt) -> list[tuple[int, str]]:
    """The tasks that are not void: whose turn, and how each stands."""
    return [
        (task.approver_id, task.state.value) for task in tasks(office, receipt) if task.state is not TaskState.VOIDED
    ]


def conflicts_told(office: Office) -> list[dict[str, Any]]:
    with office.database.read() as conn:
        wanted = select(NOTICE.c.facts).where(NOTICE.c.kind == NoticeKind.CONFLICT_AROSE).order_by(NOTICE.c.id)
        return list(conn.execute(wanted).scalars())


@on_both
def test_s07_an_approver_who_uploads_evidence_gives_their_task_to_the_alternate(office: Office) -> None:
    asked = ask_with_the_coordinator_in_the_route(office, DEPUTY)
    office.add(3, by=COORDINATOR)
    assert live(office, asked) == [(office.person(DEPUTY), "open"), (office.person(EFIMOVA), "pending")]
    assert told(office, NoticeKind.CONFLICT_AROSE) == [COORDINATOR]
    (facts,) = conflicts_told(office)
    assert (facts["person"], facts["successor"]) == (office.person(COORDINATOR), office.person(DEPUTY))
    assert facts["reason"].startswith("лицо, представившее подтверждающие документы")
    office.add(3, by=COORDINATOR)
    assert len(conflicts_told(office)) == 1
    with office.database.read() as conn:
        history = item_view(conn, office.plan_id, 3, DAY).history
    assert any("задача этапа 1 передана, решение принимает Петренко А.А." in line.text for line in history)
    office.sign(DEPUTY)
    office.sign(EFIMOVA)
    assert office.item(3).extended_due_on == date(2021, 3, 15)
    no_difference(office)


def test_s07_where_no_alternate_is_named_the_coordinator_hears_at_once_and_the_task_waits(office: Office) -> None:
    asked = ask_with_the_coordinator_in_the_route(office, None)
    office.add(3, by=COORDINATOR)
    task = office.task_of(COORDINATOR)
    assert (office.person(COORDINATOR), "open") in live(office, asked)
    with pytest.raises(ConflictOfInterest):
        office.sign(COORDINATOR)
    assert [each["successor"] for each in conflicts_told(office)] == [None]
    with running_smtp() as server:
        post = PostOffice(office, server)
        post.send()
        letters = [received.text() for received in post.to(COORDINATOR_MAIL)]
    said = [text for text in letters if "принять его больше не может" in text]
    assert len(said) == 1
    assert "Не может решать: Ковалёва И.П." in said[0]
    assert "Замените согласующего по приказу" in said[0]
    assert task.state is TaskState.OPEN


@on_both
def test_s07_an_approver_who_becomes_responsible_by_one_amendment_leaves_the_other(office: Office) -> None:
    with office.database.write() as conn:
        route = [step(office, "agree", DEPUTY, RESERVE), step(office, "approve", EFIMOVA)]
        conn.execute(update(PLAN).values(chain=route))
    # The plan's route touches every item that follows it.
    other = propose(office, ChangeChain(chain=(ChainStep(verb=Verb.APPROVE, approvers=[EFIMOVA], term=3),)))
    assert live(office, other)[0] == (office.person(DEPUTY), "open")
    propose(office, ChangeItem(place=8, responsible=(ROMANENKO, DEPUTY), lead=ROMANENKO))
    office.sign(RESERVE)
    office.sign(EFIMOVA)
    assert live(office, other) == [(office.person(RESERVE), "open"), (office.person(EFIMOVA), "pending")]
    assert set(told(office, NoticeKind.CONFLICT_AROSE)) == {COORDINATOR, DEPUTY}


@pytest.mark.parametrize("days_ahead", [0, 4])
def test_s07_who_begins_to_stand_in_for_a_responsible_person_leaves_what_touches_their_items(
    office: Office, days_ahead: int
) -> None:
    own = [step(office, "agree", DEPUTY), step(office, "approve", EFIMOVA)]
    with office.database.write() as conn:
        for place in range(1, 22):
            conn.execute(update(ITEM).where(ITEM.c.place == place).values(chain=own))
    amendment = propose(office, ChangeItem(place=3, due_on=date(2021, 4, 30)))
    first = DAY + timedelta(days=days_ahead)
    office.do(
        NAZEMKINA,
        c.AddSubstitution(
            absent_id=office.person(NAZEMKINA),
            substitute_id=office.person(SHESTAKOV),
            starts_on=first,
            ends_on=first + timedelta(days=9),
            order_number="12-к",
            order_date=DAY,
        ),
    )
    assert len(conflicts_told(office)) == (days_ahead == 0)
    at(office, first.isoformat())
    for _ in range(2):
        sweep(office.engine)
    (facts,) = conflicts_told(office)
    assert facts["person"] == office.person(SHESTAKOV)
    assert facts["reason"].startswith("замещает ответственного исполнителя изменяемого пункта")
    assert (office.person(SHESTAKOV), "open") in live(office, amendment)
    assert ROGOVAYA not in told(office, NoticeKind.CONFLICT_AROSE)
