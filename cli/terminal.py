"""What commands print: Russian for people, JSON for scripts. Texts of a plan are never markup or control codes."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import typer

WIDTH_IN_A_PIPE = 140


def say(text: str) -> None:
    """One line or several, as they are but for control characters."""
    typer.echo("\n".join(plain(line) for line in text.split("\n")))


def say_json(value: object) -> None:
    """JSON, readable, with letters as they are."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Iterable[int] = ()) -> None:
    """A table as wide as the terminal; `right` are the columns that align to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    to_the_right = set(right)
    shown = Table(title=Text(plain(title)), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(columns):
        shown.add_column(name, justify="right" if place in to_the_right else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(plain(str(cell))) for cell in row))
    width = None if sys.stdout.isatty() else WIDTH_IN_A_PIPE
    console = Console(file=sys.stdout, width=width, highlight=False)
    with console.capture() as captured:
        console.print(shown)
    # A table is padded to its width; what is copied or compared needs no spaces at the end of a line.
    typer.echo("\n".join(line.rstrip() for line in captured.get().rstrip().split("\n")) + "\n")


def plain(text: str) -> str:
    """The text on one line, without characters that a terminal would obey."""
    return "".join(sign for sign in text if sign == "\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})


def progress(items: Sequence[Any], label: str) -> Iterable[Any]:
    """The items, one by one, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, description=label, console=Console(stderr=True), transient=True)
