"""The words that head a signature block, and those that head what looks like one."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from config.line_text import to_line
from documents.interpreting.plan_title_spacing import joined_letters

_MARK = re.compile(
    r"[«\"“]?\s*(?:(?P<approved>УТВЕРЖДАЮ|УТВЕРЖД[ЕЁ]Н[ОАЫ]?)|(?P<agreed>СОГЛАСОВАН[ОАЫ]?)"
    r"|(?P<other>РАССМОТРЕН[ОАЫ]?|ПРИНЯТ[ОАЫ]?|ОДОБРЕН[ОАЫ]?|ПРИЛОЖЕНИЕ|ПРОВЕРЕНО|РЕКОМЕНДОВАН[ОА]?|ОБСУЖДЕН[ОА]?"
    r"|ВВЕДЕН[ОА]?\s+В\s+ДЕЙСТВИЕ|ЗАСЛУШАН[ОА]?|СОСТАВИЛ|РАЗРАБОТАЛ))(?!\w)\s*[»\"”]?\s*(?P<sign>[:.]?)\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
# What may follow on the line where the word is not in capitals: a sentence «Согласовано размещение …» heads nothing.
_REST = re.compile(
    r"(?:приказ|постановлен|распоряжен|решени|протокол|на\s|педагогическ|педсовет|общ[ие]м|советом|собранием|заседани"
    r"|директор|заведующ|начальник|заместител|глав|председател|руководител|ректор|и\.\s?о|врио|с\s|со\s|к\s|№|n\s?\d|\(|_|\d"
    r"|«|\"|от\s|управляющ|зам|методическ|профсоюз|профком|мэр|министр|[А-ЯЁ]\.)",
    re.IGNORECASE,
)


class Mark(Enum):
    """Whose block a word heads; OTHER is neither an agreement nor an approval."""

    AGREED = auto()
    APPROVED = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line that heads a block, and what follows the word on it."""

    mark: Mark
    rest: str
    is_alone: bool


def read_mark(line: str) -> MarkedLine | None:
    """The mark that the line begins with; None for any other line and for sentences that begin with such a word."""
    found = _MARK.match(joined_letters(to_line(line)))
    if found is None:
        return None
    word = found["approved"] or found["agreed"] or found["other"]
    rest = found["rest"].strip()
    if rest and not word.isupper() and not found["sign"] and not _REST.match(rest):
        return None
    mark = Mark.APPROVED if found["approved"] else Mark.AGREED if found["agreed"] else Mark.OTHER
    return MarkedLine(mark, rest, not rest)
