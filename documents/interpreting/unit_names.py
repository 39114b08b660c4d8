"""Units and posts named in one cell, each as written: which commas, line breaks and «и» part two of them."""

import re
from collections.abc import Iterator

from config.line_text import to_line
from documents.interpreting.person_tokens import mask_quotes
from documents.interpreting.unit_grammar import (
    ALSO,
    comma_goes_on,
    completes_a_post,
    ends_in_adjective,
    ends_open,
    is_finished,
    is_in_oblique_case,
    is_participle_phrase,
    last_word,
    starts_unit,
    words_of,
)
from documents.interpreting.unit_wrapping import line_goes_on
from workflow.office_words import FIELD_ABBREVIATIONS, NEED_A_COMPLEMENT

_LONGEST_NAME = 300
_LONGEST_BRACKET = 300
_BRACKETED = re.compile(rf"\([^()]{{0,{_LONGEST_BRACKET}}}\)")
_AND_OTHERS = re.compile(r"(?:\s*(?:и|а также)\s+)?\b(?:др(?:угие)?|т\.\s?[дп])\.?\s*$", re.IGNORECASE)
_SLASH = re.compile(r"(?<=[^\W\d_]{3})\s*/\s*(?=[^\W\d_]{2})")
_TRAILING_ABBREVIATION = re.compile(
    r"(?:^|[\s.(-])(?:[А-ЯЁа-яё][а-яё]{0,2}|(?i:руковод|библ|псих|учит|преп|восп|спец))\.$"
)
_SHORT_WORDS = frozenset(("дом", "сад", "суд", "мэр", "все", "хор"))
_CONTACT = re.compile(
    r"(?:тел(?:ефон)?|т|сот|моб|раб|факс|каб(?:инет)?|ауд(?:итория)?)\b\.?(?:\s*тел\.?)?\s*[:№]?\s*[\d(+]",
    re.IGNORECASE,
)
_LIST_OF_TWO = re.compile(r"(?:КДН|ГО|ОВ|ФК|ОТ|ПДН)\s+и\s+(?:ЗП|ЧС|ПС|С|ТБ)\b")


def split_units(text: str) -> list[str]:
    """The units that the text names, in order, each as one line; «и др.» goes."""
    found: list[str] = []
    for chunk in _whole_lines(text):
        for piece in _comma_pieces(chunk):
            found.extend(_conjuncts(piece))
    return [unit for unit in map(clean_unit, found) if unit]


def clean_unit(text: str) -> str:
    """One line without separators at its ends; an abbreviation keeps its dot."""
    line = to_line(text).strip(" ,;:/–—-•·*_|")
    line = _AND_OTHERS.sub("", line).strip(" ,;:/–—-")
    if line.endswith(".") and (not _TRAILING_ABBREVIATION.search(line) or last_word(line).casefold() in _SHORT_WORDS):
        line = line.rstrip(". ")
    if not re.search(r"[^\W\d_]", line) or _CONTACT.match(line):
        return ""
    return line if len(line) <= _LONGEST_NAME else line[:_LONGEST_NAME].rsplit(" ", 1)[0]


def _masked(text: str) -> str:
    """The text with letters in place of quotations and brackets, so that no separator is found in them."""
    return mask_quotes(_BRACKETED.sub(lambda found: "(" + "x" * (len(found[0]) - 2) + ")", text))


def _parts(text: str, separator: str) -> Iterator[str]:
    start = 0
    for found in re.finditer(separator, _masked(text)):
        yield text[start : found.start()]
        start = found.end()
    yield text[start:]


def _whole_lines(text: str) -> list[str]:
    chunks: list[str] = []
    commas_part = len(_comma_pieces(to_line(text))) > 1
    for line in _parts(re.sub(r",\s*\n\s*", ", ", text), r"\s*\n\s*"):
        if chunks and (
            not chunks[-1].strip() or line_goes_on(chunks[-1].strip(), line.strip(), commas_part=commas_part)
        ):
            chunks[-1] = f"{chunks[-1]} {line}"
        else:
            chunks.append(line)
    return [piece for chunk in chunks for piece in _run_together(chunk)]


