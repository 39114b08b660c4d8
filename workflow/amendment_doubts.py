"""The doubts about a draft after its correction: those no longer true are settled, new ones are added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from audit.entry import EntryDraft
from config.plan_draft import DraftItem, DraftWarning, PlanDraft
from models.plans import Organisation, PlanWarning
from models.states import ItemState, Resolution, WarningCode
from workflow.actions import Action
from workflow.errors import InvalidCommand
from workflow.plain_values import plain
from workflow.plan_lint import lint
from workflow.rows import ITEM, PERSON, RESPONSIBLE, names_of
from workflow.transaction import Transaction

ORGANISATION = Organisation.__table__  # type: ignore[attr-defined]
WARNING = PlanWarning.__table__  # type: ignore[attr-defined]
COLUMNS = (
    "number", "title", "expected_result", "target_count", "target_percent", "starts_on", "due_on", "recurrence", "note",
)  # fmt: skip
Key = tuple[WarningCode, int | None, str | None]


@dataclass(frozen=True, slots=True)
class DraftInForce:
    """A draft of the tables as a plan draft; `places` are its items' places, `items` their rows."""

    plan: PlanDraft
    places: Sequence[int]
    items: Mapping[int, Row[Any]]


def draft_in_force(conn: Connection, plan: Row[Any]) -> DraftInForce:
    """The draft as it stands, without what was taken out. Raises `InvalidCommand` where no item is left."""
    rows = conn.execute(
        select(ITEM).where(ITEM.c.plan_id == plan.id, ITEM.c.state != ItemState.CANCELLED).order_by(ITEM.c.place)
    ).all()
    if not rows:
        raise InvalidCommand("В плане не останется ни одного пункта: исключите не все.", field="changes")
    people: dict[int, list[Row[Any]]] = {}
    for person in conn.execute(
        select(RESPONSIBLE.c.item_id, RESPONSIBLE.c.is_lead, PERSON.c.name)
        .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
        .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
        .where(ITEM.c.plan_id == plan.id)
        .order_by(RESPONSIBLE.c.item_id, RESPONSIBLE.c.place)
    ):
        people.setdefault(person.item_id, []).append(person)
    places = [row.place for row in rows]
    draft = PlanDraft.model_validate(
        {
            "title": plan.title,
            "year": plan.year,
            "last_year": _last_year(plan),
            "agreed_by": plan.agreed_by,
            "approved_by": plan.approved_by,
            "chain": _chain(plan, names_of(conn)),
            "organisations": _organisations(conn, plan.id),
            "items": [_item(row, people.get(row.id, [])) for row in rows],
            "reader_warnings": _reader_doubts(conn, plan.id, places),
        }
    )
    return DraftInForce(draft, places, {row.place: row for row in rows})


def review_doubts(
    tx: Transaction, plan: Row[Any], draft: DraftInForce, touched: set[int], reason: str
) -> tuple[list[EntryDraft], int]:
    """Settle what is no longer doubtful and add what is now; gives the entries of the settled and how many are new.

    A doubt about an item that was not touched is told by its code, item and value; of a touched one its words
    count as well, for they tell the values.
    """
    stored = tx.conn.execute(
        select(WARNING, ITEM.c.place)
        .outerjoin(ITEM, ITEM.c.id == WARNING.c.item_id)
        .where(WARNING.c.plan_id == plan.id)
        .order_by(WARNING.c.id)
    ).all()
    fresh = {_key(doubt, draft.places): doubt for doubt in lint(draft.plan)}

    def says_the_same(row: Row[Any], doubt: DraftWarning) -> bool:
        is_near = row.place is None or row.place in touched
        return not is_near or row.message == doubt.message

    entries = []
    standing: set[Key] = set()
    for row in stored:
        key: Key = (row.code, row.place, row.value)
        doubt = fresh.get(key)
        is_true = doubt is not None and says_the_same(row, doubt)
        if is_true and row.resolution is not Resolution.CORRECTED:
            standing.add(key)
        elif not is_true and row.resolution is None:
            entries.append(_settle(tx, row, reason))
    new = [doubt for key, doubt in fresh.items() if key not in standing]
    if new:
        tx.conn.execute(insert(WARNING), [_row(plan.id, doubt, draft) for doubt in new])
    return entries, len(new)


