"""The words, initials and separators of a text, as the search for people sees them."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from workflow.office_words import is_office_word

# Latin letters that a Russian typist meets by accident look the same.
_LOOKALIKES = str.maketrans("ABCEHKMOPTXYaceopxyëË", "АВСЕНКМОРТХУасеорхуёЁ")
_LATIN = re.compile(r"[A-Za-zëË]+")

_LETTER = "(?:Дж|[А-ЯЁ])"
_TOKEN = re.compile(
    rf"""
      (?P<initials>(?<!\w)(?:
          {_LETTER}\.{{1,2}}(?:\s{{0,2}}-?\s?{_LETTER}(?:\.{{1,2}}|(?![\w-])))?(?:(?:-\s?)?{_LETTER}\.)?
        | {_LETTER},{_LETTER}\.
      ))
    | (?P<bare>(?<!\w)[А-ЯЁ][ ]?[А-ЯЁ](?![\w-])\.?)
    | (?P<word>[^\W\d_]+(?:[-’'][^\W\d_]+)*)(?P<dot>\.)?
    | (?P<comma>[,;/])
    | (?P<newline>\n)
    | (?P<other>[^\s,;/\n])
    """,
    re.VERBOSE,
)
_NAME_WORD = re.compile(
    r"[А-ЯЁ][а-яё]+(?:[-’'][А-ЯЁа-яё][а-яё]*)*|[А-ЯЁ]’?[А-ЯЁ]+(?:-[А-ЯЁ]+)*|[А-ЯЁ][’'][А-ЯЁ][а-яё]+"
)
_PARTICLES = "де ла дель фон ван дер ден аль эль ди дю бен ибн тер"
_IS_PARTICLE = frozenset(_PARTICLES.split())
# Abbreviations of two letters that stand after a capitalised word as bare initials would.
_ABBREVIATIONS = "ОО ОУ УО ДО МО РФ УВ ВР УР ЦО НО СО ПО КО ТО ГО ЧС ПБ ОТ ТБ МР МП ИТ ДК СП МБ КУ БУ"
_NOT_INITIALS = frozenset(_ABBREVIATIONS.split())
_SHORTEST_CAPITALS = 4
_LONGEST_WORD = 40
# «директор-Иванов И.И.»: a dash that lost its spaces.
_TIGHT_DASH = re.compile(r"(?<![\w-])([А-ЯЁа-яё]{1,40})-(?=[А-ЯЁ][а-яё.])")
# «школа им. А.С. Пушкина»: whose name a school bears is no person of the plan.
_NAMED_AFTER = frozenset(("им", "имени", "памяти"))
_NAMED_AFTER_REACH = 6
_LONGEST_QUOTE = 300
_QUOTED = re.compile(
    "|".join(
        f"{opening}[^{closing}]{{0,{_LONGEST_QUOTE}}}[{closing}]"
        for opening, closing in ("«»", '""', "“”", ("„", "“”"))
    )
)


class Kind(Enum):
    """What a token may be in a person's name."""

    INITIALS = auto()
    BARE_INITIALS = auto()
    SURNAME = auto()
    CAPITALS = auto()
    PARTICLE = auto()
    WORD = auto()
    COMMA = auto()
    NEWLINE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text with its place in it; `text` has Cyrillic letters where Latin ones looked like them."""

    kind: Kind
    start: int
    end: int
    text: str


def fold_lookalikes(text: str) -> str:
    """Latin letters that look Cyrillic become so where the whole Latin run does; the length stays."""
    return _LATIN.sub(lambda run: _folded_run(run[0]), text)


def _folded_run(run: str) -> str:
    folded = run.translate(_LOOKALIKES)
    return run if _LATIN.search(folded) else folded


def mask_quotes(text: str) -> str:
    """The text at its length with «xxx» for each quotation, so that nothing is found inside."""
    return _QUOTED.sub(lambda quote: "«" + "x" * (len(quote[0]) - 2) + "»", text)


def tokens_of(text: str) -> list[Token]:
    """All tokens in order. Names in quotation marks and those that an institution bears are plain words."""
    tokens = [
        Token(_kind(found), found.start(), found.end(), found["word"] or found[0])
        for found in _TOKEN.finditer(mask_quotes(_with_dashes(fold_lookalikes(text.replace("_", " ")))))
    ]
    return _without_namesakes(tokens)


def _with_dashes(text: str) -> str:
    return _TIGHT_DASH.sub(lambda found: f"{found[1]} " if is_office_word(found[1]) else found[0], text)


def _kind(found: re.Match[str]) -> Kind:
    if found["word"]:
        return _word_kind(found["word"])
    if found["bare"]:
        return Kind.WORD if found["bare"].rstrip(".") in _NOT_INITIALS else Kind.BARE_INITIALS
    kinds = {"initials": Kind.INITIALS, "comma": Kind.COMMA, "newline": Kind.NEWLINE}
    return kinds.get(found.lastgroup or "", Kind.OTHER)


def _word_kind(word: str) -> Kind:
    if word.casefold() in _IS_PARTICLE:
        return Kind.PARTICLE
    if len(word) > _LONGEST_WORD or not _NAME_WORD.fullmatch(word) or is_office_word(word):
        return Kind.WORD
    if word.isupper():
        return Kind.CAPITALS if len(word) >= _SHORTEST_CAPITALS else Kind.WORD
    return Kind.SURNAME


def _without_namesakes(tokens: list[Token]) -> list[Token]:
    """«им. Ю.А. Гагарина» and «имени Гоголя Н.В.» keep no initials and no surname."""
    for at, token in enumerate(tokens):
        if token.text.casefold() in _NAMED_AFTER:
            for namesake in _namesake(tokens, at + 1):
                old = tokens[namesake]
                tokens[namesake] = Token(Kind.WORD, old.start, old.end, old.text)
    return tokens


def _namesake(tokens: list[Token], start: int) -> list[int]:
    """The places of the name that begins there, and of a second one after «и»."""
    end = start
    while end < min(start + _NAMED_AFTER_REACH, len(tokens)) and tokens[end].kind not in (Kind.COMMA, Kind.NEWLINE):
        end += 1
    kinds = [tokens[at].kind for at in range(start, end)]
    if Kind.INITIALS not in kinds:
        return []
    initials = kinds.index(Kind.INITIALS)
    after = kinds[initials + 1 : initials + 3]
    surname_follows = after[:1] == [Kind.SURNAME] and after[1:] != [Kind.INITIALS]
    if not surname_follows and initials > 1:
        # «им. Пушкина Иванова М.П.»: the last surname and the initials are somebody else's.
        return list(range(start, start + initials - 1))
    last = start + initials + surname_follows
    found = list(range(start, last + 1))
    if last + 1 < len(tokens) and tokens[last + 1].text == "и":
        found.extend(_namesake(tokens, last + 2))
    return found
