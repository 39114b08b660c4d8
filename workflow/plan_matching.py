"""Which row of a new version of a plan is which item: pure, over numbers, titles and what stands beside them.

1. Rows that say the very same, but for their number, are the same item; of several alike the one of that number.
2. Rows of one title are aligned in their order by what else is equal, so that a row put in between shifts nothing.
3. What is left is paired by likeness of the titles, helped by number, neighbours and equal fields, the likest first.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from workflow.folding import folded

ALIGNED_AT_MOST = 10_000
COMMON_WORD = 50
RAREST_WORDS = 4
SHORTEST_WORD = 4
LIKE_ENOUGH = 0.6
SAME_NUMBER, SAME_GAP, SAME_FIELDS = 0.2, 0.15, 0.2


@dataclass(frozen=True)
class RowShape:
    """A row to be matched. `titles` are those by which it is known, `fields` hashable values by name."""

    number: str
    titles: tuple[str, ...]
    fields: tuple[Mapping[str, Hashable], ...]

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The titles without what people write differently."""
        return tuple(dict.fromkeys(fold(title) for title in self.titles))

    @cached_property
    def keys(self) -> tuple[Hashable, ...]:
        """What must be equal for two rows to say the same."""
        together = zip(self.titles, self.fields, strict=True)
        return tuple(dict.fromkeys((fold(title), tuple(sorted(told.items()))) for title, told in together))

    @cached_property
    def trigrams(self) -> tuple[frozenset[str], ...]:
        """The three-letter pieces of each title."""
        return tuple(_trigrams(title) for title in self.folded)


def fold(text: str) -> str:
    """A title for comparing: one case, no ё, single spaces, no full stop at the end."""
    return folded(text).rstrip(".")


def match_rows(current: Sequence[RowShape], rows: Sequence[RowShape]) -> dict[int, int]:
    """Index in `current` → index in `rows`, one to one; what has no partner is absent."""
    pairs = _Pairs(current, rows)
    pairs.take_equal()
    pairs.take_same_titles()
    pairs.take_alike()
    return dict(sorted(pairs.found.items()))


