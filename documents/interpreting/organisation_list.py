"""Schools listed in a note or an activity: their numbers and abbreviations as written."""

import re
from collections.abc import Sequence
from itertools import islice

from config.line_text import to_line
from documents.interpreting.person_tokens import fold_lookalikes

_LONGEST_LIST = 20_000
_LONGEST_CODE = 60
_MOST_ANCHORS = 20

_NUMBER_SIGN = r"(?:№+|N[oº°]?|#)"
_FORM = r"(?:(?:Ф?Г|М|К|Ч|Н)?(?:Б|А|К)?О(?:О)?У|МУ|МБДОУ|МАДОУ|МКДОУ|МДОУ|БДОУ|ГБДОУ|БОУ)"
_TOWN = r"(?:\s+(?:г\.|города?)\s*[А-ЯЁ][а-яё]+(?:-[А-ЯЁ]?[а-яё]+)*(?:а)?)?"
# What stands before the number of any school and says nothing about it: «ОО №», «МБОУ СОШ №», «школы №№».
_GENERIC = re.compile(
    rf"(?:{_FORM}{_TOWN}\s*)?[«\"“]?\s*"
    rf"(?:(?i:(?:обще)?образовательн\w+\s+(?:организаци\w+|учреждени\w+)|средн\w+\s+(?:общеобразовательн\w+\s+)?школ\w*"
    rf"|школ(?:а|ы|е|у|ах|ам|ами)?)|ОО|ОУ|СОШ|СШ(?=\s*{_NUMBER_SIGN}))?"
    rf"\s*[:.]?\s*(?P<sign>{_NUMBER_SIGN})?\s*(?P<number>\d{{1,4}}[а-яА-Я]?)\s*[»\"”]?",
)
_KIND = (
    r"(?:[А-ЯЁ]{2,}[а-яё]?[А-ЯЁ]*(?:[ -][А-ЯЁ]{2,})*|[Гг]имнази[яию]\w{0,2}|[Лл]ице[йяеюи]\w{0,2}"
    r"|[Шш]кол[аыуе]?-интернат\w*|[Кк]олледж\w*|(?:[Нн]ачальная|[Оо]сновная|[Вв]ечерняя|[Кк]оррекционная)\s+школа|[Дд]етск(?:ий|ие|ого)\s+сад\w*"
    r"|[Цц]ентр\s+образования|[Кк]адетск\w+\s+(?:школа|корпус)\w*)"
)
_NAMED = re.compile(
    rf"(?:{_FORM}{_TOWN}\s*)?[«\"“]?{_KIND}{_TOWN}\s*(?:{_NUMBER_SIGN}\s*\d{{1,4}}[а-яА-Я]?|[«\"“][^«»\"“”]{{1,40}}[»\"”])?[»\"”]?"
)
_ABBREVIATION_ALONE = re.compile(r"[А-ЯЁ]{3,6}")
# A list of one kind: «ДОУ № 1, 2, 3», «гимназии №№ 3, 5».
_HEAD_OF_NUMBERS = re.compile(
    rf"(?:{_FORM}|ДОУ|д/с|ООШ|НОШ|гимнази[ияй]\w*|лице[ийев]\w+|детски[ех]\w*\s+сад\w+)\s*{_NUMBER_SIGN}\s*(?=\d)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:[,;]|\sи\s|\s/\s)\s*")
