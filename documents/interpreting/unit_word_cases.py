"""In which case a word stands, as far as its ending tells: what is surely oblique cannot head a unit's name."""

import re

# «края», «общая» look alike: nouns that end as adjectives do.
_NOUNS_LIKE_ADJECTIVES = frozenset(("края", "стая", "статья"))
_NOMINATIVE_ADJECTIVE = re.compile(
    r"\w+(?:ый|(?:[кгхжшщч]|[^еая]н)ий|ской|ая|яя|ое|ее|ые|(?:[кгхжшщч]|[^еая]н)ие)", re.IGNORECASE
)
_ANY_ADJECTIVE = re.compile(r"\w{2,}(?:ой|ого|его|ому|ему|ых|их|ым|им|ую|юю)", re.IGNORECASE)
# «ой» and «ей» stand in the nominative too: «городской», «музей».
_SURELY_OBLIQUE_ADJECTIVE = re.compile(r"\w{2,}(?:ого|его|ому|ему|ых|их|ым|[кгхнш]им|[ыи]ми|ую|юю)", re.IGNORECASE)
_OBLIQUE_NOUN = re.compile(
    r"\w{2,}(?:"
    r"[бвдзлмнстц]ий|[бвгджзклмнпрстфхц]ов|[а-яё]ев"  # предприятий, городов, музеев
    r"|[а-яё](?:ам|ям|ами|ями|ах|ях)"  # налогам, вопросам
    r"|[бвгджзклмнпрстфхцчшщ]у|[аеиоуюя]ю"  # спорту, образованию
    r"|[бвгджзлмнпрстфхцчшщ]ом|[а-яё]нием|ью"  # имуществом, молодёжью
    r"|ости|изма|ств[ае]|тики|тике|ни[яю]|цию"
    r")",
    re.IGNORECASE,
)
_NOMINATIVE_NOUN = re.compile(
    r"\w*(?:компания|кампания|ор[ий]й|арий|ерий|агентства|ведомства|\w+ком|дом|храм|\w+ник|станция|няня|ведомство)",
    re.IGNORECASE,
)
_SHORTEST = 4


def last_part(word: str) -> str:
    """The part of a compound that is inflected: «выставочный» of «экспозиционно-выставочный»."""
    return word.rsplit("-", 1)[-1]


def is_nominative_adjective(word: str) -> bool:
    """Whether the word ends like an adjective in the nominative: «городской», «социальные»."""
    return word.casefold() not in _NOUNS_LIKE_ADJECTIVES and (
        _NOMINATIVE_ADJECTIVE.fullmatch(last_part(word)) is not None
    )


def is_oblique_or_any_adjective(word: str) -> bool:
    """Whether the word ends like an adjective in any other form, those that are nominative too among them."""
    return _ANY_ADJECTIVE.fullmatch(last_part(word)) is not None


def is_oblique_adjective(word: str) -> bool:
    """Whether the word ends like an adjective in a case that is surely not the nominative: «чрезвычайным»."""
    return _SURELY_OBLIQUE_ADJECTIVE.fullmatch(last_part(word)) is not None


def is_oblique_noun(word: str) -> bool:
    """Whether the word ends like a noun in the genitive plural, the dative or the instrumental: «организаций»."""
    return (
        len(word) >= _SHORTEST
        and _NOMINATIVE_NOUN.fullmatch(word) is None
        and not is_nominative_adjective(word)
        and _OBLIQUE_NOUN.fullmatch(last_part(word)) is not None
    )
