"""From a letter's frozen data and its links to plain text and HTML (rule 24).

One environment: autoescape on for every HTML template, StrictUndefined everywhere. A text template shows what it is
given; control characters and marks that turn the direction of writing are left out of both (rule 22).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from models.states import NoticeKind
from workflow.wording.dates import items_text

_UNSEEN = {
    code: None
    for code in range(0x110000)
    if unicodedata.category(chr(code)) in {"Cc", "Cf", "Zl", "Zp"} and chr(code) not in "\n\t\u00ad\u200d"
}
# On a narrow screen a line must not end between «№» and its number, a surname and its initials, a count and its noun.
# The space comes first, so that the search goes from space to space.
_TORN_APART = re.compile(
    r" (?:(?<=№ )(?=\d)|(?<=\b[Пп]\. )(?=\d)|(?<=[а-яё] )(?=[А-ЯЁ]\.[А-ЯЁ]\.)|(?<=\d )(?=пункт|рабоч))"
)


@dataclass(frozen=True, slots=True)
class Bodies:
    """The two alternatives of one letter."""

    text: str
    html: str


class LetterRenderer:
    """Renders letters of one deployment; a template is compiled when it is first used.

    `base_url` begins every address in them.
    """

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        environment = Environment(
            loader=PackageLoader("notifications"),
            autoescape=select_autoescape(enabled_extensions=("html.j2",), default_for_string=True),
            undefined=StrictUndefined,
            finalize=_seen,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.globals.update(opening=opening, items_text=items_text, base_url=self.base_url)
        self._environment = environment

    def render(self, kind: NoticeKind, subject: str, context: Mapping[str, Any], urls: Mapping[str, str]) -> Bodies:
        """Both bodies. `urls`: the personal links by the names that the context's lines use.

        Raises `jinja2.UndefinedError` where the data lack something that the template shows.
        """
        shown = {**context, "subject": subject, "url": urls}
        text = self._environment.get_template(f"{kind.value}.txt.j2")
        html = self._environment.get_template(f"{kind.value}.html.j2")
        return Bodies(text.render(shown).strip() + "\n", _TORN_APART.sub("\u00a0", html.render(shown)))


@lru_cache(maxsize=4)
def letter_renderer(base_url: str) -> LetterRenderer:
    """The renderer of an address, made once: compiling a template costs more than a hundred letters."""
    return LetterRenderer(base_url)


def opening(given_names: str | None, sentence: str) -> str:
    """«Имя Отчество, на согласование поступил …», or the sentence alone with its first letter capital."""
    return f"{given_names}, {sentence}" if given_names else sentence[:1].upper() + sentence[1:]


def _seen(value: object) -> object:
    # Nearly every text is printable through and through, which is asked a hundred times faster than it is translated.
    return value.translate(_UNSEEN) if type(value) is str and not value.isprintable() else value
