"""The whole year of the real plan, lived in a browser: from the first letter to the close and the verdict."""

import json
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.people import Office

SHESTAKOV, EFIMOVA, COORDINATOR = "Шестаков В.В.", "Ефимова Л.Г.", "Ковалёва И.П."
ROGOVAYA, NAZEMKINA, ROMANENKO = "Роговая М.В.", "Наземкина Е.А.", "Романенко С.А."
VASYUKHICHEV = "Васюхичев Д.В."
LEADS = {
    1: ROGOVAYA,
    2: SHESTAKOV,
    3: NAZEMKINA,
    4: NAZEMKINA,
    5: ROMANENKO,
    6: ROMANENKO,
    7: VASYUKHICHEV,
    8: ROMANENKO,
    9: ROMANENKO,
    10: ROMANENKO,
    11: VASYUKHICHEV,
    12: VASYUKHICHEV,
    13: VASYUKHICHEV,
    14: ROMANENKO,
    15: ROMANENKO,
    16: ROMANENKO,
    17: ROMANENKO,
    18: ROMANENKO,
    19: VASYUKHICHEV,
    20: ROMANENKO,
    21: SHESTAKOV,
}
TARGETS = {1: 3, 3: 7, 6: 24, 7: 17, 8: 24, 10: 10, 14: 24, 16: 5, 18: 10, 19: 24}
ALONE = {1, 2, 7, 21}
NEVER_DONE = 16


def clock(office: Office) -> date:
    """What the demo's bar says."""
    text = office.page().locator(".demo").inner_text()
    day, month, year = re.search(r"(\d\d)\.(\d\d)\.(\d{4})", text).groups()  # type: ignore[union-attr]
    return date(int(year), int(month), int(day))


def go_to(office: Office, day: date) -> None:
    """Move the clock by the bar's buttons, a week at a time and then by days."""
    page = office.page()
    page.goto("/mailbox")
    while (left := day - clock(office)) > timedelta():
        page.get_by_role("button", name="+1 неделя" if left >= timedelta(days=7) else "+1 день").click()
    office.clock_moved()
    assert clock(office) == day


def finish(office: Office, place: int) -> None:
    """Start, attach, submit, sign by both approvers (Ефимова alone where Шестаков is responsible)."""
    lead = LEADS[place]
    office.start(lead, place)
    office.attach(lead, place, units=TARGETS.get(place, 1))
    hand_in(office, place)


def hand_in(office: Office, place: int) -> None:
    """Submit what is attached, and sign it."""
    office.submit(LEADS[place], place, percent=100 if place == 17 else None)
    subject = f"П. {place}: на "
    if place not in ALONE:
        office.agree(SHESTAKOV, subject)
    office.approve(EFIMOVA, subject)


