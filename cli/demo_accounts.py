"""The demonstration's people with their PINs, in a file that only its owner reads. A deployment has no such file."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from workflow.secrets import PIN_LENGTH, is_acceptable_pin

FILE_NAME = "accounts.json"


@dataclass(frozen=True, slots=True)
class Account:
    """A person who can sign in the demonstration. `code` is the activation code that is still unused."""

    person_id: int
    name: str
    email: str
    pin: str
    code: str


def read_accounts(folder: Path) -> dict[int, Account]:
    """The accounts by person; empty before the first start has made them."""
    file = folder / FILE_NAME
    if not file.exists():
        return {}
    return {raw["person_id"]: Account(**raw) for raw in json.loads(file.read_text("utf-8"))}


def keep_accounts(folder: Path, accounts: dict[int, Account]) -> None:
    """Write the file anew, mode 0600, whole or not at all."""
    file = folder / FILE_NAME
    draft = file.with_suffix(".part")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump([asdict(account) for account in accounts.values()], out, ensure_ascii=False, indent=1)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)


def new_pin() -> str:
    """Six random digits that the engine accepts."""
    while True:
        pin = "".join(secrets.choice("0123456789") for _ in range(PIN_LENGTH))
        if is_acceptable_pin(pin):
            return pin
