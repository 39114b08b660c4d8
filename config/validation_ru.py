"""Pydantic's findings as Russian sentences with the key's path, for the people who write plan files."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

# A default that is computed from a field which was refused already.
FOLLOWS_FROM_ANOTHER = "default_factory_not_called"
_ITEM, _STEP = "пункт", "этап"
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_SENTENCES = {
    "missing": "нужное поле не заполнено",
    "extra_forbidden": "такого поля нет, проверьте название",
    "string_type": "нужен текст в кавычках",
    "string_too_short": "текст пуст или короче {min_length} знаков",
    "string_too_long": "текст длиннее {max_length} знаков",
    "string_pattern_mismatch": "недопустимые знаки",
    "int_type": "нужно целое число",
    "int_parsing": "нужно целое число",
    "int_from_float": "нужно целое число",
    "greater_than_equal": "нужно число не меньше {ge}",
    "less_than_equal": "нужно число не больше {le}",
    "date_type": "нужна дата вида 2021-01-31",
    "date_parsing": "нужна дата вида 2021-01-31",
    "date_from_datetime_parsing": "нужна дата вида 2021-01-31",
    "date_from_datetime_inexact": "нужна дата без времени, вида 2021-01-31",
    "list_type": "нужен список в квадратных скобках",
    "too_short": "в списке должно быть не меньше {min_length}",
    "too_long": "в списке должно быть не больше {max_length}",
    "model_type": "нужна таблица с полями",
    "model_attributes_type": "нужна таблица с полями",
    "literal_error": "допустимо только {expected}",
    "enum": "допустимо только {expected}",
    "bool_type": "нужно true или false",
    "greater_than": "нужно число больше {gt}",
    "fraction_parsing": "нужна доля вида 1/2",
    "when": "укажите days, after_start или share_of_term вместе с share_of_target",
}

# What the ladder's own rules say, to operators in English.
_OF_LADDER = {
    "must ascend without repetition": "дни указывают по возрастанию, каждый один раз",
    "to: an audience is named twice": "to: адресат назван дважды",
    "to: approver and next_approver exist on the approver's clock only": (
        "to: approver и next_approver бывают только у срока согласующего (clock = approver)"
    ),
    "when: the approver's clock knows days only": "when: у срока согласующего указывают только days",
    "also_lead: nobody is told off for another's delay": "also_lead: за задержку согласующего исполнителю не пишут",
    "repeats: weekly needs a single number of days": "repeats: еженедельно повторяют ступень с одним числом дней",
    "rung: two rungs share one name": "две ступени с одним обозначением (name)",
    "rung: two rungs share one severity": "две ступени одного срока с одной тяжестью (severity)",
}


def findings(error: ValidationError, source: dict[str, Any]) -> str:
    """All findings in one line, each led by its place and key: `Пункт 10, этап 2: term: …`.

    Places count from 1; `source` is what was validated, for the number that an item bears.
    """
    details = error.errors(include_url=False)
    return "; ".join(_finding(detail, source) for detail in details if detail["type"] != FOLLOWS_FROM_ANOTHER)


def key_path(loc: Sequence[str | int]) -> str:
    """`("items", 9, "due_on")` as `items[9].due_on`."""
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.removeprefix(".")


def _finding(detail: ErrorDetails, source: dict[str, Any]) -> str:
    place = _place(detail["loc"], source)
    return f"{place}: {sentence(detail)}" if place else sentence(detail)


def _place(loc: Sequence[str | int], source: dict[str, Any]) -> str:
    """`("items", 9, "chain", 1, "term")` as `Пункт 10, этап 2: term`; other lists as `people, запись 4: email`."""
    records: list[str] = []
    keys: list[str] = []
    for part in loc:
        if isinstance(part, str):
            # A kind among which Pydantic chose (`Quorum`, `literal[…]`, the key that tells it) is no key.
            keys += [part] if _KEY.fullmatch(part) and part not in keys[-1:] else []
            continue
        name = keys.pop() if keys else ""
        records.append(_record(name, part, source))
    place = ", ".join(records)
    if place.startswith((_ITEM, _STEP)):
        place = place[0].upper() + place[1:]
    return ": ".join(text for text in (place, ".".join(keys)) if text)


def _record(name: str, at: int, source: dict[str, Any]) -> str:
    if name == "items":
        return _item(at, source)
    return f"{_STEP} {at + 1}" if name == "chain" else f"{name}, запись {at + 1}"


def sentence(detail: ErrorDetails) -> str:
    """One finding in words, without its place."""
    context = detail.get("ctx", {})
    if detail["type"] == "value_error":
        told = str(context["error"])
        return _OF_LADDER.get(told, told)
    is_text = isinstance(detail["input"], str)
    words = _SENTENCES.get(f"string_{detail['type']}" if is_text else "") or _SENTENCES.get(detail["type"])
    if words is None:
        return f"недопустимое значение ({detail['type']})"
    return words.format(**context).replace(" or ", " или ")


def _item(at: int, source: dict[str, Any]) -> str:
    try:
        number = source["items"][at]["number"]
    except (KeyError, IndexError, TypeError):
        number = None
    return f"{_ITEM} {number}" if isinstance(number, str) else f"{_ITEM} {at + 1} по счёту"
