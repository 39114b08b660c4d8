"""How the title of a plan begins, and what lines around it are none."""

import re

# «П Л А Н», «С О Г Л А С О В А Н О»: letters set apart for looks.
_SPACED_OUT = re.compile(r"(?<!\w)[А-ЯЁа-яё](?:[ \u00a0]{1,2}[А-ЯЁа-яё](?!\w)){3,}")
_ADJECTIVES = r"(?:[А-ЯЁ][а-яё]+(?:-[а-яё]+)*(?:ый|ий|ой|ая|ое|ые|ие)\s+|[А-ЯЁ-]+(?:ЫЙ|ИЙ|ОЙ|АЯ|ОЕ|ЫЕ|ИЕ)\s+){0,4}"
_TITLE = re.compile(
    rf"[«\"“]?(?:ПРОЕКТ\s+)?{_ADJECTIVES}(?i:план(?:-(?:график|сетка|задание|программа))?|дорожная\s+карта"
    r"|комплекс(?:\s+мер|\s+мероприятий)|программа|перечень\s+(?:\w+\s+)?мероприятий|план[а-я]*\s+мероприятий|график"
    r"|циклограмма|календарь|мероприятия|система\s+мер(?:оприятий)?|план-график)(?!\w)"
)
_NOT_A_TITLE = re.compile(
    r"[«\"“]?план\w*\s+(?:составлен|разработан|утвержд|включает|предусматрива|является|выполн\w+\s+на)|"
    r"мероприяти\w+\s*(?:,\s*)?срок|график\w*\s+прилагается",
    re.IGNORECASE,
)


def joined_letters(line: str) -> str:
    """The line with words of spaced letters made whole: «П Л А Н работы» is «ПЛАН работы»."""
    return _SPACED_OUT.sub(lambda found: re.sub(r"\s", "", found[0]), line)


def begins_title(line: str) -> bool:
    """Whether the line begins as titles of plans do: «План работы …», «КОМПЛЕКСНЫЙ ПЛАН», «Дорожная карта»."""
    return _TITLE.match(line) is not None and not _NOT_A_TITLE.match(line) and not line.rstrip().endswith(":")
