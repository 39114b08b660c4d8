"""The ledger's checkpoint as our papers print it: its text and a QR code of the same text."""

from typing import Any

from documents.typesetting import qr_svg


def checkpoint_stamp(note: str | None) -> dict[str, Any] | None:
    """What `parts.typ` prints of a signed note (C2SP tlog-checkpoint): its lines, its size, the QR as SVG."""
    if note is None:
        return None
    lines = note.rstrip("\n").split("\n")
    return {"lines": lines, "size": lines[1], "qr": qr_svg(note)}
