"""Plan files: what they must say, and how a mistake is told to the person who wrote one."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from config.errors import PlanFileError
from config.plan_file import plan_source_sha256, read_plan
from models.states import ItemRole, Verb

ITEM = """
[[items]]
number = "1"
title = "Мониторинговые визиты"
due_on = 2021-03-31
responsible = ["Наземкина Е.А.", "Романенко С.А."]
"""
PLAN = f"""
title = "План работы на 2021 год"
year = 2021
coordinator = "Ковалёва И.П."
agreed_by = {{ position = "директор центра", name = "Шестаков В.В.", date = 2021-01-21 }}
approved_by = {{ position = "директор департамента", name = "Ефимова Л.Г.", date = 2021-01-21 }}
{ITEM}"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.toml"


def test_a_short_plan_is_enough(path: Path) -> None:
    path.write_text(PLAN, "utf-8")
    plan = read_plan(path)
    assert [(step.verb, step.approvers, step.term) for step in plan.chain] == [
        (Verb.AGREE, ["Шестаков В.В."], 2),
        (Verb.APPROVE, ["Ефимова Л.Г."], 2),
    ]
    assert (plan.timezone, plan.day_off_rule, plan.closes_by) == ("Asia/Omsk", "preceding", None)
    item = plan.items[0]
    assert (item.lead, item.role, item.due_on, item.starts_on) == (
        "Наземкина Е.А.",
        ItemRole.ORDINARY,
        date(2021, 3, 31),
        None,
    )


def test_a_file_from_windows_with_a_byte_order_mark_is_read(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode())
    assert read_plan(path).year == 2021


def test_the_plan_remembers_the_bytes_that_it_came_from(path: Path) -> None:
    path.write_text(PLAN, "utf-8")
    assert plan_source_sha256(path) == hashlib.sha256(PLAN.encode()).hexdigest()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("year = 2021", "", "year: нужное поле не заполнено"),
        ("year = 2021", 'year = "скоро"', "year: нужно целое число"),
        ("year = 2021", "year = 1066", "year: нужно число не меньше 1992"),
        ("year = 2021", 'year = 2021\ncolour = "red"', "colour: такого поля нет"),
        ("year = 2021", 'year = 2021\ntimezone = "Asia/Atlantis"', "timezone: нет такого часового пояса"),
        ("year = 2021", 'year = 2021\nday_off_rule = "never"', "day_off_rule: допустимо только"),
        ("title = ", "# ", "title: нужное поле не заполнено"),
        ('coordinator = "Ковалёва И.П."', "", "coordinator: назовите ответственного за контроль"),
        ("approved_by", "# approved_by", "chain: нет ни маршрута"),
        ("2021-03-31", '"весной"', r"Пункт 1: due_on: нужна дата вида 2021-01-31"),
        ("2021-03-31", "2021-03-31\nstarts_on = 2021-04-01", r"Пункт 1: due_on: срок раньше начала"),
        (
            "2021-03-31",
            "2021-03-31\ntarget_count = 0",
            r"Пункт 1: target_count: нужно число не меньше 1",
        ),
        ("2021-03-31", "2021-03-31\ntarget_percent = 101", r"Пункт 1: target_percent: .* не больше 100"),
        ("2021-03-31", '2021-03-31\nlead = "Другой Д.Д."', r"Пункт 1: lead: ответственный исполнитель"),
        ('["Наземкина Е.А.", "Романенко С.А."]', "[]", r"Пункт 1: responsible: назовите"),
        ('"Романенко С.А."', '"Наземкина Е.А."', r"Пункт 1: responsible: одно лицо названо дважды"),
        ('"Романенко С.А."', r'"Рома\nненко"', r"Пункт 1, responsible, запись 2: .*управляющие знаки"),
        ('"Романенко С.А."', r'"\u202eРоманенко"', r"Пункт 1, responsible, запись 2: .*управляющие знаки"),
        ("визиты", "визиты" * 800, r"Пункт 1: title: текст длиннее 4000 знаков"),
        (ITEM, "\nitems = []", "items: в списке должно быть не меньше 1"),
        (ITEM, ITEM + '[[people]]\nname = "А"\nemail = "нет"', r"people, запись 1: email: это не адрес"),
        (ITEM, ITEM + '[[people]]\nname = "А"\n[[people]]\nname = "А"', "people: названо дважды: А"),
        (ITEM, ITEM + '[[organisations]]\ncode = "5"\nname = "a"\n' * 2, "organisations: названо дважды: 5"),
        (ITEM, ITEM + '[[chain]]\nverb = "agree"\napprovers = ["А"]', "последний этап маршрута должен утверждать"),
        (
            ITEM,
            ITEM + '[[chain]]\nverb = "approve"\napprovers = ["А"]\nmode = { quorum = 2 }',
            "Этап 1: mode.quorum",
        ),
        (ITEM, ITEM + '[[items.chain]]\nverb = "agree"\napprovers = ["А"]', r"Пункт 1: последний этап"),
        (ITEM, ITEM + "[[items", "файл не читается как TOML, конец файла: "),
    ],
)
def test_a_mistake_is_one_russian_line_with_the_keys_path(old: str, new: str, reason: str, path: Path) -> None:
    assert old in PLAN
    path.write_text(PLAN.replace(old, new), "utf-8")
    with pytest.raises(PlanFileError, match=f"^plan\\.toml: .*{reason}") as refusal:
        read_plan(path)
    assert "\n" not in refusal.value.message


