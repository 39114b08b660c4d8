"""The reader on the corpus: each field right nearly always, the first plan exactly, every habit in two documents."""

from collections import Counter

import pytest

from tests.corpus.catalogue import DOCUMENTS, SEEDS
from tests.corpus.corpus_document import CorpusDocument
from tests.corpus.habits import Habit
from tests.corpus.measure import ITEM_LISTS, ITEM_SCALARS, Comparison, Score
from tests.corpus.reading import compare_document

# The first test waits for the whole corpus to be built and read, each document in a process of its own.
pytestmark = pytest.mark.timeout(400)

LEAST_SHARE = 0.98

FIELDS = (
    "plan.title",
    "plan.year",
    "plan.agreed_by",
    "plan.approved_by",
    "plan.warnings",
    *ITEM_SCALARS,
    *ITEM_LISTS,
)


@pytest.fixture(scope="module")
def comparisons(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Comparison]:
    folder = tmp_path_factory.mktemp("corpus")
    return {document.name: compare_document(document, folder) for document in DOCUMENTS}


def test_no_document_is_refused(comparisons: dict[str, Comparison]) -> None:
    assert {name: each.refusal for name, each in comparisons.items() if each.refusal} == {}


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_has_precision_and_recall(comparisons: dict[str, Comparison], field: str) -> None:
    total = Score()
    wrong = []
    for name, comparison in comparisons.items():
        total += comparison.scores[field]
        wrong += [(name, each) for each in comparison.differences if each.field == field]
    assert total.right
    assert total.precision >= LEAST_SHARE, wrong
    assert total.recall >= LEAST_SHARE, wrong


@pytest.mark.parametrize("document", SEEDS, ids=lambda document: document.name)
def test_the_first_plan_is_read_exactly_in_every_format(
    comparisons: dict[str, Comparison], document: CorpusDocument
) -> None:
    assert comparisons[document.name].differences == []


def test_the_corpus_measures_every_field(comparisons: dict[str, Comparison]) -> None:
    assert set().union(*(comparison.scores for comparison in comparisons.values())) == set(FIELDS)


def test_every_habit_has_two_documents() -> None:
    count = Counter(habit for document in DOCUMENTS for habit in document.habits)
    assert [habit for habit in Habit if count[habit] < 2] == []


def test_every_format_has_four_documents() -> None:
    count = Counter(document.suffix for document in DOCUMENTS)
    assert min(count[".docx"], count[".xlsx"], count[".pdf"], count[".txt"] + count[".tsv"]) >= 4
