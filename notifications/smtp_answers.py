"""What a relay's refusal means for the letter, the recipient and the queue (rules 29 and 30).

Sources: RFC 5321 4.2.1 (4yz passing, 5yz final), RFC 3463 (x.7.y: a policy against the sender, not a bad address),
RFC 4954 6 (530, 535 and 538 are about authentication).
"""

import ssl

import aiosmtplib

from notifications.outcomes import (
    ALL_MAIL,
    LONG_PAUSE,
    SHORT_PAUSE,
    UNREACHABLE_PAUSE,
    Dead,
    Outcome,
    Paused,
    Retry,
    Unknown,
)

SERVICE_CLOSING = 421
AUTHENTICATION = frozenset({530, 534, 535, 538})
PERMANENT = 500
POLICY = ("5.7.", "4.7.")
ANSWER_LIMIT = 500

UNREACHABLE = "smtp_unreachable"
TLS_FAILED = "smtp_tls"
LOGIN_FAILED = "smtp_login"
SENDER_REFUSED = "smtp_sender_refused"
RELAY_REFUSED = "smtp_refused"
ALARMS = (UNREACHABLE, TLS_FAILED, LOGIN_FAILED, SENDER_REFUSED, RELAY_REFUSED)


def answer_of(error: BaseException) -> str:
    """The relay's words, or what broke, on one line."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        text = f"{error.code} {error.message}"
    else:
        text = str(error) or type(error).__name__
    return " ".join(text.split())[:ANSWER_LIMIT]


def connection_failed(error: Exception, *, is_login: bool) -> Outcome:
    """No session came about: nothing was sent, and the next letter would fare alike."""
    answer = answer_of(error)
    if _is_tls(error):
        return Paused(answer, ALL_MAIL, LONG_PAUSE, TLS_FAILED)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        if error.code < PERMANENT:
            return Paused(answer, ALL_MAIL, SHORT_PAUSE)
        is_refusal = isinstance(error, aiosmtplib.SMTPConnectResponseError | aiosmtplib.SMTPHeloError)
        if is_login or error.code in AUTHENTICATION:
            return Paused(answer, ALL_MAIL, LONG_PAUSE, LOGIN_FAILED)
        return Paused(answer, ALL_MAIL, LONG_PAUSE, RELAY_REFUSED if is_refusal else TLS_FAILED)
    if isinstance(error, OSError):
        return Paused(answer, ALL_MAIL, UNREACHABLE_PAUSE, UNREACHABLE)
    # aiosmtplib has no class of its own for a missing extension: STARTTLS before the login, AUTH after it.
    return Paused(answer, ALL_MAIL, LONG_PAUSE, LOGIN_FAILED if is_login else TLS_FAILED)


def sender_refused(refusal: aiosmtplib.SMTPResponseException) -> Outcome:
    """MAIL FROM was refused: for good, then no letter of ours can go."""
    answer = answer_of(refusal)
    if refusal.code == SERVICE_CLOSING:
        return Paused(answer, ALL_MAIL, SHORT_PAUSE)
    if refusal.code in AUTHENTICATION:
        return Paused(answer, ALL_MAIL, LONG_PAUSE, LOGIN_FAILED)
    if refusal.code >= PERMANENT:
        return Paused(answer, ALL_MAIL, LONG_PAUSE, SENDER_REFUSED)
    return Retry(answer)


def recipient_refused(refusal: aiosmtplib.SMTPResponseException, recipient: str) -> Outcome:
    """RCPT TO was refused: for good, then the address is suppressed unless the relay objects to us (x.7.y)."""
    answer = answer_of(refusal)
    if refusal.code == SERVICE_CLOSING:
        return Paused(answer, recipient.rpartition("@")[2].lower(), SHORT_PAUSE)
    if refusal.code in AUTHENTICATION:
        return Paused(answer, ALL_MAIL, LONG_PAUSE, LOGIN_FAILED)
    if refusal.code >= PERMANENT:
        return Dead(answer, suppress=not refusal.message.startswith(POLICY))
    return Retry(answer)


def data_refused(refusal: aiosmtplib.SMTPResponseException) -> Outcome:
    """DATA or the message was refused: this message alone, the address is good."""
    answer = answer_of(refusal)
    if refusal.code == SERVICE_CLOSING:
        return Paused(answer, ALL_MAIL, SHORT_PAUSE)
    if refusal.code in AUTHENTICATION:
        return Paused(answer, ALL_MAIL, LONG_PAUSE, LOGIN_FAILED)
    if refusal.code >= PERMANENT:
        return Dead(answer, suppress=False)
    if refusal.code >= 400:  # noqa: PLR2004 -- RFC 5321: 4yz
        return Retry(answer)
    return Unknown(answer)


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError | ssl.CertificateError):
            return True
        error = error.__cause__ or error.__context__
    return False
