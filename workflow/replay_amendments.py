"""What the entries say that an amendment did, against the manifest under which it was approved."""

import hashlib
import json

from sqlalchemy import Connection, select

from models.states import Subject, SubmissionState
from workflow.ledger_state import LedgerState
from workflow.rows import SUBMISSION

COMPARED = ("kind", "place", "before", "after")


def amendment_differences(conn: Connection, plan_id: int, followed: LedgerState) -> list[str]:
    """A line for each change that was approved and not done, done otherwise, or done and never approved."""
    rows = conn.execute(
        select(SUBMISSION.c.number, SUBMISSION.c.manifest, SUBMISSION.c.digest)
        .where(
            SUBMISSION.c.plan_id == plan_id,
            SUBMISSION.c.subject == Subject.AMENDMENT,
            SUBMISSION.c.state == SubmissionState.ACCEPTED,
        )
        .order_by(SUBMISSION.c.number)
    ).all()
    lines = []
    for row in rows:
        if hashlib.sha256(row.manifest).hexdigest() != row.digest:
            continue  # told of with the submissions
        proposed = json.loads(row.manifest)["proposes"]["changes"]
        approved = [{name: change[name] for name in COMPARED} for change in proposed]
        done = followed.amendments.get(row.number, [])
        if approved != done:
            lines.append(f"amendment {row.number}: approved {approved}, the ledger says that {done} was done")
    numbers = {row.number for row in rows}
    return lines + [
        f"amendment {number}: the ledger says that it was carried out, no approved submission does"
        for number in followed.amendments
        if number not in numbers
    ]