def viza(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the command line on the demo's data."""
    return subprocess.run(
        [Path(sys.executable).with_name("viza"), *words],
        env={"VIZA_DATA_DIR": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def february(office: Office) -> None:
    """One report is sent back once and handed in again by the link in the letter."""
    go_to(office, date(2021, 2, 4))
    office.start(ROGOVAYA, 1)
    office.attach(ROGOVAYA, 1, units=1, kind="протокол")
    finish(office, 2)
    office.start(NAZEMKINA, 3)
    office.attach(NAZEMKINA, 3, units=7)
    office.submit(NAZEMKINA, 3)
    office.send_back(SHESTAKOV, "П. 3: на ", "Приложите справку по школе № 112.")
    go_to(office, date(2021, 2, 5))
    page = office.letter(NAZEMKINA, "П. 3: возвращён на доработку")
    expect(page.get_by_text("Приложите справку по школе № 112.")).to_be_visible()
    office.follow(page, "r")
    expect(page.get_by_role("heading", name="Пункт 3. Мониторинговые визиты")).to_be_visible()
    hand_in(office, 3)
    finish(office, 4)


def march(office: Office) -> None:
    """Item 5 reaches Шестаков after three working days and Ефимова after five, in one letter each."""
    go_to(office, date(2021, 3, 5))
    assert office.letters(SHESTAKOV, "не исполнен") == 1
    assert office.letters(EFIMOVA, "не исполнен") == 1
    page = office.letter(EFIMOVA, "не исполнен")
    expect(page.get_by_text("Романенко С.А.").first).to_be_visible()
    finish(office, 5)
    for place in (6, 8, 9, 11, 13):
        finish(office, place)
    office.attach(ROGOVAYA, 1, units=1, kind="протокол")


def spring_to_autumn(office: Office) -> None:
    """Item 14 is late as well; the others go by the plan, but item 16, which is never done."""
    go_to(office, date(2021, 4, 9))
    assert "п. 14" in office.letter(EFIMOVA, "не исполнен").locator(".letter-text").inner_text().lower()
    for place in (14, 7, 10, 15):
        finish(office, place)
    go_to(office, date(2021, 6, 11))
    finish(office, 12)
    go_to(office, date(2021, 8, 13))
    finish(office, 17)
    go_to(office, date(2021, 9, 17))
    finish(office, 19)
    go_to(office, date(2021, 10, 15))
    finish(office, 18)


def december(office: Office) -> None:
    """The review asks for what is missing, and hears it by the link in the letter."""
    office.page().goto("/mailbox")
    office.page().get_by_role("button", name="к декабрю").click()
    office.clock_moved()
    assert clock(office) == date(2021, 12, 1)
    go_to(office, date(2021, 12, 2))
    page = office.letter(ROMANENKO, "сведени")
    office.follow(page, "r")
    page = office.item(ROMANENKO, NEVER_DONE)
    form = page.locator("#explain")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.get_by_role("textbox").first.fill("Контрольные работы перенесены, перепроверка не проводилась.")
    office.give_pin(page, ROMANENKO, "explain")
    form.get_by_role("button").click()
    expect(page.get_by_text("Представлены сведения о причинах отклонения").first).to_be_visible()
    go_to(office, date(2021, 12, 16))
    office.attach(ROGOVAYA, 1, units=1, kind="протокол")
    hand_in(office, 1)
    finish(office, 20)
    finish(office, 21)


def january(office: Office) -> None:
    """On the closing date the clock freezes the report; two signatures close the plan."""
    office.page().goto("/mailbox")
    office.page().get_by_role("button", name="к январю").click()
    assert clock(office) == date(2022, 1, 20)
    office.agree(SHESTAKOV, "на согласование")
    office.approve(EFIMOVA, "на утверждение", outcome=None)
    page = office.page()
    page.goto("/plans/1/review")
    expect(page.get_by_text("Перепроверка контрольных работ").first).to_be_visible()
    expect(page.get_by_text("Не исполнен").first).to_be_visible()
    page.goto("/plans/1")
    expect(page.get_by_text("закрыт").first).to_be_visible()


@pytest.mark.timeout(600)
def test_the_whole_year_ends_closed_and_proved(office: Office, demo_data: Path, tmp_path: Path) -> None:
    """The year, and then the inspector: the ledger gives the tables, and verifies from a bundle alone."""
    for season in (february, march, spring_to_autumn, december, january):
        season(office)
    shown = json.loads(viza(demo_data, "plan", "show", "1", "--json").stdout)
    states = {item["place"]: item["state"] for item in shown["items"]}
    assert states == dict.fromkeys(LEADS, "approved") | {NEVER_DONE: "planned"}
    verdict = viza(demo_data, "audit", "verify")
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    bundle = tmp_path / "bundle"
    exported = viza(demo_data, "audit", "export", "--plan", "1", "--out", str(bundle))
    assert exported.returncode == 0, exported.stderr
    alone = subprocess.run(
        [sys.executable, "-I", bundle / "verify.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert alone.returncode == 0, alone.stdout + alone.stderr
