"""An office in which a request to sign waits, a relay on loopback, and the means to send."""

import asyncio
import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from config.database import Database
from config.link_keys import parse_link_keys
from config.settings import Settings
from models.people import Alarm
from models.states import MailState
from notifications.dispatch import DispatchReport, dispatch
from notifications.links import LinkService
from notifications.rows import LETTER
from notifications.transport import SmtpTransport
from tests.integration.office import Office
from tests.integration.smtp_server import Received, SmtpServer
from workflow.transaction import NOTICE

KEYS = parse_link_keys("5a" * 32)
BASE_URL = "http://127.0.0.1:8000"
MAIL_FROM = "viza@dep.omsk.example"
LINKS = LinkService(KEYS, "viza.test.example", BASE_URL)
ALARM = Alarm.__table__  # type: ignore[attr-defined]
SHESTAKOV_MAIL, NAZEMKINA_MAIL = "shestakov@omsk-edu.example", "nazemkina@omsk-edu.example"
COORDINATOR_MAIL = "kovaleva@omsk-edu.example"


def relay_settings(**others: Any) -> Settings:
    """A relay on this machine, without a limit a minute."""
    return Settings(smtp_host="127.0.0.1", smtp_security="none", mail_from=MAIL_FROM, **others)


class PostOffice:
    """An office in which a request to sign waits, a relay, and the means to send."""

    def __init__(self, office: Office, server: SmtpServer, *, links: LinkService = LINKS, **account: Any) -> None:
        self.office = office
        self.links = links
        self.script = server.script
        self.transport = SmtpTransport("127.0.0.1", server.port, account.pop("security", "none"), **account)
        self.settings = relay_settings()

    def send(self, *, limit: int = 200, **settings: Any) -> DispatchReport:
        """`settings` are those of this run, such as `smtp_connections`."""
        chosen = self.settings.model_copy(update=settings)
        return asyncio.run(dispatch(self.office.engine, self.transport, self.links, chosen, limit=limit))

    def wait(self, **time_passed: float) -> None:
        self.office.move_to(self.office.clock.now() + timedelta(**time_passed))

    def to(self, address: str) -> list[Received]:
        return [received for received in self.script.received if received.recipient == address]

    def letters(self, *where: Any) -> list[Any]:
        with self.office.database.read() as conn:
            return list(conn.execute(select(LETTER).where(*where).order_by(LETTER.c.id)))

    def the_letter(self, address: str) -> Any:
        return self.letters(LETTER.c.address == address)[-1]

    def alarms(self) -> list[str]:
        with self.office.database.read() as conn:
            return list(conn.execute(select(ALARM.c.code).where(ALARM.c.cleared_at.is_(None))).scalars())


def sign_token(post: PostOffice) -> str:
    """The token in the first letter to the first approver."""
    (token, *_) = re.findall(r"/s/(\S{43})", post.to(SHESTAKOV_MAIL)[0].text())
    return str(token)


def forget_notices(office: Office) -> None:
    with office.database.write() as conn:
        conn.execute(update(NOTICE).where(NOTICE.c.state == MailState.WAITING).values(state=MailState.CANCELLED))


def office_with_a_request(database: Database) -> Office:
    """The plan in force, and one request to sign the only thing that waits to be told."""
    office = Office(database).ready()
    forget_notices(office)
    office.bring_to_approvers(3)
    return office