def test_what_is_no_readable_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(PlanFileError, match="файл не читается"):
        read_plan(tmp_path / "absent.toml")
    (tmp_path / "plan.docx").touch()
    with pytest.raises(PlanFileError, match=r"расширение \.toml"):
        read_plan(tmp_path / "plan.docx")
    (tmp_path / "cp1251.toml").write_bytes("title = 'План'".encode("cp1251"))
    with pytest.raises(PlanFileError, match="не в кодировке UTF-8"):
        read_plan(tmp_path / "cp1251.toml")
    (tmp_path / "big.toml").write_bytes(b"#" * 2_000_001)
    with pytest.raises(PlanFileError, match="файл больше 2 МБ"):
        read_plan(tmp_path / "big.toml")


RUNG = """
name = "week_before"
label = "неделя до срока"
clock = "lead"
when = { days = -5 }
to = ["lead"]
severity = 1
"""


def test_a_plan_and_an_item_bring_ladders_of_their_own(path: Path) -> None:
    path.write_text(f"{PLAN}[[items.ladder]]{RUNG}[[ladder]]{RUNG.replace('week', 'weeks')}", "utf-8")
    plan = read_plan(path)
    assert [rung.name for rung in plan.ladder] == ["weeks_before"]
    assert [rung.label for rung in plan.items[0].ladder or ()] == ["неделя до срока"]
    assert read_plan(path).items[0].ladder is not None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("clock", "colour", "ladder, запись 1: clock: нужное поле не заполнено"),
        ('label = "неделя до срока"', "", "ladder, запись 1: label: нужное поле не заполнено"),
        ("{ days = -5 }", "{ }", "ladder, запись 1: when: укажите days, after_start или share_of_term"),
        ("{ days = -5 }", "{ days = [1, 1] }", "when.days: дни указывают по возрастанию"),
        ('["lead"]', '["approver"]', "approver и next_approver бывают только у срока согласующего"),
        ('["lead"]', '["boss"]', "to, запись 1: допустимо только"),
    ],
)
def test_a_wrong_rung_is_named_in_russian_by_its_key(old: str, new: str, reason: str, path: Path) -> None:
    assert old in RUNG
    path.write_text(f"{PLAN}[[ladder]]{RUNG.replace(old, new)}", "utf-8")
    with pytest.raises(PlanFileError) as refusal:
        read_plan(path)
    assert reason in refusal.value.message, refusal.value.message


def test_two_rungs_of_a_plan_share_no_name(path: Path) -> None:
    path.write_text(f"{PLAN}[[ladder]]{RUNG}[[ladder]]{RUNG}", "utf-8")
    with pytest.raises(PlanFileError, match="две ступени с одним обозначением"):
        read_plan(path)
