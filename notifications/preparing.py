"""From a claimed letter to the message that goes out."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from notifications.claiming import ClaimedLetter
from notifications.headers import one_line
from notifications.links import LinkService, StoredLink
from notifications.message import MessageHeaders, build_message
from notifications.policy import LetterPolicy
from notifications.rendering import LetterRenderer
from notifications.transport import OutgoingMessage

SENDER_NAME = "Виза: планы работы"
LIST_NAME = "Виза"


@dataclass(frozen=True, slots=True)
class Workshop:
    """What turns frozen letters into messages: the templates, the links, the sender."""

    renderer: LetterRenderer
    links: LinkService
    policy: LetterPolicy

    def read_links(self, conn: Connection, letters: list[ClaimedLetter]) -> Mapping[int, StoredLink]:
        """What the addresses in these letters are made from, by the links' row ids."""
        contexts = [letter.context for letter in letters]
        return self.links.stored(conn, (link for context in contexts for link in context.get("links", {}).values()))

    def message(self, letter: ClaimedLetter, links: Mapping[int, StoredLink]) -> OutgoingMessage:
        """The same bytes for the same letter, at every try.

        Raises `LinkKeyMissing` for a link whose key is out of use, another `LetterError`, or a template's error.
        """
        named = {name: self.links.url(links[link]) for name, link in letter.context["links"].items()}
        bodies = self.renderer.render(letter.kind, letter.subject, letter.context, named)
        domain = self.policy.mail_domain
        list_of = "deployment" if letter.plan_id is None else f"plan-{letter.plan_id}"
        headers = MessageHeaders(
            sender=self.policy.mail_from,
            sender_name=SENDER_NAME,
            recipient=letter.address,
            recipient_name=one_line(letter.context["recipient_name"] or "", 120) or None,
            subject=letter.subject,
            message_id=letter.message_id,
            boundary=letter.boundary,
            dated_at=letter.dated_at,
            list_name=LIST_NAME,
            list_id=f"<{list_of}.viza.{domain}>",
            references=letter.references,
        )
        data = build_message(headers, bodies.text, bodies.html, self._calendar(letter))
        return OutgoingMessage(letter.return_path, letter.address, data)

    def _calendar(self, letter: ClaimedLetter) -> bytes | None:
        """The calendar file with the deadlines that the letter tells of, where its recipient asked for such."""
        events = letter.context.get("calendar")
        if not events:
            return None
        # Importing it takes a third of a second, and few ask for calendars.
        from notifications.calendar_file import calendar_file  # noqa: PLC0415

        return calendar_file(
            events,
            dated_at=letter.dated_at,
            domain=letter.message_id.rpartition("@")[2].rstrip(">"),
            base_url=self.renderer.base_url,
            organizer=(self.policy.mail_from, SENDER_NAME),
        )