class _Pairs:
    def __init__(self, current: Sequence[RowShape], rows: Sequence[RowShape]) -> None:
        self.current, self.rows = current, rows
        self.found: dict[int, int] = {}
        self._taken: set[int] = set()

    def take_equal(self) -> None:
        places: dict[Hashable, list[int]] = defaultdict(list)
        for index, item in enumerate(self.current):
            for key in item.keys:
                places[key].append(index)
        for by_number in (True, False):
            for index, row in enumerate(self.rows):
                if index in self._taken:
                    continue
                alike = [each for each in places.get(row.keys[0], ()) if each not in self.found]
                chosen = next((each for each in alike if self.current[each].number == row.number), None)
                if chosen is None and not by_number and alike:
                    chosen = alike[0]
                if chosen is not None:
                    self._take(chosen, index)

    def take_same_titles(self) -> None:
        by_title: dict[str, list[int]] = defaultdict(list)
        for index in self._free_rows():
            by_title[self.rows[index].folded[0]].append(index)
        known: dict[str, list[int]] = defaultdict(list)
        for index in self._free_items():
            for title in self.current[index].folded:
                known[title].append(index)
        for title, rows in by_title.items():
            items = [index for index in known.get(title, ()) if index not in self.found]
            for item, row in self._aligned(items, rows):
                self._take(item, row)

    def take_alike(self) -> None:
        gaps = self._gaps()
        scored = []
        for item, row in self._candidates(gaps):
            score = self._likeness(item, row, gaps)
            if score >= LIKE_ENOUGH:
                scored.append((-score, abs(item - row), item, row))
        for _, _, item, row in sorted(scored):
            if item not in self.found and row not in self._taken:
                self._take(item, row)

    def _take(self, item: int, row: int) -> None:
        self.found[item] = row
        self._taken.add(row)

    def _free_items(self) -> list[int]:
        return [index for index in range(len(self.current)) if index not in self.found]

    def _free_rows(self) -> list[int]:
        return [index for index in range(len(self.rows)) if index not in self._taken]

    def _aligned(self, items: list[int], rows: list[int]) -> list[tuple[int, int]]:
        """The pairs in order that have most in common (Needleman–Wunsch); very many are paired one after the other."""
        if len(items) * len(rows) > ALIGNED_AT_MOST:
            return list(zip(items, rows, strict=False))
        best = [[0] * (len(rows) + 1) for _ in range(len(items) + 1)]
        for i in range(len(items) - 1, -1, -1):
            for j in range(len(rows) - 1, -1, -1):
                paired = best[i + 1][j + 1] + self._in_common(items[i], rows[j])
                best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
        pairs, i, j = [], 0, 0
        while i < len(items) and j < len(rows):
            if best[i][j] == best[i + 1][j + 1] + self._in_common(items[i], rows[j]):
                pairs.append((items[i], rows[j]))
                i, j = i + 1, j + 1
            elif best[i][j] == best[i + 1][j]:
                i += 1
            else:
                j += 1
        return pairs

    def _in_common(self, item: int, row: int) -> int:
        """How much two rows of one title share; 1 where it is the title alone."""
        is_numbered_so = self.current[item].number == self.rows[row].number
        return 1 + is_numbered_so + 2 * max(self._equal_fields(item, row))

    def _equal_fields(self, item: int, row: int) -> list[int]:
        told = self.rows[row].fields[0]
        return [sum(known.get(name) == value for name, value in told.items()) for known in self.current[item].fields]

    def _gaps(self) -> tuple[list[int], list[int]]:
        """For each item: the rows of the nearest matched items before and after it."""
        before, after = [-1] * len(self.current), [len(self.rows)] * len(self.current)
        last = -1
        for index in range(len(self.current)):
            before[index] = last
            last = self.found.get(index, last)
        last = len(self.rows)
        for index in range(len(self.current) - 1, -1, -1):
            after[index] = last
            last = self.found.get(index, last)
        return before, after

    def _candidates(self, gaps: tuple[list[int], list[int]]) -> set[tuple[int, int]]:
        """Pairs worth comparing: of one number, neighbours, or with a word that is not in every row."""
        free, rows = self._free_items(), self._free_rows()
        if len(free) * len(rows) <= ALIGNED_AT_MOST:
            return {(item, row) for item in free for row in rows}
        by_number, by_word = defaultdict(list), defaultdict(list)
        for row in rows:
            by_number[self.rows[row].number].append(row)
            for word in _words(self.rows[row].folded[0]):
                by_word[word].append(row)
        pairs = set()
        for item in free:
            near = [gaps[0][item] + 1, gaps[1][item] - 1]
            words = {word for title in self.current[item].folded for word in _words(title) if word in by_word}
            rarest = sorted(words, key=lambda word: (len(by_word[word]), word))[:RAREST_WORDS]
            found = {row for word in rarest if len(by_word[word]) <= COMMON_WORD for row in by_word[word]}
            found |= {row for row in (*by_number[self.current[item].number], *near) if row not in self._taken}
            pairs |= {(item, row) for row in found if 0 <= row < len(self.rows)}
        return pairs

    def _likeness(self, item: int, row: int, gaps: tuple[list[int], list[int]]) -> float:
        told = self.rows[row]
        title = max(_dice(known, told.trigrams[0]) for known in self.current[item].trigrams)
        equal = max(self._equal_fields(item, row)) / max(len(told.fields[0]), 1)
        return (
            title
            + SAME_NUMBER * (self.current[item].number == told.number)
            + SAME_GAP * (gaps[0][item] < row < gaps[1][item])
            + SAME_FIELDS * equal
        )


def _trigrams(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _words(text: str) -> set[str]:
    return {word for word in text.split() if len(word) >= SHORTEST_WORD}
