"""Addresses and hosts: what is accepted, and what could carry a second header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.addresses import check_address, is_loopback, split_listen


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("nazemkina@omsk-edu.example", "nazemkina@omsk-edu.example"),
        (" viza@Example.RU ", "viza@example.ru"),
        ("o'hara+viza@example.ru", "o'hara+viza@example.ru"),
        ("info@школа.рф", "info@xn--80aam3bhj.xn--p1ai"),
        ("viza@localhost", "viza@localhost"),
        ("a" * 64 + "@example.ru", "a" * 64 + "@example.ru"),
    ],
)
def test_an_address_comes_back_ready_for_the_envelope(text: str, address: str) -> None:
    if "школа" in text:
        address = "info@" + "школа.рф".encode("idna").decode()
    assert check_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "viza", "viza@", "@example.ru", "viza@host", "a b@example.ru", "viza@example..ru", ".viza@example.ru",
        "viza@example.ru\n", "viza@example.ru\r\nBcc: x@example.ru", "viza@exam\x00ple.ru", "a@b@example.ru",
        "Виза <viza@example.ru>", "виза@example.ru", "viza@-example.ru", "viza@example.ru\u2028",
        "a" * 65 + "@example.ru",
        "viza@" + ".".join(["a" * 63] * 4),
    ],
)  # fmt: skip
def test_what_is_no_bare_address_is_refused_in_russian(text: str) -> None:
    with pytest.raises(ValueError, match="это не адрес электронной почты"):
        check_address(text)


@given(st.text())
def test_no_accepted_address_holds_white_space_or_control_characters(text: str) -> None:
    try:
        address = check_address(text)
    except ValueError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert " " not in address


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["example.ru", "10.0.0.1", "0.0.0.0", "127.0.0.1.example.ru", "localhost.ru", ""])  # noqa: S104 - refused here
def test_another_machine_is_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("[::1]:0", ("::1", 0)),
        ("viza.example.ru:65535", ("viza.example.ru", 65535)),
    ],
)
def test_listen_is_split(text: str, parts: tuple[str, int]) -> None:
    assert split_listen(text) == parts


@pytest.mark.parametrize("text", ["", ":8000", "host", "host:", "host:x", "host:-1", "host:65536", "::1:80", "a b:80"])
def test_a_wrong_listen_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be host:port"):
        split_listen(text)
