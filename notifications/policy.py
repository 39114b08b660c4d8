"""What the operator set that letters depend on."""

from dataclasses import dataclass
from typing import Self

from config.settings import Settings, require_mail
from workflow.calendar import working_calendar
from workflow.mail_hours import MailHours


@dataclass(frozen=True, slots=True)
class LetterPolicy:
    """The sender's address, the deployment's zone, when letters go (local hours), whether a decision takes a PIN."""

    mail_from: str
    timezone: str = "Asia/Omsk"
    digest_hour: int = 8
    asks_for_pin: bool = True
    open_hours: tuple[int, int] = (8, 20)
    sign_requests_wait: bool = False

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """From the settings. Raises `SettingsError` when there is no sender or no relay."""
        require_mail(settings)
        return cls(
            settings.mail_from or "",
            settings.timezone,
            settings.digest_hour,
            settings.assurance != "link",
            settings.open_hours,
            settings.sign_requests_wait,
        )

    @property
    def hours(self) -> MailHours:
        """When letters may go."""
        calendar = working_calendar()
        return MailHours(calendar, self.timezone, *self.open_hours, self.digest_hour, self.sign_requests_wait)

    @property
    def mail_domain(self) -> str:
        """The domain that letters come from."""
        return self.mail_from.rpartition("@")[2]
