"""The people of a draft on its pages, and the route of approval: described, added, set."""

import pytest
from sqlalchemy import insert, select

from tests.integration.draft_pages import draft_browser
from tests.integration.office import EFIMOVA, SHESTAKOV
from tests.integration.plan_pages import REASON, PlanPages, new_pages
from tests.integration.web_site import Browser
from workflow.actor import SYSTEM
from workflow.commands import AddPerson
from workflow.rows import PERSON, PLAN

office = new_pages
browser = draft_browser


def test_addresses_and_positions_are_filled_in(office: PlanPages, browser: Browser) -> None:
    page = browser.get("/plans/1/people").text
    assert page.index("нужен адрес") < page.index("Кузнецова Н.М.", page.index("contact"))
    person = office.person(SHESTAKOV)
    fields = {
        "person": [str(person)],
        f"email-{person}": "shestakov@omsk-edu.example",
        f"position-{person}": "директор ЦТРИГО",
        f"given_names-{person}": "Виктор Викторович",
        f"phone-{person}": "+7 3812 00-00-00",
    }
    wrong = browser.post("/plans/1/people/contacts", fields | {f"email-{person}": "не адрес"})
    assert wrong.status_code == 422
    assert f'href="#contacts-email-{person}"' in wrong.text
    assert "Виктор Викторович" in wrong.text
    done = browser.post("/plans/1/people/contacts", fields)
    assert "Сведения о людях записаны" in done.text
    with office.database.read() as conn:
        row = conn.execute(select(PERSON).where(PERSON.c.id == person)).one()
    assert (row.email, row.position) == ("shestakov@omsk-edu.example", "директор ЦТРИГО")
    assert browser.post("/plans/1/people/contacts", fields).status_code == 422


def test_people_of_another_plan_are_not_described(office: PlanPages, browser: Browser) -> None:
    office.engine.execute(AddPerson(name="Чужая Ч.Ч.", email="other@omsk-edu.example"), SYSTEM)
    office.engine.execute(AddPerson(name="Иная И.И.", email="boss@omsk-edu.example", role="coordinator"), SYSTEM)
    stranger = office.person("Чужая Ч.Ч.")
    chain = [{"verb": "approve", "approvers": [stranger], "mode": "all", "term": 2, "alternate": None}]
    other = {"id": 2, "coordinator_id": office.person("Иная И.И."), "chain": chain}
    with office.database.write() as conn:
        conn.execute(insert(PLAN).values(**conn.execute(select(PLAN)).one()._asdict() | other))
    assert "Чужая Ч.Ч." not in browser.get("/plans/1/people").text
    answer = browser.post(
        "/plans/1/people/contacts", {"person": [str(stranger)], f"email-{stranger}": "thief@omsk-edu.example"}
    )
    assert answer.status_code == 422
    with office.database.read() as conn:
        assert (
            conn.execute(select(PERSON.c.email).where(PERSON.c.id == stranger)).scalar_one() == "other@omsk-edu.example"
        )


def test_a_new_person_is_added_and_named_in_the_route(office: PlanPages, browser: Browser) -> None:
    browser.get("/plans/1/people")
    route = {"verb-1": "agree", "names-1": SHESTAKOV, "alternate-1": "Замещающая З.З."}
    route |= {"verb-2": "approve", "names-2": EFIMOVA, "reason": REASON}
    unknown = browser.post("/plans/1/route", route)
    assert unknown.status_code == 422
    assert "Сначала добавьте его" in unknown.text
    assert browser.post("/plans/1/people/add", {"name": "Замещающая З.З.", "email": "нет"}).status_code == 422
    for fields in ({}, {"name": "Замещающая З.З."}):
        assert browser.post("/plans/1/people/add", fields).status_code == 422
    added = browser.post("/plans/1/people/add", {"name": "Замещающая З.З.", "email": "deputy@omsk-edu.example"})
    assert "Человек добавлен" in added.text
    again = browser.post("/plans/1/people/add", {"name": "Замещающая З.З."})
    assert again.status_code == 422
    done = browser.post("/plans/1/route", route | {"term-1": "3"})
    assert "Маршрут согласования записан" in done.text
    assert "замещает Замещающая З.З." in done.text
    assert "deputy@omsk-edu.example" in done.text
    with office.database.read() as conn:
        chain = conn.execute(select(PLAN.c.chain)).scalar_one()
    assert (chain[0]["alternate"], chain[0]["term"]) == (office.person("Замещающая З.З."), 3)


@pytest.mark.parametrize(
    ("fields", "target"),
    [
        ({}, "route-names-1"),
        ({"names-1": EFIMOVA, "verb-1": ""}, "route-verb-1"),
        ({"names-1": EFIMOVA, "verb-1": "agree"}, "route-chain"),
        ({"names-1": EFIMOVA, "verb-1": "approve", "alternate-1": EFIMOVA}, "route-alternate-1"),
        ({"names-1": EFIMOVA, "verb-1": "approve", "term-1": "0"}, "route-term-1"),
        ({"names-1": EFIMOVA, "verb-1": "approve", "mode-1": "quorum", "quorum-1": "2"}, "route-quorum-1"),
        ({"names-1": EFIMOVA, "verb-1": "approve", "reserve-1": SHESTAKOV}, "route-reserve-1"),
        ({"names-2": EFIMOVA, "verb-2": "approve", "when-2": "money > 1"}, "route-when-2"),
        ({"names-1": "я" * 400, "verb-1": "approve"}, "route-names-1"),
    ],
)
def test_a_wrong_route_is_named_at_its_field(browser: Browser, fields: dict[str, str], target: str) -> None:
    browser.get("/plans/1/people")
    answer = browser.post("/plans/1/route", fields | {"reason": REASON})
    assert answer.status_code == 422
    assert f'href="#{target}"' in answer.text


def test_an_item_gets_a_longer_route_of_its_own_and_the_plans_again(office: PlanPages, browser: Browser) -> None:
    office.engine.execute(AddPerson(name="Замещающая З.З.", email="deputy@omsk-edu.example"), SYSTEM)
    shown = browser.get("/plans/1/items/3/route").text
    assert "он идёт по маршруту плана" in shown
    route = {"verb-1": "approve", "names-1": EFIMOVA, "order-1": "3", "interim-1": "1"}
    route |= {"verb-2": "agree", "names-2": SHESTAKOV, "order-2": "1"}
    route |= {"verb-3": "agree", "names-3": "Замещающая З.З.", "order-3": "2", "when-3": "target_percent < 100"}
    done = browser.post("/plans/1/items/3/route", route | {"reason": REASON})
    assert done.status_code == 200
    chain = office.item(3).chain
    assert [(step["verb"], step["approvers"]) for step in chain] == [
        ("agree", [office.person(SHESTAKOV)]),
        ("agree", [office.person("Замещающая З.З.")]),
        ("approve", [office.person(EFIMOVA)]),
    ]
    again = browser.get("/plans/1/items/3/route").text
    assert "Вернуть пункт на маршрут плана" in again
    assert browser.post("/plans/1/items/3/route", {"as_plan": "1", "reason": REASON}).status_code == 200
    assert office.item(3).chain is None