_LEADING_WORDS = re.compile(
    r"^(?:(?:для|в|на базе|по|из|список|перечень|участники|охват)\s+)?"
    r"(?:(?:обще)?образовательн\w+\s+(?:организаци\w+|учреждени\w+)|ОО|ОУ|школ[аыемх]*)\s*[:–—-]\s*",
    re.IGNORECASE,
)
_ANCHORED = re.compile(
    rf"(?<!\w)(?:{_FORM}\s+)?(?:ОО|ОУ|СОШ|СШ|МБОУ|МАОУ|МКОУ|МОУ|БОУ|школ(?:а|ы|е|у|ах|ам|ами)?|организаци\w+|учреждени\w+"
    rf"|гимнази\w+|лице\w+)\s*{_NUMBER_SIGN}\s*\d"
)
# «в 5 школах: № 1, 2, 3, 4, 6», «с участием 3 школ (1, 2, 3)»: how many, and then which.
_COUNTED = re.compile(
    r"(?<![\w№])\d{1,3}\s+(?:(?:обще)?образовательн\w+\s+)?(?:школ\w*|ОО|ОУ|организаци\w+|учреждени\w+)\s*"
    r"(?:\((?P<bracketed>[^()]+)\)|[:–—-]\s*(?P<rest>.+))"
)
_SCHOOL_AND_NUMBER = re.compile(rf"(?:{_FORM}\s*)?(?:ОО|СОШ|СШ|ООШ|[Шш]кола|[Гг]имназия|[Лл]ицей)\s*\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FEWEST = 2


def read_organisations(note: str | None, title: str | None) -> list[str]:
    """The elements of the list in the note or, failing that, in the activity's text, each once.

    Anything else, such as «каб. 12, 14» or «По запросу», is no list. One school alone counts where it is all that
    the note says.
    """
    line = _line(note)
    if line:
        found = _whole_list(line) or _counted_list(line) or _anchored_list(line) or _single(line)
        if found:
            return found
    line = _line(title)
    return _counted_list(line) or _anchored_list(line) if line else []


def _line(text: str | None) -> str:
    return to_line(text[:_LONGEST_LIST]).strip(" .;,") if text else ""


def _whole_list(line: str) -> list[str]:
    """All elements where the text is nothing but a list."""
    text = _LEADING_WORDS.sub("", line)
    head = _HEAD_OF_NUMBERS.match(text)
    if head and _is_plain_numbers(text[head.end() :]):
        text = text[head.end() :]
    parts = [part for part in _SEPARATOR.split(text) if part]
    codes = [_code(part) for part in parts]
    if len(parts) < _FEWEST or not all(codes) or not _is_surely_a_list(line, parts):
        return []
    return _once(codes)


def _is_plain_numbers(text: str) -> bool:
    parts = _SEPARATOR.split(text)
    return len(parts) >= _FEWEST and all(re.fullmatch(rf"{_NUMBER_SIGN}?\s*\d{{1,4}}", part) for part in parts)


def _is_surely_a_list(line: str, parts: Sequence[str]) -> bool:
    """Two bare numbers close together may be anything, and so may years; two abbreviations are no list of schools."""
    if re.search(_NUMBER_SIGN, line) or all(_SCHOOL_AND_NUMBER.match(part) for part in parts):
        return True
    numbers = [part for part in parts if part.isdigit()]
    if not numbers or any(_YEAR.fullmatch(number) for number in numbers):
        return False
    return len(parts) > _FEWEST or re.search(r"\d,\d", line) is None


def _counted_list(line: str) -> list[str]:
    """The elements named after their number."""
    found = _COUNTED.search(line)
    if found is None:
        return []
    codes = [_code(part) for part in _SEPARATOR.split(found["bracketed"] or found["rest"]) if part]
    return _once(codes) if len(codes) >= _FEWEST and all(codes) else []


def _anchored_list(line: str) -> list[str]:
    """The longest list that begins with «ОО № 5», «СОШ №№ 5, 7» somewhere in a sentence; two elements at least."""
    longest: list[str] = []
    for anchor in islice(_ANCHORED.finditer(line), _MOST_ANCHORS):
        codes = []
        for part in _SEPARATOR.split(line[anchor.start() :]):
            text = part.strip(" .)(")
            code = _code(text)
            if code is None:
                last = _beginning_code(text)
                codes.extend([last] if last else [])
                break
            codes.append(code)
        if len(codes) > max(len(longest), _FEWEST - 1):
            longest = codes
        if len(longest) > _FEWEST:
            break
    return _once(longest)


def _beginning_code(text: str) -> str | None:
    """The last number of a list in a sentence: «12 к новому учебному году», never «6 классах»."""
    found = re.match(rf"({_NUMBER_SIGN}?\s*\d{{1,4}})(?=\s*[().–—-]|\s+(?:к|в|на|по|с|о|об|для|до|за)\s|$)", text)
    return _code(found[1]) if found else None


def _single(line: str) -> list[str]:
    code = _code(line)
    is_sure = re.match(rf"(?:{_FORM}\s*[«\"]?\s*)?(?:ОО|СОШ|СШ|[Шш]кола|[Гг]имназия|[Лл]ицей)\s*{_NUMBER_SIGN}", line)
    return [code] if code and is_sure else []


def _code(part: str) -> str | None:
    """How the element is named in the list; None where it is none."""
    text = fold_lookalikes(part.strip(" ."))
    generic = _GENERIC.fullmatch(text)
    if generic and not (_YEAR.fullmatch(generic["number"]) and not generic["sign"]):
        return generic["number"]
    named = _NAMED.fullmatch(text)
    if named is None or len(text) > _LONGEST_CODE:
        return None
    has_number_or_name = re.search(r"\d|[«\"“]", text) is not None
    return part.strip(" .") if has_number_or_name or _ABBREVIATION_ALONE.fullmatch(text) else None


def _once(codes: Sequence[str | None]) -> list[str]:
    return list(dict.fromkeys(code for code in codes if code))
