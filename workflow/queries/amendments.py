"""Amendments of a plan, what they touch, and the items as a new version of the document is held against them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import Subject, SubmissionState
from workflow.actions import Action
from workflow.amendment_manifest import places_of, proposed_changes
from workflow.plain_values import plain
from workflow.plan_difference import CurrentItem
from workflow.queries.submissions import SUBMISSIONS, submission_views
from workflow.rows import ITEM, PERSON, RESPONSIBLE, SUBMISSION
from workflow.views import HistoryLine, ItemAmendmentView, SubmissionView
from workflow.wording.amendments import changed_fields

AMENDED = (Action.ITEM_CORRECTED, Action.ITEM_AMENDED, Action.ITEM_CANCELLED, Action.ITEM_ADDED)


def open_amendments(conn: Connection, plan_id: int) -> list[Row[Any]]:
    """The amendments that wait for decisions, by number."""
    wanted = select(SUBMISSION).where(
        SUBMISSION.c.plan_id == plan_id,
        SUBMISSION.c.subject == Subject.AMENDMENT,
        SUBMISSION.c.state == SubmissionState.OPEN,
    )
    return list(conn.execute(wanted.order_by(SUBMISSION.c.number)))


def touched_by_open(conn: Connection, plan_id: int) -> dict[int, int]:
    """Place of an item → number of the amendment that waits and touches it."""
    return {
        place: row.number
        for row in open_amendments(conn, plan_id)
        for place in places_of(proposed_changes(row.manifest))
    }


def amendment_views(conn: Connection, plan_id: int) -> tuple[SubmissionView, ...]:
    """All amendments of a plan with their routes, the newest first."""
    rows = conn.execute(
        SUBMISSIONS.where(SUBMISSION.c.plan_id == plan_id, SUBMISSION.c.subject == Subject.AMENDMENT).order_by(
            SUBMISSION.c.number.desc()
        )
    ).all()
    return submission_views(conn, rows)


def current_items(conn: Connection, plan_id: int) -> tuple[CurrentItem, ...]:
    """The plan's items by place as a new version of its document is held against them, cancelled ones too.

    What the document says of an item is the row that was imported, with what accepted amendments took over from
    later versions since.
    """
    names: dict[int, list[str]] = {}
    leads: dict[int, str] = {}
    for row in conn.execute(
        select(RESPONSIBLE.c.item_id, RESPONSIBLE.c.is_lead, PERSON.c.name)
        .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
        .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
        .where(ITEM.c.plan_id == plan_id)
        .order_by(RESPONSIBLE.c.item_id, RESPONSIBLE.c.place)
    ):
        names.setdefault(row.item_id, []).append(row.name)
        if row.is_lead:
            leads[row.item_id] = row.name
    later = _later_versions(conn, plan_id)
    items = conn.execute(select(ITEM).where(ITEM.c.plan_id == plan_id).order_by(ITEM.c.place)).all()
    return tuple(
        CurrentItem(
            place=item.place,
            number=item.number,
            state=item.state,
            lead=leads.get(item.id),
            values={
                "title": item.title,
                "expected_result": item.expected_result,
                "target_count": item.target_count,
                "target_percent": item.target_percent,
                "starts_on": plain(item.starts_on),
                "due_on": plain(item.due_on),
                "recurrence": plain(item.recurrence),
                "note": item.note,
                "organisations": list(item.organisations),
                "responsible": names.get(item.id, []),
            },
            document={**item.as_written, **later.get(item.place, {})},
        )
        for item in items
    )


def item_amendments(history: Iterable[HistoryLine], names: Mapping[int, str]) -> tuple[ItemAmendmentView, ...]:
    """What amendments, and corrections of the draft, did to an item, oldest first, from its history."""
    return tuple(
        ItemAmendmentView(
            number=line.body["data"].get("amendment"),
            seq=line.seq,
            at=line.at,
            action=line.action,
            reason=line.body["data"]["reason"],
            fields=changed_fields(line.body["data"]["before"], line.body["data"]["after"], names)
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
