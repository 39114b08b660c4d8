"""What to say of a person who is to decide and has no PIN yet."""

from typing import Any


def without_pin(person: Any) -> str:
    """A sentence for the end of a receipt; empty for who has a PIN. `person` is their row."""
    if person.pin_hash is not None:
        return ""
    return f" У {person.name} ещё нет ПИН-кода: отправьте приглашение и выдайте код активации."
