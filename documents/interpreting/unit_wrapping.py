"""Line breaks within a cell: whether the one unit ends there, or the column was only too narrow."""

import re

from documents.interpreting.unit_grammar import (
    GOES_ON,
    HEAD_ABBREVIATION,
    REACH,
    completes_a_post,
    ends_in_adjective,
    ends_open,
    is_adjective,
    is_leading_adjective,
    last_word,
    starts_unit,
    words_of,
)
from workflow.office_words import (
    AMBIGUOUS,
    LEGAL_FORMS,
    OFFICE_ABBREVIATIONS,
    TAKE_AN_OFFICE,
    is_head,
)

_BEFORE_A_PLACE = frozenset(
    ("города", "района", "области", "округа", "края", "республики", "имени", "им", "г", "села", "с")
)
_PLACES = frozenset(("республики", "области", "края", "россии", "российской", "федерации"))
_CAPITALISED_GENITIVE = re.compile(r"\w+(?:ой|ей|ого|его|ых|их|[бвгджзйклмнпрстфхцчшщ]а|сии)", re.IGNORECASE)


def line_goes_on(before: str, line: str, *, commas_part: bool = False) -> bool:
    """Whether the line break between the two stands inside one unit.

    Where `commas_part` the units of a cell, a break without a comma is only the column's width, before capitals too;
    but a known office's letters or a head in the nominative after a finished unit begins another all the same.
    """
    words = words_of(line[:REACH])
    if not words or GOES_ON.match(line) or line[0] in '«"“' or _waits_for_more(before, line):
        return True
    first, last = words[0], last_word(before)
    if HEAD_ABBREVIATION.match(line):
        return False
    if first.isupper() and len(first) > 1:
        is_only_wrapped = commas_part and first not in OFFICE_ABBREVIATIONS
        return is_only_wrapped or _takes_an_abbreviation(_last_unit(before), last, first)
    if last in LEGAL_FORMS or first.casefold() in _PLACES | AMBIGUOUS or completes_a_post(before, line):
        return True
    is_wrapped_capital = commas_part and not is_leading_adjective(first)
    return not starts_unit(line) and (line[0].islower() or _is_a_place_of(last, first) or is_wrapped_capital)


def _waits_for_more(before: str, line: str) -> bool:
    """«Социальный», «по учебной», «Министерство культуры, областной»: no unit ends so."""
    if ends_open(before) or all(map(is_adjective, words_of(_last_unit(before)[-REACH:]) or ["-"])):
        return True
    return ends_in_adjective(before) and (is_leading_adjective(last_word(before)) or not starts_unit(line))


def _last_unit(before: str) -> str:
    return before.rpartition(",")[2].strip()


def _takes_an_abbreviation(before: str, last: str, abbreviation: str) -> bool:
    """«МБОУ / СОШ № 5», «Руководители / ШМО», «Центр тестирования / ГТО», never «Отдел образования / КДН»."""
    if last.upper() in LEGAL_FORMS or last.casefold() in TAKE_AN_OFFICE:
        return not before.casefold().startswith("кл")
    return abbreviation not in OFFICE_ABBREVIATIONS and last.islower() and not is_head(last)


def _is_a_place_of(last: str, first: str) -> bool:
    """«города / Омска», «Министерство образования / Омской области», «Управление / Роспотребнадзора»."""
    is_of_an_office = last.islower() or last.isupper() or is_head(last)
    return last.casefold() in _BEFORE_A_PLACE or (
        is_of_an_office and _CAPITALISED_GENITIVE.fullmatch(first) is not None
    )
