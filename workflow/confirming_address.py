"""An address that was struck off works again: letters flow to it, and what waits unseen is asked for anew."""

from typing import Any

from sqlalchemy import Row, delete, select

from models.mail import SuppressedAddress
from models.states import MailState, NoticeKind, SubmissionState, TaskState
from workflow.actions import Action
from workflow.commands import ConfirmAddress
from workflow.errors import InvalidCommand
from workflow.people import person_row, record_of_person
from workflow.rows import SUBMISSION, TASK
from workflow.stewardship import demand_steward
from workflow.transaction import NOTICE, Transaction
from workflow.views import Receipt

SUPPRESSED = SuppressedAddress.__table__  # type: ignore[attr-defined]
NOT_ARRIVED = (MailState.DEAD, MailState.BOUNCED)


def confirm_address(tx: Transaction, command: ConfirmAddress) -> Receipt:
    """Write to the person's address again. Raises `InvalidCommand` where nothing is wrong with it."""
    demand_steward(tx, command.person_id)
    person = person_row(tx, command.person_id)
    if person.email is None:
        raise InvalidCommand(f"{person.name}: сначала укажите адрес электронной почты.", field="email")
    if not lift_suppression(tx, person.email):
        raise InvalidCommand(f"{person.name}: письма на этот адрес и так отправляются.")
    return record_confirmed(tx, person)


def record_confirmed(tx: Transaction, person: Row[Any]) -> Receipt:
    """The entry about an address that is written to again, and the requests that wait for its owner."""
    asked = ask_again(tx, person.id)
    again = f" Запросы на согласование отправлены заново: {asked}." if asked else ""
    text = f"{person.name}: письма снова отправляются на этот адрес.{again}"
    return record_of_person(tx, Action.ADDRESS_CONFIRMED, person.id, {}, text)


def lift_suppression(tx: Transaction, address: str) -> bool:
    """Strike the address off no longer; False where it was not."""
    gone = delete(SUPPRESSED).where(SUPPRESSED.c.address == address.lower())
    return bool(tx.conn.execute(gone).rowcount)


def is_struck_off(tx: Transaction, address: str) -> bool:
    """Whether the address refused for good."""
    found = select(SUPPRESSED.c.address).where(SUPPRESSED.c.address == address.lower())
    return tx.conn.execute(found).first() is not None


def ask_again(tx: Transaction, person_id: int) -> int:
    """Send the request to sign anew for each open task of the person whose last request did not arrive."""
    tasks = tx.conn.execute(
        select(TASK.c.id, TASK.c.submission_id, SUBMISSION.c.plan_id, SUBMISSION.c.item_id)
        .join(SUBMISSION, SUBMISSION.c.id == TASK.c.submission_id)
        .where(
            TASK.c.acting_id == person_id,
            TASK.c.state == TaskState.OPEN,
            SUBMISSION.c.state == SubmissionState.OPEN,
        )
        .order_by(TASK.c.id)
    ).all()
    requests = (NOTICE.c.kind == NoticeKind.SIGN_REQUEST) & (NOTICE.c.recipient_id == person_id)
    asked = 0
    for task in tasks:
        newest = select(NOTICE.c.id, NOTICE.c.state).where(requests, NOTICE.c.task_id == task.id)
        last = tx.conn.execute(newest.order_by(NOTICE.c.id.desc()).limit(1)).one_or_none()
        if last is None or last.state not in NOT_ARRIVED:
            continue
        tx.tell(
            NoticeKind.SIGN_REQUEST,
            f"sign_request/t{task.id}/p{person_id}/after/n{last.id}",
            recipient_id=person_id,
            plan_id=task.plan_id,
            item_id=task.item_id,
            submission_id=task.submission_id,
            task_id=task.id,
        )
        asked += 1
    return asked
