"""What `viza up` says on the terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

FOOTER = "Ctrl-C завершает работу"


def tell_where(places: Sequence[tuple[str, str]], accounts: Sequence[tuple[str, str, str]] = ()) -> None:
    """Where to look, and (in a demonstration, once) who can sign: name, address, PIN."""
    console = Console(highlight=False, soft_wrap=True)
    where = Table.grid(padding=(0, 2))
    for name, address in places:
        where.add_row(f"[bold]{name}[/bold]", address)
    console.print()
    console.print(where)
    if accounts:
        people = Table("Кто", "Адрес", "ПИН-код", box=None, padding=(0, 2, 0, 0), header_style="bold")
        for account in accounts:
            people.add_row(*account)
        console.print()
        console.print(people)
    console.print(f"\n[dim]{FOOTER}[/dim]\n")
