"""How names of units and posts are built: where one can begin, and where it cannot end yet."""

import re
from collections.abc import Sequence

from documents.interpreting.unit_word_cases import (
    is_nominative_adjective,
    is_oblique_adjective,
    is_oblique_noun,
    is_oblique_or_any_adjective,
)
from workflow.office_words import (
    AMBIGUOUS,
    CONJUNCTIONS,
    DEPUTIES,
    FIELD_ABBREVIATIONS,
    FIELDS,
    GENITIVES_OF_POSTS,
    LEGAL_FORMS,
    NEED_A_COMPLEMENT,
    OFFICE_ABBREVIATIONS,
    PREPOSITIONS,
    SECOND_PARTS_OF_POSTS,
    is_head,
    is_office,
    is_post,
)

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
HEAD_ABBREVIATION = re.compile(
    r"(?:зам|зав|нач|рук|руковод|отв|кл|соц|ст|гл|вед|пед|библ|учит|преп|восп|псих|мед|и\.\s?о|спец)\.", re.IGNORECASE
)
_PARTICIPLE = re.compile(
    r"\w+(?:[уюая]щ|вш|ем|им|[аеёя]нн)(?:[иы]й|[ая]я|[ео]е|[иы]е|[ео]го|[ео]й|[иы]х|[иы]м|[иы]ми)(?:ся)?"
    r"|подведомствен\w+|котор\w+|где",
    re.IGNORECASE,
)
_RANKS = frozenset(("ведущий", "ведущая", "ведущие", "управляющий", "управляющая", "управляющие"))
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
    r"\w*(?:[оеё]й|[оеё]го|[оеё]му|[ыи]х|ни[яюи]|ци[юи]|ости|изма|изму|ств[ау]|тики|тике)", re.IGNORECASE
)
# «дневной стационар»: the noun tells that «ой» is the nominative.
_MASCULINE = re.compile(r"\w+ой \w+[бвгджзклмнпрстфхцчшщ]\b", re.IGNORECASE)
# «муниципальное бюджетное учреждение культуры»: the name of its own comes after it.
_LEGAL_FORM_IN_WORDS = re.compile(
    r"(?:муниципальн|государственн|бюджетн|автономн|каз[её]нн|унитарн)\w*о?е\s+(?:учреждение|предприятие)"
    r"(?:\s+(?:культуры|спорта|здравоохранения|(?:дополнительного\s+)?образования))?$",
    re.IGNORECASE,
)
GOES_ON = re.compile(
    r"(?:совместно|вместе|при участии|с участием|при поддержке|в том числе|согласно|ответственные за)\b|[\d№(]",
    re.IGNORECASE,
)
_POST_ABBREVIATION = re.compile(r"(?:зам|зав|нач|ст|гл|вед|соц|и\.\s?о|врио)\b\.?", re.IGNORECASE)
_TAKES_FIELDS = re.compile(r"\bпо\b|\b(?:учител|преподавател)", re.IGNORECASE)
ALSO = re.compile(r"(?:а также|а\s+так\s+же|и|или|и/или)\s+", re.IGNORECASE)
# «строительства, ЖКХ и транспорта»
_JOINED_FIELD = re.compile(r"[А-ЯЁ]{2,}\s+и\s+[а-яё]{3,}(?:а|я|и|ы|й|у|ю)\b")
_WORDS_TRIED = 5
REACH = 300


def words_of(text: str) -> list[str]:
    """The words without digits and signs; a hyphen holds a word together."""
    return _WORD.findall(text)


def last_word(text: str) -> str:
    """The last word of the text's end; empty where there is none."""
    return next(iter(words_of(text[-REACH:])[-1:]), "")


def is_singular_post(text: str) -> bool:
    """Whether the text names what one person is: «заместитель директора по УВР», «и.о. директора», «соц. педагог»."""
    if _POST_ABBREVIATION.match(text):
        return True
    for word in words_of(text[:REACH])[:_WORDS_TRIED]:
        if is_post(word):
            return True
        if not is_adjective(word):
            return False
    return False


def names_an_office(text: str) -> bool:
    """Whether the text names an office, which is nobody's post: «Отдел культуры», «УО», «МБУ «ЦБС»»."""
    for word in words_of(text[:REACH])[:_WORDS_TRIED]:
        if word in OFFICE_ABBREVIATIONS or word in LEGAL_FORMS or is_office(word):
            return True
        if not is_adjective(word) and word.casefold() != "орг":
            return False
    return False


def is_finished(before: str) -> bool:
    """Whether a unit may end here, so that a capitalised head after it begins another."""
    last = last_word(before)
    if not last or ends_open(before) or ends_in_adjective(before) or last.upper() in LEGAL_FORMS:
        return False
    is_whole = last == before.strip() and is_head(last) and last.casefold() not in NEED_A_COMPLEMENT
    return is_whole or last[0].islower() or last in FIELD_ABBREVIATIONS or before[-1] in "»)."


