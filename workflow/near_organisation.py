"""Which organisation of a list a name that is not on it may mean: a proposal for a person, never a correction."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

_WORDS = re.compile(r"[a-zа-я]+|\d+")
# Letters of an abbreviation that may be left out or added: «КШИ» and «ККШИ».
_SLACK = 1
# Latin letters that a Russian typist meets by accident look the same.
_LOOKALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")
_MIN_LETTERS = 3

Signs = tuple[str, tuple[str, ...]]


class ListedOrganisations:
    """The codes of a plan's list, taken apart once so that many other names can be held against them."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._by_signs: dict[Signs, list[str]] = defaultdict(list)
        self._by_numbers: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._by_length: dict[int, list[tuple[Signs, str]]] = defaultdict(list)
        for code in codes:
            signs = _signs(code)
            letters, numbers = signs
            self._by_signs[signs].append(code)
            if numbers:
                self._by_numbers[numbers].append(code)
            if len(letters) >= _MIN_LETTERS:
                self._by_length[len(letters)].append((signs, code))

    def near(self, code: str) -> str | None:
        """The one listed code that `code` most likely means, None where there is none or more than one.

        Likely is: the same number with another kind before it («лицей 5» for «СОШ 5»), the same letters with other
        spacing («СШИ№11») or with Latin ones that look alike, or abbreviations that differ by one letter («КШИ № 9»
        for «ККШИ»), numbers left aside.
        """
        signs = _signs(code)
        for alike in (
            self._by_signs.get(signs, ()),
            self._near_letters(signs),
            self._by_numbers.get(signs[1], ()),
        ):
            found = list(islice((other for other in alike if other != code), 2))
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _near_letters(self, signs: Signs) -> Iterator[str]:
        letters, numbers = signs
        if len(letters) < _MIN_LETTERS:
            return
        for length in range(len(letters) - _SLACK, len(letters) + _SLACK + 1):
            for (other_letters, other_numbers), other in self._by_length.get(length, ()):
                is_same_school = not numbers or not other_numbers or numbers == other_numbers
                if is_same_school and _differ_by_one(letters, other_letters):
                    yield other


def _signs(code: str) -> Signs:
    """The letters and the numbers of a code."""
    words = _WORDS.findall(code.casefold().replace("ё", "е").translate(_LOOKALIKES))
    return "".join(word for word in words if not word.isdecimal()), tuple(word for word in words if word.isdecimal())


def _differ_by_one(one: str, other: str) -> bool:
    """Equal, or one letter was added, left out or changed."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > _SLACK:
        return False
    at = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]
