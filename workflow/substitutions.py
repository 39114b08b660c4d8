"""Замещение: setting it by an order, ending it. What it means for open tasks is done at once where it stands today."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, insert, select, update

from models.states import Assurance, NoticeKind
from workflow.actions import Action
from workflow.arising_conflicts import settle_conflicts_of
from workflow.commands import AddSubstitution, EndSubstitution
from workflow.errors import CommandRefused, InvalidCommand, NotFound
from workflow.people import lock_people, person_row, record_of_person
from workflow.people_rows import begun_substitutions
from workflow.rows import SUBSTITUTION, names_of
from workflow.stewardship import demand_below, demand_steward
from workflow.substitution_guard import demand_no_approver_lost, demand_nothing_gained, standing_spans
from workflow.substitution_rules import Span, acting_for, circle, overlapping
from workflow.task_moving import move_everywhere
from workflow.transaction import NOTICE, Transaction
from workflow.views import Receipt
from workflow.wording.dates import date_text, period_text
from workflow.wording.pins import without_pin


def add_substitution(tx: Transaction, command: AddSubstitution) -> Receipt:
    """Set a substitution by order, by a coordinator or by the absent person.

    Raises `InvalidCommand` for a person who is not in use, for dates that go wrong or overlap another substitution of
    the same person, for an order of a day to come, for a circle on any of its days, for a day that is past (but by the
    operator at the command line), and where an item would lose an approver by it; `NotYourTurn`, `NotFound`.
    """
    lock_people(tx)
    if command.absent_id == command.substitute_id:
        raise InvalidCommand(
            "Замещающий — другое лицо: выберите, кто подписывает за отсутствующего.", field="substitute_id"
        )
    if tx.actor.person_id != command.absent_id:
        demand_steward(tx, command.absent_id)
        demand_below(tx, command.substitute_id)
    absent, substitute = person_row(tx, command.absent_id), person_row(tx, command.substitute_id)
    today = tx.today(tx.policy.timezone)
    new = Span(absent.id, substitute.id, command.starts_on, command.ends_on)
    standing = standing_spans(tx.conn, today)
    demand_nothing_gained(tx, new, standing)
    _demand_fitting(tx.conn, command, absent, substitute, today, standing)
    if command.starts_on < today and tx.actor.person_id is not None and tx.actor.assurance is not Assurance.CLI:
        raise InvalidCommand("Замещение задним числом не записывают: начните с сегодняшнего дня.", field="starts_on")
    demand_no_approver_lost(tx.conn, new)
    substitution_id = tx.conn.execute(
        insert(SUBSTITUTION).values(**command.model_dump(), created_at=tx.now).returning(SUBSTITUTION.c.id)
    ).scalar_one()
    if command.starts_on <= today:
        move_everywhere(tx)
        settle_conflicts_of(tx, _signing(tx.conn, today, substitute.id))
    tell_both(tx, substitution_id, absent.id, substitute.id, "set")
    data = {
        "substitution": substitution_id,
        "substitute": substitute.id,
        "from": command.starts_on.isoformat(),
        "to": command.ends_on.isoformat(),
        "order": command.order_number,
        "order_date": command.order_date.isoformat(),
    }
    return record_of_person(
        tx,
        Action.SUBSTITUTION_ADDED,
        absent.id,
        data,
        f"Замещение записано: {absent.name} — {substitute.name}, {period_text(command.starts_on, command.ends_on)}."
        + without_pin(substitute),
    )


def end_substitution(tx: Transaction, command: EndSubstitution) -> Receipt:
    """End a substitution that runs, or take back one that has not begun; open tasks go back at once.

    Raises `NotFound`, `NotYourTurn`, and `CommandRefused` for one that is over already.
    """
    lock_people(tx)
    row = tx.conn.execute(select(SUBSTITUTION).where(SUBSTITUTION.c.id == command.substitution_id)).one_or_none()
    if row is None:
        raise NotFound("Такого замещения нет. Обновите страницу.")
    if tx.actor.person_id != row.absent_id:
        demand_steward(tx, row.absent_id)
    today = tx.today(tx.policy.timezone)
    if row.revoked_at is not None or row.ends_on < today:
        raise CommandRefused("Это замещение уже окончено: прекращать нечего.")
    has_begun = row.starts_on <= today
    tx.conn.execute(update(SUBSTITUTION).where(SUBSTITUTION.c.id == row.id).values(revoked_at=tx.now))
    if has_begun:
        move_everywhere(tx)
    tell_both(tx, row.id, row.absent_id, row.substitute_id, "ended")
    names = names_of(tx.conn)
    done = "прекращено" if has_begun else "отменено до начала"
    return record_of_person(
        tx,
        Action.SUBSTITUTION_ENDED,
        row.absent_id,
        {
            "substitution": row.id,
            "substitute": row.substitute_id,
            "had_begun": has_begun,
            "reason": command.reason,
        },
        f"Замещение {done}: {names[row.absent_id]} — {names[row.substitute_id]}, "
        f"{period_text(row.starts_on, row.ends_on)}.",
    )


def tell_started(tx: Transaction) -> None:
    """What follows when substitutions that were set ahead have begun: a letter to each of both people, once.

    Where the substitute approves what they now have a part in, their tasks go to somebody else.
    """
    zone = ZoneInfo(tx.policy.timezone)
    today = tx.today(tx.policy.timezone)
    for row in begun_substitutions(tx.conn, today):
        holds = row.ends_on >= today and row.revoked_at is None
        if holds and row.created_at.astimezone(zone).date() < row.starts_on and not _is_told(tx.conn, row):
            settle_conflicts_of(tx, _signing(tx.conn, today, row.substitute_id))
            tell_both(tx, row.id, row.absent_id, row.substitute_id, "started")


def _is_told(conn: Connection, row: Row[Any]) -> bool:
    """Whether the beginning of a substitution was told, and so dealt with, before."""
    key = _told_under(row.id, "started", row.substitute_id)
    return conn.execute(select(NOTICE.c.id).where(NOTICE.c.dedupe_key == key)).first() is not None


def _signing(conn: Connection, today: date, substitute_id: int) -> set[int]:
    """A substitute and who signs for them today: all of them stand in for the absent person now."""
    running = [span for span in standing_spans(conn, today) if span.starts_on <= today]
    return {substitute_id} | acting_for(substitute_id, running, today, today)


def _told_under(substitution_id: int, event: str, person_id: int) -> str:
    return f"substitution/s{substitution_id}/{event}/p{person_id}"


def tell_both(tx: Transaction, substitution_id: int, absent_id: int, substitute_id: int, event: str) -> None:
    """A letter to the absent person and to the substitute; `event` is set, started or ended."""
    for person_id in (absent_id, substitute_id):
        tx.tell(
            NoticeKind.SUBSTITUTION,
            _told_under(substitution_id, event, person_id),
            recipient_id=person_id,
            facts={"substitution": substitution_id, "event": event},
        )


def _demand_fitting(
    conn: Connection,
    command: AddSubstitution,
    absent: Row[Any],
    substitute: Row[Any],
    today: date,
    standing: Sequence[Span],
) -> None:
    for person, field in ((absent, "absent_id"), (substitute, "substitute_id")):
        if not person.is_active:
            raise InvalidCommand(f"{person.name} исключён из числа пользователей: выберите другое лицо.", field=field)
    if substitute.email is None:
        raise InvalidCommand(
            f"{substitute.name}: сначала укажите адрес электронной почты, иначе запросы не дойдут.",
            field="substitute_id",
        )
    if command.ends_on < command.starts_on:
        raise InvalidCommand("Замещение заканчивается раньше, чем начинается: проверьте даты.", field="ends_on")
    if command.ends_on < today:
        raise InvalidCommand("Этот срок уже прошёл: укажите день, по который длится замещение.", field="ends_on")
    if command.order_date > today:
        raise InvalidCommand("Дата приказа ещё не наступила: проверьте дату.", field="order_date")
    new = Span(absent.id, substitute.id, command.starts_on, command.ends_on)
    other = overlapping(new, standing)
    names = names_of(conn)
    if other is not None:
        raise InvalidCommand(
            f"{absent.name} уже замещается {period_text(other.starts_on, other.ends_on)} ({names[other.substitute]}): "
            "сначала прекратите то замещение или выберите другие дни.",
            field="starts_on",
        )
    closed = circle(new, standing)
    if closed is not None:
        raise InvalidCommand(
            f"Получается круг: {' → '.join(names[person] for person in (*closed.people, absent.id))} "
            f"({date_text(closed.on)}). Выберите другого замещающего или другие дни.",
            field="substitute_id",
        )
