"""Which organisation of a list a name that is not on it may mean: a proposal for a person, never a correction."""

import re
from collections.abc import Sequence

_WORDS = re.compile(r"[a-zа-я]+|\d+")
# Letters of an abbreviation that may be left out or added: «КШИ» and «ККШИ».
_SLACK = 1
# Latin letters that a Russian typist meets by accident look the same.
_LOOKALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")
_MIN_LETTERS = 3


def near_organisation(code: str, known: Sequence[str]) -> str | None:
    """The one code of `known` that `code` most likely means, None where there is none or more than one.

    Likely is: the same number with another kind before it («лицей 5» for «СОШ 5»), the same letters with other
    spacing («СШИ№11») or with Latin ones that look alike, or abbreviations that differ by one letter («КШИ № 9» for
    «ККШИ»), numbers left aside.
    """
    for alike in (_same_signs, _near_letters, _same_number):
        found = [other for other in known if other != code and alike(_parts(code), _parts(other))]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _parts(code: str) -> tuple[str, tuple[str, ...]]:
    """The letters and the numbers of a code."""
    words = _WORDS.findall(code.casefold().replace("ё", "е").translate(_LOOKALIKES))
    return "".join(word for word in words if not word.isdecimal()), tuple(word for word in words if word.isdecimal())


def _same_signs(one: tuple[str, tuple[str, ...]], other: tuple[str, tuple[str, ...]]) -> bool:
    return one == other


def _near_letters(one: tuple[str, tuple[str, ...]], other: tuple[str, tuple[str, ...]]) -> bool:
    (letters, numbers), (other_letters, other_numbers) = one, other
    if min(len(letters), len(other_letters)) < _MIN_LETTERS:
        return False
    if numbers and other_numbers and numbers != other_numbers:
        return False
    return _differ_by_one(letters, other_letters)


def _same_number(one: tuple[str, tuple[str, ...]], other: tuple[str, tuple[str, ...]]) -> bool:
    return one[1] != () and one[1] == other[1]


def _differ_by_one(one: str, other: str) -> bool:
    """Equal, or one letter was added, left out or changed."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > _SLACK:
        return False
    at = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]
