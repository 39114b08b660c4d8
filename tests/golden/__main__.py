"""Writes the golden tables anew: read what changed before it is committed."""

import sys
import tempfile
from pathlib import Path

from tests.golden.ladder_year import TABLES, lived_year, printed_year
from tests.integration.databases import SqliteTemplate


def write_all() -> None:
    """Live each year and write its table."""
    with tempfile.TemporaryDirectory() as folder:
        template = SqliteTemplate(Path(folder))
        for scenario, path in TABLES.items():
            with template.fresh(Path(folder)) as database:
                path.write_text(printed_year(lived_year(database, scenario)), "utf-8")
            sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    write_all()
