"""Does what follows from the ledger alone equal the tables? (Rule 37.)

The verifier's own reading gives the states and versions; `workflow.ledger_state` follows what the entries carry beside
them. Then each is held against its table.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from audit.database_source import DatabaseSource
from audit.replay import Replay
from audit.source import SourceDamaged
from audit.verdict import ObjectState
from models.plans import Explanation, FinalReview
from models.states import ItemState
from workflow.ledger_state import FollowedDecision, FollowedItem, LedgerState, SubmissionKey
from workflow.rows import DECISION, EVIDENCE, ITEM, SUBMISSION, plan_row
from workflow.transaction import plan_ledger

EXPLANATION: Table = Explanation.__table__  # type: ignore[attr-defined]
REVIEW: Table = FinalReview.__table__  # type: ignore[attr-defined]
UNTOUCHED = ObjectState(ItemState.PLANNED.value, 0)


def replay(conn: Connection, plan_id: int) -> list[str]:
    """Where the plan's tables differ from its ledger, a line each; empty where they are equal.

    Also what the verifier's reading finds wrong with the entries themselves. Raises `NotFound`.
    """
    plan = plan_row(conn, plan_id)
    source = DatabaseSource(conn, plan_ledger(plan_id), vkeys=(), evidence_path=lambda _sha256: None)
    reading, followed, problems = Replay(source, None), LedgerState(), list[str]()
    try:
        reading.run(_followed(source.entries(), followed, problems), ())
    except SourceDamaged as damage:
        return [f"{plan_ledger(plan_id)}: {damage}"]
    items = conn.execute(select(ITEM).where(ITEM.c.plan_id == plan_id).order_by(ITEM.c.place)).all()
    return [
        *(f"entry {finding.seq}: {finding.what}" for finding in reading.findings),
        *problems,
        *_states(reading.states, plan, items),
        *_items(followed.items, items),
        *_submissions(conn, plan_id, followed),
        *_unequal("decision of entry", _decisions_told(followed), _decisions_stored(conn, plan_id)),
        *_unequal("file", _files_told(followed), _files_stored(conn, plan_id)),
        *_unequal("review", followed.review, _review_stored(conn, plan_id)),
        *_unequal("explanations of item", _by_place(followed.explanations), _explanations_stored(conn, plan_id)),
    ]


def _followed(bodies: Iterable[bytes], state: LedgerState, problems: list[str]) -> Iterator[bytes]:
    """Pass the entries on to the verifier's reading while `state` follows them."""
    for seq, body in enumerate(bodies):
        try:
            state.follow(json.loads(body))
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            problems.append(f"entry {seq}: cannot be followed: {error!r}")
        yield body


def _states(told: Mapping[str, ObjectState], plan: Row[Any], items: Iterable[Row[Any]]) -> list[str]:
    """State and version of the plan and of each item; an item that no entry names stands as it was imported."""
    stored = {"plan": ObjectState(plan.state.value, plan.version)}
    stored |= {f"item/{item.place}": ObjectState(item.state.value, item.version) for item in items}
    wanted = {name: state for name, state in told.items() if name == "plan" or name.startswith("item/")}
    return _unequal("", dict.fromkeys(stored, UNTOUCHED) | wanted, stored)


def _items(told: Mapping[int, FollowedItem], items: Iterable[Row[Any]]) -> list[str]:
    """Outcome, dates, targets and the number of returns, as far as an entry carries them."""
    differences = []
    for item in items:
        followed = told.get(item.place, FollowedItem())
        columns = followed.columns | {"returns": followed.returns}
        stored = {name: _plain(getattr(item, name)) for name in columns}
        differences += _unequal(f"item/{item.place}", columns, stored)
    return differences


