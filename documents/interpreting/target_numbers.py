"""The numbers in a result's text that count something; years, classes, hours, money and parts of names do not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from documents.interpreting.deadline_letters import fold
from documents.interpreting.month_names import MONTHS

_LONGEST_TEXT = 4000
_CONTEXT = 80
_YEARS = range(1990, 2101)
_ALL = 100
_MOST = 1_000_000

_IN_WORDS = {
    "одного": 1, "одной": 1, "двух": 2, "трех": 3, "четырех": 4, "пяти": 5, "шести": 6, "семи": 7, "восьми": 8,
    "девяти": 9, "десяти": 10, "одиннадцати": 11, "двенадцати": 12, "пятнадцати": 15, "двадцати": 20, "тридцати": 30,
}  # fmt: skip

_QUOTED = re.compile(r"«[^«»]{0,300}»|\"[^\"]{0,300}\"|“[^“”]{0,300}”|„[^„“”]{0,300}[“”]")
_LEAST = r"(?:не ?(?:менее|меньше|ниже)|минимум|>=|≥)(?:,? ?чем)?,?:? ?(?:(?:в|у|на|из|для) )?"
_LEAST_IN_WORDS = re.compile(rf"({_LEAST})({'|'.join(_IN_WORDS)})\b")

_N = r"(?:[0-9]{1,3}(?: [0-9]{3}){1,3}(?![0-9])|[0-9]{1,9})"
_NUMBER = re.compile(
    rf"(?<![\w.,/:])(?<!\w-)(?:от (?P<start>{_N}) ?%? ?до ?{_N}"
    rf"|(?P<low>{_N})(?P<more>(?:[.,/:][0-9]+)+)?(?: ?% ?- ?{_N}(?= ?%)| ?- ?{_N})?)"
    r"(?:-?(?P<ordinal>(?:[ыио]?й|[аоы]?я|[оы]?е|о?го|о?м)\b)|-?(?:х|ух|ти|ми)\b)?(?: ?\([а-я ]{2,40}\))?"
)

_IS_PERCENT = re.compile(r" ?-?(?:%|процент|проц\b)")
_AT_LEAST = re.compile(_LEAST + "$")
_NOT_BELOW = re.compile(r"не ?ниже,?(?: чем)? ?(?:в |на )?$")
_AT_MOST = re.compile(
    r"(?:не ?(?:более|больше|выше|свыше)|(?<!не )(?:менее|меньше|ниже))(?:,? ?чем)? ?(?:(?:в|у|на) )?$"
)
_BY = re.compile(r"\bна (?:не менее(?:,? чем)? )?$|не ?менее,? чем на $")
_COMPARED = re.compile(r" ?(?:%|процент\w*) (?:больше|выше|меньше|ниже|по сравнению)")
_EACH = re.compile(r"\bкажд\w+ [^,;.()]{0,40}$")
_FOR_EACH = re.compile(r"[^,;.()]{0,60}\b(?:от|для|на|по|в|с|у|из) кажд")

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_SOME_KIND = r"(?:[а-я]{3,20}(?:ых|их|ые|ие) )?"
_AMOUNT = (
    r"(?:тыс|млн|млрд|руб|коп|час(?:а|ов|ы)?\b|ч\b|мин\b|минут|сек\b|дн(?:я|ей|и|ях)\b|день|сут(?:ок|ки)|недел"
    r"|мес(?:яц|\b)|год(?:а|у|ы|ов)?\b|гг?\b|лет\b|раза?\b|балл)"
)
_ORDER = (
    r"(?:класс(?:а|ы|ов|е|ах|у)?\b|кл\b|четверт|квартал|кв\b|полугод|триместр|семестр|смен|этап|уров|степен|категори"
    r"|разряд|вид[аеу]?\b|курс\b|курсе|экз(?:\b|емпл)|стр\b|страниц|м\b|км\b|кг\b|га\b|см\b|фз|оз\b|мест[оа]\b|число)"
)
_NOT_COUNTED = re.compile(rf" ?-?{_SOME_KIND}{_AMOUNT}")
_NOT_COUNTED_ALONE = re.compile(rf" ?-?(?:(?:{_MONTH})\b|{_SOME_KIND}{_ORDER})")
_ENUMERATES = re.compile(r"[.)] ?[а-я]")

_OPENS_CLAUSE = re.compile(
    r"(?:^|[,;:(+.)]|(?<!\w)-|\b(?:и|всего|итого|колич\w*|числ\w*|провед\w*|разраб\w*|подгот\w*|участ\w*|охва\w*|обуч\w*"
    r"|создан\w*|изда\w*|выпу\w*|организ\w*|состав\w*|оформ\w*|принят\w*|утвержд\w*|опублик\w*|публик\w*|размещ\w*|оказан\w*"
    r"|посещ\w*|приобрет\w*|выявл\w*|получ\w*|представл\w*|заключ\w*|наличие)) ?$"
)
_NAMES_NUMBER = re.compile(
    r"(?:\b(?:пп?|ст|кл|гл|ч|стр|рис|табл|г|им|ул|д|каб|прил|форм\w*)[. -]{0,3}|\bприказ\w* ?|# ?"
    r"|\b(?:в|во|на|с|со|из|для|по|о|об|от|до|к|за|при|более|свыше|около|ниже) )$"
)
_SETS_NUMBER_OFF = re.compile(r"(?:[:(]|(?<!\w)-|\bколич\w*) ?$")
_ENDS_CLAUSE = re.compile(r" ?(?:$|[,;.)])")
_PIECES = re.compile(r" ?(?:шт\b|штук|ед\b|единиц|чел\b|человек)")
_WORD_AFTER = re.compile(r" ?(?!(?:и|или|в|во|на|по|с|со|из|для|о|об|от|до|к|за|при)\b)(?:[а-я]{2,})")


class Claim(Enum):
    """How strongly a number is said to be the target."""

    AT_LEAST = auto()  # «не менее 7»
    PLAIN = auto()  # «3 протокола»


@dataclass(frozen=True, slots=True)
class CountedNumber:
    """A number that may be a target.

    `value` is None where it is no whole number, or lies outside of 1 to 1,000,000 (of 0 to 100 for a percent).
    """

    claim: Claim
    is_percent: bool
    value: int | None


def counted_numbers(text: str) -> list[CountedNumber]:
    """The numbers of a result's text that may be its target, in order."""
    folded = fold(_QUOTED.sub(" ", text[:_LONGEST_TEXT]))
    folded = _LEAST_IN_WORDS.sub(lambda match: f"{match[1]}{_IN_WORDS[match[2]]}", folded)
    return list(_counted(folded))


