"""Substitutions and people on the pages: in one minute, ahead of time, by the coordinator or for oneself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, EFIMOVA, PIN, SHESTAKOV
from tests.integration.reading import NAZEMKINA
from tests.integration.web_site import WebOffice, ready_office
from workflow.actor import SYSTEM
from workflow.commands import AddPerson
from workflow.rows import PERSON, PLAN, SUBSTITUTION, TASK

DEPUTY = "Петренко А.А."
ABSENCE = {
    "substitute": DEPUTY,
    "starts_on": "2021-01-21",
    "ends_on": "2021-01-30",
    "order_number": "12-к",
    "order_date": "2021-01-20",
    "pin": PIN,
}


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[WebOffice]:
    office = ready_office(sqlite_template, tmp_path)
    office.engine.execute(AddPerson(name=DEPUTY, email="petrenko@omsk-edu.example"), SYSTEM)
    yield office
    office.database.dispose()


def test_s11_a_moved_task_s_old_link_is_dead_and_the_substitute_s_lives_until_it_ends(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    path, task = office.sign_link(SHESTAKOV)
    opened = office.browser()
    assert opened.get(path).status_code == 200
    own = office.signed_in(SHESTAKOV)
    assert "Вас никто не замещает" in own.get("/me").text
    answer = own.post("/me/substitute", ABSENCE)
    assert answer.status_code == 200
    assert "Замещение записано" in answer.text
    assert "Шестаков В.В.</strong>, и.о. " in answer.text
    assert opened.get(f"/sign/{task.id}").status_code == 404
    assert office.browser().get(path).status_code == 404
    deputy, _ = office.sign_link(DEPUTY)
    page = office.browser().get(deputy)
    assert page.status_code == 200
    assert "Шестаков В.В." in page.text
    ended = own.post("/me/substitute/1/end", {"reason": "Вышел раньше."})
    assert "Замещение прекращено" in ended.text
    assert office.browser().get(deputy).status_code == 404
    assert office.browser().get(office.sign_link(SHESTAKOV)[0]).status_code == 200


def test_the_coordinator_sets_and_ends_a_substitution_of_somebody(office: WebOffice) -> None:
    browser = office.signed_in(COORDINATOR)
    browser.get("/plans/1/people")
    fields = ABSENCE | {"absent_id": str(office.person(SHESTAKOV)), "starts_on": "2021-02-01", "ends_on": "2021-02-14"}
    answer = browser.post("/plans/1/people/substitute", fields)
    assert "предстоит" in answer.text
    assert "с 01.02.2021 по 14.02.2021, приказ № 12-к от 20.01.2021" in answer.text
    wrong = browser.post("/plans/1/people/substitute", fields | {"substitute": "Нетаков Н.Н."})
    assert wrong.status_code == 422
    assert 'href="#substitute-substitute"' in wrong.text
    circle = fields | {"absent_id": str(office.person(DEPUTY)), "substitute": SHESTAKOV}
    assert 'href="#substitute-substitute">Получается круг' in browser.post("/plans/1/people/substitute", circle).text
    ended = browser.post("/plans/1/people/substitute/1/end", {"reason": "Отпуск перенесён."})
    assert "Прошлые замещения (1)" in ended.text
    assert browser.post("/plans/1/people/substitute/9/end", {"reason": "Нет такого."}).status_code == 404
    stranger = office.signed_in(NAZEMKINA)
    stranger.get("/plans/1/people")
    assert stranger.post("/plans/1/people/substitute", fields).status_code == 403
    with office.database.read() as conn:
        assert len(conn.execute(select(SUBSTITUTION)).all()) == 1


def test_an_approver_is_replaced_and_a_person_leaves_by_the_page(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    browser = office.signed_in(COORDINATOR)
    ids = {name: office.person(name) for name in (EFIMOVA, DEPUTY, NAZEMKINA)}
    held = browser.get(f"/plans/1/people/{ids[EFIMOVA]}/deactivate")
    assert "место в маршруте согласования плана 2021" in held.text
    assert f'<a href="/plans/1/people/{ids[EFIMOVA]}/replace">заменить согласующего</a>' in held.text
    led = browser.get(f"/plans/1/people/{ids[NAZEMKINA]}/deactivate").text
    assert '<a class="nowrap" href="/plans/1/items/3/correct">изменить пункт 3</a>' in led
    assert '<form method="post" id="deactivate"' not in held.text
    page = browser.get(f"/plans/1/people/{ids[EFIMOVA]}/replace")
    assert "Утверждение — Ефимова Л.Г." in page.text
    order = {"order_number": "30-к", "order_date": "2021-01-21", "reason": "Новый директор.", "pin": PIN}
    refused = browser.post(f"/plans/1/people/{ids[EFIMOVA]}/replace", order | {"successor": NAZEMKINA})
    assert refused.status_code == 403
    assert "совмещение ролей" in refused.text
    assert "30-к" in refused.text
    done = browser.post(f"/plans/1/people/{ids[EFIMOVA]}/replace", order | {"successor": DEPUTY})
    assert "Согласующий заменён" in done.text
    left = browser.post(f"/plans/1/people/{ids[EFIMOVA]}/deactivate", {"reason": "Уволена."})
    assert "Человек исключён" in left.text
    with office.database.read() as conn:
        assert conn.execute(select(PLAN.c.chain)).scalar_one()[-1]["approvers"] == [ids[DEPUTY]]
        assert conn.execute(select(PERSON.c.is_active).where(PERSON.c.id == ids[EFIMOVA])).scalar_one() is False
        assert conn.execute(select(TASK.c.id).where(TASK.c.acting_id == ids[DEPUTY])).first() is not None


def test_a_new_name_is_saved_and_history_keeps_the_old_one(office: WebOffice) -> None:
    office.bring_to_approvers(3)
    office.clock.move_to(office.clock.now().replace(hour=9))
    browser = office.signed_in(COORDINATOR)
    browser.get("/plans/1/people")
    person = office.person(NAZEMKINA)
    with office.database.read() as conn:
        row = conn.execute(select(PERSON).where(PERSON.c.id == person)).one()
    kept = {f"{name}-{person}": getattr(row, name) or "" for name in ("email", "position", "given_names", "phone")}
    answer = browser.post("/plans/1/people/contacts", {"person": str(person), f"name-{person}": "Ильина Е.А.", **kept})
    assert "Сведения о людях записаны" in answer.text
    page = browser.get("/plans/1/items/3").text
    assert "Ильина Е.А." in page
    assert NAZEMKINA in page
