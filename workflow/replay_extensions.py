"""What the entries say that an extension did, against the manifest under which it was approved."""

import hashlib
import json

from sqlalchemy import Connection, select

from models.states import Subject, SubmissionState
from workflow.ledger_state import LedgerState
from workflow.rows import ITEM, SUBMISSION

COMPARED = ("before", "after", "planned_on")


def extension_differences(conn: Connection, plan_id: int, followed: LedgerState) -> list[str]:
    """A line for each extension that was approved and not done, done otherwise, or done and never approved."""
    rows = conn.execute(
        select(ITEM.c.place, SUBMISSION.c.number, SUBMISSION.c.manifest, SUBMISSION.c.digest)
        .join(ITEM, ITEM.c.id == SUBMISSION.c.item_id)
        .where(
            SUBMISSION.c.plan_id == plan_id,
            SUBMISSION.c.subject == Subject.EXTENSION,
            SUBMISSION.c.state == SubmissionState.ACCEPTED,
        )
        .order_by(ITEM.c.place, SUBMISSION.c.number)
    ).all()
    lines = []
    for row in rows:
        if hashlib.sha256(row.manifest).hexdigest() != row.digest:
            continue  # told of with the submissions
        proposed = json.loads(row.manifest)["proposes"]
        approved = {name: proposed[name] for name in COMPARED}
        done = followed.extensions.get((row.place, row.number))
        if approved != done:
            lines.append(
                f"extension {row.place}/{row.number}: approved {approved}, the ledger says that {done} was done"
            )
    known = {(row.place, row.number) for row in rows}
    return lines + [
        f"extension {place}/{number}: the ledger says that it was carried out, no approved submission does"
        for place, number in followed.extensions
        if (place, number) not in known
    ]
