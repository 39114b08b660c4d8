"""What the import, the settling of doubts and the activation say of a plan, against its tables."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from models.plans import Organisation, PlanWarning
from models.states import Subject, SubmissionState
from workflow.ledger_state import FollowedItem, LedgerState
from workflow.plain_values import digest_of_list, digest_of_row, plain
from workflow.replay_compare import columns_of, columns_unequal, unequal
from workflow.rows import FORMER_RESPONSIBLE, ITEM, RESPONSIBLE, SUBMISSION

ORGANISATION: Table = Organisation.__table__  # type: ignore[attr-defined]
WARNING: Table = PlanWarning.__table__  # type: ignore[attr-defined]
CORRECTION = ("code", "message", "resolution", "reason", "change")


def draft_differences(conn: Connection, plan: Row[Any], items: Sequence[Row[Any]], followed: LedgerState) -> list[str]:
    """The plan's own columns, its items, who is responsible, and its warnings."""
    warnings = conn.execute(
        select(WARNING, ITEM.c.place)
        .outerjoin(ITEM, ITEM.c.id == WARNING.c.item_id)
        .where(WARNING.c.plan_id == plan.id)
        .order_by(WARNING.c.id)
    ).all()
    listed = conn.execute(
        select(ORGANISATION.c.code, ORGANISATION.c.name)
        .where(ORGANISATION.c.plan_id == plan.id)
        .order_by(ORGANISATION.c.place)
    ).all()
    counts = {"items": len(items), "organisations": len(listed), "warnings": len(warnings)}
    lines = columns_unequal("plan", followed.plan, columns_of(plan))
    pairs = [[row.code, row.name] for row in listed]
    digests = {
        "ladder_sha256": digest_of_list(plan.ladder),
        "organisations_sha256": digest_of_list(pairs[: followed.listed]),
    }
    if "rows_sha256" in followed.imported:
        digests["rows_sha256"] = digest_of_list([item.as_written for item in items])
    lines += unequal("plan", followed.imported, {key: digests[key] for key in followed.imported})
    added = plain(pairs[followed.listed :])
    lines += unequal("plan", {"organisations since": followed.added_organisations}, {"organisations since": added})
    lines += unequal("plan, number of", followed.counts, counts if followed.counts else {})
    for item in items:
        told = followed.items.get(item.place, FollowedItem())
        stored = columns_of(item)
        if "written_sha256" in told.columns:
            stored["written_sha256"] = digest_of_row(item.as_written)
        lines += columns_unequal(f"item/{item.place}", told.columns, stored)
    lines += _responsible(conn, plan.id, items, followed)
    lines += _settled(warnings, followed)
    return lines + _activated(conn, plan, items, warnings, followed)


def _responsible(conn: Connection, plan_id: int, items: Sequence[Row[Any]], followed: LedgerState) -> list[str]:
    stored: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in conn.execute(
        select(RESPONSIBLE, ITEM.c.place.label("item_place"))
        .join(ITEM, ITEM.c.id == RESPONSIBLE.c.item_id)
        .where(ITEM.c.plan_id == plan_id)
        .order_by(RESPONSIBLE.c.place)
    ):
        stored[row.item_place].append(row)
    former: dict[int, list[int]] = defaultdict(list)
    for row in conn.execute(
        select(FORMER_RESPONSIBLE.c.person_id, ITEM.c.place)
        .join(ITEM, ITEM.c.id == FORMER_RESPONSIBLE.c.item_id)
        .where(ITEM.c.plan_id == plan_id)
        .order_by(FORMER_RESPONSIBLE.c.person_id)
    ):
        former[row.place].append(row.person_id)
    lines = []
    for item in items:
        known = sorted(followed.items.get(item.place, FollowedItem()).former)
        lines += unequal(
            f"item/{item.place}", {"former responsible": known}, {"former responsible": former[item.place]}
        )
        told, rows = followed.items.get(item.place, FollowedItem()), stored[item.place]
        if told.responsible is not None:
            people = [row.person_id for row in rows]
            lines += unequal(f"item/{item.place}", {"responsible": told.responsible}, {"responsible": people})
        if told.lead is not None:
            leads = [row.person_id for row in rows if row.is_lead]
            lines += unequal(f"item/{item.place}", {"lead": [told.lead]}, {"lead": leads})
    return lines


def _settled(warnings: Sequence[Row[Any]], followed: LedgerState) -> list[str]:
    """An entry names a warning by its code, its item and its value, which two may share: each row has its entry."""
    rows: dict[Any, list[Row[Any]]] = defaultdict(list)
    for row in warnings:
        rows[row.code.value, row.place, plain(row.value or None)].append(row)
    is_submitted = any(key.subject == Subject.ACTIVATION.value for key in followed.submissions)
    lines = []
    for key in dict.fromkeys([*rows, *followed.warnings]):
        what = f"warning {key[0]}" + (f" of item/{key[1]}" if key[1] is not None else "")
        entries = followed.warnings.get(key, [])
        settled = [row for row in rows[key] if row.resolution is not None]
        fitting = [[_fits(row, entry) for entry in entries] for row in settled]
        lines += [
            f"{what} ({row.id}): settled as {row.resolution.value}, «{row.reason}», as no entry says"
            for row, fits in zip(settled, fitting, strict=True)
            if not any(fits)
        ]
        if entries and not any(fits[-1] for fits in fitting):
            lines.append(f"{what}: no row is settled as the ledger says, {entries[-1]}")
        if is_submitted and len(settled) != len(rows[key]):
            lines.append(f"{what}: unsettled in the table, though the plan was sent to be approved")
    return lines


def _fits(row: Row[Any], entry: dict[str, Any]) -> bool:
    return all(plain(getattr(row, name)) == value for name, value in entry.items())


def _activated(
    conn: Connection,
    plan: Row[Any],
    items: Sequence[Row[Any]],
    warnings: Sequence[Row[Any]],
    followed: LedgerState,
) -> list[str]:
    """The manifest under which the plan became active names its items and corrections in full.

    What an amendment changed since is compared with the amendment's entries.
    """
    row = conn.execute(
        select(SUBMISSION.c.manifest, SUBMISSION.c.digest)
        .where(
            SUBMISSION.c.plan_id == plan.id,
            SUBMISSION.c.subject == Subject.ACTIVATION,
            SUBMISSION.c.state == SubmissionState.ACCEPTED,
        )
        .order_by(SUBMISSION.c.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None or hashlib.sha256(row.manifest).hexdigest() != row.digest:
        return []  # told of with the submissions
    proposes = json.loads(row.manifest)["proposes"]
    by_place = {item.place: columns_of(item) for item in items}
    lines = []
    for told in proposes["items"]:
        since = followed.items.get(told["place"], FollowedItem()).amended | {"responsible"}
        columns = {name: value for name, value in told.items() if name not in since}
        if told["place"] in by_place:
            lines += columns_unequal(f"item/{told['place']} as activated", columns, by_place[told["place"]])
    stored = [plain({name: getattr(each, name) for name in ("place", *CORRECTION)}) for each in warnings]
    for number, told in enumerate(proposes["corrections"]):
        found = stored[number] if number < len(stored) else {}
        lines += unequal(f"warning {told['code']}, {number + 1} as activated,", told, found)
    return lines
