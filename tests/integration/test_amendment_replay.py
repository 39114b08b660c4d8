"""Rule 37 for amendments: what was approved, what the ledger says was done, and the tables are one."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import delete, insert, update

from models.states import DecisionKind, ItemState, SubmissionState, TaskState
from tests.integration.amending import (
    NAZEMKINA,
    ROGOVAYA,
    amend,
    new_item,
    no_difference,
    propose,
)
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.replaying import Edit, item_id, unfound
from workflow import commands as c
from workflow.amendment_changes import AddItem, CancelItem, ChangeItem
from workflow.rows import ITEM, PLAN, RESPONSIBLE, SUBMISSION, TASK


def amended(office: Office) -> Office:
    """Item 3 is changed, 5 cancelled with its report, 22 added; another amendment waits, one was withdrawn."""
    office.bring_to_approvers(5)
    amend(
        office,
        ChangeItem(place=3, due_on=date(2022, 2, 28), note="Выборочно", responsible=(ROGOVAYA, NAZEMKINA)),
        CancelItem(place=5),
        AddItem(item=new_item()),
    )
    withdrawn = propose(office, CancelItem(place=6)).submission_id or 0
    office.do(COORDINATOR, c.WithdrawProposal(plan_id=office.plan_id, submission_id=withdrawn))
    propose(office, CancelItem(place=7))
    return office


def test_s37_an_amended_plan_changed_behind_the_ledger_is_found(office: Office) -> None:
    amended(office)
    amendment, report = SUBMISSION.c.subject == "amendment", SUBMISSION.c.item_id == item_id(5)

    def edits() -> Iterator[Edit]:
        yield "item/3 due_on", update(ITEM).where(ITEM.c.place == 3).values(due_on=date(2021, 2, 28))
        yield "item/3 note", update(ITEM).where(ITEM.c.place == 3).values(note=None)
        yield "item/3 as activated title", update(ITEM).where(ITEM.c.place == 3).values(title="Иное")
        yield "item/3 responsible", delete(RESPONSIBLE).where(RESPONSIBLE.c.item_id == item_id(3))
        yield "item/5", update(ITEM).where(ITEM.c.place == 5).values(state=ItemState.PLANNED)
        yield "item/22 title", update(ITEM).where(ITEM.c.place == 22).values(title="Иное")
        yield "item/22 organisations", update(ITEM).where(ITEM.c.place == 22).values(organisations=[])
        yield "item/22", update(ITEM).where(ITEM.c.place == 22).values(version=7)
        yield (
            "item/22 responsible",
            insert(RESPONSIBLE).values(item_id=item_id(22), person_id=office.person(EFIMOVA), place=9),
        )
        yield "plan closes_by", update(PLAN).values(closes_by=date(2022, 1, 20))
        yield "plan review_opens_on", update(PLAN).values(review_opens_on=date(2021, 12, 1))
        yield "item/5/1 state", update(SUBMISSION).where(report).values(state=SubmissionState.OPEN)
        yield "task", update(TASK).where(TASK.c.state == TaskState.VOIDED).values(state=TaskState.OPEN)
        yield "another digest", update(SUBMISSION).where(amendment).values(manifest=b"{}")
        yield (
            "amendment 1: the ledger says that it was carried out",
            update(SUBMISSION).where(amendment, SUBMISSION.c.number == 1).values(state=SubmissionState.OPEN),
        )
        yield (
            "amendment 3: approved",
            update(SUBMISSION).where(amendment, SUBMISSION.c.number == 3).values(state=SubmissionState.ACCEPTED),
        )

    no_difference(office)
    assert unfound(office, edits()) == []


def test_s37_a_long_history_of_amendments_is_followed(office: Office) -> None:
    office.bring_to_approvers(3)
    office.sign(SHESTAKOV, kind=DecisionKind.RETURN, comment="Приложите справку целиком.")
    amend(office, ChangeItem(place=3, target_count=8))
    no_difference(office)
    office.add(3)
    office.submit(3)
    office.sign(SHESTAKOV)
    amend(office, ChangeItem(place=3, target_count=7, due_on=date(2021, 3, 31)), ChangeItem(place=2, note="По запросу"))
    no_difference(office)
    office.submit(3)
    office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    office.do(EFIMOVA, c.ReopenItem(plan_id=office.plan_id, place=3, reason="Ошибка.", due_on=date(2021, 5, 31)))
    amend(office, ChangeItem(place=3, due_on=date(2021, 6, 30)), AddItem(item=new_item()))
    no_difference(office)
    amend(office, CancelItem(place=22), CancelItem(place=3))
    no_difference(office)
