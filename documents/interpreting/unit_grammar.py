"""How names of units and posts are built: where one can begin, and where it cannot end yet."""

import re

from documents.interpreting.office_words import (
    AMBIGUOUS,
    CONJUNCTIONS,
    DEPUTIES,
    FIELD_ABBREVIATIONS,
    FIELDS,
    GENITIVES_OF_POSTS,
    LEGAL_FORMS,
    OFFICE_ABBREVIATIONS,
    PREPOSITIONS,
    SECOND_PARTS_OF_POSTS,
    TAKE_AN_OFFICE,
    is_head,
    is_post,
)

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HEAD_ABBREVIATION = re.compile(
    r"(?:зам|зав|нач|рук|руковод|отв|кл|соц|ст|гл|вед|пед|библ|учит|преп|восп|псих|мед|и\.\s?о|спец)\.", re.IGNORECASE
)
_NOMINATIVE_ADJECTIVE = re.compile(
    r"\w+(?:ый|(?:[кгхжшщч]|[^еая]н)ий|ской|ая|яя|ое|ее|ые|(?:[кгхжшщч]|[^еая]н)ие)", re.IGNORECASE
)
_ADJECTIVE = re.compile(r"\w{2,}(?:ой|ого|его|ому|ему|ых|их|ым|им|ую|юю)", re.IGNORECASE)
_PARTICIPLE = re.compile(
    r"\w+(?:[уюая]щ|вш|ем|им|[аеёя]нн)(?:[иы]й|[ая]я|[ео]е|[иы]е|[ео]го|[ео]й|[иы]х|[иы]м|[иы]ми)(?:ся)?"
    r"|подведомствен\w+|котор\w+|где",
    re.IGNORECASE,
)
_FIELD = re.compile(rf"(?:{'|'.join(FIELDS)})\w*", re.IGNORECASE)
_FIELDED = re.compile(
    r"\b(?:департамент|управлени|отдел|комитет|министерств|служб|агентств|инспекци|сектор|центр|комисси|совет|институт"
    r"|палат|дирекци|учител|руководител|преподавател|педагог|академи|колледж|школ|учреждени|организаци)\w*|\b(?:по|за)\b",
    re.IGNORECASE,
)
# An office's name goes on after a comma with anything but people: «отдел комплектования, обработки и хранения».
_OFFICE = re.compile(
    r"(?:\w+\s+){0,2}(?:департамент|управлени|отдел|комитет|министерств|сектор)\w*\s+\w", re.IGNORECASE
)
_NAMES_PEOPLE = re.compile(
    r"\w+(?:ники|[её]ры|оры|исты|анты|енты|мены|логи|тели|цы|[ая]не|дети|чики|щики|ари)|\w*[бвгджзклмнпрстфхцчшщйь]",
    re.IGNORECASE,
)
_OBLIQUE = re.compile(
    r"\w*(?:[оеё]й|[оеё]го|[оеё]му|[ыи]х|ни[яюи]|ци[яюи]|ости|изма|изму|ств[ау]|тики|тике)", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"(?:совместно|вместе|при участии|с участием|при поддержке|в том числе|согласно|ответственные за)\b|[\d№(]",
    re.IGNORECASE,
)
_POST_ABBREVIATION = re.compile(r"(?:зам|зав|нач|ст|гл|вед|соц|и\.\s?о|врио)\b\.?", re.IGNORECASE)
_BEFORE_A_PLACE = frozenset(
    ("города", "района", "области", "округа", "края", "республики", "имени", "им", "г", "села", "с")
)
_CAPITALISED_GENITIVE = re.compile(r"\w+(?:ой|ей|ого|его|ых|их|[бвгджзйклмнпрстфхцчшщ]а|сии)", re.IGNORECASE)
_TAKES_FIELDS = re.compile(r"\bпо\b|\b(?:учител|преподавател)", re.IGNORECASE)
ALSO = re.compile(r"(?:а также|а\s+так\s+же|и|или|и/или)\s+", re.IGNORECASE)
_WORDS_TRIED = 5
_REACH = 300


def words_of(text: str) -> list[str]:
    """The words without digits and signs; a hyphen holds a word together."""
    return _WORD.findall(text)


def last_word(text: str) -> str:
    """The last word of the text's end; empty where there is none."""
    return next(iter(words_of(text[-_REACH:])[-1:]), "")


def is_singular_post(text: str) -> bool:
    """Whether the text names what one person is: «заместитель директора по УВР», «и.о. директора», «соц. педагог»."""
    if _POST_ABBREVIATION.match(text):
        return True
    for word in words_of(text[:_REACH])[:_WORDS_TRIED]:
        if is_post(word):
            return True
        if not is_adjective(word):
            return False
    return False


