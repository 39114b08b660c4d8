"""What nobody sees on a page and the replay finds all the same: days of clocks, the document's rows, stored hashes."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from models.states import DecisionKind, TokenScope
from tests.integration.amending import amend, new_item, no_difference
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.reading import NAZEMKINA, on_both
from workflow import commands as c
from workflow.actions import Action
from workflow.actor import SYSTEM
from workflow.amendment_changes import AddItem, ChangeItem
from workflow.ledger_following import follow
from workflow.ledger_state import LedgerState
from workflow.queries.tokens import TOKEN
from workflow.replay import replay
from workflow.replay_deployment import DeploymentState, replay_deployment
from workflow.rows import ITEM, PERSON, SUBSTITUTION, TASK


@pytest.fixture
def office(office: Office) -> Office:
    return office.enrol_everyone()


def found(office: Office, table: Table, where: Any, **values: Any) -> bool:
    """Whether the replay tells of each of these columns once it is changed behind the ledger's back; put back after."""
    with office.database.write() as conn:
        before = conn.execute(select(*(table.c[name] for name in values)).where(where)).one()._asdict()
        assert conn.execute(update(table).where(where).values(**values)).rowcount == 1
    with office.database.read() as conn:
        lines = "\n".join([*replay(conn, office.plan_id), *replay_deployment(conn)])
    with office.database.write() as conn:
        conn.execute(update(table).where(where).values(**before))
    return all(told in lines for told in (TOLD_AS.get(name, name) for name in values))


TOLD_AS = {
    "as_written": "written_sha256",
    "pin_hash": "pin_sha256",
    "activation_code_hash": "code_sha256",
}


def busy(office: Office) -> Office:
    """Clocks of every origin: adopted, returned, reopened, extended, amended, withdrawn, added; a step decided."""
    office.bring_to_approvers(3)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Нет подписи.")
    office.finish(4)
    office.do(EFIMOVA, c.ReopenItem(plan_id=1, place=4, reason="Ошибка.", due_on=date(2021, 6, 1)))
    office.bring_to_approvers(5)
    office.do(office.lead(5), c.Withdraw(plan_id=1, place=5))
    office.start(6)
    wanted = date(2021, 12, 20)
    office.do(office.lead(6), c.RequestExtension(plan_id=1, place=6, due_on=wanted, reason="Карантин."))
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    amend(office, ChangeItem(place=8, due_on=date(2021, 11, 1)), AddItem(item=new_item()))
    office.bring_to_approvers(13)
    office.sign(SHESTAKOV)
    no_difference(office)
    return office


@on_both
def test_s37_moved_days_of_a_clock_are_found(office: Office) -> None:
    busy(office)
    for place in (3, 4, 5, 6, 8, 9, 22):
        there = (ITEM.c.plan_id == office.plan_id) & (ITEM.c.place == place)
        assert found(office, ITEM, there, clock_ends_on=date(2021, 12, 30)), place
        assert found(office, ITEM, there, clock_floor=date(2021, 12, 29), clock_id="i0-0"), place
    task = office.task_of(EFIMOVA).id
    assert found(office, TASK, TASK.c.id == task, due_on=date(2021, 12, 30))
    assert found(office, TASK, TASK.c.id == task, clock_id="t0")
    no_difference(office)


def test_s37_a_row_of_the_document_is_found_when_it_is_written_otherwise(office: Office) -> None:
    busy(office)
    for place in (2, 22):
        there = (ITEM.c.plan_id == office.plan_id) & (ITEM.c.place == place)
        written = office.item(place).as_written | {"title": "Так документ не говорил"}
        assert found(office, ITEM, there, as_written=written)


def test_s37_a_row_of_a_draft_s_document_is_found_too(sqlite_database: Any) -> None:
    office = Office(sqlite_database).import_plan()
    row = office.item(2)
    with office.database.write() as conn:
        conn.execute(update(ITEM).where(ITEM.c.id == row.id).values(as_written=row.as_written | {"note": "Иначе"}))
    with office.database.read() as conn:
        assert any("rows_sha256" in line for line in replay(conn, office.plan_id))


