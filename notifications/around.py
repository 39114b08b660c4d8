"""The rows that a batch of notices speaks of, read in one statement a table."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from models.states import ExplanationKind, NoticeKind, Subject, SubmissionState
from notifications.rows import EXPLANATION
from workflow.clocks import UNDER_REVIEW
from workflow.part_reminders import PART_DUE
from workflow.promises import promises_among
from workflow.rows import ITEM, PAPER, PERSON, PLAN, RESPONSIBLE, SUBMISSION, SUBSTITUTION, TASK


@dataclass(frozen=True, slots=True)
class Around:
    """The rows that notices speak of, by id. `newest`: the latest submission of a plan, subject and item.

    `interim` are the items that an open interim report is about: their lead's clock goes on. `parts` holds who is
    responsible for an item, where a notice speaks of co-executors' parts; `promised` until when people
    promised an item.
    """

    now: datetime
    people: Mapping[int, Row[Any]]
    plans: Mapping[int, Row[Any]]
    items: Mapping[int, Row[Any]]
    submissions: Mapping[int, Row[Any]]
    tasks: Mapping[int, Row[Any]]
    newest: Mapping[tuple[int, Subject, int | None], int]
    explained: Mapping[tuple[int, ExplanationKind], datetime]
    parts: Mapping[int, list[Row[Any]]]
    substitutions: Mapping[int, Row[Any]]
    papers: Mapping[int, Row[Any]]
    interim: Collection[int]
    promised: Mapping[int, Mapping[int, date]]


def read_around(conn: Connection, notices: Sequence[Row[Any]], now: datetime) -> Around:
    """Read what these notices speak of."""
    tasks = _by_id(conn, TASK, (notice.task_id for notice in notices))
    submission_ids = [notice.submission_id for notice in notices] + [task.submission_id for task in tasks.values()]
    submissions = _by_id(conn, SUBMISSION, submission_ids)
    asked = [n.item_id for n in notices if n.kind is NoticeKind.EXPLANATION_REQUEST and n.item_id is not None]
    items = _by_id(conn, ITEM, (notice.item_id for notice in notices))
    reminded = sorted({n.item_id for n in notices if n.kind is NoticeKind.REMINDER and n.item_id is not None})
    return Around(
        now=now,
        people=_by_id(conn, PERSON, (notice.recipient_id for notice in notices)),
        plans=_by_id(conn, PLAN, (notice.plan_id for notice in notices)),
        items=items,
        interim=_interim(conn, [item.id for item in items.values() if item.state in UNDER_REVIEW]),
        submissions=submissions,
        tasks=tasks,
        newest=_newest(conn, submissions.values()),
        explained=_explained(conn, asked),
        parts=_parts(conn, [n.item_id for n in notices if n.rung == PART_DUE or n.kind is NoticeKind.PARTS_READY]),
        substitutions=_by_id(conn, SUBSTITUTION, (notice.facts.get("substitution") for notice in notices)),
        papers=_by_id(conn, PAPER, (n.facts["paper"] for n in notices if n.kind is NoticeKind.PAPER_REGISTERED)),
        promised=promises_among(conn, reminded) if reminded else {},
    )


def _by_id(conn: Connection, table: Table, ids: Iterable[int | None]) -> dict[int, Row[Any]]:
    wanted = sorted({each for each in ids if each is not None})
    if not wanted:
        return {}
    return {row.id: row for row in conn.execute(select(table).where(table.c.id.in_(wanted)))}


def _parts(conn: Connection, item_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {item_id: [] for item_id in item_ids}
    if found:
        for row in conn.execute(select(RESPONSIBLE).where(RESPONSIBLE.c.item_id.in_(sorted(found)))):
            found[row.item_id].append(row)
    return found


def _newest(conn: Connection, submissions: Iterable[Row[Any]]) -> dict[tuple[int, Subject, int | None], int]:
    plans = sorted({row.plan_id for row in submissions if row.state is SubmissionState.RETURNED})
    if not plans:
        return {}
    columns = SUBMISSION.c.plan_id, SUBMISSION.c.subject, SUBMISSION.c.item_id, SUBMISSION.c.id
    rows = conn.execute(select(*columns).where(SUBMISSION.c.plan_id.in_(plans)).order_by(SUBMISSION.c.number))
    return {(row.plan_id, row.subject, row.item_id): row.id for row in rows}


def _interim(conn: Connection, item_ids: Sequence[int]) -> set[int]:
    if not item_ids:
        return set()
    wanted = select(SUBMISSION.c.item_id).where(
        SUBMISSION.c.item_id.in_(item_ids),
        SUBMISSION.c.subject == Subject.ITEM,
        SUBMISSION.c.state == SubmissionState.OPEN,
        SUBMISSION.c.is_partial,
    )
    return set(conn.execute(wanted).scalars())


def _explained(conn: Connection, item_ids: Iterable[int]) -> dict[tuple[int, ExplanationKind], datetime]:
    wanted = sorted(set(item_ids))
    if not wanted:
        return {}
    given = select(EXPLANATION.c.item_id, EXPLANATION.c.kind, EXPLANATION.c.given_at)
    rows = conn.execute(given.where(EXPLANATION.c.item_id.in_(wanted)).order_by(EXPLANATION.c.given_at))
    return {(row.item_id, row.kind): row.given_at for row in rows}
