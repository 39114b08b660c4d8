"""A draft's doubts end with their correction, its people come with its changes, its last year is its own."""

from typing import Any

import pytest
from sqlalchemy import select

from config.plan_file import read_plan
from models.plans import PlanWarning
from models.states import Resolution, WarningCode
from tests.integration.amending import REASON, no_difference, responsible
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, PLAN_FILE, Office
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import AddOrganisation, ChangeChain, ChangeItem
from workflow.errors import InvalidCommand
from workflow.queries import person_by_name
from workflow.rows import ITEM, PERSON, PLAN

WARNING: Any = PlanWarning.__table__  # type: ignore[attr-defined]
NEW = "Новикова Н.Н."


@pytest.fixture
def office(sqlite_database: Any) -> Office:
    return Office(sqlite_database).import_plan()


def settle(office: Office, code: WarningCode, place: int, change: dict[str, Any]) -> None:
    with office.database.read() as conn:
        warning_id = conn.execute(
            select(WARNING.c.id)
            .join(ITEM, ITEM.c.id == WARNING.c.item_id)
            .where(WARNING.c.code == code, ITEM.c.place == place)
        ).scalar_one()
    told = {"plan_id": office.plan_id, "warning_id": warning_id, "resolution": Resolution.CORRECTED, "reason": REASON}
    office.do(COORDINATOR, c.SettleWarning.model_validate(told | {"change": change}))


@pytest.mark.parametrize(
    ("code", "place", "change"),
    [
        (WarningCode.DEADLINE_OUTSIDE_PLAN_YEAR, 10, {"due_on": "2020-05-30"}),
        (WarningCode.UNKNOWN_ORGANISATION, 3, {"title": "Визиты"}),
    ],
)
def test_a_correction_after_which_the_doubt_is_as_true_is_refused(
    office: Office, code: WarningCode, place: int, change: dict[str, Any]
) -> None:
    before = office.item(place)
    with pytest.raises(InvalidCommand, match="Исправление не сняло замечание"):
        settle(office, code, place, change)
    assert office.item(place) == before
    no_difference(office)


def test_a_correction_may_name_people(office: Office) -> None:
    settle(office, WarningCode.UNKNOWN_ORGANISATION, 3, {"organisations": ["11"], "responsible": ["Роговая М.В."]})
    assert responsible(office, 3) == [("Роговая М.В.", True)]
    no_difference(office)


def test_people_are_known_with_the_change_or_not_at_all(office: Office) -> None:
    person = c.AddPerson(name=NEW, email="new@omsk-edu.example")

    def change(*changes: Any) -> None:
        told = {"plan_id": office.plan_id, "reason": REASON, "people": (person,)}
        office.do(COORDINATOR, c.ChangePlan.model_validate(told | {"changes": changes}))

    with pytest.raises(InvalidCommand):
        change(ChangeItem(place=3, responsible=(NEW,)), ChangeItem(place=4, organisations=("999",)))
    with office.database.read() as conn:
        assert conn.execute(select(PERSON.c.id).where(PERSON.c.name == NEW)).first() is None
    change(ChangeItem(place=3, responsible=(NEW,)))
    assert responsible(office, 3) == [(NEW, True)]
    with office.database.read() as conn:
        assert person_by_name(conn, NEW).email == "new@omsk-edu.example"
    no_difference(office)


def test_several_people_are_changed_together_or_not_at_all(office: Office) -> None:
    ids = [office.person(name) for name in ("Роговая М.В.", "Наземкина Е.А.")]
    phones = [c.ChangePerson(person_id=each, phone="1") for each in ids]
    with pytest.raises(InvalidCommand):
        office.do(COORDINATOR, c.ChangePeople(changes=(phones[0], phones[0])))
    office.do(COORDINATOR, c.ChangePeople(changes=tuple(phones)))
    no_difference(office)


def test_a_correction_sets_routes_and_lists_organisations(office: Office) -> None:
    office.engine.execute(c.AddPerson(name=NEW, email="new@omsk-edu.example"), SYSTEM)
    steps = [{"verb": "approve", "approvers": [NEW]}]
    told: dict[str, Any] = {"plan_id": office.plan_id, "reason": REASON}
    organisation = AddOrganisation.model_validate({"organisation": {"code": "25", "name": "СОШ № 25"}})
    own = ChangeChain.model_validate({"place": 3, "chain": steps})
    office.do(COORDINATOR, c.CorrectDraft.model_validate(told | {"changes": (organisation, own)}))
    assert [step["approvers"] for step in office.item(3).chain] == [[office.person(NEW)]]
    no_difference(office)
    of_plan = c.CorrectDraft.model_validate(told | {"changes": (ChangeChain.model_validate({"chain": steps}),)})
    with pytest.raises(InvalidCommand, match="согласовал документ и остаётся в маршруте"):
        office.do(COORDINATOR, of_plan)


def test_a_plan_of_two_years_keeps_its_last_year(sqlite_template: SqliteTemplate, tmp_path: Any) -> None:
    draft = read_plan(PLAN_FILE).model_copy(update={"last_year": 2022})
    with sqlite_template.fresh(tmp_path) as database:
        office = Office(database)
        office.engine.execute(c.ImportPlan(draft=draft, source_sha256="0" * 64), SYSTEM)
        office.plan_id = 1
        with database.read() as conn:
            assert conn.execute(select(PLAN.c.last_year)).scalar_one() == 2022
        office.do(
            COORDINATOR,
            c.CorrectDraft(
                plan_id=1, reason=REASON, changes=(ChangeItem.model_validate({"place": 3, "due_on": "2022-02-28"}),)
            ),
        )
        with database.read() as conn:
            codes = conn.execute(
                select(WARNING.c.code).join(ITEM, ITEM.c.id == WARNING.c.item_id).where(ITEM.c.place == 3)
            ).scalars()
        assert WarningCode.DEADLINE_OUTSIDE_PLAN_YEAR not in set(codes)
        no_difference(office)
