"""Совмещение ролей: who may not decide on a submission, and why. The one guard behind every door.

Nobody decides on an item that they are or were responsible for (a substitute of a responsible person counts as
responsible), on evidence that they uploaded, on an amendment of such an item, or on what they submitted; nor twice in
one chain.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from models.states import ItemState, Subject
from workflow.amendment_manifest import ProposedChange, people_of, places_of, proposed_changes
from workflow.chain import Standing
from workflow.people_rows import Names, begun_substitutions, inactive_people
from workflow.rows import ITEM, PLAN, SUBMISSION, former_responsible, responsible_rows, uploaders_of
from workflow.rows import RESPONSIBLE as RESPONSIBLE_ROWS
from workflow.submission_rows import decisions_of, submitters_of

RESPONSIBLE = "ответственный исполнитель пункта (совмещение ролей исполнителя и согласующего)"
FORMER = "прежний ответственный исполнитель пункта (совмещение ролей исполнителя и согласующего)"
SUBSTITUTE = "замещает ответственного исполнителя пункта (совмещение ролей исполнителя и согласующего)"
UPLOADED = "лицо, представившее подтверждающие документы по пункту (совмещение ролей исполнителя и согласующего)"
SUBMITTED = "лицо, направившее этот документ на согласование (совмещение ролей исполнителя и согласующего)"
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
    """Person → reason, for an item's evidence. Also who ever was responsible, uploaded or submitted for it counts.

    `responsible` are those who will be, where an amendment is about to replace them.
    """
    reasons: dict[int, str] = dict.fromkeys(submitter_ids, SUBMITTED)
    reasons |= dict.fromkeys(former_responsible(conn, item_id), FORMER)
    reasons |= dict.fromkeys(uploaders_of(conn, item_id), UPLOADED)
    reasons |= dict.fromkeys(submitters_of(conn, item_id), SUBMITTED)
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
    rows = begun_substitutions(conn, today)
    begun = [row for row in rows if row.revoked_at is None or row.revoked_at.date() >= row.starts_on]
    # Taken back within a day of its beginning: whether it had begun depends on where the plans are.
    unsure = [
        row for row in rows if row.revoked_at is not None and abs((row.revoked_at.date() - row.starts_on).days) <= 1
    ]
    if unsure:
        zones = [ZoneInfo(name) for name in conn.execute(select(PLAN.c.timezone).distinct()).scalars()]
        begun += [
            row for row in unsure if any(row.revoked_at.astimezone(zone).date() >= row.starts_on for zone in zones)
        ]
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

    An item that is only numbered anew is not touched. The plan's route, or ladder, touches every item that follows it;
    to sit in a route, the old one or the new one, is no conflict.
    """
    listed = [each for each in changes if set(each.after) != {"number"}]
    touched: list[ColumnElement[bool]] = [ITEM.c.place.in_(places_of(listed))]
    if any(each.kind == "chain" and each.place is None for each in listed):
        touched.append(and_(ITEM.c.chain.is_(None), ITEM.c.state != ItemState.CANCELLED))
    if any(each.kind == "ladder" and each.place is None for each in listed):
        touched.append(and_(ITEM.c.ladder.is_(None), ITEM.c.state != ItemState.CANCELLED))
    responsible = people_of(listed) | set(
        conn.execute(
            select(RESPONSIBLE_ROWS.c.person_id)
            .join(ITEM, ITEM.c.id == RESPONSIBLE_ROWS.c.item_id)
            .where(ITEM.c.plan_id == plan_id, or_(*touched))
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
    inactive = inactive_people(conn)
    return Standing(
        conflicted=conflicts | dict.fromkeys(inactive, INACTIVE),
        inactive=inactive,
        substitutes=active_substitutes(conn, today),
        names=Names(conn),
    )


def active_substitutes(
    conn: Connection, today: date, *, recorded_before: datetime | None = None
) -> dict[int, tuple[int, int]]:
    """Absent person → (who signs for them today, the substitution), chains of substitutes followed.

    With `recorded_before` (aware) a substitution that was set only then or later does not count.
    """
    direct = {
        row.absent_id: (row.substitute_id, row.id)
        for row in begun_substitutions(conn, today)
        if row.ends_on >= today
        and row.revoked_at is None
        and (recorded_before is None or row.created_at < recorded_before)
    }
    resolved: dict[int, tuple[int, int]] = {}
    for absent, (substitute, first) in direct.items():
        seen, person = {absent}, substitute
        while person in direct and person not in seen:
            seen.add(person)
            person = direct[person][0]
        if person not in seen:
            resolved[absent] = (person, first)
    return resolved


def earlier_deciders(conn: Connection, submission_id: int, step: int | None = None) -> set[int]:
    """Who decided already in this submission, for themselves or for another; also who disowned it since.

    Whose decision in `step` is void may decide in that step again, and in no other.
    """
    decided = decisions_of(conn, submission_id)
    rows = [row for decided_in, row in decided if row.voided_at is None or decided_in != step]
    return {person for row in rows for person in (row.person_id, row.on_behalf_of_id) if person is not None}