def is_finished(before: str) -> bool:
    """Whether a unit may end here, so that a capitalised head after it begins another."""
    last = last_word(before)
    if not last or ends_open(before) or ends_in_adjective(before) or last.upper() in LEGAL_FORMS:
        return False
    return last[0].islower() or last in FIELD_ABBREVIATIONS or before[-1] in "»)."


def line_goes_on(before: str, line: str) -> bool:
    """Whether the line break between the two stands inside one unit."""
    if not line or _GOES_ON.match(line) or line[0] in '«"“' or ends_open(before):
        return True
    words, last = words_of(line[:_REACH]), last_word(before)
    if not words or (ends_in_adjective(before) and (_is_nominative_adjective(last) or not starts_unit(line))):
        return True
    first = words[0]
    if _HEAD_ABBREVIATION.match(line) or (first.isupper() and len(first) > 1):
        return not _HEAD_ABBREVIATION.match(line) and _takes_an_abbreviation(before, last, first)
    if completes_a_post(before, line) or first.casefold() in AMBIGUOUS:
        return True
    return not starts_unit(line) and (line[0].islower() or _is_a_place_of(last, first))


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


def completes_a_post(before: str, after: str) -> bool:
    """«заместитель / директора», «педагог / организатор»: what looks like a head goes on with the post."""
    last, first = last_word(before).casefold(), "".join(words_of(after[:_REACH])[:1]).casefold()
    if last in DEPUTIES:
        return first in GENITIVES_OF_POSTS
    return last in ("педагог", "педагоги", "учитель", "учителя") and first in SECOND_PARTS_OF_POSTS


def ends_open(before: str) -> bool:
    """Whether the text cannot end here: after a preposition, an abbreviation («зам.»), an open bracket."""
    last = "".join(before[-_REACH:].split()[-1:]).strip('«»"(),').casefold()
    if before.endswith(("-", ",", "(")) or last in PREPOSITIONS | CONJUNCTIONS:
        return True
    is_abbreviated = _HEAD_ABBREVIATION.fullmatch(last) is not None and not re.search(r"\d\s*\S+$", before[-_REACH:])
    return is_abbreviated or before[-_REACH:].count("(") > before[-_REACH:].count(")")


def ends_in_adjective(before: str) -> bool:
    """Whether the last word waits for a noun: «Социальный», «по учебной»."""
    return before[-1:].isalpha() and is_adjective(last_word(before))


def is_adjective(word: str) -> bool:
    """Whether the word ends like an adjective and is no post or group («вожатая», «заведующий»)."""
    return _is_nominative_adjective(word) or (_ADJECTIVE.fullmatch(word) is not None and not is_head(word))


def _is_nominative_adjective(word: str) -> bool:
    return _NOMINATIVE_ADJECTIVE.fullmatch(word) is not None and not is_head(word)


def starts_unit(text: str, *, ambiguous: bool = False) -> bool:
    """Whether a new unit's head in the nominative stands first, after adjectives at most.

    `ambiguous` takes forms that may as well be a genitive («школы») for a head; adjectives before one decide.
    """
    if _HEAD_ABBREVIATION.match(text):
        return True
    adjectives: list[str] = []
    for word in words_of(text[:_REACH])[:_WORDS_TRIED]:
        if word.casefold() in AMBIGUOUS:
            return adjectives[-1].endswith(("ые", "ие")) if adjectives else ambiguous
        if is_head(word):
            return True
        if not is_adjective(word):
            return False
        adjectives.append(word.casefold())
    return False


def is_participle_phrase(text: str) -> bool:
    """Whether the text goes on with what stands before its comma: «осуществляющие …», «подведомственные …»."""
    word = next(iter(words_of(text)), "")
    return word.islower() and _PARTICIPLE.fullmatch(word) is not None and not starts_unit(text, ambiguous=True)


def comma_goes_on(before: str, text: str, *, in_phrase: bool) -> bool:
    """Whether the part after a comma belongs to the unit's own name or participle phrase."""
    words = words_of(text)
    first = words[0] if words else ""
    if _GOES_ON.match(text) or first.casefold() in PREPOSITIONS or ends_open(before.rstrip(".")):
        return True
    if all(map(is_adjective, words_of(before[:_REACH]))):
        return True
    if ALSO.match(text) or starts_unit(text, ambiguous=True):
        return False
    if first in FIELD_ABBREVIATIONS:
        return _TAKES_FIELDS.search(before) is not None
    if not first.islower():
        return False
    return in_phrase or ends_in_adjective(before) or _is_field(before, words)


def _is_field(before: str, words: list[str]) -> bool:
    """«спорта», «молодёжной политики»: what a department or a teacher is for."""
    if _FIELDED.search(before) is None:
        return False
    if any(_FIELD.fullmatch(word) for word in words[:2]) or _OBLIQUE.fullmatch(words[0]):
        return True
    begins_anew = _NAMES_PEOPLE.fullmatch(words[0]) or _is_nominative_adjective(words[0])
    return _OFFICE.match(before) is not None and not begins_anew
