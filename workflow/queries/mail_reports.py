"""What came back by mail, as people read it: about a letter, and about a person's address."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from models.mail import MailReport, SuppressedAddress
from models.states import ReportKind
from workflow.rows import PERSON
from workflow.wording.mail_reports import report_text

REPORT: Table = MailReport.__table__  # type: ignore[attr-defined]
SUPPRESSED: Table = SuppressedAddress.__table__  # type: ignore[attr-defined]


def reports_by_letter(conn: Connection, letter_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """What came back about these letters, oldest first, a sentence each; what was forged is told as such."""
    found: dict[int, list[str]] = defaultdict(list)
    if letter_ids:
        chosen = select(REPORT).where(REPORT.c.letter_id.in_(letter_ids)).order_by(REPORT.c.id)
        for row in conn.execute(chosen):
            found[row.letter_id].append(_text(row))
    return {letter_id: tuple(texts) for letter_id, texts in found.items()}


def struck_off(conn: Connection, person_ids: Iterable[int]) -> dict[int, datetime]:
    """Whose address refused for good, and since when: nothing is sent there."""
    rows = conn.execute(
        select(PERSON.c.id, SUPPRESSED.c.since)
        .join(SUPPRESSED, SUPPRESSED.c.address == func.lower(PERSON.c.email))
        .where(PERSON.c.id.in_(list(person_ids)))
    )
    return {row.id: row.since for row in rows}


def away(conn: Connection, person_ids: Iterable[int], today: date) -> dict[int, date]:
    """Who answers automatically, and the last day of the absence that the answer tells."""
    rows = conn.execute(
        select(PERSON.c.id, func.max(REPORT.c.absent_until).label("until"))
        .join(REPORT, REPORT.c.address == func.lower(PERSON.c.email))
        .where(
            PERSON.c.id.in_(list(person_ids)),
            REPORT.c.kind == ReportKind.AUTO_REPLY,
            REPORT.c.absent_until >= today,
        )
        .group_by(PERSON.c.id)
    )
    return {row.id: row.until for row in rows}


def _text(row: Row[Any]) -> str:
    return report_text(row.kind, row.detail, status=row.status, until=row.absent_until)