def _settle(tx: Transaction, row: Row[Any], reason: str) -> EntryDraft:
    tx.conn.execute(
        update(WARNING)
        .where(WARNING.c.id == row.id)
        .values(resolution=Resolution.CORRECTED, reason=reason, settled_by_id=tx.actor.person_id, settled_at=tx.now)
    )
    data = {"warning": row.code.value, "resolution": Resolution.CORRECTED.value, "reason": reason}
    data |= {"place": row.place} if row.place is not None else {}
    data |= {"value": row.value} if row.value else {}
    return tx.entry(Action.WARNING_SETTLED, "plan", data=data)


def _key(doubt: DraftWarning, places: Sequence[int]) -> Key:
    return doubt.code, None if doubt.place is None else places[doubt.place - 1], doubt.value


def _row(plan_id: int, doubt: DraftWarning, draft: DraftInForce) -> dict[str, Any]:
    place = _key(doubt, draft.places)[1]
    return {
        "plan_id": plan_id,
        "item_id": None if place is None else draft.items[place].id,
        "code": doubt.code,
        "message": doubt.message,
        "value": doubt.value,
        "location": doubt.location,
        "source": doubt.source,
        "proposal": doubt.proposal,
    }


def _item(row: Row[Any], people: Sequence[Row[Any]]) -> DraftItem:
    values = {name: plain(getattr(row, name)) for name in COLUMNS}
    return DraftItem.model_validate(
        values
        | {
            "organisations": list(row.organisations),
            "responsible": [person.name for person in people],
            "lead": next((person.name for person in people if person.is_lead), None),
            "printed": row.as_written.get("printed"),
        }
    )


def _reader_doubts(conn: Connection, plan_id: int, places: Sequence[int]) -> list[DraftWarning]:
    """What only the reader of the document could see and still stands: a deadline that was given since does not."""
    rows = conn.execute(
        select(WARNING, ITEM.c.place, ITEM.c.number, ITEM.c.due_on, ITEM.c.recurrence)
        .outerjoin(ITEM, ITEM.c.id == WARNING.c.item_id)
        .where(
            WARNING.c.plan_id == plan_id,
            WARNING.c.code.in_((WarningCode.UNPARSED_DEADLINE, WarningCode.ROW_CONTINUATION_JOINED)),
        )
        .order_by(WARNING.c.id)
    )
    return [
        DraftWarning(
            code=row.code,
            item=row.number,
            place=None if row.place is None else places.index(row.place) + 1,
            message=row.message,
            value=row.value,
            location=row.location,
            source=row.source,
            proposal=row.proposal,
        )
        for row in rows
        if (row.place is None or row.place in places)
        and not (row.code is WarningCode.UNPARSED_DEADLINE and (row.due_on or row.recurrence))
    ]


def _organisations(conn: Connection, plan_id: int) -> list[dict[str, str]]:
    rows = conn.execute(
        select(ORGANISATION.c.code, ORGANISATION.c.name)
        .where(ORGANISATION.c.plan_id == plan_id)
        .order_by(ORGANISATION.c.place)
    )
    return [{"code": row.code, "name": row.name} for row in rows]


def _chain(plan: Row[Any], names: Mapping[int, str]) -> list[dict[str, Any]]:
    return [
        step
        | {
            "approvers": [names[person] for person in step["approvers"]],
            "alternate": None if step.get("alternate") is None else names[step["alternate"]],
        }
        for step in plan.chain
    ]


def _last_year(plan: Row[Any]) -> int | None:
    """The final review opens in a draft's last year; None where that is its first."""
    last: int = plan.review_opens_on.year
    return last if last > plan.year else None
