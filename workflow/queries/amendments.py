"""Amendments of a plan, what they touch, and the items as a new version of the document is held against them."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, func, select

from models.states import Subject, SubmissionState
from workflow.actions import Action
from workflow.amendment_manifest import proposed_changes
from workflow.commands import StoredDocument
from workflow.errors import NotFound
from workflow.item_columns import item_values
from workflow.plan_difference import CurrentItem
from workflow.queries.names import NamesThen
from workflow.queries.submissions import SUBMISSIONS, submission_views
from workflow.rows import ITEM, PERSON, SUBMISSION, responsible_of_plan
from workflow.views import HistoryLine, ItemAmendmentView, SubmissionView
from workflow.wording.amendments import changed_fields

AMENDED = (
    Action.ITEM_CORRECTED,
    Action.ITEM_AMENDED,
    Action.ITEM_CANCELLED,
    Action.ITEM_RESTORED,
    Action.ITEM_ADDED,
    Action.CHAIN_SET,
    Action.LADDER_SET,
)


def open_amendments(conn: Connection, plan_id: int) -> list[Row[Any]]:
    """The amendments that wait for decisions, by number."""
    wanted = select(SUBMISSION).where(
        SUBMISSION.c.plan_id == plan_id,
        SUBMISSION.c.subject == Subject.AMENDMENT,
        SUBMISSION.c.state == SubmissionState.OPEN,
    )
    return list(conn.execute(wanted.order_by(SUBMISSION.c.number)))


def touched_by_open(conn: Connection, plan_id: int) -> dict[int | None, int]:
    """Place of an item → number of the amendment that waits and touches it; of the plan's own route under None."""
    return {
        change.place: row.number
        for row in open_amendments(conn, plan_id)
        for change in proposed_changes(row.manifest)
        if change.place is not None or change.kind == "chain"
    }


def item_count(conn: Connection, plan_id: int) -> int:
    """How many items the plan has, those that were taken out of it too: the next one stands at the next place."""
    return int(conn.execute(select(func.count()).where(ITEM.c.plan_id == plan_id)).scalar_one())


def amendment_views(conn: Connection, plan_id: int) -> tuple[SubmissionView, ...]:
    """All amendments of a plan with their routes, the newest first."""
    rows = conn.execute(
        SUBMISSIONS.where(SUBMISSION.c.plan_id == plan_id, SUBMISSION.c.subject == Subject.AMENDMENT).order_by(
            SUBMISSION.c.number.desc()
        )
    ).all()
    return submission_views(conn, rows)


def amendment_document(conn: Connection, plan_id: int, submission_id: int) -> StoredDocument:
    """The new version that an amendment came from. Raises `NotFound`, also where it came from none."""
    manifest = conn.execute(
        select(SUBMISSION.c.manifest).where(
            SUBMISSION.c.id == submission_id,
            SUBMISSION.c.plan_id == plan_id,
            SUBMISSION.c.subject == Subject.AMENDMENT,
        )
    ).scalar()
    document = None if manifest is None else json.loads(manifest)["proposes"]["document"]
    if document is None:
        raise NotFound("У этого изменения нет документа. Откройте план и выберите изменение из списка.")
    return StoredDocument.model_validate(document)


def current_items(conn: Connection, plan_id: int) -> tuple[CurrentItem, ...]:
    """The plan's items by place as a new version of its document is held against them, cancelled ones too.

    What the document says of an item is the row that was imported, with what accepted amendments took over from
    later versions since.
    """
    responsible = responsible_of_plan(conn, plan_id)
    later = _later_versions(conn, plan_id)
    items = conn.execute(select(ITEM).where(ITEM.c.plan_id == plan_id).order_by(ITEM.c.place)).all()
    return tuple(
        CurrentItem(
            place=item.place,
            number=item.number,
            state=item.state,
            lead=next((row.name for row in responsible.get(item.id, ()) if row.is_lead), None),
            values=item_values(item) | {"responsible": [row.name for row in responsible.get(item.id, ())]},
            document={**item.as_written, **later.get(item.place, {})},
        )
        for item in items
    )


def item_amendments(history: Iterable[HistoryLine], names: NamesThen) -> tuple[ItemAmendmentView, ...]:
    """What amendments, and corrections of the draft, did to an item, oldest first, from its history."""
    return tuple(
        ItemAmendmentView(
            number=line.body["data"].get("amendment"),
            seq=line.seq,
            at=line.at,
            action=line.action,
            reason=line.body["data"]["reason"],
            fields=changed_fields(line.body["data"]["before"], line.body["data"]["after"], names.at(line.at))
            if "after" in line.body["data"]
            else (),
        )
        for line in history
        if line.action in AMENDED
    )


def unknown_people(conn: Connection, names: Iterable[str]) -> tuple[str, ...]:
    """Which of these names are nobody's, in their order, each once."""
    known = set(conn.execute(select(PERSON.c.name)).scalars())
    return tuple(name for name in dict.fromkeys(names) if name not in known)


def _later_versions(conn: Connection, plan_id: int) -> dict[int, dict[str, Any]]:
    """By place: what accepted amendments took over from a later version of the document, as a document says it."""
    accepted = conn.execute(
        select(SUBMISSION.c.manifest)
        .where(
            SUBMISSION.c.plan_id == plan_id,
            SUBMISSION.c.subject == Subject.AMENDMENT,
            SUBMISSION.c.state == SubmissionState.ACCEPTED,
        )
        .order_by(SUBMISSION.c.ended_at, SUBMISSION.c.number)
    ).scalars()
    found: dict[int, dict[str, Any]] = {}
    for manifest in accepted:
        proposes = json.loads(manifest)["proposes"]
        if proposes["document"] is None:
            continue
        for change in proposes["changes"]:
            if change["kind"] == "change":
                told = {name: value for name, value in change["after"].items() if name != "lead"}
                if "responsible" in told:
                    told["responsible"] = [proposes["people"][str(person)] for person in told["responsible"]]
                found.setdefault(change["place"], {}).update(told)
    return found
