"""The verifier at a button: one plan's ledger with its files, and the tables against what the ledger tells."""

from dataclasses import dataclass

from sqlalchemy import Connection

from audit.database_source import DatabaseSource
from audit.ledger import head
from audit.verdict import Verdict
from audit.verdict_text import format_verdict_ru
from audit.verify import verify
from web.site import Site
from workflow.replay import replay
from workflow.transaction import plan_ledger

SHOWN = 10


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """What the verifier found, and where the tables differ from the ledger (a line each)."""

    verdict: Verdict
    differences: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Is nothing wrong?"""
        return self.verdict.ok and not self.differences

    @property
    def text(self) -> str:
        """The verdict in Russian."""
        lines = [format_verdict_ru(self.verdict)]
        if self.differences:
            lines += ["", f"Таблицы расходятся с журналом: {len(self.differences)}.", *self.differences[:SHOWN]]
        else:
            lines += ["", "Состояния пунктов в таблицах следуют из журнала."]
        return "\n".join(lines)


def check_ledger(conn: Connection, site: Site, plan_id: int) -> LedgerCheck:
    """Recompute the plan's ledger and replay it. Reads every entry and file; takes a second or so."""
    ledger_id = plan_ledger(plan_id)
    origin = head(conn, ledger_id).origin
    keys = (site.engine.signer.vkey(origin),)
    source = DatabaseSource(conn, ledger_id, vkeys=keys, evidence_path=site.evidence.path)
    return LedgerCheck(verify(source), tuple(replay(conn, plan_id)))
