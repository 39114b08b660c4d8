"""Совмещение ролей: who may not decide on a submission, and why. The one guard behind every door.

Nobody decides on an item that they are responsible for (a substitute of a responsible person counts as
responsible), on evidence that they uploaded, on an amendment of such an item, or on what they submitted; nor twice in
one chain.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from models.states import Subject
from workflow.amendment_manifest import ProposedChange, people_of, places_of, proposed_changes
from workflow.chain import Standing
from workflow.rows import (
    DECISION,
    EVIDENCE,
    ITEM,
    PERSON,
    SUBMISSION,
    SUBSTITUTION,
    names_of,
    responsible_rows,
)
from workflow.rows import RESPONSIBLE as RESPONSIBLE_ROWS

RESPONSIBLE = "ответственный исполнитель пункта (совмещение ролей исполнителя и согласующего)"
SUBSTITUTE = "замещает ответственного исполнителя пункта (совмещение ролей исполнителя и согласующего)"
UPLOADED = "представил подтверждающие документы по пункту (совмещение ролей исполнителя и согласующего)"
SUBMITTED = "направил этот документ на согласование (совмещение ролей исполнителя и согласующего)"
TOUCHED = "ответственный исполнитель изменяемого пункта (совмещение ролей исполнителя и согласующего)"
TOUCHED_SUBSTITUTE = (
    "замещает ответственного исполнителя изменяемого пункта (совмещение ролей исполнителя и согласующего)"
)
# What is about one item: who is responsible for it decides on none of these.
OF_ITEM = (Subject.ITEM, Subject.EXTENSION, Subject.SAMPLE)
INACTIVE = "исключён из числа пользователей"


def item_conflicts(
    conn: Connection,
    item_id: int,
    today: date,
    submitter_ids: Iterable[int] = (),
    *,
    responsible: Iterable[int] | None = None,
) -> dict[int, str]:
    """Person → reason, for an item's evidence. Also who ever uploaded or submitted for the item counts.

    `responsible` are those who will be, where an amendment is about to replace them.
    """
    reasons: dict[int, str] = dict.fromkeys(submitter_ids, SUBMITTED)
    uploads = select(EVIDENCE.c.uploaded_by_id, EVIDENCE.c.uploaded_for_id).where(
        EVIDENCE.c.item_id == item_id, EVIDENCE.c.removed_at.is_(None)
    )
    for row in conn.execute(uploads):
        reasons[row.uploaded_by_id] = reasons[row.uploaded_for_id] = UPLOADED
    submitters = select(SUBMISSION.c.submitted_by_id, SUBMISSION.c.submitted_for_id).where(
        SUBMISSION.c.item_id == item_id
    )
    for row in conn.execute(submitters):
        reasons |= dict.fromkeys((row.submitted_by_id, row.submitted_for_id), SUBMITTED)
    if responsible is None:
        responsible = {row.person_id for row in responsible_rows(conn, item_id)}
    reasons.update(responsible_conflicts(conn, responsible, today))
    return reasons


def responsible_conflicts(conn: Connection, people: Iterable[int], today: date) -> dict[int, str]:
    """Person → reason, for an item of which these people are responsible."""
    responsible = set(people)
    return dict.fromkeys(_stand_ins(conn, responsible, today), SUBSTITUTE) | dict.fromkeys(responsible, RESPONSIBLE)


def _stand_ins(conn: Connection, people: set[int], today: date) -> set[int]:
    """Everyone who ever stood in for one of `people`, also as a substitute's substitute.

    They may have worked on the item, so it counts after the substitution's end too.
    """
    rows = conn.execute(
        select(
            SUBSTITUTION.c.absent_id, SUBSTITUTION.c.substitute_id, SUBSTITUTION.c.starts_on, SUBSTITUTION.c.revoked_at
        ).where(SUBSTITUTION.c.starts_on <= today)
    )
    begun = [row for row in rows if row.revoked_at is None or row.revoked_at.date() >= row.starts_on]
    found: set[int] = set()
    reached = set(people)
    while new := {row.substitute_id for row in begun if row.absent_id in reached} - found:
        found |= new
        reached |= new
    return found


def author_conflicts(author_id: int | None) -> dict[int, str]:
    """Of an activation or a report only the author counts as conflicted."""
    return {} if author_id is None else {author_id: SUBMITTED}


def amendment_conflicts(
    conn: Connection, plan_id: int, changes: Iterable[ProposedChange], today: date, submitter_ids: Iterable[int] = ()
) -> dict[int, str]:
    """Person → reason, for an amendment: who is responsible for an item that it touches, before or after.

    An item that is only numbered anew is not touched.
    """
    listed = [each for each in changes if set(each.after) != {"number"}]
    responsible = people_of(listed) | set(
        conn.execute(
            select(RESPONSIBLE_ROWS.c.person_id)
            .join(ITEM, ITEM.c.id == RESPONSIBLE_ROWS.c.item_id)
            .where(ITEM.c.plan_id == plan_id, ITEM.c.place.in_(places_of(listed)))
        ).scalars()
    )
    reasons: dict[int, str] = dict.fromkeys(submitter_ids, SUBMITTED)
    reasons.update(dict.fromkeys(_stand_ins(conn, responsible, today), TOUCHED_SUBSTITUTE))
    reasons.update(dict.fromkeys(responsible, TOUCHED))
    return reasons


def submission_conflicts(conn: Connection, submission: Row[Any], today: date) -> dict[int, str]:
    """Person → reason, for any submission. For the report and the activation only their author counts."""
    author = {submission.submitted_by_id, submission.submitted_for_id}
    subject = Subject(submission.subject)
    if subject in OF_ITEM:
        return item_conflicts(conn, submission.item_id, today, author)
    if subject is Subject.AMENDMENT:
        told = conn.execute(
            select(SUBMISSION.c.plan_id, SUBMISSION.c.manifest).where(SUBMISSION.c.id == submission.id)
        ).one()
        return amendment_conflicts(conn, told.plan_id, proposed_changes(told.manifest), today, author)
    return dict.fromkeys(author, SUBMITTED)


def standing(conn: Connection, conflicts: dict[int, str], today: date) -> Standing:
    """All that a chain needs to know of people on a day. Inactive people count as conflicted."""
    inactive = conn.execute(select(PERSON.c.id).where(PERSON.c.is_active.is_(False))).scalars()
    return Standing(
        conflicted=conflicts | dict.fromkeys(inactive, INACTIVE),
        substitutes=active_substitutes(conn, today),
        names=names_of(conn),
    )


def active_substitutes(conn: Connection, today: date) -> dict[int, tuple[int, int]]:
    """Absent person → (who signs for them today, the substitution), chains of substitutes followed."""
    rows = conn.execute(
        select(SUBSTITUTION.c.id, SUBSTITUTION.c.absent_id, SUBSTITUTION.c.substitute_id)
        .where(
            SUBSTITUTION.c.starts_on <= today,
            SUBSTITUTION.c.ends_on >= today,
            SUBSTITUTION.c.revoked_at.is_(None),
        )
        .order_by(SUBSTITUTION.c.id)
    )
    direct = {row.absent_id: (row.substitute_id, row.id) for row in rows}
    resolved: dict[int, tuple[int, int]] = {}
    for absent, (substitute, first) in direct.items():
        seen, person = {absent}, substitute
        while person in direct and person not in seen:
            seen.add(person)
            person = direct[person][0]
        if person not in seen:
            resolved[absent] = (person, first)
    return resolved


def earlier_deciders(conn: Connection, submission_id: int) -> set[int]:
    """Who decided already in this submission, for themselves or for another; also who disowned it since."""
    rows = conn.execute(
        select(DECISION.c.person_id, DECISION.c.on_behalf_of_id).where(DECISION.c.submission_id == submission_id)
    )
    return {person for row in rows for person in (row.person_id, row.on_behalf_of_id) if person is not None}
