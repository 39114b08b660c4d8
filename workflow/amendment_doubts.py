"""The doubts about a draft after its correction: those no longer true are settled, new ones are added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, exists, select, update

from audit.entry import EntryDraft
from config.plan_draft import DraftItem, DraftWarning, PlanDraft
from models.states import ItemState, Resolution, WarningCode
from workflow.actions import Action
from workflow.amendment_known import ORGANISATION
from workflow.doubt_rows import WARNING, store_doubts
from workflow.errors import InvalidCommand
from workflow.item_columns import item_values
from workflow.plan_lint import lint
from workflow.rows import ITEM, PERSON, RESPONSIBLE, names_of, responsible_of_plan
from workflow.stored_chains import named_chain
from workflow.transaction import Transaction

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
    people = responsible_of_plan(conn, plan.id)
    places = [row.place for row in rows]
    draft = PlanDraft.model_validate(
        {
            "title": plan.title,
            "year": plan.year,
            "last_year": plan.last_year,
            "agreed_by": plan.agreed_by,
            "approved_by": plan.approved_by,
            "chain": named_chain(plan.chain, names_of(conn)),
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
    store_doubts(tx, plan.id, ((doubt, _item_id(doubt, draft)) for doubt in new))
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


def _item_id(doubt: DraftWarning, draft: DraftInForce) -> int | None:
    place = _key(doubt, draft.places)[1]
    return None if place is None else int(draft.items[place].id)


def _item(row: Row[Any], people: Sequence[Row[Any]]) -> DraftItem:
    return DraftItem.model_validate(
        item_values(row)
        | {
            "responsible": [person.name for person in people],
            "lead": next((person.name for person in people if person.is_lead), None),
            "printed": row.as_written.get("printed"),
        }
    )


# What the draft alone does not show: its document does, or who was known when it was imported.
STORED = (WarningCode.UNPARSED_DEADLINE, WarningCode.ROW_CONTINUATION_JOINED, WarningCode.NAME_READS_ALIKE)


_STILL_NAMED = (
    exists()
    .where(RESPONSIBLE.c.item_id == WARNING.c.item_id, PERSON.c.id == RESPONSIBLE.c.person_id)
    .where(PERSON.c.name == WARNING.c.proposal)
)


def _reader_doubts(conn: Connection, plan_id: int, places: Sequence[int]) -> list[DraftWarning]:
    """What only the reader or the import could see and still stands: a deadline that was given since does not."""
    rows = conn.execute(
        select(WARNING, ITEM.c.place, ITEM.c.number, ITEM.c.due_on, ITEM.c.recurrence, _STILL_NAMED.label("is_named"))
        .outerjoin(ITEM, ITEM.c.id == WARNING.c.item_id)
        .where(
            WARNING.c.plan_id == plan_id,
            WARNING.c.code.in_(STORED),
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
        and not (row.code is WarningCode.NAME_READS_ALIKE and row.place is not None and not row.is_named)
    ]


def _organisations(conn: Connection, plan_id: int) -> list[dict[str, str]]:
    rows = conn.execute(
        select(ORGANISATION.c.code, ORGANISATION.c.name)
        .where(ORGANISATION.c.plan_id == plan_id)
        .order_by(ORGANISATION.c.place)
    )
    return [{"code": row.code, "name": row.name} for row in rows]
