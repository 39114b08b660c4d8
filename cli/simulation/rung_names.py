"""What a rung is called: in the program's words where it has them, else by its own name."""

from workflow.wording.terms import RUNGS


def rung_name(rung: str) -> str:
    """The rung in Russian; a ladder of the office's own may have rungs that only it names."""
    return RUNGS.get(rung, rung)
