"""Does what follows from the deployment's ledger equal the tables of people and substitutions? (Rule 37.)"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from audit.ledger import PERSONAL
from audit.source import SourceDamaged
from workflow.actions import Action
from workflow.ledger_facts import person_of, timed
from workflow.ledger_state import Columns
from workflow.queries.names import FORMER_NAME
from workflow.queries.tokens import TOKEN
from workflow.replay_compare import columns_of, read_ledger, rows_unequal
from workflow.replay_enums import unknown_of_people
from workflow.replay_tokens import follow_token
from workflow.rows import PERSON, SUBSTITUTION
from workflow.secrets import fingerprint
from workflow.transaction import DEPLOYMENT_LEDGER

NO_PIN: Columns = {"pin_set_at": None, "rules_sha256": None, "rules_accepted_at": None, "pin_sha256": None}
NO_CODE: Columns = {"code_sha256": None}


@dataclass(slots=True)
class DeploymentState:
    """Where the entries leave people and substitutions.

    `personal` has the seq and the commitment of each entry that told of a person, in their order, `former` the seq of
    each entry by which a name or a position became a former one.
    """

    people: dict[int, Columns] = field(default_factory=dict)
    substitutions: dict[int, Columns] = field(default_factory=dict)
    tokens: dict[int, Columns] = field(default_factory=dict)
    personal: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    former: dict[int, list[tuple[int, Columns]]] = field(default_factory=dict)

    def follow(self, entry: Mapping[str, Any]) -> None:
        """Take in the next entry."""
        action, data, person_id = entry["action"], entry.get("data", {}), person_of(entry["object"])
        if person_id is None:
            return
        follow_token(self.tokens, entry, person_id)
        if action == Action.PERSON_ADDED:
            told = {"role": data["role"], "manager_id": None, "is_active": True, "wants_calendar": False}
            self.people[person_id] = told | NO_PIN | NO_CODE | timed(entry, "created_at")
        elif action in (Action.PERSON_DEACTIVATED, Action.PERSON_REACTIVATED):
            is_active = action == Action.PERSON_REACTIVATED
            self.people[person_id] |= {"is_active": is_active} | ({} if is_active else NO_PIN | NO_CODE)
        if "pii_commit" in entry:
            self.personal.setdefault(person_id, []).append((entry["seq"], entry["pii_commit"]))
        if action == Action.PERSON_CHANGED and "manager" in data:
            self.people[person_id]["manager_id"] = data["manager"]
        elif action == Action.PERSON_CHANGED and not {"name", "position"}.isdisjoint(data["fields"]):
            self.former.setdefault(person_id, []).append((entry["seq"], timed(entry, "until")))
        elif action == Action.CALENDAR_CHOSEN:
            self.people[person_id]["wants_calendar"] = data["wanted"]
        elif action == Action.PIN_SET:
            told = {name: value for name, value in self.people[person_id].items() if name not in NO_PIN}
            times = timed(entry, "pin_set_at") | timed(entry, "rules_accepted_at")
            named = {key: data[key] for key in ("rules_sha256", "pin_sha256") if key in data}
            self.people[person_id] = told | times | named | NO_CODE
        elif action == Action.CODE_ISSUED:
            self.people[person_id].pop("code_sha256", None)
            self.people[person_id] |= {key: data[key] for key in NO_CODE if key in data}
        self._follow_substitution(action, data, person_id, entry)

    def _follow_substitution(
        self, action: str, data: Mapping[str, Any], person_id: int, entry: Mapping[str, Any]
    ) -> None:
        if action == Action.SUBSTITUTION_ADDED:
            names = {"from": "starts_on", "to": "ends_on", "order": "order_number", "order_date": "order_date"}
            self.substitutions[data["substitution"]] = {
                "absent_id": person_id,
                "substitute_id": data["substitute"],
                "revoked_at": None,
                **{column: data[key] for key, column in names.items() if key in data},
                **timed(entry, "created_at"),
            }
        elif action == Action.SUBSTITUTION_ENDED:
            substitution = self.substitutions[data["substitution"]]
            del substitution["revoked_at"]
            substitution |= timed(entry, "revoked_at")


def replay_deployment(conn: Connection) -> list[str]:
    """Where people and substitutions differ from the deployment's ledger, a line each; empty where they are equal.

    Names, posts, addresses and telephones are compared with the personal data beside the entries, while it is not
    erased; stored hashes of PINs, codes and tokens by what the entries tell of them.
    """
    if unknown := unknown_of_people(conn):
        return unknown
    followed = DeploymentState()
    try:
        _, problems = read_ledger(conn, DEPLOYMENT_LEDGER, followed.follow)
    except SourceDamaged as damage:
        return [f"{DEPLOYMENT_LEDGER}: {damage}"]
    _add_personal(conn, followed)
    people = {row.id: columns_of(row) | _secrets_of(row) for row in conn.execute(select(PERSON).order_by(PERSON.c.id))}
    substitutions = {row.id: columns_of(row) for row in conn.execute(select(SUBSTITUTION).order_by(SUBSTITUTION.c.id))}
    tokens = {
        row.id: columns_of(row) | {"secret_sha256": fingerprint(row.secret_sha256)}
        for row in conn.execute(select(TOKEN).order_by(TOKEN.c.id))
    }
    return [
        *problems,
        *rows_unequal("person", followed.people, people),
        *rows_unequal("substitution", followed.substitutions, substitutions),
        *rows_unequal("former name", _former_told(followed), _former_stored(conn)),
        *rows_unequal("token", followed.tokens, tokens),
    ]


def _secrets_of(person: Row[Any]) -> Columns:
    """The stored hashes as the ledger tells of them."""
    return {"pin_sha256": fingerprint(person.pin_hash), "code_sha256": fingerprint(person.activation_code_hash)}


def _former_told(followed: DeploymentState) -> dict[str, Columns]:
    """By person and number: what they were called, as far as that is kept, and until when."""
    return {
        f"{person_id}, {number}": columns
        for person_id, entries in followed.former.items()
        for number, (_, columns) in enumerate(entries, 1)
    }


def _former_stored(conn: Connection) -> dict[str, Columns]:
    counts: dict[int, int] = defaultdict(int)
    rows = {}
    for row in conn.execute(select(FORMER_NAME).order_by(FORMER_NAME.c.person_id, FORMER_NAME.c.id)):
        counts[row.person_id] += 1
        rows[f"{row.person_id}, {counts[row.person_id]}"] = columns_of(row)
    return rows


def _add_personal(conn: Connection, followed: DeploymentState) -> None:
    """What is told of a person beside the entry, where it is kept and is what the entry committed to."""
    kept = {
        row.seq: row
        for row in conn.execute(
            select(PERSONAL).where(PERSONAL.c.ledger_id == DEPLOYMENT_LEDGER, PERSONAL.c.body.is_not(None))
        )
    }
    renamed = {seq: columns for entries in followed.former.values() for seq, columns in entries}
    for person_id, told in followed.personal.items():
        columns = followed.people[person_id]
        for seq, commit in told:
            row = kept.get(seq)
            if seq in renamed:
                renamed[seq] |= {name: columns[name] for name in ("name", "position") if name in columns}
            if row is not None and hashlib.sha256(row.salt + row.body).hexdigest() == commit:
                columns |= json.loads(row.body)
