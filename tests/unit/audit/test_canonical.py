"""The canonical form: our fast encoder writes what RFC 8785 asks for, and nothing else is let in."""

import unicodedata
from enum import StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import MAX_INTEGER, CanonicalError, canonical_bytes, parse_canonical

ascii_keys = st.text(st.characters(max_codepoint=127), max_size=12)
strings = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | strings
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(ascii_keys, inner, max_size=5), max_leaves=20
)


def normal(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [normal(member) for member in value]
    if isinstance(value, dict):
        return {key: normal(member) for key, member in value.items()}
    return value


@given(values)
def test_the_fast_encoder_writes_the_bytes_of_rfc8785(value: Any) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(normal(value))


@given(values)
def test_parsing_gives_back_the_value(value: Any) -> None:
    assert parse_canonical(canonical_bytes(value)) == normal(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": None}, b'{"a":null,"b":1}'),
        ({"text": 'a\n\u0301\x7f\u2028"\\'}, '{"text":"a\\n\u0301\x7f\u2028\\"\\\\"}'.encode()),
        ({"nfd": "и\u0306"}, '{"nfd":"й"}'.encode()),
        (("tuple", True), b'["tuple",true]'),
        (MAX_INTEGER, b"9007199254740991"),
        (-MAX_INTEGER, b"-9007199254740991"),
    ],
)
def test_known_forms(value: Any, expected: bytes) -> None:
    assert canonical_bytes(value) == expected


def test_an_enum_is_written_as_its_value() -> None:
    class State(StrEnum):
        PLANNED = "planned"

    assert canonical_bytes({"to": State.PLANNED}) == b'{"to":"planned"}'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        {"a": [float("nan")]},
        {"ключ": 1},
        {1: 2},
        {None: 2},
        MAX_INTEGER + 1,
        -MAX_INTEGER - 1,
        "\ud800",
        b"bytes",
        {"set": {1}},
    ],
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(CanonicalError):
        canonical_bytes(value)


def test_endless_nesting_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(CanonicalError, match="deeply"):
        canonical_bytes(loop)


def test_the_limit_counts_bytes_to_the_last() -> None:
    assert len(canonical_bytes("ы" * 4, limit=10)) == 10
    with pytest.raises(CanonicalError, match="at most 9"):
        canonical_bytes("ы" * 4, limit=9)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" 1",
        b"1 ",
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b"1.0",
        b"1e2",
        b"-0",
        b"NaN",
        b"9007199254740992",
        b"1" * 5000,
        b"[" * 60_000,
        b'"\\u0041"',
        b'"\\ud800"',
        b"\xff",
        '{"a":"и\u0306"}'.encode(),
        '{"é":1}'.encode(),
    ],
)
def test_bytes_in_another_form_are_refused(body: bytes) -> None:
    with pytest.raises(CanonicalError):
        parse_canonical(body)
