"""Automatic answers: who is away, and until when.

Sources: RFC 3834 5 (Auto-Submitted), and what Exchange, Yandex, Mail.ru and Gmail write beside it or instead of it.
"""

import re
from dataclasses import dataclass
from datetime import date
from email.message import Message

from notifications.bounces.absence_end import absence_end
from notifications.bounces.opening import body_text, header_text

DETAIL_LIMIT = 400
_MARKED = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Mail-Autoreply", "X-Yandex-Autoreply")
_SUBJECT = re.compile(
    r"^(?:(?:re|на|ответ): ?)*(?:automatic(?:ally)? (?:reply|generated)|auto(?:matic)?[ -]?(?:reply|response|answer)|"
    r"out of (?:the )?office|ooo\b|away from|vacation|on leave|absence|"
    r"автоматический ответ|автоответ|вне офиса|отсутствую|отсутствие|в отпуске|отпуск)",
    re.IGNORECASE,
)
_ABSENCE = re.compile(
    r"отпуск|отсутств|командировк|больнич|вне офиса|не на рабочем месте|не работаю|уволен|"
    r"out of (?:the )?office|vacation|holiday|annual leave|on leave|sick leave|\baway\b|absen|travell?ing|"
    r"no longer (?:work|with)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\s*(?:>|-{3,}\s*(?:original|исходное|пересыла)|(?:от|from|отправлено|sent):\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AutomaticAnswer:
    """What answered by itself. `until` is the last day of the absence where the text tells it."""

    is_absence: bool
    until: date | None
    detail: str


def automatic_answer(message: Message, received: date) -> AutomaticAnswer | None:
    """What an automatic answer says; None where a person, or nobody that we know, wrote the message."""
    subject = header_text(message, "Subject")
    if not _is_automatic(message, subject):
        return None
    text = _own_words(body_text(message))
    both = f"{subject}\n{text}"
    is_absence = bool(_ABSENCE.search(both))
    until = absence_end(text, received) or absence_end(subject, received)
    words = " ".join((text or subject).split())
    return AutomaticAnswer(is_absence or until is not None, until, words[:DETAIL_LIMIT])


def _is_automatic(message: Message, subject: str) -> bool:
    submitted = header_text(message, "Auto-Submitted").lower()
    if submitted.startswith("auto-replied"):
        return True
    if message.get_content_type() == "multipart/report":
        return False
    if any(message.get(name) is not None for name in _MARKED):
        return True
    if header_text(message, "Precedence").lower() in ("auto_reply", "auto-reply"):
        return True
    return bool(_SUBJECT.match(subject))


def _own_words(text: str) -> str:
    """The answer without the letter that it quotes."""
    kept = []
    for line in text.splitlines():
        if _QUOTED.match(line):
            break
        kept.append(line)
    return "\n".join(kept).strip()