@on_both
def test_s37_a_hash_that_was_copied_or_a_telephone_is_found(office: Office) -> None:
    token = office.do(
        COORDINATOR,
        c.IssueToken(
            person_id=office.person(COORDINATOR), name="Обмен", scope=TokenScope.READ, expires_on=date(2021, 12, 1)
        ),
    )
    assert token.secret
    office.engine.execute(c.AddPerson(name="Новая Н.Н.", phone="+7 1", email="one@omsk-edu.example"), SYSTEM)
    office.engine.execute(c.IssueActivationCode(person_id=office.person("Новая Н.Н.")), SYSTEM)
    no_difference(office)
    with office.database.read() as conn:
        hashes = dict(conn.execute(select(PERSON.c.name, PERSON.c.pin_hash)).tuples().all())
    of = PERSON.c.name == EFIMOVA
    assert found(office, PERSON, of, pin_hash=hashes[NAZEMKINA])
    assert found(office, PERSON, PERSON.c.name == "Новая Н.Н.", pin_hash=hashes[NAZEMKINA])
    assert found(office, PERSON, PERSON.c.name == "Новая Н.Н.", activation_code_hash=hashes[NAZEMKINA])
    assert found(office, PERSON, PERSON.c.name == "Новая Н.Н.", phone="+7 2", given_names="Нина Николаевна")
    assert found(office, PERSON, of, phone="+7 2")
    assert found(office, TOKEN, TOKEN.c.id == 1, secret_sha256=b"\1" * 32)
    no_difference(office)


def test_s37_a_ledger_that_does_not_tell_these_yet_is_no_difference() -> None:
    ledger = LedgerState()
    clock = {"lead_clock": {"id": "i1-1", "ends_on": "2021-02-26", "floor": "2021-01-21"}}
    entry = {"object": "item/1", "actor": "person/1", "ts": "2021-01-21T03:00:00.000Z", "auth": "pin", "seq": 0}
    follow(ledger, entry | {"action": Action.ITEM_ADOPTED, "data": {"responsible": [1], "lead": 1} | clock})
    assert ledger.items[1].columns["clock_ends_on"] == "2021-02-26"
    amended = {"before": {"title": "А"}, "after": {"title": "Б"}, "amendment": 1}
    follow(ledger, entry | {"action": Action.ITEM_AMENDED, "data": amended})
    assert ledger.items[1].columns["clock_ends_on"] == "2021-02-26"
    amended = {"before": {"due_on": "2021-02-28"}, "after": {"due_on": "2021-03-31"}, "amendment": 2}
    follow(ledger, entry | {"action": Action.ITEM_AMENDED, "data": amended})
    assert {"clock_id", "clock_ends_on", "clock_floor", "written_sha256"}.isdisjoint(ledger.items[1].columns)
    people = DeploymentState()
    entry |= {"object": "person/1"}
    people.follow(entry | {"action": Action.PERSON_ADDED, "data": {"role": "member"}})
    people.follow(entry | {"action": Action.CODE_ISSUED, "data": {"expires_at": "2021-02-01T00:00:00Z"}})
    assert "code_sha256" not in people.people[1]
    people.follow(entry | {"action": Action.PIN_SET, "data": {"rules_sha256": "ab"}})
    assert "pin_sha256" not in people.people[1]
    assert people.people[1]["code_sha256"] is None


def test_s37_a_substitution_that_ended_after_local_midnight_had_begun_that_day(office: Office) -> None:
    """18:30 UTC on 24.01 is 00:30 on 25.01 in Omsk: who signed that night signed for the absent."""
    office.engine.execute(c.AddPerson(name="Петренко А.А.", email="one@omsk-edu.example"), SYSTEM)
    night = datetime(2021, 1, 24, 18, 30, tzinfo=UTC)
    order = {"order_number": "1", "order_date": date(2021, 1, 20), "starts_on": date(2021, 1, 25)}
    who = {"absent_id": office.person(SHESTAKOV), "substitute_id": office.person("Петренко А.А.")}
    office.engine.execute(c.AddSubstitution.model_validate(order | who | {"ends_on": date(2021, 1, 30)}), SYSTEM)
    office.move_to(night)
    office.bring_to_approvers(3)
    office.sign("Петренко А.А.")
    office.do(SHESTAKOV, c.EndSubstitution(substitution_id=1, reason="Вышел."))
    with office.database.write() as conn:
        assert conn.execute(select(SUBSTITUTION.c.revoked_at)).scalar_one() == night
    no_difference(office)
