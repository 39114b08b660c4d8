"""Is a failure the address's own fault, or may the address work tomorrow?

Sources: RFC 3463 (enhanced status codes), RFC 5321 4.2.3 (replies), and what servers write where their code says
nothing. A doubt makes a failure a soft one: a good address that is struck off costs more than a bad one kept.
"""

import re

from models.states import ReportKind

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY = re.compile(r"(?:^|[\s:;<(#])(55[0-4]|5[0-4]\d|4\d\d)(?=[\s\-:])")
_GOOD_ADDRESS = re.compile(
    r"quota|mailbox (?:is )?full|full mailbox|over\s?quota|storage|too large|size limit|"
    r"переполнен|квот|исчерпан|недостаточно места|нет места",
    re.IGNORECASE,
)
_AGAINST_US = re.compile(
    r"spam|спам|blocked|blacklist|block list|policy|policies|reputation|dmarc|\bspf\b|dkim|"
    r"relay(?:ing)? (?:access )?denied|not authori[sz]ed|greylist|rate limit|заблокирован|политик",
    re.IGNORECASE,
)
_NO_SUCH_PERSON = re.compile(
    r"user unknown|unknown user|no such (?:user|mailbox|recipient|address|person)|user not found|"
    r"(?:recipient|mailbox|address|account|user|email account)\b.{0,60}?"
    r"(?:not found|unknown|does not exist|doesn't exist|is disabled|inactive|rejected|unavailable)|"
    r"no mailbox here|invalid (?:recipient|mailbox|user)|unrouteable address|unknown in (?:virtual|relay|local)|"
    r"host (?:or domain )?(?:name )?not found|domain (?:name )?not found|"
    r"пользовател\w* (?:не найден|не существует)|(?:ящик|адрес\w*|получател\w*)\b.{0,60}?"
    r"(?:не существует|не найден|отключ[её]н|удал[её]н|недоступен)",
    re.IGNORECASE | re.DOTALL,
)
# Yandex answers «550 5.7.1 No such user!»: the words are surer than the code.
_SURELY_NOBODY = re.compile(
    r"no such (?:user|mailbox|recipient)|user unknown|unknown user|user not found|does not exist|нет такого",
    re.IGNORECASE,
)
# x.1.7 and x.1.8 are about the sender's address, which is ours.
_OUR_SENDER = frozenset({"7", "8"})
# 5.4.1: Exchange Online for a recipient whom its directory does not know; 5.4.4: no such domain.
_NO_ROUTE = frozenset({"1", "4", "310"})
_REPLIES_OF_A_BAD_ADDRESS = frozenset({"550", "551", "553"})


def status_in(text: str) -> str | None:
    """The first enhanced status code in a text: `5.1.1`."""
    found = _STATUS.search(text)
    return None if found is None else found[0]


def failure_kind(status: str | None, text: str) -> ReportKind:
    """HARD where the address will never take a letter, else SOFT, of a message that failed for good."""
    status = status if status and _STATUS.fullmatch(status) else status_in(text)
    # Servers whose report says no more than 5.0.0 repeat the next server's own code in the text.
    if status is not None and status.endswith(".0.0"):
        status = next((found[0] for found in _STATUS.finditer(text) if not found[0].endswith(".0.0")), status)
    if (status is not None and status[0] != "5") or _GOOD_ADDRESS.search(text):
        return ReportKind.SOFT
    if status is not None and not status.endswith(".0.0"):
        return _by_status(status, text)
    if _AGAINST_US.search(text):
        return ReportKind.SOFT
    if _NO_SUCH_PERSON.search(text):
        return ReportKind.HARD
    reply = _REPLY.search(text)
    return ReportKind.HARD if reply is not None and reply[1] in _REPLIES_OF_A_BAD_ADDRESS else ReportKind.SOFT


def _by_status(status: str, text: str) -> ReportKind:
    _, subject, detail = status.split(".")
    if subject == "7":
        is_nobody = bool(_SURELY_NOBODY.search(text)) and not _AGAINST_US.search(text)
        return ReportKind.HARD if is_nobody else ReportKind.SOFT
    is_bad = (
        (subject == "1" and detail not in _OUR_SENDER)
        or (subject == "2" and detail == "1")
        or (subject == "4" and detail in _NO_ROUTE)
        or (subject in "25" and detail == "0" and not _AGAINST_US.search(text) and bool(_NO_SUCH_PERSON.search(text)))
    )
    return ReportKind.HARD if is_bad else ReportKind.SOFT
