"""A route in a TOML file of its own: its steps, or one line that names the key."""

from pathlib import Path

import pytest

from config.chain_file import read_chain
from config.errors import PlanFileError


def written(folder: Path, text: str, name: str = "route.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_the_steps_are_read_in_their_order(tmp_path: Path) -> None:
    text = (
        '[[chain]]\nverb = "agree"\napprovers = ["Шестаков В.В."]\nalternate = "Роговая М.В."\n'
        '[[chain]]\nverb = "approve"\napprovers = ["Ефимова Л.Г."]\nterm = 5\n'
    )
    agree, approve = read_chain(written(tmp_path, text))
    assert (agree.verb, agree.alternate, approve.term) == ("agree", "Роговая М.В.", 5)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[[chain]]\nverb = "agree"\napprovers = ["Шестаков В.В."]\nterm = 0\n', "Этап 1: term: нужно число не"),
        ('[[chain]]\nverb = "approve"\napprovers = ["Ефимова Л.Г."]\ncolour = "red"\n', "Этап 1: colour: такого поля"),
        ('title = "План"\n', "chain"),
        ('[[chain]]\nmode = "most"\n', "Этап 1: mode: допустимо только 'all' или 'any'"),
        ("[[chain]\n", "строка 1, столбец 8: заголовок не закрыт: нужно «]]»"),
        ('[[chain]]\nverb "agree"\n', "строка 2, столбец 6: после названия нужен знак «=»"),
        ("[[chain]]\nverb = agree\n", "строка 2, столбец 8: значение не прочитано: текст пишут в кавычках"),
        ('[[chain]]\nverb = "agree\n', "строка 2, столбец 14: текст не закрыт кавычкой"),
    ],
)
def test_what_is_wrong_is_one_line_that_names_the_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(PlanFileError, match=key) as refused:
        read_chain(written(tmp_path, text))
    assert "\n" not in str(refused.value)
