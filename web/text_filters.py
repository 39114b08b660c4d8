"""What templates call to turn values into Russian text."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from workflow.conflicts import OF_ITEM
from workflow.views import EvidenceView, PersonView
from workflow.wording.dates import date_text, long_date_text, moment_text
from workflow.wording.progress import counted_text, coverage_text, progress_text

KILOBYTE = 1024
_WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_LINK = re.compile(r"https?://[^\s<>\"«»]+")


def size_text(size: int) -> str:
    """«1,2 МБ», «340 КБ», «12 байт»."""
    if size < KILOBYTE:
        return f"{size} байт"
    if size < KILOBYTE * KILOBYTE:
        return f"{round(size / KILOBYTE)} КБ"
    return f"{size / KILOBYTE / KILOBYTE:.1f} МБ".replace(".", ",")


def digest_groups(digest: str) -> str:
    """A digest in groups of four, as it is read aloud."""
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))


def day_of(value: str | date | None) -> str:
    """A date of a manifest (ISO text) or of a view, as «21.01.2021»."""
    return date_text(date.fromisoformat(value) if isinstance(value, str) else value)


def weekday(day: date) -> str:
    """The day of the week."""
    return _WEEKDAYS[day.weekday()]


def local_day(moment: datetime, timezone: str) -> date:
    """The local date of a moment."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def paper_title(evidence: EvidenceView) -> str:
    """«Справка № 12 от 20.02.2021»."""
    words = [evidence.kind]
    if evidence.doc_number:
        words.append(f"№ {evidence.doc_number}")
    if evidence.doc_date:
        words.append(f"от {date_text(evidence.doc_date)}")
    return " ".join(words)


def telephone(number: str) -> str:
    """The number as a tel: link holds it."""
    return "+" * number.strip().startswith("+") + re.sub(r"\D", "", number)


def with_links(text: str) -> Markup:
    """Plain text with its addresses as links; everything else is escaped."""
    parts: list[Markup] = []
    end = 0
    for found in _LINK.finditer(text):
        address = found.group().rstrip(".,;:)")
        parts += [escape(text[end : found.start()]), Markup('<a href="{0}">{0}</a>').format(address)]
        end = found.start() + len(address)
    return Markup("").join([*parts, escape(text[end:])])


def names(people: Iterable[PersonView]) -> str:
    """Names with commas."""
    return ", ".join(person.name for person in people)


def place_of_object(name: str) -> int | None:
    """The place of the item that a ledger entry is about: "item/3", "submission/extension/3/1"; None for others."""
    words = name.removeprefix("submission/").split("/")
    return int(words[1]) if words[0] in OF_ITEM and len(words) > 1 and words[1].isdecimal() else None


FILTERS = {
    "day": day_of,
    "long_day": long_date_text,
    "moment": moment_text,
    "size": size_text,
    "groups": digest_groups,
    "weekday": weekday,
    "paper": paper_title,
    "tel": telephone,
    "links": with_links,
    "names": names,
    "place": place_of_object,
    "progress": progress_text,
    "coverage": coverage_text,
    "units": counted_text,
}
