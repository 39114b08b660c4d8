"""How the title of a plan begins, and what lines around it are none."""

import re

from documents.interpreting.plan_title_spacing import joined_letters

_ADJECTIVES = r"(?:[А-ЯЁ][а-яё]+(?:-[а-яё]+)*(?:ый|ий|ой|ая|ое|ые|ие)\s+|[А-ЯЁ-]+(?:ЫЙ|ИЙ|ОЙ|АЯ|ОЕ|ЫЕ|ИЕ)\s+){0,4}"
_TITLE = re.compile(
    rf"[«\"“]?(?:ПРОЕКТ\s+)?{_ADJECTIVES}(?i:план(?:-(?:график|сетка|задание|программа))?|дорожная\s+карта"
    r"|комплекс(?:\s+мер|\s+мероприятий)|программа|перечень\s+(?:\w+\s+)?мероприятий|план[а-я]*\s+мероприятий|график"
    r"|циклограмма|календарь|мероприятия|система\s+мер(?:оприятий)?|план-график)(?!\w)"
)
# Spaced letters without borders between the words: «П Л А Н Р А Б О Т Ы», «Г О Д О В О Й П Л А Н».
_SPACED_TITLE = re.compile(r"[А-ЯЁ]*(?:ЫЙ|ИЙ|ОЙ)?ПЛАН[А-ЯЁ]*(?!\w)|ДОРОЖНАЯКАРТА|ГРАФИК[А-ЯЁ]*(?!\w)")
_NOT_A_TITLE = re.compile(
    r"[«\"“]?план\w*\s+(?:составлен|разработан|утвержд|включает|предусматрива|является|выполн\w+\s+на)|"
    r"мероприяти\w+\s*(?:,\s*)?срок|график\w*\s+прилагается",
    re.IGNORECASE,
)


def begins_title(line: str) -> bool:
    """Whether the line begins as titles of plans do: «План работы …», «КОМПЛЕКСНЫЙ ПЛАН», «Дорожная карта»."""
    if line.rstrip().endswith(":") or _NOT_A_TITLE.match(line):
        return False
    joined = joined_letters(line)
    return _TITLE.match(line) is not None or (joined != line and _SPACED_TITLE.match(joined) is not None)
