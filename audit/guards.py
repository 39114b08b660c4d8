"""Triggers that make the ledger's tables append-only, as DDL for the migration: one statement a string.

They bind the application's role and every honest mistake. Whoever owns the tables can drop them; that is what
checkpoints kept elsewhere are for. On PostgreSQL the role is bound a second time, by its rights.
"""

import re

ENTRY_ORDER = "a ledger entry takes the next seq"
HEAD_GROWTH = "a ledger head follows its entries and never goes back"
ERASE_ONLY = "personal data may be erased, never changed"
CHECKPOINT_ORDER = "a checkpoint covers more entries than the one before"
APPEND_ONLY = "the ledger is append-only"

_APPEND_ONLY_TABLES = ("ledger_entry", "ledger_checkpoint")
_TABLES = ("ledger_head", "ledger_entry", "ledger_personal", "ledger_checkpoint")
_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)

_NEXT_SEQ = "coalesce((SELECT max(seq) FROM {schema}ledger_entry WHERE ledger_id = NEW.ledger_id), -1) + 1"
_HEAD_MOVES_WRONGLY = f"""NEW.ledger_id <> OLD.ledger_id OR NEW.origin <> OLD.origin
    OR NEW.size < OLD.size OR NEW.last_ts < OLD.last_ts OR NEW.size <> {_NEXT_SEQ}"""
_ERASES_NOTHING = """NEW.ledger_id <> OLD.ledger_id OR NEW.seq <> OLD.seq OR OLD.erased_at IS NOT NULL
    OR NEW.salt IS NOT NULL OR NEW.body IS NOT NULL OR NEW.erased_at IS NULL"""
_IS_KNOWN = "EXISTS (SELECT 1 FROM {schema}{table} WHERE {key})"
_SAME_HEAD = _IS_KNOWN.replace("{table}", "ledger_head").replace("{key}", "ledger_id = NEW.ledger_id")
_SAME_PERSONAL = _IS_KNOWN.replace("{table}", "ledger_personal").replace(
    "{key}", "ledger_id = NEW.ledger_id AND seq = NEW.seq"
)
_LATER_CHECKPOINT = _IS_KNOWN.replace("{table}", "ledger_checkpoint").replace(
    "{key}", "ledger_id = NEW.ledger_id AND size >= NEW.size"
)

# event, table, what is refused, the reason given. INSERT OR REPLACE deletes without firing a DELETE trigger, so the
# INSERT triggers refuse whatever would take the place of a row.
_RULES = (
    ("INSERT", "ledger_entry", f"NEW.seq <> {_NEXT_SEQ}", ENTRY_ORDER),
    ("INSERT", "ledger_head", f"NEW.size <> 0 OR {_SAME_HEAD}", HEAD_GROWTH),
    ("UPDATE", "ledger_head", _HEAD_MOVES_WRONGLY, HEAD_GROWTH),
    ("INSERT", "ledger_personal", f"NEW.erased_at IS NOT NULL OR {_SAME_PERSONAL}", ERASE_ONLY),
    ("UPDATE", "ledger_personal", _ERASES_NOTHING, ERASE_ONLY),
    ("INSERT", "ledger_checkpoint", _LATER_CHECKPOINT, CHECKPOINT_ORDER),
    *(("UPDATE", table, "", APPEND_ONLY) for table in _APPEND_ONLY_TABLES),
    *(("DELETE", table, "", APPEND_ONLY) for table in _TABLES),
)


def sqlite_guards() -> list[str]:
    """CREATE TRIGGER statements for SQLite. A table that Alembic rebuilds in batch mode loses them: run these again."""
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW\n"
        + (f"WHEN {refused.replace('{schema}', '')}\n" if refused else "")
        + f"BEGIN SELECT RAISE(ABORT, '{reason}'); END"
        for event, table, refused, reason in _RULES
    ]


def postgresql_guards(schema: str = "public") -> list[str]:
    """CREATE FUNCTION and CREATE TRIGGER statements for PostgreSQL 14 or later, TRUNCATE among what they refuse.

    Names are qualified by `schema`, so that a temporary table of the same name cannot mislead a trigger.
    Raises `ValueError` for a schema that is no plain identifier.
    """
    prefix = f"{_identifier(schema)}."
    statements = []
    for event, table, refused, reason in _RULES:
        function = f"{prefix}{table}_{event.lower()}"
        row = "OLD" if event == "DELETE" else "NEW"
        condition = refused.replace("{schema}", prefix) or "true"
        statements.append(
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $guard$\nBEGIN\n"
            f"  IF {condition} THEN\n"
            f"    RAISE EXCEPTION USING MESSAGE = '{reason}', ERRCODE = 'check_violation';\n"
            f"  END IF;\n  RETURN {row};\nEND $guard$"
        )
        statements.append(
            f"CREATE OR REPLACE TRIGGER {table}_{event.lower()} BEFORE {event} ON {prefix}{table}\n"
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
    statements += [
        f"CREATE OR REPLACE TRIGGER {table}_truncate BEFORE TRUNCATE ON {prefix}{table}\n"
        f"FOR EACH STATEMENT EXECUTE FUNCTION {prefix}ledger_entry_delete()"
        for table in _TABLES
    ]
    return statements


def postgresql_rights(role: str, schema: str = "public") -> list[str]:
    """REVOKE and GRANT statements that leave the application's role only what appending and erasing need.

    The role must not own the tables. Raises `ValueError` for a role or a schema that is no plain identifier.
    """
    role = _identifier(role)
    prefix = f"{_identifier(schema)}."
    return [
        *(f"REVOKE ALL ON {prefix}{table} FROM {role}, PUBLIC" for table in _TABLES),
        *(f"GRANT SELECT, INSERT ON {prefix}{table} TO {role}" for table in _TABLES),
        f"GRANT UPDATE (size, frontier, root, last_ts) ON {prefix}ledger_head TO {role}",
        f"GRANT UPDATE (salt, body, erased_at) ON {prefix}ledger_personal TO {role}",
    ]


def _identifier(name: str) -> str:
    if not _IDENTIFIER.fullmatch(name):
        raise ValueError(f"{name!r} is not a plain identifier")
    return name
