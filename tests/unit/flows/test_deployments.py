"""Which flows run on a schedule, by the settings."""

from config.settings import load_settings
from flows.deployments import TIMETABLE


def test_bounces_are_read_where_a_mailbox_is_set() -> None:
    mailbox = {"bounce_imap_host": "imap.example.ru", "bounce_imap_username": "b", "bounce_imap_password": "p"}
    without, with_mailbox = load_settings(), load_settings(**mailbox)
    wanted = {entry.flow.name for entry in TIMETABLE if entry.is_wanted(with_mailbox)}
    assert wanted - {entry.flow.name for entry in TIMETABLE if entry.is_wanted(without)} == {"bounces"}
