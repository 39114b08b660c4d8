"""`python -m tests.corpus`: precision and recall of the reader; `--show NAME` for what differs in one document."""

import argparse
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.corpus.catalogue import DOCUMENTS
from tests.corpus.measure import Comparison, Score
from tests.corpus.reading import compare_document


def main() -> None:
    """Measure the corpus, or the documents that were named."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these documents")
    parser.add_argument("--show", action="append", default=[], metavar="NAME", help="what differs in a document")
    parser.add_argument("--build", type=Path, metavar="FOLDER", help="only build the documents in a folder")
    arguments = parser.parse_args()
    chosen = [*arguments.names, *arguments.show]
    documents = [document for document in DOCUMENTS if not chosen or document.name in chosen]
    if arguments.build:
        arguments.build.mkdir(parents=True, exist_ok=True)
        for document in documents:
            document.build(arguments.build / document.file_name)
        return
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        measured = {document.name: compare_document(document, Path(folder)) for document in documents}
    for name, comparison in measured.items():
        if comparison.refusal:
            console.print(f"{name}: {comparison.refusal}", markup=False)
    for name in arguments.show:
        _show(console, name, measured[name])
    _tabulate(console, measured)


def _show(console: Console, name: str, comparison: Comparison) -> None:
    table = Table(title=name)
    for heading in ("item", "field", "expected", "got"):
        table.add_column(heading, overflow="fold")
    for difference in comparison.differences:
        table.add_row(difference.item, difference.field, repr(difference.expected), repr(difference.got))
    console.print(table)


def _tabulate(console: Console, measured: Mapping[str, Comparison]) -> None:
    by_field: dict[str, Score] = {}
    by_document: dict[str, Score] = {}
    for name, comparison in measured.items():
        by_document[name] = Score()
        for field, score in comparison.scores.items():
            by_document[name] += score
            by_field.setdefault(field, Score())
            by_field[field] += score
    for heading, scores in (("document", by_document), ("field", by_field)):
        table = Table()
        table.add_column(heading)
        for column in ("precision", "recall", "right", "surplus", "missed"):
            table.add_column(column, justify="right")
        for name, score in scores.items():
            shares = f"{score.precision:.3f}", f"{score.recall:.3f}"
            table.add_row(name, *shares, str(score.right), str(score.surplus), str(score.missed))
        console.print(table)


if __name__ == "__main__":
    main()
