"""Which of the letters in hand goes next, and how many connections and letters a minute there may be."""

from types import SimpleNamespace
from typing import cast

from config.settings import Settings
from notifications.limits import SendingLimits
from notifications.ready_letters import Prepared, ReadyLetters


def letter(name: str, domain: str) -> Prepared:
    return cast("Prepared", SimpleNamespace(letter=SimpleNamespace(id=name, domain=domain), message=None))


def names(ready: ReadyLetters) -> list[str]:
    taken = []
    while (prepared := ready.take()) is not None:
        taken.append(str(prepared.letter.id))
    return taken


def test_letters_go_in_their_order_but_no_domain_has_more_than_its_share() -> None:
    ready = ReadyLetters(2)
    first = letter("a1", "a.example")
    ready.add([first, letter("a2", "a.example"), letter("a3", "a.example"), letter("b1", "b.example")])
    assert names(ready) == ["a1", "a2", "b1"]
    assert (ready.held_back(), ready.free()) == ({"a.example"}, 0)
    assert ready
    ready.arrived(first)
    assert (ready.held_back(), ready.free()) == (set(), 1)
    assert names(ready) == ["a3"]
    assert not ready


def test_what_was_not_sent_is_given_back() -> None:
    ready = ReadyLetters(1)
    ready.add([letter("a1", "a.example"), letter("a2", "a.example")])
    assert names(ready) == ["a1"]
    assert [str(prepared.letter.id) for prepared in ready.take_all()] == ["a2"]
    assert ready.take() is None


def test_a_relay_elsewhere_has_limits_and_one_on_this_machine_has_its_own() -> None:
    elsewhere = SendingLimits.from_settings(Settings(smtp_host="smtp.example.ru", mail_from="viza@dep.example"))
    assert elsewhere == SendingLimits(4, 2, 60, 30)
    here = SendingLimits.from_settings(Settings(smtp_host="127.0.0.1", smtp_security="none"))
    assert here == SendingLimits(4, 2, None, None)


def test_the_operators_limits_count_and_nought_is_none() -> None:
    chosen = Settings(
        smtp_host="smtp.example.ru", smtp_connections=1, smtp_letters_a_minute=0, smtp_domain_letters_a_minute=5
    )
    assert SendingLimits.from_settings(chosen) == SendingLimits(1, 1, None, 5)
