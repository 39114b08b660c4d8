"""What `viza mail list` and `viza mail show` print."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cli.acting import find_person
from cli.terminal import say, say_json, table
from config.errors import VizaError
from models.states import MailState, NoticeKind
from notifications.reading_back import read_back
from notifications.rendering import letter_renderer
from workflow.errors import NotFound
from workflow.mail_views import LetterLine, LetterView
from workflow.queries.mail import letter_view, mail_page
from workflow.queries.mail_filter import UNDER_WAY, MailFilter, Position
from workflow.queries.undelivered import UNDELIVERED
from workflow.resending_mail import NO_LETTER
from workflow.wording.dates import moment_text
from workflow.wording.states import MAIL_STATES

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from flows.wiring import Parts

GROUPS = {"failed": UNDELIVERED, "under_way": UNDER_WAY}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed."""

    plan_id: int | None
    state: str | None
    kind: str | None
    who: str | None
    item: int | None
    since: date | None
    until: date | None
    before: str | None
    limit: int

    def filter(self, conn: "Connection", timezone: str) -> MailFilter:
        """The filter. Raises `VizaError` for a word that no letter has, `NotFound` for a person who is not there."""
        if self.item is not None and self.plan_id is None:
            raise VizaError("--item: назовите и план (--plan), места пунктов у каждого плана свои.")
        states = () if self.state is None else GROUPS.get(self.state) or (_known(MailState, self.state, "--state"),)
        is_address = self.who is not None and "@" in self.who
        return MailFilter(
            plan_id=self.plan_id,
            states=states,
            kind=None if self.kind is None else _known(NoticeKind, self.kind, "--kind"),
            person_id=None if self.who is None or is_address else find_person(conn, self.who).id,
            address=self.who if is_address else None,
            place=self.item,
            since=self.since,
            until=self.until,
            timezone=timezone,
        )


def print_mail(parts: "Parts", asked: Asked, *, as_json: bool) -> None:
    """Print a page of letters."""
    zone = parts.settings.timezone
    with parts.database.read() as conn:
        page = mail_page(conn, asked.filter(conn, zone), before=Position.of(asked.before), limit=asked.limit)
    if as_json:
        say_json({"letters": [_plain(asdict(line)) for line in page.letters], "next_before": page.next_before})
        return
    table(
        "Письма",
        ("№", "Когда", "Письмо", "Кому", "Судьба", "Ответ сервера"),
        (
            (line.letter_id or "", moment_text(line.created_at, zone), line.subject, line.recipient, *_fate(line))
            for line in page.letters
        ),
        right=(0,),
    )
    if page.next_before is not None:
        say(f"Дальше: --before {page.next_before}")


def print_letter(parts: "Parts", letter_id: int, *, as_json: bool) -> None:
    """Print one letter. Raises `NotFound`."""
    with parts.database.read() as conn:
        letter = letter_view(conn, letter_id)
        if letter is None:
            raise NotFound(NO_LETTER)
        bodies = read_back(conn, letter_id, letter_renderer(parts.links.base_url))
    text = None if bodies is None else bodies.text
    if as_json:
        told = asdict(letter)
        say_json(_plain(told.pop("brief") | told | {"text": text}))
        return
    for name, value in _facts(letter, parts.settings.timezone):
        if value:
            say(f"{name}: {value}")
    say("")
    say(text or "Текст этого письма больше не воспроизводится: с тех пор письма такого вида составляются иначе.")


def _facts(letter: LetterView, zone: str) -> list[tuple[str, str | None]]:
    line = letter.brief
    return [
        ("Тема", line.subject),
        ("Кому", _to(line)),
        ("Нынешний адрес", letter.renewed_address),
        ("Составлено", moment_text(line.created_at, zone)),
        ("Судьба", _fate(line)[0]),
        ("Окончено", moment_text(line.ended_at, zone) if line.ended_at else None),
        ("Следующая попытка", moment_text(letter.next_try_at, zone) if letter.next_try_at else None),
        ("Ответ сервера", line.last_answer),
        ("Что вернулось", "; ".join(line.came_back)),
        ("Message-ID", letter.message_id),
    ]


def _to(line: LetterLine) -> str:
    return line.recipient if line.address in (None, line.recipient) else f"{line.recipient} <{line.address}>"


def _fate(line: LetterLine) -> tuple[str, str]:
    tries = f", попыток: {line.tries}" if line.tries > 1 else ""
    answers = [answer for answer in (line.last_answer, *line.came_back) if answer]
    return f"{MAIL_STATES[line.state]}{tries}", "; ".join(answers)


def _known(words: Any, word: str, option: str) -> Any:
    found = next((each for each in words if each == word), None)
    if found is None:
        raise VizaError(f"{option}: «{word}» не бывает. Есть: {', '.join(words)}")
    return found


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in told.items()}
