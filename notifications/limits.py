"""How much of the relay, and of each recipient's server, sending may take.

A relay on this machine has a queue and limits of its own, so there letters go as fast as it takes them unless the
operator says otherwise. Elsewhere the defaults stay below what Russian mail hosts allow one mailbox.
"""

from dataclasses import dataclass
from typing import Self

from config.addresses import is_loopback
from config.settings import Settings

LETTERS_A_MINUTE = 60
DOMAIN_LETTERS_A_MINUTE = 30


@dataclass(frozen=True, slots=True)
class SendingLimits:
    """Connections at once, of them for letters to one domain, and letters a minute in all and to one domain.

    The letters a minute hold for all dispatchers together, the connections for each. None: no limit.
    """

    connections: int = 4
    domain_connections: int = 2
    letters_a_minute: int | None = None
    domain_letters_a_minute: int | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """What the operator set, 0 being no limit, else the default."""
        is_elsewhere = settings.smtp_host is not None and not is_loopback(settings.smtp_host)
        in_all, to_one = settings.smtp_letters_a_minute, settings.smtp_domain_letters_a_minute
        return cls(
            connections=settings.smtp_connections,
            domain_connections=min(settings.smtp_domain_connections, settings.smtp_connections),
            letters_a_minute=_limit(in_all, LETTERS_A_MINUTE if is_elsewhere else 0),
            domain_letters_a_minute=_limit(to_one, DOMAIN_LETTERS_A_MINUTE if is_elsewhere else 0),
        )


def _limit(stated: int | None, default: int) -> int | None:
    return (default if stated is None else stated) or None
