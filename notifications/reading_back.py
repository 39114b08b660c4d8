"""A letter as it was written, for who looks after mail: without the links that are its recipient's alone (rule 5)."""

import re
from dataclasses import replace

import structlog
from jinja2 import TemplateError
from sqlalchemy import Connection, select

from notifications.rendering import Bodies, LetterRenderer
from notifications.rows import LETTER

HIDDEN_LINK = "‹личная ссылка получателя›"
_HREF = re.compile(r'\shref="[^"]*"')

log = structlog.get_logger("notifications")


def read_back(conn: Connection, letter_id: int, renderer: LetterRenderer) -> Bodies | None:
    """Both bodies, no link in them live; None where there is no such letter, or its kind is written otherwise today."""
    asked = select(LETTER.c.kind, LETTER.c.subject, LETTER.c.context).where(LETTER.c.id == letter_id)
    row = conn.execute(asked).one_or_none()
    if row is None:
        return None
    hidden = dict.fromkeys(row.context.get("links", {}), HIDDEN_LINK)
    try:
        bodies = renderer.render(row.kind, row.subject, row.context, hidden)
    except (TemplateError, LookupError, TypeError):
        log.warning("letter not read back", letter=letter_id, exc_info=True)
        return None
    return replace(bodies, html=_HREF.sub("", bodies.html))
