"""A draft is corrected at once, with its doubts looked at anew; what was taken out is passed over."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from config.database import Database
from config.plan_file import read_plan
from models.plans import PlanWarning
from models.states import DecisionKind, ItemState, PlanState, Resolution, WarningCode
from tests.integration.amending import (
    DOCUMENT,
    NAZEMKINA,
    REASON,
    ROGOVAYA,
    ROMANENKO,
    new_item,
    no_difference,
    responsible,
)
from tests.integration.office import COORDINATOR, EFIMOVA, PLAN_FILE, SHESTAKOV, Office
from workflow import commands as c
from workflow.amendment_changes import AddItem, CancelItem, ChangeItem, ItemAmendment
from workflow.errors import InvalidCommand, NotYourTurn, PlanNotReady
from workflow.plan_difference import difference, to_changes
from workflow.queries import item_view, ledger_lines, plan_view
from workflow.queries.amendments import current_items, unknown_people
from workflow.rows import PLAN, SUBMISSION
from workflow.views import Receipt

WARNING: Any = PlanWarning.__table__  # type: ignore[attr-defined]
BOTH = pytest.mark.parametrize("office", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Office:
    """The imported draft on SQLite; with `BOTH` also on PostgreSQL."""
    database: Database = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_database")
    return Office(database).import_plan()


def correct(office: Office, *changes: ItemAmendment, **rest: Any) -> Receipt:
    return office.do(COORDINATOR, c.CorrectDraft(plan_id=office.plan_id, reason=REASON, changes=changes, **rest))


def doubts(office: Office, place: int | None = None) -> list[tuple[str, int | None, str | None]]:
    """The unsettled doubts: code, place, resolution of those settled."""
    with office.database.read() as conn:
        warnings = plan_view(conn, office.plan_id, office.engine.today()).warnings
    return [
        (warning.code.value, warning.place, None if warning.resolution is None else warning.resolution.value)
        for warning in warnings
        if place is None or warning.place == place
    ]


@BOTH
def test_a_draft_is_corrected_at_once(office: Office) -> None:
    correct(
        office,
        ChangeItem(place=3, due_on=date(2021, 3, 31), responsible=(ROGOVAYA, NAZEMKINA)),
        CancelItem(place=5),
        AddItem(item=new_item()),
    )
    item = office.item(3)
    assert (item.due_on, item.version, item.state) == (date(2021, 3, 31), 0, ItemState.PLANNED)
    # Who leads stays, as long as they are named.
    assert responsible(office, 3) == [(ROGOVAYA, False), (NAZEMKINA, True)]
    assert (office.item(5).state, office.item(5).version) == (ItemState.CANCELLED, 1)
    added = office.item(22)
    assert (added.state, added.version, added.as_written) == (ItemState.PLANNED, 0, {})
    no_difference(office)
    with office.database.read() as conn:
        view = item_view(conn, office.plan_id, 5, office.engine.today())
        lines = ledger_lines(conn, office.plan_id, limit=20)
    assert view.brief.state_text == "Исключён до ввода в действие"
    assert view.history[0].text == f"Пункт исключён из плана до ввода в действие, причина: «{REASON}»"
    corrected = next(line for line in lines if line.action == "plan:draft_corrected")
    assert corrected.text == (
        f"Черновик исправлен: изменён 1 пункт, исключён 1 пункт, добавлен 1 пункт, причина: «{REASON}»"
    )


@BOTH
def test_the_activation_passes_over_what_was_taken_out(office: Office) -> None:
    correct(office, CancelItem(place=5), AddItem(item=new_item()))
    office.settle_everything()
    office.activate()
    no_difference(office)
    assert (office.item(5).state, office.item(5).version, office.item(5).clock_id) == (ItemState.CANCELLED, 1, None)
    assert (office.item(22).version, office.item(22).clock_ends_on) == (1, date(2021, 9, 1))
    with office.database.read() as conn:
        plan = plan_view(conn, office.plan_id, office.engine.today())
        manifest = plan.activation.manifest if plan.activation else {}
    assert plan.brief.state is PlanState.ACTIVE
    assert 5 not in [item["place"] for item in manifest["proposes"]["items"]]
    assert [item["place"] for item in manifest["proposes"]["excluded"]] == [5]
    assert [item["place"] for item in manifest["proposes"]["added"]] == [22]


def test_doubts_that_a_correction_ended_are_settled_with_its_reason(office: Office) -> None:
    assert ("deadline_outside_plan_year", 10, None) in doubts(office)
    correct(office, ChangeItem(place=10, starts_on=date(2021, 3, 1), due_on=date(2021, 4, 30)))
    with office.database.read() as conn:
        row = conn.execute(select(WARNING).where(WARNING.c.code == WarningCode.DEADLINE_OUTSIDE_PLAN_YEAR)).one()
    assert (row.resolution, row.reason) == (Resolution.CORRECTED, REASON)
    assert row.settled_by_id == office.person(COORDINATOR)
    no_difference(office)


def test_a_correction_may_bring_a_new_doubt(office: Office) -> None:
    before = doubts(office)
    correct(office, ChangeItem(place=4, due_on=date(2022, 4, 30)))
    assert [each for each in doubts(office) if each not in before] == [("deadline_outside_plan_year", 4, None)]
    no_difference(office)
    correct(office, ChangeItem(place=4, due_on=date(2022, 5, 31)))
    told = [each for each in doubts(office, 4) if each[0] == "deadline_outside_plan_year"]
    assert [resolution for _, _, resolution in told] == ["corrected", None]
    correct(office, ChangeItem(place=4, due_on=date(2021, 5, 31)))
    assert {resolution for code, _, resolution in doubts(office, 4) if code == "deadline_outside_plan_year"} == {
        "corrected"
    }
    no_difference(office)


def test_an_accepted_doubt_that_still_is_one_stays_accepted(office: Office) -> None:
    with office.database.read() as conn:
        note = next(
            warning
            for warning in plan_view(conn, office.plan_id, office.engine.today()).warnings
            if warning.code is WarningCode.NOTE_LIMITS_SCOPE and warning.place == 9
        )
    office.do(
        COORDINATOR,
        c.SettleWarning(
            plan_id=office.plan_id, warning_id=note.id, resolution=Resolution.ACCEPTED, reason="Реестр запросов."
        ),
    )
    correct(office, ChangeItem(place=9, target_count=2))
    assert [each for each in doubts(office, 9) if each[0] == "note_limits_scope"] == [
        ("note_limits_scope", 9, "accepted")
    ]


def test_doubts_about_an_item_that_was_taken_out_are_settled_and_of_its_twin_too(office: Office) -> None:
    assert ("duplicate_title", 12, None) in doubts(office)
    correct(office, CancelItem(place=11))
    assert ("duplicate_title", 12, "corrected") in doubts(office)
    correct(office, CancelItem(place=3))
    assert {resolution for _, _, resolution in doubts(office, 3)} == {"corrected"}
    no_difference(office)


def test_who_agrees_and_is_responsible_no_more_is_no_doubt(office: Office) -> None:
    with office.database.read() as conn:
        view = plan_view(conn, office.plan_id, office.engine.today())
    own = [item.place for item in view.items if SHESTAKOV in {each.person.name for each in item.responsible}]
    correct(office, *(ChangeItem(place=place, responsible=(ROMANENKO,)) for place in own))
    assert ("approver_is_responsible", None, "corrected") in doubts(office)
    no_difference(office)


def test_a_draft_may_lack_what_an_amendment_may_not(office: Office) -> None:
    correct(
        office, ChangeItem(place=3, starts_on=None, due_on=None, responsible=()), AddItem(item=new_item(due_on=None))
    )
    assert responsible(office, 3) == []
    assert {("missing_deadline", 3, None), ("missing_deadline", 22, None)} <= set(doubts(office))
    no_difference(office)


@BOTH
def test_a_new_version_of_the_document_becomes_the_drafts_own(office: Office) -> None:
    office.do(
        COORDINATOR,
        c.SettleWarning(
            plan_id=office.plan_id,
            warning_id=_warning(office, WarningCode.DEADLINE_OUTSIDE_PLAN_YEAR),
            resolution=Resolution.CORRECTED,
            reason="Описка в годе.",
            change={"starts_on": "2021-03-01", "due_on": "2021-04-30"},
        ),
    )
    draft = read_plan(PLAN_FILE)
    items = list(draft.items)
    items[9] = items[9].model_copy(update={"starts_on": date(2021, 3, 1), "due_on": date(2021, 4, 30)})
    items[3] = items[3].model_copy(update={"due_on": date(2021, 6, 30)})
    new = draft.model_copy(update={"items": [*items[:4], *items[5:], new_item()]})
    with office.database.read() as conn:
        found = difference(current_items(conn, office.plan_id), new)
        assert unknown_people(conn, found.people()) == ()
    assert ([each.item.place for each in found.changed], [item.place for item in found.gone]) == ([4], [5])
    correct(office, *to_changes(found), source=DOCUMENT, rows=dict(found.rows))
    no_difference(office)
    assert office.item(10).as_written["due_on"] == "2021-04-30"
    assert office.item(22).as_written["title"] == "Педагогический совет"
    with office.database.read() as conn:
        plan = conn.execute(select(PLAN)).one()
        assert (plan.source_sha256, plan.source_name) == (DOCUMENT.sha256, DOCUMENT.name)
        assert difference(current_items(conn, office.plan_id), new).is_empty
    office.settle_everything()
    office.do(COORDINATOR, c.SubmitActivation(plan_id=office.plan_id, summary="План."))
    with office.database.read() as conn:
        manifest = plan_view(conn, office.plan_id, office.engine.today()).activation
    assert manifest is not None
    differences = {each["place"]: each["after"] for each in manifest.manifest["proposes"]["differences"]}
    assert 10 not in differences
    no_difference(office)


def test_while_it_is_being_signed_the_draft_does_not_change(office: Office) -> None:
    office.settle_everything()
    office.do(COORDINATOR, c.SubmitActivation(plan_id=office.plan_id, summary="План."))
    with pytest.raises(PlanNotReady, match="дождитесь решения"):
        correct(office, CancelItem(place=5))


def test_a_plan_in_force_is_not_corrected_as_a_draft(office: Office) -> None:
    office.settle_everything().activate()
    with pytest.raises(PlanNotReady, match="только утверждённые изменения"):
        correct(office, CancelItem(place=5))


def test_only_the_coordinator_corrects(office: Office) -> None:
    with pytest.raises(NotYourTurn):
        office.do(EFIMOVA, c.CorrectDraft(plan_id=office.plan_id, reason=REASON, changes=(CancelItem(place=5),)))


def test_a_plan_keeps_at_least_one_item(office: Office) -> None:
    with pytest.raises(InvalidCommand, match="не останется ни одного пункта"):
        correct(office, *(CancelItem(place=place) for place in range(1, 22)))
    no_difference(office)


def test_what_is_unknown_is_refused_in_a_draft_too(office: Office) -> None:
    with pytest.raises(InvalidCommand, match="в списке людей нет лица"):
        correct(office, ChangeItem(place=3, responsible=("Новый Н.Н.",)))
    with pytest.raises(InvalidCommand, match="нет в списке организаций плана"):
        correct(office, ChangeItem(place=3, organisations=("999",)))


def test_an_organisation_that_only_a_new_version_names_becomes_a_doubt(office: Office) -> None:
    correct(office, ChangeItem(place=4, organisations=("11", "лицей № 999")), source=DOCUMENT)
    assert ("unknown_organisation", 4, None) in doubts(office)
    no_difference(office)


def test_a_returned_activation_is_corrected_and_sent_again(office: Office) -> None:
    office.settle_everything()
    office.do(COORDINATOR, c.SubmitActivation(plan_id=office.plan_id, summary="План."))
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Исключите пункт 5.")
    correct(office, CancelItem(place=5))
    office.activate()
    no_difference(office)
    with office.database.read() as conn:
        assert len(conn.execute(select(SUBMISSION)).all()) == 2


def _warning(office: Office, code: WarningCode) -> int:
    with office.database.read() as conn:
        return int(conn.execute(select(WARNING.c.id).where(WARNING.c.code == code)).scalar_one())
