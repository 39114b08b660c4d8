"""A letter once more: what did not arrive is tried again as it is, what was sent is written anew.

1. A letter that was refused, came back, or of which nobody knows goes out again as the same message, unless its
   recipient has another address by now or its links are old. Where nothing of what it says is true any more, the
   delivery drops it.
2. Any other becomes new notices like its own, of which the delivery makes a letter with live links.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Table, select, update

from models.mail import Letter
from models.states import MailState, NoticeKind
from workflow.actions import Action
from workflow.commands import ResendLetter
from workflow.confirming_address import is_struck_off
from workflow.errors import InvalidCommand, NotFound, NotYourTurn
from workflow.mail_hours import LIKE_THE_DIGEST
from workflow.mail_views import LetterView
from workflow.queries.mail import plans_of_letter
from workflow.receipts import receipt
from workflow.refusing_others import names_text
from workflow.rows import PERSON, PLAN
from workflow.stewardship import is_operating
from workflow.transaction import DEPLOYMENT_LEDGER, NOTICE, Transaction, plan_ledger
from workflow.views import Receipt
from workflow.wording.dates import moment_text
from workflow.wording.terms import NOTICES

LETTER: Table = Letter.__table__  # type: ignore[attr-defined]
# Links live 14 days from the day on which the letter was written; who gets it today needs some of them.
SAME_FOR = timedelta(days=10)
TRIED_AGAIN = (MailState.DEAD, MailState.BOUNCED, MailState.UNKNOWN)
ON_ITS_WAY = (MailState.WAITING, MailState.ATTEMPTING, MailState.RETRY)
NO_LETTER = "Такого письма нет. Проверьте номер или откройте письмо из списка."


def resend_letter(tx: Transaction, command: ResendLetter) -> Receipt:
    """Send the letter once more. Raises `NotFound`, `NotYourTurn`, `InvalidCommand` where that makes no sense."""
    letter = _letter(tx, command.letter_id)
    plan_ids = plans_of_letter(tx.conn, letter.id)
    _demand_keeper(tx, plan_ids)
    address = _address(tx, letter)
    _demand_sent(letter)
    is_fresh = tx.now - letter.frozen_at < SAME_FOR
    is_same = letter.state in TRIED_AGAIN and is_fresh and address.lower() == letter.address.lower()
    goes_at = _try_again(tx, letter) if is_same else _write_anew(tx, letter)
    ledger = plan_ledger(plan_ids[0]) if len(plan_ids) == 1 else DEPLOYMENT_LEDGER
    told = {} if letter.recipient_id is None else {"recipient": letter.recipient_id}
    data = {"letter": letter.id, "kind": letter.kind.value, "was": letter.state.value, "is_new": not is_same, **told}
    position = tx.record(ledger, tx.entry(Action.LETTER_RESENT, f"letter/{letter.id}", data=data))
    text = _said(tx, letter, goes_at, is_same=is_same)
    return receipt(tx, ledger, position, text, plan_id=plan_ids[0] if len(plan_ids) == 1 else None)


def can_be_resent(letter: LetterView) -> bool:
    """Whether it makes sense to offer it: the letter ended, and its recipient cannot ask for another."""
    return letter.brief.kind is not NoticeKind.SIGN_IN and letter.brief.state in (*TRIED_AGAIN, MailState.ACCEPTED)


def is_tried_again(letter: LetterView, now: datetime) -> bool:
    """Whether it would go as the same message."""
    is_fresh = now - letter.brief.created_at < SAME_FOR
    return letter.brief.state in TRIED_AGAIN and is_fresh and letter.renewed_address is None


def _letter(tx: Transaction, letter_id: int) -> Row[Any]:
    row = tx.conn.execute(select(LETTER).where(LETTER.c.id == letter_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound(NO_LETTER)
    return row


def _demand_keeper(tx: Transaction, plan_ids: tuple[int, ...]) -> None:
    """Raise `NotYourTurn` unless the actor operates, or coordinates every plan that the letter tells of."""
    if is_operating(tx):
        return
    keepers = set(tx.conn.execute(select(PLAN.c.coordinator_id).where(PLAN.c.id.in_(plan_ids))).scalars())
    if not plan_ids or len(keepers) > 1:
        raise NotYourTurn("Это письмо не об одном плане: ещё раз его отправляет администратор. Обратитесь к нему.")
    if keepers != {tx.actor.person_id}:
        name = names_text(tx.conn, keepers)
        raise NotYourTurn(f"Это делает ответственный за контроль исполнения плана ({name}). Обратитесь к нему.")


def _address(tx: Transaction, letter: Row[Any]) -> str:
    """Where it goes now. Raises `InvalidCommand` for who cannot be written to."""
    address: str | None = letter.address
    if letter.recipient_id is not None:
        known = select(PERSON.c.name, PERSON.c.email, PERSON.c.is_active).where(PERSON.c.id == letter.recipient_id)
        person = tx.conn.execute(known).one()
        address = person.email
        if not person.is_active:
            raise InvalidCommand(f"{person.name} больше не участвует в планах: письмо отправлять некому.")
        if address is None:
            raise InvalidCommand(f"{person.name}: сначала укажите адрес электронной почты.")
    if address is None or is_struck_off(tx, address):
        raise InvalidCommand(
            "Адрес получателя не принимает письма. Укажите другой адрес или отметьте, что прежний снова работает."
        )
    return address


def _demand_sent(letter: Row[Any]) -> None:
    """Raise `InvalidCommand` for what goes by itself, was dropped, or is asked for by its recipient alone."""
    if letter.kind is NoticeKind.SIGN_IN:
        raise InvalidCommand("Ссылку для входа получатель запрашивает сам на странице входа.")
    if letter.state in ON_ITS_WAY:
        raise InvalidCommand("Письмо ещё не отправлено: система отправит его сама.")
    if letter.state is MailState.CANCELLED:
        raise InvalidCommand("Письмо отменено: то, о чём оно говорило, больше не верно. Отправлять его незачем.")


def _try_again(tx: Transaction, letter: Row[Any]) -> datetime:
    """The same message goes with the next delivery; of one that may have been taken nothing is looked at anew."""
    state = MailState.UNKNOWN if letter.state is MailState.UNKNOWN else MailState.RETRY
    again = {"state": state, "next_try_at": tx.now, "ended_at": None}
    seen = (LETTER.c.id == letter.id) & (LETTER.c.state == letter.state) & (LETTER.c.fence == letter.fence)
    if tx.conn.execute(update(LETTER).where(seen).values(**again)).rowcount != 1:
        raise InvalidCommand("Письмо как раз отправляется. Посмотрите его ещё раз через минуту.")
    alive = (NOTICE.c.letter_id == letter.id) & (NOTICE.c.state != MailState.CANCELLED)
    tx.conn.execute(update(NOTICE).where(alive).values(state=state))
    _let_failure_be_told(tx, letter)
    return tx.hours.goes_at(letter.kind, tx.now)


def _let_failure_be_told(tx: Transaction, letter: Row[Any]) -> None:
    """Those who heard that the letter did not arrive hear it again if it does not this time either."""
    told = f"delivery_failed:letter/{letter.id}"
    keepers = tx.conn.execute(select(PLAN.c.coordinator_id).distinct()).scalars()
    keys = [told, *(f"{told}/p{keeper}" for keeper in keepers)]
    past = NOTICE.c.dedupe_key.concat(f"/try/{letter.tries}")
    tx.conn.execute(update(NOTICE).where(NOTICE.c.dedupe_key.in_(keys)).values(dedupe_key=past))


def _write_anew(tx: Transaction, letter: Row[Any]) -> datetime:
    """New notices like the letter's own. Raises `InvalidCommand` while those of the last time are on their way."""
    told = tx.conn.execute(
        select(NOTICE)
        .where(NOTICE.c.letter_id == letter.id, NOTICE.c.state != MailState.CANCELLED)
        .order_by(NOTICE.c.id)
    ).all()
    if not told:
        raise InvalidCommand("От этого письма ничего не осталось: всё, о чём оно говорило, отменено.")
    time = _time_of(tx, letter, told[0].id)
    for notice in told:
        tx.tell(
            notice.kind,
            _key(letter.id, time, notice.id),
            recipient_id=notice.recipient_id,
            address=notice.address,
            group_key=notice.group_key,
            facts=notice.facts,
            **{name: getattr(notice, name) for name in (
                "plan_id", "item_id", "submission_id", "task_id", "decision_id", "rung", "clock_id",
            )},
        )  # fmt: skip
    return max(tx.hours.goes_at(notice.kind, tx.now) for notice in told)