def _submissions(conn: Connection, plan_id: int, followed: LedgerState) -> list[str]:
    """State and digest of each submission, and that the stored manifest has that digest."""
    stored: dict[SubmissionKey, tuple[str, str]] = {}
    broken = []
    for row in conn.execute(
        select(
            SUBMISSION.c.subject,
            SUBMISSION.c.number,
            SUBMISSION.c.state,
            SUBMISSION.c.digest,
            SUBMISSION.c.manifest,
            ITEM.c.place,
        )
        .outerjoin(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
        .where(SUBMISSION.c.plan_id == plan_id)
        .order_by(SUBMISSION.c.id)
    ):
        key = SubmissionKey(row.subject.value, row.place, row.number)
        stored[key] = row.state.value, row.digest
        if hashlib.sha256(row.manifest).hexdigest() != row.digest:
            broken.append(f"{key}: the stored manifest has another digest than the submission")
    return _unequal("", followed.submissions, stored) + broken


def _decisions_told(followed: LedgerState) -> dict[int, tuple[FollowedDecision, bool]]:
    return {seq: (decision, seq in followed.disowned) for seq, decision in followed.decisions.items()}


def _decisions_stored(conn: Connection, plan_id: int) -> dict[int, tuple[FollowedDecision, bool]]:
    """By the seq of its entry: the decision, and whether it was disowned."""
    rows = conn.execute(
        select(DECISION)
        .join(SUBMISSION, SUBMISSION.c.id == DECISION.c.submission_id)
        .where(SUBMISSION.c.plan_id == plan_id)
        .order_by(DECISION.c.id)
    )
    return {
        row.ledger_seq: (
            FollowedDecision(
                kind=row.kind.value,
                person_id=row.person_id,
                on_behalf_of_id=row.on_behalf_of_id,
                digest=row.digest,
                outcome=_plain(row.outcome),
                comment=row.comment,
                assurance=row.assurance.value,
            ),
            row.disowned_at is not None,
        )
        for row in rows
    }


def _files_told(followed: LedgerState) -> dict[int, tuple[int, str, int, bool]]:
    return {number: (*file, number in followed.removed) for number, file in followed.files.items()}


def _files_stored(conn: Connection, plan_id: int) -> dict[int, tuple[int, str, int, bool]]:
    """By id: place, SHA-256, units, and whether it was taken off."""
    rows = conn.execute(
        select(EVIDENCE.c.id, ITEM.c.place, EVIDENCE.c.sha256, EVIDENCE.c.units, EVIDENCE.c.removed_at)
        .join(ITEM, ITEM.c.id == EVIDENCE.c.item_id)
        .where(ITEM.c.plan_id == plan_id)
    )
    return {row.id: (row.place, row.sha256, row.units, row.removed_at is not None) for row in rows}


def _explanations_stored(conn: Connection, plan_id: int) -> dict[int, list[tuple[str, str]]]:
    rows = conn.execute(
        select(ITEM.c.place, EXPLANATION.c.kind, EXPLANATION.c.body)
        .join(ITEM, ITEM.c.id == EXPLANATION.c.item_id)
        .where(ITEM.c.plan_id == plan_id)
        .order_by(EXPLANATION.c.id)
    )
    return _by_place((row.place, row.kind.value, row.body) for row in rows)


def _review_stored(conn: Connection, plan_id: int) -> dict[str, str | None]:
    row = conn.execute(select(REVIEW.c.facts_sha256).where(REVIEW.c.plan_id == plan_id)).one_or_none()
    return {} if row is None else {"facts_sha256": row.facts_sha256}


def _by_place(explanations: Iterable[tuple[int, str, str]]) -> dict[int, list[tuple[str, str]]]:
    by_place: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for place, kind, text in explanations:
        by_place[place].append((kind, text))
    return by_place


def _unequal(what: str, told: Mapping[Any, object], stored: Mapping[Any, object]) -> list[str]:
    """A line for each key on which the two differ or that only one of them has."""
    return [
        f"{what} {key}: the ledger says {told.get(key, 'nothing')}, the table {stored.get(key, 'nothing')}".lstrip()
        for key in dict.fromkeys([*told, *stored])
        if key not in told or key not in stored or told[key] != stored[key]
    ]


def _plain(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
