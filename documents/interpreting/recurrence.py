"""How often something is done, as the deadline's column says it in words."""

import re
from dataclasses import dataclass

from documents.interpreting.deadline_letters import fold
from models.states import Recurrence

_ONE = frozenset({"1", "1-го", "1-ого", "один", "одного", "одному", "одну"})
_UNITS = (("мес", Recurrence.MONTHLY), ("кв", Recurrence.QUARTERLY))

_NEED = (
    r"(?:необходимост|надобност|потребност|востребованност|поступлени|обращени|запрос|заявк|заявлени|возникновени)\w*"
)
_EACH = r"кажд(?:ый|ого|ом|ую|ой|ое|ая|ые|ых)"
_UNIT = (
    r"(?:день|дней|сутки|недел\w*|декад\w*|мес\w*|квартал\w*|кв\b|четверт\w*|триместр\w*|семестр\w*|полуг\w*"
    r"|год\w*|г\b)"
)
_WEEKDAY = r"(?:понедельник|вторник|сред|четверг|пятниц|суббот|воскресень)\w{0,3}"
_HOW_OFTEN = (
    r"(?:(?P<times>[0-9]{1,3}(?:-[0-9]{1,3})?(?:-(?:го|ого|х|ух))?|од(?:ин|ного|ному|ну)|дв\w+|тр[ие]\w*|четыр\w+"
    r"|пят\w+) ?)?(?:раза?|р\.?) ?(?:в|за|/) ?(?:кажд\w+ )?(?P<count>[0-9]{1,3} |дв[ае]\w* |тр[иe]\w* |полтора )?"
    rf"(?:учебн\w+ |календарн\w+ )?(?P<unit>{_UNIT})\.?"
)
_MONTHLY = rf"еже-? ?мес\w*\.?|по-? ?месячно|{_EACH} мес\w*"
_QUARTERLY = rf"еже-? ?кв\w*\.?|по-? ?квартальн\w+|{_EACH} (?:отчетн\w+ )?кварт\w*"
_CONTINUOUS = r"постоянно(?![- ]?действ)|на постоянной основе|в постоянном режиме|непрерывно"
_ON_REQUEST = (
    rf"по мере (?:\w{{1,20}} )?{_NEED}|(?:при|по|в случае) (?:\w{{1,20}} )?необходимости"
    r"|по (?:\w{1,20} )?(?:запрос\w*|заявк\w+|заявлени\w+|требованию|обращени\w+)"
    r"|при (?:поступлении|наличии) (?:\w{1,20} )?(?:запрос\w*|заявк\w+|заявлени\w+|обращени\w+)"
)
_YEARLY = rf"еже-? ?год\w*\.?|{_EACH} (?:\w{{1,20}} )?(?:год\w*|г\b\.?)"
_OTHER = (
    rf"еже-? ?(?:нед|дн|дек)\w*\.?|{_EACH} (?:\w{{1,20}} )?{_UNIT}|{_EACH} {_WEEKDAY}|по {_WEEKDAY}"
    r"|систематическ\w+|регулярн\w+|периодическ\w+"
)
_RHYTHM = re.compile(
    rf"(?<!\w)(?:(?P<monthly>{_MONTHLY})|(?P<quarterly>{_QUARTERLY})|(?P<continuous>{_CONTINUOUS})"
    rf"|(?P<on_request>{_ON_REQUEST})|(?P<yearly>{_YEARLY})|{_OTHER}|{_HOW_OFTEN})"
)
_WHOLE_CELL = re.compile(r"пост|постоянн(?:ый|ая|ое|ые)")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The recurrence that a text names, and the text without its words.

    `has_words` is true also for rhythms that are no recurrence of a plan: weekly, daily, yearly, regularly;
    `is_yearly` for so many times a year.
    """

    recurrence: Recurrence | None
    has_words: bool
    rest: str
    is_yearly: bool = False


def take_rhythm(folded: str) -> Rhythm:
    """Take the words of a rhythm out of a folded text; the first that is a recurrence counts."""
    if _WHOLE_CELL.fullmatch(folded.strip(" .")):
        return Rhythm(Recurrence.CONTINUOUS, has_words=True, rest="")
    matches = list(_RHYTHM.finditer(folded))
    found = [_recurrence(match) for match in matches]
    named = next((recurrence for recurrence in found if recurrence is not None), None)
    is_yearly = any(match["yearly"] or (match["unit"] or "").startswith("г") for match in matches)
    return Rhythm(named, has_words=bool(found), rest=_RHYTHM.sub(" ; ", folded), is_yearly=is_yearly)


def read_recurrence(text: str) -> Recurrence | None:
    """The recurrence that a cell names: None for none, and for weekly, daily, yearly and «регулярно»."""
    return take_rhythm(fold(text)).recurrence


def _recurrence(match: re.Match[str]) -> Recurrence | None:
    groups = match.groupdict()
    for recurrence in Recurrence:
        if groups.get(recurrence.value):
            return recurrence
    unit, times = groups["unit"], groups["times"]
    if unit is None or groups["count"] or (times is not None and times not in _ONE):
        return None
    return next((recurrence for start, recurrence in _UNITS if unit.startswith(start)), None)
