"""Why a text is no TOML, as a Russian sentence with its line and column for the people who write such files."""

import re
import tomllib

_PLACE = re.compile(r"\(at line (?P<line>\d+), column (?P<column>\d+)\)$")
# By how the parser's own sentence begins; what it names itself (a key, a sign) is on the line anyway.
_REASONS = (
    ("Expected '=' after a key", "после названия нужен знак «=»"),
    ("Expected newline", "после значения лишние знаки: каждое значение пишут на своей строке, текст — в кавычках"),
    ("Expected ']]'", "заголовок не закрыт: нужно «]]», как в [[chain]]"),
    ("Expected ']'", "заголовок не закрыт: нужна скобка «]»"),
    ("Cannot declare", "этот раздел уже есть выше"),
    ("Cannot overwrite", "это название уже занято выше"),
    ("Cannot mutate", "этот раздел уже закончен выше, дополнить его нельзя"),
    ("Cannot redefine", "этот раздел уже есть выше"),
    ("Duplicate inline table key", "это название в фигурных скобках повторяется"),
    ("Invalid initial character for a key", "здесь нужно название: латинские буквы, цифры, «_» или «-»"),
    ("Invalid statement", "строка должна быть вида название = значение или [раздел]"),
    ("Unclosed array", "список не закрыт: нужна скобка «]», между значениями — запятые"),
    ("Unclosed inline table", "фигурная скобка не закрыта: нужна «}», между значениями — запятые"),
    ("Unescaped '\\'", "в тексте обратная косая черта: напишите её дважды или возьмите текст в одинарные кавычки"),
    ("Invalid hex value", "код знака после обратной косой черты записан неверно"),
    ("Escaped character", "код знака после обратной косой черты записан неверно"),
    ("Unterminated string", "текст не закрыт кавычкой"),
    ("Illegal character", "текст не закрыт кавычкой на той же строке, или в нём недопустимый знак"),
    ("Found invalid character", "недопустимый знак"),
    ("Invalid date or datetime", "такой даты нет: дату пишут как 2021-01-31, без кавычек"),
    ("Invalid value", "значение не прочитано: текст пишут в кавычках, дату — как 2021-01-31"),
)
_ANY_REASON = "запись не по правилам TOML"


def syntax_error_text(error: tomllib.TOMLDecodeError) -> str:
    """«строка 3, столбец 5: после названия нужен знак «=»»; lines and columns count from 1."""
    said = str(error)
    place = _PLACE.search(said)
    where = f"строка {place['line']}, столбец {place['column']}" if place else "конец файла"
    return f"{where}: {next((reason for start, reason in _REASONS if said.startswith(start)), _ANY_REASON)}"
