"""The reading of a file as `viza plan check --json` gives it."""

from pathlib import Path

from cli.plan_facts import draft_json
from config.errors import VizaError
from documents.plan_document import read_plan_document
from tests.corpus.corpus_document import CorpusDocument, Reading
from tests.corpus.measure import Comparison, compare
from workflow.plan_lint import lint


def read(path: Path) -> Reading:
    """Read a plan document. Raises what the reader raises."""
    draft = read_plan_document(path)
    return draft_json(draft, lint(draft))


def compare_document(document: CorpusDocument, folder: Path) -> Comparison:
    """Build a document in the folder, read it and compare. A document that is refused misses everything."""
    path = folder / document.file_name
    document.build(path)
    try:
        return compare(document.expected(), read(path))
    except VizaError as error:
        comparison = compare(document.expected(), None)
        comparison.refusal = f"{type(error).__name__}: {error}"
        return comparison
