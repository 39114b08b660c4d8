"""What a relay's answers mean, and how long a letter waits."""

import ssl
from datetime import UTC, datetime, timedelta

import aiosmtplib
import pytest

from config.errors import SettingsError
from config.link_keys import parse_link_keys
from notifications.backoff import is_given_up, next_delay
from notifications.links import LinkService
from notifications.outcomes import Dead, Paused, Retry, Unknown
from notifications.return_paths import letter_of, return_path
from notifications.smtp_answers import connection_failed, data_refused, recipient_refused, sender_refused
from notifications.transport import SmtpTransport

NOW = datetime(2021, 3, 1, tzinfo=UTC)


def refusal(code: int, text: str = "no") -> aiosmtplib.SMTPResponseException:
    return aiosmtplib.SMTPResponseException(code, text)


def test_s29_answers_to_a_recipient() -> None:
    assert recipient_refused(refusal(450), "a@b.example") == Retry("450 no")
    assert recipient_refused(refusal(550), "a@b.example") == Dead("550 no", suppress=True)
    assert recipient_refused(refusal(550, "5.7.1 relaying denied"), "a@b.example") == Dead(
        "550 5.7.1 relaying denied", suppress=False
    )
    paused = recipient_refused(refusal(421), "a@B.example")
    assert isinstance(paused, Paused)
    assert (paused.scope, paused.alarm) == ("b.example", None)


def test_s29_answers_to_the_sender_and_the_data() -> None:
    assert sender_refused(refusal(451)) == Retry("451 no")
    for code, alarm in ((421, None), (530, "smtp_login"), (550, "smtp_sender_refused")):
        outcome = sender_refused(refusal(code))
        assert isinstance(outcome, Paused)
        assert (outcome.scope, outcome.alarm) == ("all", alarm)
    assert data_refused(refusal(452)) == Retry("452 no")
    assert data_refused(refusal(554)) == Dead("554 no", suppress=False)
    assert isinstance(data_refused(refusal(-1)), Unknown)
    assert isinstance(data_refused(refusal(421)), Paused)


def test_s30_trouble_with_tls_or_login_is_an_alarm() -> None:
    handshake = aiosmtplib.SMTPConnectError("handshake")
    handshake.__cause__ = ssl.SSLCertVerificationError("self-signed")
    cases: list[tuple[Exception, bool, str | None]] = [
        (handshake, False, "smtp_tls"),
        (ssl.SSLError("wrong version"), False, "smtp_tls"),
        (aiosmtplib.SMTPException("SMTP STARTTLS extension not supported by server."), False, "smtp_tls"),
        (refusal(501), False, "smtp_tls"),
        (aiosmtplib.SMTPAuthenticationError(535, "bad"), True, "smtp_login"),
        (aiosmtplib.SMTPException("no AUTH"), True, "smtp_login"),
        (aiosmtplib.SMTPAuthenticationError(454, "later"), True, None),
        (aiosmtplib.SMTPConnectResponseError(554, "go away"), False, "smtp_refused"),
        (aiosmtplib.SMTPConnectError("refused"), False, "smtp_unreachable"),
    ]
    for error, is_login, alarm in cases:
        outcome = connection_failed(error, is_login=is_login)
        assert isinstance(outcome, Paused), error
        assert (outcome.scope, outcome.alarm) == ("all", alarm), error


def test_clear_text_to_another_machine_is_refused() -> None:
    with pytest.raises(SettingsError, match="VIZA_SMTP_SECURITY"):
        SmtpTransport("mail.example", 25, "none")


def test_waits_grow_and_end() -> None:
    assert [next_delay(tries, "<a>") / timedelta(minutes=1) for tries in (1, 2, 3, 4)] == [1, 5, 15, 30]
    later = {next_delay(tries, "<a>") for tries in range(5, 60)}
    assert all(timedelta(minutes=54) <= wait <= timedelta(minutes=66) for wait in later)
    assert len(later) > 50, "letters refused together do not come back together"
    assert next_delay(7, "<a>") == next_delay(7, "<a>")
    assert not is_given_up(NOW, NOW + timedelta(days=4))
    assert is_given_up(NOW, NOW + timedelta(days=4, seconds=1))


def test_s32_a_forged_return_path_names_no_letter() -> None:
    old, new = "11" * 32, "22" * 32
    before = LinkService(parse_link_keys(old), "viza.example", "https://viza.example")
    after = LinkService(parse_link_keys(f"{old} {new}"), "viza.example", "https://viza.example")
    path = return_path(before, 42, "viza@dep.example")
    assert path.startswith("bounce+42-")
    assert path.endswith("@dep.example")
    assert letter_of(before, path) == letter_of(after, f"<{path.upper()}>") == 42, "also after a change of keys"
    made_up = f"bounce+42-{0:016}@dep.example"
    for forged in (path.replace("+42-", "+43-"), made_up, "viza@dep.example", "", "x" * 9999):
        assert letter_of(before, forged) is None
