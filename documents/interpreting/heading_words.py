"""The words of a column heading, mended: a narrow column breaks them, and whoever typed them slipped a letter."""

import re
from collections.abc import Sequence
from functools import lru_cache

from documents.interpreting.plain_line import plain_line

# What column headings are made of. A word that begins with one of these is known; one that differs from it by a
# letter (two in a long word) is taken for it.
_STEMS = (
    "мероприят", "ответственн", "ответств", "исполнител", "исполнени", "исполн", "соисполнител", "результат",
    "содержани", "наименован", "названи", "примечан", "проведени", "проводит", "выполнени", "реализаци", "деятельност",
    "документ", "окончани", "показател", "финансирован", "направлени", "завершени", "отчетност", "ожидаем", "планируем",
    "комментари", "организац", "отметк", "фактическ", "стоимост", "подпис", "источник", "участник", "аудитори",
    "категори", "контингент", "количеств", "должност", "телефон", "информаци", "контрол", "тематик", "вопрос",
    "мониторинг", "периодичност", "индикатор", "критери", "продукт", "итогов", "подтвержда", "представлен", "начал",
    "период", "квартал", "место", "сроки", "срок", "строк", "урок", "дата", "даты", "время", "времен", "месяц",
    "работ", "задач", "задани", "действи", "событи", "поручени", "проект", "раздел", "модуль", "форма", "факт", "план",
    "выход", "отчет", "эффект", "номер", "пункт", "когда", "график", "конец", "цель", "класс", "охват", "объем",
    "объект", "методы", "методик", "организатор", "предмет", "проводящ", "проводим", "сдела", "делает",
)  # fmt: skip
_SMALL_WORDS = frozenset({
    "и", "или", "о", "об", "обо", "за", "по", "в", "во", "на", "с", "со", "к", "для", "до", "от", "из", "при", "кто",
    "что", "где", "их", "его", "лица", "лицо", "лиц", "тема", "темы", "вид", "виды", "год", "года", "годы", "годов",
    "году", "ф", "фио", "дело", "дела", "день", "число", "числа", "ход", "сумма", "тыс", "руб", "п", "пп", "n", "no",
    "№", "план", "факт",
})  # fmt: skip
_LONG_WORD = 9
_SHORTEST_MENDED = 5
_SHORTEST_JOINED = 6
_WORD = re.compile(r"№|[^\W\d_]+")
# «С р о к и»: letters set apart for looks.
_SPACED_OUT = re.compile(r"\b[а-я](?: [а-я]\b){3,}")
_WORDS_READ = 40


def heading_words(text: str, *, mend: bool = True) -> list[str]:
    """The heading's words in lower case with «ё» as «е»: no digits, no footnote marks, broken words joined.

    With `mend` a word that is a letter or two off a usual one becomes it.
    """
    line = _SPACED_OUT.sub(lambda spaced: spaced[0].replace(" ", ""), plain_line(text).casefold().replace("ё", "е"))
    words = _WORD.findall(line)[:_WORDS_READ]
    joined: list[str] = []
    at = 0
    while at < len(words):
        taken = _broken_word(words, at)
        joined.append("".join(words[at : at + taken]))
        at += taken
    return [_mended(word) for word in joined] if mend else joined


def are_heading_words(words: Sequence[str]) -> bool:
    """Whether headings are made of such words: half of them at least, the small words between not counted."""
    large = [word for word in words if word not in _SMALL_WORDS]
    return bool(words) and sum(map(_has_stem, large)) * 2 >= len(large)


def _broken_word(words: list[str], at: int) -> int:
    """How many words from `at` on are the pieces of one."""
    if _has_stem(words[at]):
        return 1
    for count in (2, 3):
        whole = "".join(words[at : at + count])
        if at + count <= len(words) and any(
            len(stem) >= _SHORTEST_JOINED and whole.startswith(stem) and len(stem) > len(words[at]) for stem in _STEMS
        ):
            return count
    return 1


@lru_cache(maxsize=4096)
def _has_stem(word: str) -> bool:
    return word.startswith(_STEMS)


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    if len(word) < _SHORTEST_MENDED or word in _SMALL_WORDS or _has_stem(word):
        return word
    for stem in _STEMS:
        if len(stem) < _SHORTEST_MENDED:
            continue
        allowed = 2 if len(stem) >= _LONG_WORD else 1
        lengths = range(max(1, len(stem) - allowed), len(stem) + allowed + 1)
        if any(length <= len(word) and _differ_by(word[:length], stem, allowed) for length in lengths):
            return stem
    return word


def _differ_by(left: str, right: str, allowed: int) -> bool:
    """Whether one becomes the other with so many letters put in, left out, changed or swapped with their neighbour."""
    if left[:1] != right[:1] and left[1:2] != right[1:2]:
        return False
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, start=1):
        new = [i]
        for j, other in enumerate(right, start=1):
            cost = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        before, row = row, new
    return row[-1] <= allowed