def _time_of(tx: Transaction, letter: Row[Any], notice_id: int) -> int:
    """For which time it is written anew, from 1. Raises `InvalidCommand` while the last one is on its way."""
    time = 1
    while (state := tx.conn.execute(_state_of(_key(letter.id, time, notice_id))).scalar()) is not None:
        if state in ON_ITS_WAY:
            raise InvalidCommand("Это письмо уже отправляется ещё раз: новое стоит первым в списке писем.")
        time += 1
    return time


def _state_of(key: str) -> Any:
    return select(NOTICE.c.state).where(NOTICE.c.dedupe_key == key)


def _key(letter_id: int, time: int, notice_id: int) -> str:
    return f"resent/l{letter_id}/{time}/n{notice_id}"


def _said(tx: Transaction, letter: Row[Any], goes_at: datetime, *, is_same: bool) -> str:
    what = f"Письмо «{NOTICES[letter.kind]}»"
    when = "сейчас" if goes_at <= tx.now else moment_text(goes_at, tx.policy.timezone)
    if is_same:
        return f"{what} отправляется ещё раз без изменений: {when}."
    if letter.kind in LIKE_THE_DIGEST:
        return f"{what} войдёт в ближайшую сводку получателя: она одна в день."
    return f"{what} отправляется новым письмом: {when}."
