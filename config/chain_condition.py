"""When a step of a route applies: comparisons of a few known facts, `target_percent < 100 and not is_partial`.

A closed language, read by one regular expression; nothing is evaluated as code.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Fact = int | bool

# Every fact that a condition may name, with its Russian words.
NUMBERS: Mapping[str, str] = {
    "target_count": "требуемое количество",
    "target_percent": "требуемый показатель",
    "shown_count": "показанное количество",
    "shown_percent": "достигнутый показатель",
    "organisations": "число организаций пункта",
    "returns": "число возвратов на доработку",
    "days_late": "рабочих дней просрочки",
}
YES_OR_NO: Mapping[str, str] = {
    "is_partial": "отчёт промежуточный",
    "is_short": "показано меньше требуемого",
    "is_extended": "срок продлён",
}
_COMPARE: Mapping[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_SIGNS = {"<": "меньше", "<=": "не больше", ">": "больше", ">=": "не меньше", "==": "равно", "!=": "не равно"}
_TERM = re.compile(
    r"(?P<no>not\s+)?(?P<flag>[a-z_]+)|(?P<number>[a-z_]+)\s*(?P<sign><=|>=|==|!=|<|>)\s*(?P<limit>[0-9]{1,9})"
)
_JOINER = re.compile(r"\s+(and|or)\s+")


@dataclass(frozen=True, slots=True)
class Term:
    """One comparison. A yes-or-no fact is compared with 1 (`is_partial`) or 0 (`not is_partial`)."""

    fact: str
    sign: str
    limit: int

    def holds(self, facts: Mapping[str, Fact | None]) -> bool | None:
        """Whether it holds; None where the fact is not known."""
        value = facts.get(self.fact)
        return None if value is None else _COMPARE[self.sign](int(value), self.limit)

    def words(self) -> str:
        """«требуемый показатель меньше 100»."""
        if self.fact in YES_OR_NO:
            return YES_OR_NO[self.fact] if self.limit else f"не «{YES_OR_NO[self.fact]}»"
        return f"{NUMBERS[self.fact]} {_SIGNS[self.sign]} {self.limit}"


@dataclass(frozen=True, slots=True)
class Condition:
    """Comparisons that must all hold (`and`), or of which one must (`or`); never both kinds in one."""

    terms: tuple[Term, ...]
    joiner: Literal["and", "or"] = "and"

    def holds(self, facts: Mapping[str, Fact | None]) -> bool | None:
        """Whether it holds; None where that cannot be told from the facts: then the step applies."""
        found = [term.holds(facts) for term in self.terms]
        decisive = self.joiner == "or"
        if decisive in found:
            return decisive
        return None if None in found else not decisive

    def words(self) -> str:
        """The condition in Russian, for the route and for the reason of a skipped step."""
        return (" и " if self.joiner == "and" else " или ").join(term.words() for term in self.terms)


def parse_condition(text: str) -> Condition:
    """Read a condition. Raises `ValueError` in Russian that names what cannot be read."""
    pieces = _JOINER.split(text.strip())
    joiners = set(pieces[1::2])
    if len(joiners) > 1:
        raise ValueError("and и or в одном условии не смешивают: разделите этап на два")
    terms = tuple(_term(piece) for piece in pieces[::2])
    return Condition(terms, "or" if joiners == {"or"} else "and")


def _term(text: str) -> Term:
    match = _TERM.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"условие «{text.strip()}» не разобрано: нужно, например, target_percent < 100")
    flag, number = match["flag"], match["number"]
    if flag is not None:
        if flag not in YES_OR_NO:
            raise ValueError(f"нет такого факта «{flag}»: допустимы {', '.join(YES_OR_NO)}")
        return Term(flag, "==", 0 if match["no"] else 1)
    if number not in NUMBERS:
        raise ValueError(f"нет такого факта «{number}»: допустимы {', '.join(NUMBERS)}")
    return Term(number, match["sign"], int(match["limit"]))
