"""Does what follows from the deployment's ledger equal the tables of people and substitutions? (Rule 37.)"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from audit.ledger import PERSONAL
from audit.source import SourceDamaged
from workflow.actions import Action
from workflow.ledger_state import Columns, person_of, timed
from workflow.replay_compare import columns_of, read_ledger, rows_unequal
from workflow.rows import PERSON, SUBSTITUTION
from workflow.transaction import DEPLOYMENT_LEDGER

NO_PIN: Columns = {"pin_set_at": None, "rules_sha256": None, "rules_accepted_at": None}


@dataclass(slots=True)
class DeploymentState:
    """Where the entries leave people and substitutions.

    `personal` has the seq and the commitment of
    each entry that told of a person, in their order.
    """

    people: dict[int, Columns] = field(default_factory=dict)
    substitutions: dict[int, Columns] = field(default_factory=dict)
    personal: dict[int, list[tuple[int, str]]] = field(default_factory=dict)

    def follow(self, entry: Mapping[str, Any]) -> None:
        """Take in the next entry."""
        action, data, person_id = entry["action"], entry.get("data", {}), person_of(entry["object"])
        if person_id is None:
            return
        if action == Action.PERSON_ADDED:
            self.people[person_id] = {"role": data["role"], "manager_id": None} | NO_PIN | timed(entry, "created_at")
        if "pii_commit" in entry:
            self.personal.setdefault(person_id, []).append((entry["seq"], entry["pii_commit"]))
        if action == Action.PERSON_CHANGED and "manager" in data:
            self.people[person_id]["manager_id"] = data["manager"]
        elif action == Action.PIN_SET:
            told = {name: value for name, value in self.people[person_id].items() if name not in NO_PIN}
            times = timed(entry, "pin_set_at") | timed(entry, "rules_accepted_at")
            self.people[person_id] = told | times | {"rules_sha256": data["rules_sha256"]}
        elif action == Action.SUBSTITUTION_ADDED:
            names = {"from": "starts_on", "to": "ends_on", "order": "order_number", "order_date": "order_date"}
            self.substitutions[data["substitution"]] = {
                "absent_id": person_id,
                "substitute_id": data["substitute"],
                "revoked_at": None,
                **{column: data[key] for key, column in names.items() if key in data},
                **timed(entry, "created_at"),
            }


def replay_deployment(conn: Connection) -> list[str]:
    """Where people and substitutions differ from the deployment's ledger, a line each; empty where they are equal.

    Names, posts and addresses are compared with the personal data beside the entries, while it is not erased.
    """
    followed = DeploymentState()
    try:
        _, problems = read_ledger(conn, DEPLOYMENT_LEDGER, followed.follow)
    except SourceDamaged as damage:
        return [f"{DEPLOYMENT_LEDGER}: {damage}"]
    _add_personal(conn, followed)
    people = {row.id: columns_of(row) for row in conn.execute(select(PERSON).order_by(PERSON.c.id))}
    substitutions = {row.id: columns_of(row) for row in conn.execute(select(SUBSTITUTION).order_by(SUBSTITUTION.c.id))}
    return [
        *problems,
        *rows_unequal("person", followed.people, people),
        *rows_unequal("substitution", followed.substitutions, substitutions),
    ]


def _add_personal(conn: Connection, followed: DeploymentState) -> None:
    """What is told of a person beside the entry, where it is kept and is what the entry committed to."""
    kept = {
        row.seq: row
        for row in conn.execute(
            select(PERSONAL).where(PERSONAL.c.ledger_id == DEPLOYMENT_LEDGER, PERSONAL.c.body.is_not(None))
        )
    }
    for person_id, told in followed.personal.items():
        for seq, commit in told:
            row = kept.get(seq)
            if row is not None and hashlib.sha256(row.salt + row.body).hexdigest() == commit:
                followed.people[person_id] |= json.loads(row.body)
