"""A scenario says in Russian which of its keys is wrong, and what it does not say happens in time."""

from datetime import date
from pathlib import Path

import pytest

from config.errors import PlanFileError
from config.scenario import ON_TIME, Pace, preset_names, read_scenario

TITLE = 'title = "Проба"\n'


def written(folder: Path, text: str) -> str:
    path = folder / "scenario.toml"
    path.write_text(TITLE + text, "utf-8")
    return str(path)


def test_the_presets_are_readable_and_the_first_is_everybody_in_time() -> None:
    assert preset_names() == ("late", "nobody", "on-time")
    paces = {name: read_scenario(name).everyone for name in preset_names()}
    assert paces[ON_TIME] == Pace()
    assert set(paces["nobody"].model_dump().values()) == {"never"}
    assert paces["late"].submits == 6


def test_what_is_not_said_happens_in_time(tmp_path: Path) -> None:
    scenario = read_scenario(
        written(
            tmp_path,
            '[[person]]\nname = "Роговая М.В."\nsubmits = "never"\n[[away]]\nname = "Роговая М.В."\n'
            "from = 2021-07-01\nto = 2021-07-28\n",
        )
    )
    assert scenario.person[0].change(scenario.everyone) == Pace(submits="never")
    assert (scenario.away[0].starts_on, scenario.away[0].substitute) == (date(2021, 7, 1), None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[everyone]\ndecides = -1\n", 'everyone.decides: нужно целое число рабочих дней от 0 до 250 или "never"'),
        ("[everyone]\nsubmits = true\n", 'everyone.submits: нужно целое число рабочих дней от -250 до 250 или "never"'),
        ("[everyone]\nsleeps = 1\n", "everyone.sleeps: такого поля нет, проверьте название"),
        ('[[item]]\nnumber = "3"\nplace = 3\n', "item, запись 1: назовите пункт одним из ключей: number или place"),
        ("[[item]]\nsubmits = 3\n", "item, запись 1: назовите пункт одним из ключей: number или place"),
        ('[[item]]\nnumber = "3"\ndecides = 1\n', "item, запись 1: decides: такого поля нет, проверьте название"),
        ('[[person]]\nname = "А"\n[[person]]\nname = "А"\n', "person: названо дважды: А"),
        (
            '[[away]]\nname = "А"\nfrom = 2021-07-02\nto = 2021-07-01\n',
            "away, запись 1: to: отсутствие заканчивается раньше, чем начинается",
        ),
        ('[[away]]\nname = "А"\nto = 2021-07-01\n', "away, запись 1: from: нужное поле не заполнено"),
        (
            '[[returned]]\nnumber = "3"\ntimes = 0\n',
            "returned, запись 1: times: нужно число не меньше 1",
        ),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PlanFileError) as refused:
        read_scenario(written(tmp_path, text))
    assert refused.value.message == f"scenario.toml: {said}"


def test_a_name_that_is_no_scenario_lists_those_there_are() -> None:
    with pytest.raises(PlanFileError, match=r"Нет сценария «lates»: укажите файл TOML или late, nobody, on-time\."):
        read_scenario("lates")
