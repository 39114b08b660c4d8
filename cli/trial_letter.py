"""A test letter: through the same relay, sender and session as every other, but kept nowhere."""

from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from config.addresses import check_address
from config.errors import VizaError
from config.settings import Settings, require_mail
from notifications.outcomes import Accepted
from notifications.transport import OutgoingMessage, SmtpTransport

TEXT = """Это пробное письмо: его отправила команда viza doctor, чтобы проверить почтовый сервер.

Если вы его читаете, письма системы доходят. Отвечать на него не нужно.
"""


async def send_trial(settings: Settings, address: str) -> tuple[bool, str]:
    """Send it; whether the relay took it, and the relay's words. Raises `VizaError` for an address that is none."""
    require_mail(settings)
    try:
        check_address(address)
    except ValueError as error:
        raise VizaError(f"{address}: адрес электронной почты записан с ошибкой") from error
    session = SmtpTransport.from_settings(settings).session()
    sender = settings.mail_from or ""
    try:
        outcome = await session.send(OutgoingMessage(sender, address, _message(settings, sender, address)))
    finally:
        await session.close()
    return isinstance(outcome, Accepted), outcome.answer


def _message(settings: Settings, sender: str, address: str) -> bytes:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = address
    message["Subject"] = f"Пробное письмо: {settings.deployment}"
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(TEXT)
    return message.as_bytes()