def _run_together(chunk: str) -> list[str]:
    """«Замдиректора по ВР Педагог-организатор»: a capitalised head after a finished unit begins another."""
    pieces: list[str] = []
    start = 0
    masked = _masked(chunk)
    for found in re.finditer(r"(?<=[А-ЯЁа-яё)».])[ ]+(?=[А-ЯЁ][а-яё])", masked):
        before, after = chunk[start : found.start()].strip(), chunk[found.end() : found.end() + _LONGEST_NAME]
        if is_finished(before) and starts_unit(after) and not completes_a_post(before, after):
            pieces.append(before)
            start = found.end()
    return [*pieces, chunk[start:]]


def _comma_pieces(chunk: str) -> list[str]:
    """The chunk's parts between commas and slashes that are units of their own."""
    pieces: list[str] = []
    in_phrase = False
    for part in (piece for half in _parts(chunk, r"\s*[,;]\s*") for piece in _slash_pieces(half)):
        text = part.strip()
        if not text:
            continue
        if len(pieces) > 1 and _is_a_complement_between(pieces[-2], pieces[-1], text):
            pieces[-2:] = [", ".join(pieces[-2:])]
        is_phrase = is_participle_phrase(text)
        if pieces and (is_phrase or comma_goes_on(pieces[-1], text, in_phrase=in_phrase)):
            pieces[-1] = f"{pieces[-1]}, {text}"
        else:
            pieces.append(ALSO.sub("", text, count=1) if pieces and ALSO.match(text) else text)
            in_phrase = False
        in_phrase = in_phrase or is_phrase
    return pieces


def _is_a_complement_between(before: str, word: str, after: str) -> bool:
    """«отдел выплат, льгот, субсидий»: a bare word stands in the case of the next, which ends as no head does."""
    return (
        word.isalpha()
        and word.islower()
        and not starts_unit(word, ambiguous=True)
        and len(words_of(before[:_LONGEST_NAME])) > 1
        and not starts_unit(after, ambiguous=True)
        and is_in_oblique_case(words_of(after[:_LONGEST_NAME]))
    )


def _slash_pieces(text: str) -> list[str]:
    start = 0
    pieces = []
    for found in _SLASH.finditer(_masked(text)):
        if words_of(text[found.end() : found.end() + _LONGEST_NAME])[0] in FIELD_ABBREVIATIONS:
            continue
        pieces.append(text[start : found.start()])
        start = found.end()
    return [*pieces, text[start:]]


def _conjuncts(piece: str) -> list[str]:
    """Two units that «и» joins, where each can stand alone; else the piece as it is."""
    if _LIST_OF_TWO.search(piece):
        return [piece]
    found: list[str] = []
    start = 0
    for conjunction in re.finditer(r"\s+(?:и|а также|или)\s+", _masked(piece)):
        left, right = piece[start : conjunction.start()].strip(), piece[conjunction.end() :].strip()
        if _stand_alone(left, right):
            found.append(left)
            start = conjunction.end()
    return [*found, piece[start:]]


def _stand_alone(left: str, right: str) -> bool:
    words, others = words_of(left[:_LONGEST_NAME]), words_of(right[:_LONGEST_NAME])
    end = left[-_LONGEST_NAME:]
    if not words or ends_open(end) or ends_in_adjective(end):
        return False
    if re.match(r"(?:др(?:угие)?\.?|т\.\s?[дп]\.?)(?:\s|$)", right, re.IGNORECASE):
        return True
    if len(words) == 1 and words[0].casefold() in NEED_A_COMPLEMENT and len(others) > 1:
        return False
    if _are_abbreviations(words) and _are_abbreviations(others):
        return True
    return starts_unit(right[:_LONGEST_NAME])


def _are_abbreviations(words: list[str]) -> bool:
    return bool(words) and all(word.isupper() and len(word) > 1 for word in words)
