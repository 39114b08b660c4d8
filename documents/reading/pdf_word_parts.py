"""What Russian words and their halves look like: short words, endings, and what no word begins or ends with."""

import re
from typing import Final

# What may stand alone although it is short.
_SHORT_WORDS: Final = re.compile(
    "а|без|бы|в|во|все|всё|для|до|ее|её|ей|ему|его|же|за|и|из|или|им|ими|их|к|как|ко|ли|мы|на|над|не|ни|но|о|об|он|она"
    "|они|оно|от|по|под|при|про|с|со|так|то|три|у|уж|чем|что|эта|эти|это|чел|шт|руб|кг|км|млн|тыс|кл"
)
# Words that papers often set alone in a narrow column.
_OFFICE_WORDS: Final = re.compile(
    "акт|анализ|анкета|выписка|график|директор|договор|доклад|документ|заместитель|заседание|информация|консультация"
    "|конференция|концепция|мероприятия|методист|мониторинг|начальник|организация|отчет|отчёт|паспорт|педагог|письмо"
    "|план|подготовка|положение|постановление|приказ|программа|проведение|проект|протокол|разработка|рекомендации"
    "|реестр|руководитель|семинар|совещание|специалист|список|справка|таблица|участие|учитель"
)
_WHOLE_ENDING: Final = re.compile(
    "(?:[оеы]го|[ое]му|[ыи]ми|[ыи]е|[аия]я|[ую]ю|[ыи]й|[ыи]х|ни[яю]|ци[яию]|ость|ости|[ая]ми|[ая]х|ть|тся|[оея]й|ов"
    "|ам|[ое]м)$"
)
# The end of a word that no word consists of: suffixes and an ending.
_ONLY_SUFFIXES: Final = re.compile(
    "(?:тель|рова|[лнр]иза|ств|ческ|ск|ност|ост|ени|ани|аци|яци|ци|ова|ирова|ива|ыва|щик|чик|льн|нн|енн|онн|ющ|ящ|ущ|ащ|вш|ов|ев|н|к)*"
    "(?:и[яеию]|и[ея]м|ией|иями|иях|[аяоеиыуюьй]|[оеиы]й|ая|ое|ее|[иы]е|[иы]х|[ое]го|[ое]му|[иы]м|[иы]ми|ом|ем|ую|юю"
    "|[ая]м|[ая]ми|[ая]х|ов|ью|ть|л|ла|ли|но|на|ны|ет|ют)(?:ся)?"
)
_NEVER_FIRST: Final = ("ь", "ъ", "ы")
_NEVER_LAST: Final = re.compile(
    "..(?:[бвгджзйклмнпрстчш]ск|еск|[лр]ьн|льн|нн|[вджтчш]н|ств|ци|[иа]тел|.изи|.[юуяа]щ)$"
    "|.(?:[сц]к|[ьнтч]н|[юуяа]щ|вш)[ое]г$"
)
_VOWEL: Final = re.compile("[аеёиоуыэюя]")
_SHORT: Final = 3


def is_short_word(word: str) -> bool:
    """Whether a lower-case word is a preposition, a conjunction, a pronoun or a unit."""
    return _SHORT_WORDS.fullmatch(word) is not None


def is_office_word(word: str) -> bool:
    """Whether a lower-case word often stands alone on a line of a plan."""
    return _OFFICE_WORDS.fullmatch(word) is not None


def ends_as_a_word(word: str) -> bool:
    """Whether lower-case letters end as whole words do."""
    return _WHOLE_ENDING.search(word) is not None


def never_ends_a_word(word: str) -> bool:
    """Whether no word ends as these lower-case letters do."""
    return _NEVER_LAST.search(word) is not None


def never_begins_a_word(word: str) -> bool:
    """Whether lower-case letters are the end of a word and no word themselves."""
    if is_short_word(word):
        return False
    return word.startswith(_NEVER_FIRST) or _ONLY_SUFFIXES.fullmatch(word) is not None


def is_no_word(word: str) -> bool:
    """Whether lower-case letters are too few or too hard to say for a word."""
    return (len(word) <= _SHORT or not _VOWEL.search(word)) and not is_short_word(word)
