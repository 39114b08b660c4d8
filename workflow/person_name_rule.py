"""What counts as a person's name: a surname with initials, or a surname with a given name, in any alphabet.

A unit or a group may answer for an item, as documents name them; it signs nothing, and nobody adds it as a person.
"""

import re

from workflow.errors import InvalidCommand
from workflow.office_words import is_office_word

_WORD = r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*"
_INITIAL = r"-?[^\W\d_]{1,2}\."
_INITIALS = rf"(?:{_INITIAL} ?){{1,3}}"
_PARTICLES = "де ла дель фон ван дер ден аль эль ди дю бен ибн тер de la del von van der den al el di du bin"
_TAILS = "оглы оглу углы кызы кизи улы уулу"
_MAY_BE_SMALL = frozenset(f"{_PARTICLES} {_TAILS}".split())
_WITH_INITIALS = re.compile(
    rf"(?P<surname>{_WORD}(?: {_WORD}){{0,3}}) {_INITIALS}|{_INITIALS} ?(?P<last>{_WORD}(?: {_WORD}){{0,3}})"
)
_WORDS = re.compile(rf"{_WORD}(?: {_WORD}){{1,5}}")
_SHORTEST_IN_CAPITALS = 4


def is_person_name(name: str) -> bool:
    """«Иванов И.И.», «И.И. Иванов», «Мамедов Али Гасан оглы», «John Smith»; never «Директора ОО», «отдел кадров»."""
    found = _WITH_INITIALS.fullmatch(name)
    if found is not None:
        return _are_names((found["surname"] or found["last"]).split(), are_capitals_fine=True)
    words = name.split()
    if _WORDS.fullmatch(name) is None or any(map(is_office_word, words)):
        return False
    return _are_names(words, are_capitals_fine=False)


def demand_person_name(name: str, *, field: str = "name") -> None:
    """Raise `InvalidCommand` for what names no person."""
    if not is_person_name(name):
        raise InvalidCommand(
            f"«{name}» не похоже на имя человека. Укажите фамилию и инициалы, например «Иванов И.И.», или фамилию, имя "
            "и отчество полностью. Вместо отдела или группы назовите того, кто за них отвечает.",
            field=field,
        )


def _are_names(words: list[str], *, are_capitals_fine: bool) -> bool:
    """Is each word capitalised (but for particles), and none an abbreviation?"""
    proper = [word for word in words if word.casefold() not in _MAY_BE_SMALL]
    return bool(proper) and all(
        word[0].isupper() and (are_capitals_fine or not word.isupper() or len(word) >= _SHORTEST_IN_CAPITALS)
        for word in proper
    )
