"""Sealing: only a tree that continues what was signed before is signed."""

import pytest
from sqlalchemy import Connection, select

from audit.checkpoint import Checkpoint, open_checkpoint
from audit.errors import LedgerInconsistent, LedgerNotFound
from audit.keys import LedgerSigner
from audit.ledger import head
from audit.note import NoteVerifier
from audit.seal import CHECKPOINT, last_checkpoint, seal
from tests.unit.audit.ledgers import LEDGER_ID, ORIGIN, SIGNER, START, VKEY, draft, grow, seal_now, year


def unguard(conn: Connection) -> None:
    for (name,) in conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
        conn.exec_driver_sql(f"DROP TRIGGER {name}")


def test_an_empty_ledger_has_nothing_to_seal(conn: Connection) -> None:
    assert seal(conn, LEDGER_ID, SIGNER, "daily", START) is None


def test_a_checkpoint_bears_the_signature_of_the_ledgers_key(conn: Connection) -> None:
    grow(conn, year())
    sealed = seal_now(conn, reason="activation")
    assert sealed.is_new
    assert open_checkpoint(sealed.note, [NoteVerifier.from_vkey(VKEY)]) == sealed.checkpoint
    assert sealed.checkpoint == Checkpoint(ORIGIN, 8, head(conn, LEDGER_ID).root)
    row = conn.execute(select(CHECKPOINT)).one()
    assert (row.size, row.root, row.note, row.reason, row.created_at) == (
        8,
        sealed.root,
        sealed.note,
        "activation",
        START,
    )


def test_nothing_new_gives_the_last_checkpoint(conn: Connection) -> None:
    grow(conn, year())
    first = seal_now(conn)
    again = seal_now(conn, minutes=60, reason="close")
    assert not again.is_new
    assert (again.note, again.reason) == (first.note, "daily")
    assert len(conn.execute(select(CHECKPOINT)).all()) == 1


def test_each_checkpoint_continues_the_one_before(conn: Connection) -> None:
    sizes = []
    for each in year():
        grow(conn, [each])
        sizes.append(seal_now(conn).size)
    assert sizes == list(range(1, 9))
    last = last_checkpoint(conn, LEDGER_ID)
    assert last is not None
    assert last.root == head(conn, LEDGER_ID).root


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_entry SET body = CAST(replace(body, 'person/5', 'person/6') AS BLOB) WHERE seq = 6",
        "UPDATE ledger_entry SET body = CAST(body AS TEXT) WHERE seq = 6",
        "UPDATE ledger_entry SET body = CAST('{}' AS BLOB) WHERE seq = 7",
        "DELETE FROM ledger_entry WHERE seq = 6",
        "DELETE FROM ledger_entry WHERE seq = 7",
        "UPDATE ledger_head SET root = zeroblob(32)",
        "UPDATE ledger_head SET frontier = zeroblob(32)",
        "UPDATE ledger_head SET size = 4, frontier = zeroblob(32)",
        "UPDATE ledger_checkpoint SET root = zeroblob(32)",
        "UPDATE ledger_checkpoint SET frontier = zeroblob(64)",
        "UPDATE ledger_checkpoint SET frontier = zeroblob(31)",
        "UPDATE ledger_checkpoint SET note = replace(note, 'A', 'B')",
        "UPDATE ledger_checkpoint SET size = 4",
    ],
)
def test_s35_a_tree_that_does_not_continue_the_last_checkpoint_is_not_signed(conn: Connection, change: str) -> None:
    conn.exec_driver_sql("PRAGMA foreign_keys = OFF")
    grow(conn, year()[:5])
    seal_now(conn)
    grow(conn, [draft(7, to="planned"), draft(8, to="planned"), draft(9, to="planned")])
    unguard(conn)
    assert conn.exec_driver_sql(change).rowcount == 1
    with pytest.raises(LedgerInconsistent):
        seal_now(conn)
    assert len(conn.execute(select(CHECKPOINT)).all()) == 1


def test_a_changed_key_goes_on_where_the_earlier_one_is_known(sealed: Connection) -> None:
    grow(sealed, [draft(7, to="planned")])
    new = LedgerSigner(SIGNER.deployment, bytes(32))
    with pytest.raises(LedgerInconsistent):
        seal(sealed, LEDGER_ID, new, "daily", START)
    done = seal(sealed, LEDGER_ID, new, "daily", START, earlier_keys=[SIGNER.verifier(ORIGIN)])
    assert done is not None
    assert done.size == 9


def test_an_unknown_ledger_is_named(conn: Connection) -> None:
    with pytest.raises(LedgerNotFound):
        seal(conn, "plan-7", SIGNER, "daily", START)
