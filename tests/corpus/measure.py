"""How well a reading meets the right one: true and false positives and false negatives, field by field."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Self

from tests.corpus.corpus_document import Reading

ITEM_SCALARS = (
    "number",
    "title",
    "expected_result",
    "target_count",
    "target_percent",
    "starts_on",
    "due_on",
    "recurrence",
    "note",
)
ITEM_LISTS = ("responsible", "organisations")
BLOCK_PARTS = ("position", "name", "date")
# What other warnings carry as their value is the reader's own affair.
CODES_WITH_A_VALUE = frozenset({"unknown_organisation", "approver_is_responsible"})
# Titles less alike than this are not of one item, whatever their numbers.
LEAST_LIKENESS = 0.5


@dataclass
class Score:
    """How often a field was right, said without ground, and missed."""

    right: int = 0
    surplus: int = 0
    missed: int = 0

    def __iadd__(self, other: "Score") -> Self:
        self.right += other.right
        self.surplus += other.surplus
        self.missed += other.missed
        return self

    @property
    def precision(self) -> float:
        """The share of what was said that is right; 1 where nothing was said."""
        said = self.right + self.surplus
        return self.right / said if said else 1.0

    @property
    def recall(self) -> float:
        """The share of what should be said that was; 1 where there is nothing to say."""
        due = self.right + self.missed
        return self.right / due if due else 1.0


@dataclass(frozen=True)
class Difference:
    """A place where a reading is not the right one; None stands for nothing."""

    item: str
    field: str
    expected: Any
    got: Any


@dataclass
class Comparison:
    """The scores of one document, everything in which it differs, and why it was not read if it was not."""

    refusal: str | None = None
    scores: dict[str, Score] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def count(self, item: str, name: str, expected: Sequence[Any], got: Sequence[Any]) -> None:
        """Score the values of one field, each as often as it stands there."""
        wanted, said = Counter(expected), Counter(got)
        right = (wanted & said).total()
        self.scores.setdefault(name, Score())
        self.scores[name] += Score(right, said.total() - right, wanted.total() - right)
        if wanted != said:
            self.differences.append(Difference(item, name, list(expected), list(got)))


def compare(expected: Reading, got: Reading | None) -> Comparison:
    """Compare a reading with the right one; None is a document that could not be read at all."""
    comparison = Comparison()
    said: Reading = got or {}
    for name in ("title", "year"):
        comparison.count("", f"plan.{name}", _present(expected[name]), _present(said.get(name)))
    for name in ("agreed_by", "approved_by"):
        comparison.count("", f"plan.{name}", _block(expected[name]), _block(said.get(name)))
    for wanted, found in aligned(expected["items"], said.get("items", [])):
        item = str((wanted or found or {})["number"])
        for name in ITEM_SCALARS:
            comparison.count(item, name, _present((wanted or {}).get(name)), _present((found or {}).get(name)))
        for name in ITEM_LISTS:
            comparison.count(item, name, (wanted or {}).get(name, []), (found or {}).get(name, []))
    comparison.count("", "plan.warnings", _warnings(expected), _warnings(said))
    return comparison


def _present(value: Any) -> list[Any]:
    return [] if value is None else [value]


def _block(block: dict[str, Any] | None) -> list[tuple[str, Any]]:
    return [(part, block[part]) for part in BLOCK_PARTS if block and block.get(part) is not None]


def _warnings(reading: Reading) -> list[tuple[str, str | None, str | None]]:
    return [
        (warning["code"], warning["item"], warning.get("value") if warning["code"] in CODES_WITH_A_VALUE else None)
        for warning in reading.get("warnings", [])
    ]


Item = dict[str, Any]


def aligned(expected: Sequence[Item], got: Sequence[Item]) -> Iterator[tuple[Item | None, Item | None]]:
    """Pairs of items in order, with None beside one that has no like: the alignment of the greatest likeness."""
    best = [[0.0] * (len(got) + 1) for _ in range(len(expected) + 1)]
    likeness = [[_likeness(wanted, found) for found in got] for wanted in expected]
    for i in range(len(expected) - 1, -1, -1):
        for j in range(len(got) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + likeness[i][j])
    i = j = 0
    while i < len(expected) and j < len(got):
        if likeness[i][j] and best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            yield expected[i], got[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield expected[i], None
            i += 1
        else:
            yield None, got[j]
            j += 1
    yield from ((wanted, None) for wanted in expected[i:])
    yield from ((None, found) for found in got[j:])


def _likeness(wanted: Item, found: Item) -> float:
    titles = wanted["title"], found["title"]
    like = 1.0 if titles[0] == titles[1] else SequenceMatcher(None, *titles, autojunk=False).ratio()
    same_number = wanted["number"] == found["number"]
    return like + 0.5 * same_number if like >= LEAST_LIKENESS else 0.0
