"""The demonstration's mail server keeps what it takes, over a restart too."""

import asyncio
import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from cli.catcher import MailCatcher

DATED = datetime(2021, 3, 1, 2, 30, tzinfo=UTC)


def letter(subject: str, *, with_html: bool = True) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "viza@demo.viza.example"
    message["To"] = "Шестаков В.В. <shestakov@omsk-edu.example>"
    message["Subject"] = subject
    message["Date"] = format_datetime(DATED)
    message.set_content("Срок истёк.\n")
    if with_html:
        message.add_alternative("<p>Срок истёк.</p>\n", subtype="html")
    return message


def send(port: int, *messages: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        for message in messages:
            client.send_message(message)


async def test_a_letter_is_kept_as_its_recipient_got_it(tmp_path: Path) -> None:
    catcher = MailCatcher(tmp_path / "mailbox")
    await catcher.open()
    await asyncio.to_thread(send, catcher.port, letter("П. 5: срок истёк"), letter("П. 6: срок истёк", with_html=False))
    await catcher.close()
    newest, first = catcher.letters()
    assert (first.subject, newest.subject) == ("П. 5: срок истёк", "П. 6: срок истёк")
    assert "shestakov@omsk-edu.example" in first.to
    assert first.date == DATED
    assert first.text.strip() == "Срок истёк."
    assert (first.html or "").strip() == "<p>Срок истёк.</p>"
    assert newest.html is None
    assert first.raw.startswith(b"From: viza@demo.viza.example")
    assert catcher.letter(first.id) is first
    assert catcher.letter("000999") is None


async def caught(folder: Path, subject: str) -> MailCatcher:
    catcher = MailCatcher(folder)
    await catcher.open()
    await asyncio.to_thread(send, catcher.port, letter(subject))
    await catcher.close()
    return catcher


async def test_letters_survive_a_restart_and_numbers_go_on(tmp_path: Path) -> None:
    await caught(tmp_path / "mailbox", "первое")
    catcher = await caught(tmp_path / "mailbox", "второе")
    assert [each.subject for each in catcher.letters()] == ["второе", "первое"]
    assert [each.id for each in catcher.letters()] == ["000002", "000001"]
    assert sorted(file.name for file in (tmp_path / "mailbox").iterdir()) == ["000001.eml", "000002.eml"]
