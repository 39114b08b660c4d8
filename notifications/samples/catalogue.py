"""Every letter that the program sends, with sample data, as the operators' page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from models.states import NoticeKind
from notifications.rendering import Bodies, letter_renderer
from notifications.samples import SAMPLES, URLS
from notifications.samples.scene import BASE_URL, TOKEN
from notifications.samples.variants import VARIANTS
from workflow.mail_hours import DIGESTED

DATED = datetime(2021, 3, 4, 3, tzinfo=UTC)
DOMAIN = "omsk.example"
ENROL_URL = {"enrol": f"{BASE_URL}/e/{TOKEN}"}


@dataclass(frozen=True, slots=True)
class SampleLetter:
    """One letter. `key` names it in addresses; `about` says how a variant differs from the kind's usual letter."""

    key: str
    kind: NoticeKind
    about: str | None
    subject: str
    context: Mapping[str, Any]
    urls: Mapping[str, str]

    @property
    def has_calendar(self) -> bool:
        """Does a calendar file go with it, to who asked for such?"""
        return bool(self.context.get("calendar"))

    def calendar(self) -> bytes:
        """The calendar file; of a letter without one a calendar without events."""
        # Slow to import, and seldom asked for.
        from notifications.calendar_file import calendar_file  # noqa: PLC0415
        from notifications.preparing import SENDER_NAME  # noqa: PLC0415

        return calendar_file(
            self.context.get("calendar", ()),
            dated_at=DATED,
            domain=DOMAIN,
            base_url=BASE_URL,
            organizer=(f"viza@{DOMAIN}", SENDER_NAME),
        )

    def bodies(self) -> Bodies:
        """Both forms of the letter."""
        return letter_renderer(BASE_URL).render(self.kind, self.subject, self.context, self.urls)


def sample_letters() -> tuple[SampleLetter, ...]:
    """All of them, each kind before its variants. Kinds that only the digest tells have no letter of their own."""
    found = []
    for kind, (_, context) in SAMPLES.items():
        if kind in DIGESTED:
            continue
        usual = letter_of_kind(kind)
        found.append(usual)
        found += [
            SampleLetter(f"{kind.value}-{key}", kind, about, title, context | changes, _links(usual, changes))
            for key, about, of, title, changes in VARIANTS
            if of is kind
        ]
    return tuple(found)


def letter_of_kind(kind: NoticeKind) -> SampleLetter:
    """The usual letter of a kind."""
    subject, context = SAMPLES[kind]
    return SampleLetter(kind.value, kind, None, subject, context, URLS.get(kind, {}))


def _links(usual: SampleLetter, changes: Mapping[str, Any]) -> Mapping[str, str]:
    """The links that a variant has: those of its own lines, and to set a PIN where there is none."""
    named = None if "lines" not in changes else {line["link"] for line in changes["lines"]}
    kept = {name: url for name, url in usual.urls.items() if named is None or name in named}
    return kept | (ENROL_URL if changes.get("without_pin") else {})


def sample_letter(key: str) -> SampleLetter | None:
    """The letter of this key; None where there is none."""
    return next((letter for letter in sample_letters() if letter.key == key), None)
