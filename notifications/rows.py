"""The tables that letters live in."""

from sqlalchemy import Table

from models.mail import Letter, LinkToken, MailReport, QueuePause, SendingPace, SuppressedAddress
from models.plans import Explanation

LETTER: Table = Letter.__table__  # type: ignore[attr-defined]
LINK_TOKEN: Table = LinkToken.__table__  # type: ignore[attr-defined]
QUEUE_PAUSE: Table = QueuePause.__table__  # type: ignore[attr-defined]
REPORT: Table = MailReport.__table__  # type: ignore[attr-defined]
SENDING_PACE: Table = SendingPace.__table__  # type: ignore[attr-defined]
SUPPRESSED: Table = SuppressedAddress.__table__  # type: ignore[attr-defined]
EXPLANATION: Table = Explanation.__table__  # type: ignore[attr-defined]
