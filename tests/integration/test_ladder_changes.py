"""A ladder of its own for a plan or an item: set in a draft, amended in use, followed by the clocks that run."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from config.database import Database
from config.ladder import NewRung, load_ladder
from config.office_files import name_office_files
from config.plan_draft import DraftItem
from config.plan_file import read_plan
from models.states import NoticeKind, Subject
from tests.integration.amending import NAZEMKINA, amend, no_difference, propose
from tests.integration.amending import told as told_kind
from tests.integration.office import COORDINATOR, EFIMOVA, PLAN_FILE, SHESTAKOV, Office
from tests.integration.reading import on_both
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.amendment_changes import ChangeLadder
from workflow.errors import InvalidCommand, StaleSubmission
from workflow.queries import ledger_lines
from workflow.rows import ITEM, PLAN, SUBMISSION, TASK
from workflow.sweep import sweep
from workflow.transaction import NOTICE


def rung(name: str, days: int | list[int], *to: str, clock: str = "lead", **rest: Any) -> NewRung:
    facts = {"name": name, "label": f"ступень {name}", "clock": clock, "when": {"days": days}, "to": to, "severity": 1}
    return NewRung.model_validate(facts | rest)


OWN = (
    rung("two_weeks", -10, "lead"),
    rung("next_day", 1, "lead", "coordinator", severity=2),
    rung("to_head", 2, "final_approver", severity=3, letter="superior_report"),
    rung("slow", 1, "approver", "coordinator", clock="approver"),
)


def ladder_of(office: Office, place: int | None) -> Any:
    with office.database.read() as conn:
        if place is None:
            return conn.execute(select(PLAN.c.ladder).where(PLAN.c.id == office.plan_id)).scalar_one()
        found = select(ITEM.c.ladder).where(ITEM.c.plan_id == office.plan_id, ITEM.c.place == place)
        return conn.execute(found).scalar_one()


def sweep_on(office: Office, day: date) -> None:
    office.move_to(datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC))
    sweep(office.engine)


def told(office: Office, place: int) -> dict[str, set[int]]:
    """Who was told of an item, by rung."""
    with office.database.read() as conn:
        rows = conn.execute(
            select(NOTICE.c.rung, NOTICE.c.recipient_id).where(
                NOTICE.c.item_id == office.item(place).id, NOTICE.c.rung.is_not(None)
            )
        )
        found: dict[str, set[int]] = {}
        for row in rows:
            found.setdefault(row.rung, set()).add(row.recipient_id)
        return found


def test_a_draft_gets_its_ladders_at_once_and_its_clocks_follow_them(sqlite_database: Database) -> None:
    office = Office(sqlite_database).import_plan()
    changes = (ChangeLadder(place=3, ladder=OWN), ChangeLadder(ladder=load_ladder_without("behind_pace")))
    office.do(COORDINATOR, c.ChangePlan(plan_id=office.plan_id, reason="Приказ № 1", changes=changes))
    assert [each["name"] for each in ladder_of(office, 3)] == [each.name for each in OWN]
    assert "behind_pace" not in {each["name"] for each in ladder_of(office, None)}
    office.settle_everything().activate()
    item = office.item(3)
    with office.database.read() as conn:
        signed = conn.execute(
            select(SUBMISSION.c.manifest).where(SUBMISSION.c.subject == Subject.ACTIVATION)
        ).scalar_one()
    proposes = json.loads(signed)["proposes"]
    assert proposes["ladder"] == ladder_of(office, None), "what is signed says who will be told what"
    assert proposes["own_ladders"] == {"3": ladder_of(office, 3)}
    assert item.next_rung_on == office.engine.calendar.shift(item.clock_ends_on, -10)
    no_difference(office)


def load_ladder_without(name: str) -> tuple[NewRung, ...]:
    return tuple(NewRung.model_validate(each.model_dump()) for each in load_ladder() if each.name != name)


@on_both
def test_an_amended_ladder_is_signed_and_followed_from_that_day_on(office: Office) -> None:
    sweep_on(office, date(2021, 2, 24))
    amend(office, ChangeLadder(place=3, ladder=OWN))
    item = office.item(3)
    assert (item.clock_floor, item.next_rung_on) == (date(2021, 2, 24), date(2021, 3, 1))
    sweep_on(office, date(2021, 3, 1))
    sweep_on(office, date(2021, 3, 2))
    heard = told(office, 3)
    lead, keeper, head = (office.person(name) for name in (NAZEMKINA, COORDINATOR, EFIMOVA))
    assert heard["next_day"] == {lead, keeper}
    assert heard["to_head"] == {head, lead}
    assert "two_weeks" not in heard, "it lies before the change"
    assert "overdue" not in heard
    with office.database.read() as conn:
        texts = [line.text for line in ledger_lines(conn, office.plan_id, limit=200)]
        facts = conn.execute(select(NOTICE.c.facts).where(NOTICE.c.rung == "next_day")).scalars().first()
    assert any("Установлены ступени информирования пункта (изменение № 1): «ступень two_weeks»" in t for t in texts)
    assert any("«ступень to_head», извещены" in text for text in texts)
    assert facts is not None
    assert facts["label"] == "ступень next_day"
    no_difference(office)


@on_both
def test_the_plans_ladder_moves_what_runs_but_an_item_keeps_its_own(office: Office) -> None:
    amend(office, ChangeLadder(place=5, ladder=OWN))
    before = office.item(5)
    office.bring_to_approvers(3)
    amend(office, ChangeLadder(ladder=(rung("week", -5, "lead"), rung("slow", [1, 2], "approver", clock="approver"))))
    with office.database.read() as conn:
        task = conn.execute(select(TASK).where(TASK.c.id == office.task_of(SHESTAKOV).id)).one()
    assert task.next_rung_on == office.engine.calendar.shift(task.due_on, 1)
    assert office.item(3).next_rung_on is None, "the lead's clock stands while it is decided"
    assert office.item(5).next_rung_on == before.next_rung_on
    follower = office.item(9)
    assert follower.next_rung_on == office.engine.calendar.shift(follower.clock_ends_on, -5)
    amend(office, ChangeLadder(place=5))
    own = office.item(5)
    assert own.ladder is None
    assert own.next_rung_on == office.engine.calendar.shift(own.clock_ends_on, -5)
    assert COORDINATOR in told_kind(office, NoticeKind.PLAN_AMENDED)
    no_difference(office)


def test_what_is_no_ladder_or_no_change_is_refused(office: Office) -> None:
    with pytest.raises(ValueError, match="хотя бы одна ступень"):
        ChangeLadder(ladder=())
    with pytest.raises(ValueError, match="two rungs share one name"):
        ChangeLadder(place=3, ladder=(rung("a", 1, "lead"), rung("a", 2, "lead", severity=2)))
    with pytest.raises(InvalidCommand, match="не отличаются от прежних"):
        propose(office, ChangeLadder(ladder=tuple(NewRung.model_validate(r.model_dump()) for r in load_ladder())))
    with pytest.raises(InvalidCommand, match="назван дважды"):
        propose(office, ChangeLadder(place=3, ladder=OWN), ChangeLadder(place=3, ladder=OWN[:1]))


def test_a_ladder_that_changed_meanwhile_refuses_the_older_proposal(office: Office) -> None:
    first = propose(office, ChangeLadder(ladder=OWN))
    propose(office, ChangeLadder(ladder=OWN[:2]))
    assert first.submission_id is not None
    office.sign(EFIMOVA)
    with pytest.raises(StaleSubmission, match="Ступени информирования плана изменились"):
        office.sign(EFIMOVA)
    no_difference(office)


def test_a_new_plan_gets_its_own_ladder_or_the_offices(sqlite_database: Database, tmp_path: Path) -> None:
    file = tmp_path / "ladder.toml"
    file.write_text(
        '[[rung]]\nname = "ours"\nlabel = "как у нас"\nclock = "lead"\n'
        'when = { days = 1 }\nto = ["lead"]\nseverity = 1\n',
        "utf-8",
    )
    office = Office(sqlite_database)
    draft = read_plan(PLAN_FILE)
    name_office_files(calendar=None, ladder=file)
    try:
        first = office.engine.execute(c.ImportPlan(draft=draft, source_sha256="ab" * 32), SYSTEM).plan_id
        own = draft.model_copy(update={"ladder": list(OWN), "items": [_with_ladder(item) for item in draft.items]})
        second = office.engine.execute(c.ImportPlan(draft=own, source_sha256="cd" * 32), SYSTEM).plan_id
    finally:
        name_office_files(calendar=None, ladder=None)
    names = []
    for plan_id in (first, second):
        office.plan_id = plan_id or 0
        names.append(([each["name"] for each in ladder_of(office, None)], bool(ladder_of(office, 3))))
        no_difference(office)
    assert names == [(["ours"], False), ([each.name for each in OWN], True)]


def _with_ladder(item: DraftItem) -> DraftItem:
    return item.model_copy(update={"ladder": list(OWN[:1])}) if item.number == "3" else item
