"""What the operator set that letters depend on."""

from dataclasses import dataclass
from typing import Self

from config.settings import Settings, require_mail


@dataclass(frozen=True, slots=True)
class LetterPolicy:
    """The sender's address, the deployment's zone, and the local hour of digests."""

    mail_from: str
    timezone: str = "Asia/Omsk"
    digest_hour: int = 8

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """From the settings. Raises `SettingsError` when there is no sender or no relay."""
        require_mail(settings)
        return cls(settings.mail_from or "", settings.timezone, settings.digest_hour)

    @property
    def mail_domain(self) -> str:
        """The domain that letters come from."""
        return self.mail_from.rpartition("@")[2]
