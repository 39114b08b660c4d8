"""Letters in this process's hands that wait for a connection, and how many of each domain are on their way."""

from collections import Counter, deque
from dataclasses import dataclass

from notifications.claiming import ClaimedLetter
from notifications.transport import OutgoingMessage


@dataclass(frozen=True, slots=True)
class Prepared:
    """A claimed letter, ready to go."""

    letter: ClaimedLetter
    message: OutgoingMessage


class ReadyLetters:
    """First come, first served, but never more than so many of one domain at once: a slow domain holds no other."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._waiting: deque[Prepared] = deque()
        self._on_their_way: Counter[str] = Counter()

    def add(self, letters: list[Prepared]) -> None:
        """Put letters at the end."""
        self._waiting.extend(letters)

    def take(self) -> Prepared | None:
        """The next letter that may go now, which is on its way until `arrived`; None where every domain is busy."""
        for place, prepared in enumerate(self._waiting):
            if not self._is_busy(prepared.letter.domain):
                del self._waiting[place]
                self._on_their_way[prepared.letter.domain] += 1
                return prepared
        return None

    def arrived(self, prepared: Prepared) -> None:
        """Its attempt is over, whatever came of it."""
        self._on_their_way[prepared.letter.domain] -= 1

    def held_back(self) -> set[str]:
        """The domains whose letters wait here for others of the same domain."""
        return {prepared.letter.domain for prepared in self._waiting if self._is_busy(prepared.letter.domain)}

    def free(self) -> int:
        """How many of them may go now, as far as their domains go."""
        return sum(not self._is_busy(prepared.letter.domain) for prepared in self._waiting)

    def take_all(self) -> list[Prepared]:
        """All that wait, to be given back."""
        left = list(self._waiting)
        self._waiting.clear()
        return left

    def __len__(self) -> int:
        return len(self._waiting)

    def _is_busy(self, domain: str) -> bool:
        return self._on_their_way[domain] >= self._at_once
