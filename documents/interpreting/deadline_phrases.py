"""The patterns of phrases in a folded text, in the order in which they are tried; each begins at a word."""

from documents.interpreting.deadline_kinds import Kind
from documents.interpreting.month_names import MONTHS

MONTH_NAME = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b"

_END = r"(?![^\W\d_])"  # no letter follows: «до15 марта»
_OF_THE_KIND = (
    r"(?:(?:вс(?:его|ей|ех|ю|е)|учебн\w{1,3}|уч|календарн\w{1,3}|текущ\w{1,3}|данн\w{1,3}|этого|отчетн\w{1,3}"
    r"|план\w{2,8}|финансов\w{1,3}|установленн\w{1,3}|указанн\w{1,3})\.? ?){0,3}"
)
_PLAN_ITSELF = r"(?:плана|программы|подпрограммы|проекта|мероприятий|дорожной карты|комплекса мер)"
# «весь период навигации» and «период действия режима» are of something else.
_OF_NOTHING_ELSE = rf"(?! (?!(?:со?|до|по|и|в|на|при|согласно|года?|г|гг|включительно|{MONTH_NAME})\b)[а-я])"
_OF_THE_PLAN = (
    r" (?:реализации|действия|исполнения|выполнения)"
    rf"(?:(?: \w{{1,20}}(?:[ое]го|[оеи]й|[иы]х)){{0,2}} {_PLAN_ITSELF}|{_OF_NOTHING_ELSE})"
)
_WHOLE_SPAN = rf"(?:{_OF_THE_PLAN}|{_OF_NOTHING_ELSE})"
_DURING = r"(?:во? )?(?:течен[еиюя]{1,4}|теч|протяжени[ие]|продолжени[ие])\b\.? ?"
_TO_THE_END = r"(?:до|к) ?(?:самого )?(?:кон(?:ца|цу)|окончания)"
_COUNT = r"(?:[0-9]{1,3}(?:-[0-9]{1,3}|-?х|-?ти)?|дв\w+|тр\w+|пят\w+|десят\w+)"
_ALL = r"(?:весь|все|круглый|целый)"

_SOME_DAYS = rf"(?:{_COUNT} ?(?:\w{{1,14}} )?(?:дн|ден|недел|мес|сут|час)\w*|(?:месяц|неделю|день|сутки|полмесяца)\b)"
_BEGINNING = r"(?:до|ко?) ?(?:самого )?начал[ау]"
_MIDDLE = r"(?:до|ко?|со?) ?середин[ыеу]"

PHRASES: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.BEFORE_EVENT, (rf"(?:за|через|спустя|в течени[еи]) {_SOME_DAYS}(?: (?:до|со?|после|от)\b)?",)),
    (Kind.PLAN_END, (rf"{_TO_THE_END} {_OF_THE_KIND}(?:(?:года|г)\b|(?:периода|срока|плана)\b{_WHOLE_SPAN})",)),
    (
        Kind.PLAN,
        (
            rf"{_DURING}{_OF_THE_KIND}(?:(?:года?|году|г)\b\.?|(?:периода|срока|времени|плана)\b{_WHOLE_SPAN})",
            rf"(?:(?:за|на|в) )?{_ALL} {_OF_THE_KIND}(?:год|(?:период|срок|время)\b{_WHOLE_SPAN})\b",
            rf"(?:(?:за|на|в) )?(?:период|срок)\w{{0,2}}{_OF_THE_PLAN}",
            r"круглогодично",
        ),
    ),
    (Kind.ROW_END, (rf"{_TO_THE_END} {_OF_THE_KIND}(?:месяца|квартала)\b",)),
    (Kind.ROW, (rf"{_DURING}{_OF_THE_KIND}(?:месяца|квартала)\b", r"весь (?:месяц|квартал)\b")),
    (Kind.VAGUE, (rf"(?:{_BEGINNING}|{_MIDDLE})\b(?= (?:{MONTH_NAME}|[0-9ivx]))",)),
    (Kind.UNTIL, (rf"(?:{_TO_THE_END}|не (?:позднее|позже)(?:,? чем)?|до|ко?){_END}",)),
    (Kind.FROM, (rf"(?:не (?:ранее|раньше)(?:,? чем)?|со?){_END}",)),
    (Kind.PART, (r"(?:начал[аое]|середин[аеу]|кон(?:ец|це))\b",)),
)
