from datetime import date

import pytest
import typer

from cli.arguments import read_date, read_pairs
from cli.terminal import plain


@pytest.mark.parametrize("text", ["2021-03-05", "05.03.2021", " 5.3.2021 "])
def test_a_date_is_read_as_both_people_and_scripts_write_it(text: str) -> None:
    assert read_date(text) == date(2021, 3, 5)


@pytest.mark.parametrize("text", ["", "31.02.2021", "03/05/2021", "завтра"])
def test_what_is_no_date_is_wrong_usage(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        read_date(text)


def test_pairs_are_split_at_the_first_equals_sign() -> None:
    assert read_pairs(["due_on=2021-03-05", "title= a=b "]) == {"due_on": "2021-03-05", "title": "a=b"}


@pytest.mark.parametrize("pair", ["due_on", "=2021", " =x"])
def test_what_is_no_pair_is_wrong_usage(pair: str) -> None:
    with pytest.raises(typer.BadParameter):
        read_pairs([pair])


def test_a_plan_s_text_never_commands_the_terminal() -> None:
    assert plain("Визит\x1b[31m\u202e\r\n\x07 в школу") == "Визит[31m в школу"
