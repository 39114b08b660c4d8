"""Which files the office's working calendar and ladder are read from: those of the program, or those that are set.

Engine, letters and pages of one process must count the same days, so the files are named once, where the process's
parts are put together. A file that is changed is read by the next start.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class _Named:
    calendar: Path | None = None
    ladder: Path | None = None


_NAMED = _Named()


def name_office_files(*, calendar: Path | None, ladder: Path | None) -> None:
    """From now on this process reads these; None is the program's own file."""
    _NAMED.calendar, _NAMED.ladder = calendar, ladder


def calendar_path() -> Path | None:
    """The file of the working calendar, None for the program's own."""
    return _NAMED.calendar


def ladder_path() -> Path | None:
    """The file of the ladder that new plans get, None for the program's own."""
    return _NAMED.ladder
