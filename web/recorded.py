"""After a command the page names the ledger entry that it made, and the sentence comes from the ledger."""

from sqlalchemy import Connection

from web.places import number_of
from workflow.queries import ledger_lines
from workflow.views import HistoryLine


def recorded_line(conn: Connection, plan_id: int, entry: str | None) -> HistoryLine | None:
    """The entry of the plan's ledger with this number, None where there is none."""
    seq = number_of(entry)
    if seq is None:
        return None
    lines = ledger_lines(conn, plan_id, before=seq + 1, limit=1)
    return lines[0] if lines and lines[0].seq == seq else None