def _counted(folded: str) -> Iterator[CountedNumber]:
    for match in _NUMBER.finditer(folded):
        before = folded[max(0, match.start() - _CONTEXT) : match.start()]
        after = folded[match.end() : match.end() + _CONTEXT]
        if _AT_MOST.search(before) and not _AT_LEAST.search(before):
            continue
        read = _percent if _IS_PERCENT.match(after) else _count
        number = read(match, before, after)
        if number is not None:
            yield number


def _percent(match: re.Match[str], before: str, after: str) -> CountedNumber | None:
    """A share that is reached; «на 5 %» and «5 % больше» say how much more, not how much."""
    value, fraction = _value(match), match["more"] or ""
    if _COMPARED.match(after) or (_BY.search(before) and value != _ALL):
        return None
    is_whole = value <= _ALL and not fraction.strip(".,0")
    return CountedNumber(_claim(match, before), is_percent=True, value=value if is_whole else None)


def _count(match: re.Match[str], before: str, after: str) -> CountedNumber | None:
    is_for_each = _EACH.search(before) or _FOR_EACH.match(after)
    if is_for_each or match["more"] or match["ordinal"] or _NOT_COUNTED.match(after) or _NOT_BELOW.search(before):
        return None
    claim, value = _claim(match, before), _value(match)
    if claim is Claim.PLAIN and (value in _YEARS or not _is_plain_count(before, after)):
        return None
    if match["start"] and _NOT_COUNTED_ALONE.match(after):
        return None
    return CountedNumber(claim, is_percent=False, value=value if 1 <= value <= _MOST else None)


def _is_plain_count(before: str, after: str) -> bool:
    """«3 протокола», «Акты – 10», «протоколы (3)»; not «в 8 классах», «приказ 12», «1. Справка»."""
    if _NOT_COUNTED_ALONE.match(after) or _NAMES_NUMBER.search(before):
        return False
    if _PIECES.match(after):
        return True
    is_set_off = bool(_SETS_NUMBER_OFF.search(before))
    if _ENUMERATES.match(after) and not is_set_off:
        return False
    return bool(is_set_off and _ENDS_CLAUSE.match(after)) or bool(
        _OPENS_CLAUSE.search(before) and _WORD_AFTER.match(after)
    )


def _claim(match: re.Match[str], before: str) -> Claim:
    return Claim.AT_LEAST if match["start"] or _AT_LEAST.search(before) else Claim.PLAIN


def _value(match: re.Match[str]) -> int:
    return int((match["start"] or match["low"]).replace(" ", ""))