def completes_a_post(before: str, after: str) -> bool:
    """«заместитель / директора», «бюджетное учреждение / Дом культуры»: what looks like a head is no new unit."""
    if _LEGAL_FORM_IN_WORDS.search(before[-REACH:]):
        return True
    last, first = last_word(before).casefold(), "".join(words_of(after[:REACH])[:1]).casefold()
    if last in DEPUTIES:
        return first in GENITIVES_OF_POSTS
    return last in ("педагог", "педагоги", "учитель", "учителя") and first in SECOND_PARTS_OF_POSTS


def ends_open(before: str) -> bool:
    """Whether the text cannot end here: after a preposition, an abbreviation («зам.»), an open bracket."""
    last = "".join(before[-REACH:].split()[-1:]).strip('«»"(),').casefold()
    if before.endswith(("-", ",", "(")) or last in PREPOSITIONS | CONJUNCTIONS:
        return True
    is_abbreviated = HEAD_ABBREVIATION.fullmatch(last) is not None and not re.search(r"\d\s*\S+$", before[-REACH:])
    return is_abbreviated or before[-REACH:].count("(") > before[-REACH:].count(")")


def ends_in_adjective(before: str) -> bool:
    """Whether the last word waits for a noun: «Социальный», «по учебной»."""
    return before[-1:].isalpha() and is_adjective(last_word(before))


def is_adjective(word: str) -> bool:
    """Whether the word ends like an adjective and is no post or group («вожатая», «заведующий»)."""
    return not is_head(word) and (is_nominative_adjective(word) or is_oblique_or_any_adjective(word))


def is_leading_adjective(word: str) -> bool:
    """Whether the word ends like an adjective in the nominative, so that a unit may begin with it."""
    return is_nominative_adjective(word) and not is_head(word)


def starts_unit(text: str, *, ambiguous: bool = False) -> bool:
    """Whether a new unit's head in the nominative stands first, after adjectives at most.

    `ambiguous` takes forms that may as well be a genitive («школы») for a head; adjectives before one decide.
    """
    if HEAD_ABBREVIATION.match(text):
        return True
    adjectives: list[str] = []
    for word in words_of(text[:REACH])[:_WORDS_TRIED]:
        if word.casefold() in AMBIGUOUS:
            return adjectives[-1].endswith(("ые", "ие")) if adjectives else ambiguous
        if is_head(word):
            return True
        if not is_adjective(word) or is_oblique_adjective(word):
            return False
        adjectives.append(word.casefold())
    return False


def is_participle_phrase(text: str) -> bool:
    """Whether the text goes on with what stands before its comma: «осуществляющие …», «подведомственные …»."""
    word = next(iter(words_of(text)), "")
    return (
        word.islower()
        and word not in _RANKS
        and _PARTICIPLE.fullmatch(word) is not None
        and not starts_unit(text, ambiguous=True)
    )


def comma_goes_on(before: str, text: str, *, in_phrase: bool) -> bool:
    """Whether the part after a comma belongs to the unit's own name or participle phrase."""
    words = words_of(text)
    first = words[0] if words else ""
    is_open = ends_open(before.rstrip(".")) or all(map(is_adjective, words_of(before[:REACH])))
    if is_open or GOES_ON.match(text) or first.casefold() in PREPOSITIONS:
        return True
    if ALSO.match(text) or starts_unit(text, ambiguous=True):
        return False
    if is_in_oblique_case(words) and len(words_of(before[:REACH])) > 1:
        return True
    if not first.islower():
        return first in FIELD_ABBREVIATIONS and _takes_a_field(before, text)
    return in_phrase or ends_in_adjective(before) or _is_field(before, words)


def _takes_a_field(before: str, text: str) -> bool:
    """«учитель физкультуры, ОБЖ», «отдел строительства, ЖКХ и транспорта»."""
    return _TAKES_FIELDS.search(before) is not None or _JOINED_FIELD.match(text) is not None


def is_in_oblique_case(words: Sequence[str]) -> bool:
    """Whether the words begin as complements do and no unit can: «организаций», «чрезвычайным ситуациям»."""
    if not words:
        return False
    if words[0].islower():
        return is_oblique_adjective(words[0]) or is_oblique_noun(words[0])
    return len(words) > 1 and words[0].istitle() and is_oblique_adjective(words[0])


def _is_field(before: str, words: list[str]) -> bool:
    """«спорта», «молодёжной политики»: what a department or a teacher is for."""
    if _FIELDED.search(before) is None:
        return False
    if any(_FIELD.fullmatch(word) for word in words[:2]):
        return True
    if _OBLIQUE.fullmatch(words[0]) and not _MASCULINE.match(" ".join(words[:2])):
        return True
    is_nominative = is_leading_adjective(words[0]) or _MASCULINE.match(" ".join(words[:2]))
    begins_anew = _NAMES_PEOPLE.fullmatch(words[0]) or is_nominative
    return _OFFICE.match(before) is not None and not begins_anew
