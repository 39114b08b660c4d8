"""The names of the months, in every form and abbreviation and with one slip of the pen."""

from collections.abc import Iterator

_STEMS = {
    1: ("январ", "янв"),
    2: ("феврал", "февр", "фев"),
    3: ("март", "мар"),
    4: ("апрел", "апр"),
    5: ("ма",),
    6: ("июн",),
    7: ("июл",),
    8: ("август", "авг"),
    9: ("сентябр", "сентяб", "сент", "сен"),
    10: ("октябр", "окт"),
    11: ("ноябр", "нояб", "ноя"),
    12: ("декабр", "дек"),
}
_ENDINGS = {"март": ("", "а", "е", "у", "ом"), "август": ("", "а", "е", "у", "ом"), "ма": ("й", "я", "е", "ю", "ем")}
_SOFT_ENDINGS = ("ь", "я", "е", "ю", "ем")
_USUAL_ENDINGS = 3  # «сентябрь», «сентября», «сентябре»
_SHORTEST_STEM = 5  # «карта» and «парта» are no slips of «марта»
_SHORTEST_SLIP = 5
_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"


def _forms() -> dict[str, int]:
    forms: dict[str, int] = {}
    for month, (name, *abbreviations) in _STEMS.items():
        forms |= {name + ending: month for ending in _ENDINGS.get(name, _SOFT_ENDINGS)}
        forms |= dict.fromkeys(abbreviations, month)
    return forms | {"июн": 6, "июл": 7}


MONTHS = _forms()
"""Every form and abbreviation of a month's name, folded, and its number."""


def _slips() -> dict[str, str]:
    slips: dict[str, str] = {}
    for name, *_ in _STEMS.values():
        if len(name) < _SHORTEST_STEM:
            continue
        for ending in _ENDINGS.get(name, _SOFT_ENDINGS)[:_USUAL_ENDINGS]:
            for slip in _one_edit_away(name + ending):
                slips.setdefault(slip, name + ending)
    return {slip: name for slip, name in slips.items() if len(slip) >= _SHORTEST_SLIP and slip not in MONTHS}


def _one_edit_away(word: str) -> Iterator[str]:
    """The word with a letter more, less, another, or two that stand side by side swapped."""
    for at in range(len(word) + 1):
        left, right = word[:at], word[at:]
        yield left + right[1:]
        yield left + right[1:2] + right[:1] + right[2:]
        yield from (left + letter + right for letter in _LETTERS)
        yield from (left + letter + right[1:] for letter in _LETTERS)


_SLIPS = _slips()


def rightly_spelt(word: str) -> str:
    """The month's name that a folded word is one slip away from; any other word as it is."""
    return _SLIPS.get(word, word)
