"""What the deployment's ledger tells of tokens for scripts, by the columns that it must equal."""

from collections.abc import Mapping
from typing import Any

from workflow.actions import Action
from workflow.ledger_facts import timed
from workflow.ledger_state import Columns


def follow_token(tokens: dict[int, Columns], entry: Mapping[str, Any], person_id: int) -> None:
    """Take in an entry about a person; one that is not about a token changes nothing."""
    action, data = entry["action"], entry.get("data", {})
    if action == Action.TOKEN_ISSUED:
        tokens[data["api_token"]] = {
            "person_id": person_id,
            "plan_id": data.get("plan"),
            "name": data["name"],
            "scope": data["scope"],
            "issued_by_id": data.get("issued_by"),
            "expires_at": data["expires_at"],
            "revoked_at": None,
            **{key: data[key] for key in ("secret_sha256",) if key in data},
            "last_used_on": None,
            **timed(entry, "issued_at"),
        }
    elif action == Action.TOKEN_USED:
        tokens[data["token"]]["last_used_on"] = data["on"]
    elif action in (Action.TOKEN_REVOKED, Action.PERSON_DEACTIVATED):
        for token_id in data.get("tokens", [data["api_token"]] if "api_token" in data else []):
            told = {name: value for name, value in tokens[token_id].items() if name != "revoked_at"}
            tokens[token_id] = told | timed(entry, "revoked_at")
