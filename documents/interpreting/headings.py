"""What a column of a plan table is for, as its heading says it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from documents.interpreting.heading_words import are_heading_words, heading_words
from documents.interpreting.plain_line import plain_line


class Role(StrEnum):
    """What a column holds. `DROPPED` is known and not read, `UNKNOWN` is a heading that says nothing to us."""

    NUMBER = "number"
    TITLE = "title"
    DEADLINE = "deadline"
    STARTS = "starts"
    ENDS = "ends"
    MONTH = "month"
    MARK = "mark"
    RESPONSIBLE = "responsible"
    EXECUTORS = "executors"
    DEADLINE_AND_RESPONSIBLE = "deadline_and_responsible"
    RESULT = "result"
    NOTE = "note"
    PLACE = "place"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Heading:
    """The role that a heading gives its column. Of two columns with one role the one with more `weight` has it."""

    role: Role
    weight: int = 0
    is_plain: bool = False
    """Made of heading words alone, or nearly so: running text that names a deadline is not."""


LONGEST_HEADING = 160

_NUMBER = re.compile(
    r"(?:(?:№+|n|no|nº|#|номер)\s*(?:[пpn]\s*[./\\|-]?\s*[пpnр]\.?)?|[пp]\s*[./\\|-]?\s*[пpр]\.?)"
    r"(?:\s*(?:пункта|пункт|плана|раздела|строки|мероприятия|меропр\.?|задачи))*\s*[.:]?"
)
_MONTHS = (
    r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*"
    r"|(?:[ivх]+|[1-4])\s*(?:кв|квартал)\b\.?"
)
_MONTH_COLUMN = re.compile(rf"(?:{_MONTHS})(?:\s*\d{{4}}\s*(?:г\.?|года?)?)?", re.IGNORECASE)
_FACT = re.compile(r"\bфакт")
_STARTS = re.compile(r"\bначал[оау]?\b|\bс$")
_ENDS = re.compile(r"\bоконч|\bзаверш|\bконец\b|\b(?:по|до)$")
_REPORTING = re.compile(r"\b(?:предостав|представл|отчет|контрол(?!ьн)|утвержд|рассмотр)")
_BRACKETS = re.compile(r"\([^()]*\)?")
_CONTROL = re.compile(r"\bконтрол")
_DONE_AFTERWARDS = 3
# The weight of what is never read, nor anything below it: costs, marks of execution.
NEVER_READ = 8
_COMBINED_WEIGHT = 6

# The role whose words come first in the heading has it; «наименование», «вид» lean on what follows.
_RULES: tuple[tuple[Role, int, re.Pattern[str]], ...] = tuple(
    (role, weight, re.compile(pattern))
    for role, weight, pattern in (
        (Role.RESULT, 7, r"\b(?:ожидаем|планируем|конечн|предполагаем)\w* (?:конечн\w* )?(?:результат|эффект|итог)"),
        (Role.RESULT, 6, r"\bрезультат"),
        (Role.RESULT, 5, r"\bитог|\b(?:вид|выходн|подтвержда|отчетн)\w* (?:\w+ )?документ"),
        (Role.RESULT, 5, r"\bформ\w+ (?:отчет|заверш|предст|предъяв|результ|подвед|реализ|документ|фиксац|итог)"),
        (Role.RESULT, 4, r"\bдокумент|\bпоказател|\bвыход|\bпродукт|\bцелев\w* (?:показател|индикатор)"),
        (Role.RESULT, 3, r"\bотчет|\bиндикатор|\bкритери|\bэффект|\bгде (?:слуша|рассматр|заслуш)"),
        (Role.RESPONSIBLE, 8, r"\bответств|\bотв\b"),
        (Role.RESPONSIBLE, 6, r"\bкто (?:провод|отвеча|исполня|выполня|организ|осуществ|делает|готовит)"),
        (Role.RESPONSIBLE, 5, r"^кто$"),
        (Role.RESPONSIBLE, 4, r"\bкоординатор|\bкуратор|\bорганизатор|\bпроводит\b|\bпроводящ"),
        (Role.RESPONSIBLE, 3, r"\bф и о\b|\bфио\b|\bдокладчик|\bвыступающ|\bфамили"),
        (Role.EXECUTORS, 6, r"\bисполнител|\bсоисполнител"),
        (Role.EXECUTORS, 2, r"\bструктурн\w* подразделен|\bподразделен|\bпривлекаем"),
        (Role.DEADLINE, 8, r"\bсрок"),
        (Role.DEADLINE, 7, r"\bдат[аыу]?\b|\bкогда\b"),
        (Role.DEADLINE, 3, r"\bпериодичн|\bграфик|\bкалендарн"),
        (Role.DEADLINE, 6, r"\bпериод"),
        (Role.MONTH, 5, r"\bмесяц"),
        (Role.DEADLINE, 4, r"\bврем[яе]|\bчисл[оа]\b|\bквартал"),
        (Role.DEADLINE, 2, r"\bгод реализ|\bден[ья] недел|\bнедел|\bначал[оау]?\b|\bокончани|\bзаверш|\bконец\b"),
        (Role.NOTE, 6, r"\bпримеч|\bприм\b"),
        (Role.NOTE, 4, r"\bкомментар|\bдополнительн|\bпояснен"),
        (Role.PLACE, 5, r"\bмест[оа]\b|\bгде провод|\bплощадк|\bлокаци"),
        (Role.DROPPED, 9, r"\bотметк|\bподпис|\bознаком|\bо выполнен|\bоб исполнен"),
        (Role.DROPPED, 8, r"\bфинанс|\bстоимост|\bзатрат|\bбюджет|\bрасход|\bсумм|\bруб|\bисточник|\bобъем|\bресурс"),
        (Role.DROPPED, 7, r"\bучастник|\bаудитори|\bкатегори|\bконтингент|\bкласс|\bуровен|\bохват|\bвозраст|\bгрупп"),
        (Role.DROPPED, 6, r"\bцел[ьи]\b|\bадрес|\bдолжност|\bтелефон|\bстатус|\bтип\b|\bединиц|\bзначен"),
        (Role.DROPPED, 5, r"\bколич|\bкол\b|\bчас[ыов]*\b|\bконтрол(?!ьн)|\bпричин|\bоснован|\bреквизит"),
        (Role.DROPPED, 9, r"\bдат\w (?:и \w+ )?(?:рожден|регистрац|поступлен|выдачи|рег\b)"),
        (Role.DROPPED, 6, r"\b(?:проверяем|отчетн|ревизуем)\w* период"),
        (Role.DROPPED, 5, r"\bход (?:вы|ис)полнен|\bсоисп|\bссылк|\bстр\b|\bстраниц|\bнормативн"),
        (Role.DROPPED, 2, r"\bформ[аы]\b|\bметод"),
        (Role.TITLE, 8, r"\bмероприят"),
        (Role.TITLE, 7, r"\bчто (?:провод|с?дела|необходимо)"),
        (Role.TITLE, 6, r"\bсодержани|\bдействи|\bперечень"),
        (Role.TITLE, 5, r"\bработ|\bдеятельност|\bсобыти|\bдел[оа]?\b|\bпоручен|\bвоспитательн"),
        (Role.TITLE, 5, r"\bшаг|\bмеры\b|\bпут[ьи] (?:решен|реализ|достиж|устран)"),
        (Role.TITLE, 4, r"\bвопрос|\bтем[аы]\b|\bтематик|\bзадач|\bзадани|\bповестк"),
        (Role.TITLE, 3, r"\bформ[аы] (?:и \w+ )?работ"),
        (Role.TITLE, 2, r"\bнаправлен|\bпункт"),
        (Role.TITLE, 1, r"\bраздел|\bблок|\bмодул|\bпроект"),
        # What is looked at is the activity of a plan of control that has no better column for it.
        (Role.TITLE, 1, r"\bобъект\w* (?:\w+ )?(?:контрол|оценк|провер|мониторинг|наблюден|изучен|экспертиз)"),
    )
)
_NAME_OF_SOMETHING = re.compile(r"\b(?:наименован|назван|формулировк)")
_NAME_OF_A_UNIT = re.compile(
    r"\b(?:наименован|назван)\w* (?:\w+ )?(?:организац|учрежден|школ|оо|оу|муницип|район|объект)"
)


def read_heading(text: str, *, mend: bool = True) -> Heading:
    """The role of the column under this heading; `mend` allows for slips of a letter or two."""
    return _read(text[: LONGEST_HEADING * 2], mend)


def read_lower_heading(upper: str, lower: str, *, mend: bool = True) -> Heading:
    """The role of a column under two headings, one below the other, as «Срок исполнения» over «факт»."""
    above = read_heading(upper, mend=mend)
    below = read_heading(lower, mend=mend)
    if not lower or (above.role is Role.DROPPED and above.weight >= NEVER_READ):
        return above
    if not upper or below.role is Role.DROPPED:
        return below
    whole = read_heading(f"{upper} {lower}", mend=mend)
    return whole if below.role in (Role.UNKNOWN, above.role, Role.STARTS, Role.ENDS) else below


@lru_cache(maxsize=4096)
def _read(text: str, mend: bool) -> Heading:
    line = plain_line(text).casefold()
    if not line or len(line) > LONGEST_HEADING:
        return Heading(Role.UNKNOWN)
    if _NUMBER.fullmatch(line.strip(" *")):
        return Heading(Role.NUMBER, 9, is_plain=True)
    if _MONTH_COLUMN.fullmatch(line):
        return Heading(Role.MARK, 1)
    words = heading_words(text, mend=mend)
    if not words:
        return Heading(Role.UNKNOWN)
    # What stands in brackets explains the heading, with words of its own.
    outside = heading_words(_BRACKETS.sub(" ", text), mend=mend) or words
    is_plain = are_heading_words(outside)
    role, weight = _role(" ".join(words))
    return Heading(role, weight, is_plain=is_plain or role is Role.DROPPED)


def _role(words: str) -> tuple[Role, int]:
    if _FACT.search(words):
        return Role.DROPPED, 9
    first: dict[Role, int] = {}
    weights: dict[Role, int] = {}
    for role, weight, pattern in _RULES:
        if found := pattern.search(words):
            first[role] = min(first.get(role, found.start()), found.start())
            weights[role] = max(weights.get(role, 0), weight)
    if not first:
        return _named_or_done(words)
    if Role.TITLE in first and _NAME_OF_A_UNIT.search(words) and len(first) == 1:
        return Role.UNKNOWN, 0
    role = min(first, key=lambda found: (first[found], -weights[found]))
    if role in (Role.RESPONSIBLE, Role.EXECUTORS, Role.DEADLINE, Role.PLACE, Role.MONTH) and Role.DEADLINE in weights:
        return _deadline_role(words, weights)
    if role is Role.RESPONSIBLE and _CONTROL.search(words):
        return role, 3
    return role, weights[role]


def _named_or_done(words: str) -> tuple[Role, int]:
    if _NAME_OF_A_UNIT.search(words):
        return Role.UNKNOWN, 0
    if _NAME_OF_SOMETHING.search(words):
        return Role.TITLE, 3
    # «Исполнение», «Выполнение» alone are filled in afterwards.
    return (Role.DROPPED, _DONE_AFTERWARDS) if re.match(r"(?:ис|вы)полнен\w+", words) else _single_end(words)


def _single_end(words: str) -> tuple[Role, int]:
    """«с» and «по» alone, below a heading that spans them."""
    if _STARTS.search(words):
        return Role.STARTS, 4
    return (Role.ENDS, 4) if _ENDS.search(words) else (Role.UNKNOWN, 0)


def _deadline_role(words: str, weights: dict[Role, int]) -> tuple[Role, int]:
    weight = weights[Role.DEADLINE]
    if weight >= _COMBINED_WEIGHT and (Role.RESPONSIBLE in weights or Role.EXECUTORS in weights):
        return Role.DEADLINE_AND_RESPONSIBLE, weight
    if _REPORTING.search(words):
        return Role.DEADLINE, weight // 2
    starts, ends = _STARTS.search(words), _ENDS.search(words)
    if starts and not ends:
        return Role.STARTS, weight
    return (Role.ENDS if ends and not starts else Role.DEADLINE), weight
