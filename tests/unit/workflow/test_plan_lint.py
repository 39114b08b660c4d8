"""The doubts about a plan draft."""

import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.plan_draft import DraftWarning, PlanDraft
from config.plan_file import read_plan
from models.states import WarningCode
from workflow.plan_lint import lint, plan_years

ROOT = Path(__file__).parents[3]


def item(number: str = "1", **rest: Any) -> dict[str, Any]:
    return {"number": number, "title": f"Мероприятие {number}", "due_on": date(2021, 3, 31)} | rest


def draft(*items: dict[str, Any], **rest: Any) -> PlanDraft:
    return PlanDraft.model_validate({"title": "План на 2021 год", "year": 2021, "items": items} | rest)


def found(plan: PlanDraft) -> list[tuple[str, str | None, str | None, list[str]]]:
    return [(warning.code.value, warning.item, warning.value, warning.related) for warning in lint(plan)]


def test_the_first_plan_gets_exactly_the_expected_warnings() -> None:
    expected = json.loads((ROOT / "tests" / "fixtures" / "omsk-2021.expected.json").read_text("utf-8"))["warnings"]
    wanted = [(one["code"], one["item"], one.get("value"), one.get("related", [])) for one in expected]
    assert sorted(found(read_plan(ROOT / "config" / "plans" / "omsk-2021.toml")), key=str) == sorted(wanted, key=str)


def test_a_plan_without_doubts_gets_no_warning() -> None:
    assert found(draft(item("1"), item("2"))) == []


def test_every_message_says_in_russian_what_to_do() -> None:
    for warning in lint(read_plan(ROOT / "config" / "plans" / "omsk-2021.toml")):
        assert len(warning.message) > 40
        assert warning.message.rstrip().endswith((".", "»."))


@pytest.mark.parametrize(
    ("starts_on", "due_on", "is_doubtful"),
    [
        (date(2021, 1, 1), date(2021, 12, 31), False),
        (date(2020, 12, 31), date(2021, 1, 31), True),
        (date(2021, 12, 1), date(2022, 1, 1), True),
        (None, date(2022, 1, 1), True),
        (date(2020, 12, 31), None, True),
    ],
)
def test_a_deadline_outside_the_plan_year_is_told(
    starts_on: date | None, due_on: date | None, is_doubtful: bool
) -> None:
    codes = [code for code, *_ in found(draft(item(starts_on=starts_on, due_on=due_on)))]
    assert codes == (["deadline_outside_plan_year"] if is_doubtful else [])


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("План на 2021 год", [2021]),
        ("План на 2021-2022 учебный год", [2021, 2022]),
        ("План на 2021 – 2024 годы", [2021, 2022, 2023, 2024]),
        ("План на 2021/2022 учебный год", [2021, 2022]),
        ("План во исполнение программы 2018-2020 на 2021 год", [2021]),
    ],
)
def test_a_plan_of_several_years_has_them_all(title: str, years: list[int]) -> None:
    assert list(plan_years(draft(item(), title=title))) == years


def test_a_last_year_that_the_reader_found_is_the_plans() -> None:
    assert list(plan_years(draft(item(), title="План на 2021/22 уч. г.", last_year=2022))) == [2021, 2022]


def test_the_longest_list_of_one_row_says_which_organisations_there_are() -> None:
    plan = draft(item("1", organisations=["5", "6", "ККШИ"]), item("2", organisations=["5", "КШИ № 9"]))
    assert found(plan) == [("unknown_organisation", "2", "КШИ № 9", [])]


def test_a_school_here_and_there_is_no_list() -> None:
    assert found(draft(item("1", organisations=["5"]), item("2", organisations=["7"]))) == []


def test_an_organisation_of_the_directory_is_known() -> None:
    plan = draft(
        item("1", organisations=["5", "6", "ККШИ"]),
        item("2", organisations=["КШИ №  9"]),
        organisations=[{"code": "КШИ № 9", "name": "Кадетская школа-интернат № 9"}],
    )
    assert found(plan) == []


def test_the_same_activity_is_told_at_the_later_item() -> None:
    plan = draft(
        item("1", title="Анализ  итогов"),
        item("2"),
        item("3", title="анализ итогов."),
        item("4", title="Анализ итогов"),
    )
    assert found(plan) == [("duplicate_title", "3", None, ["1"]), ("duplicate_title", "4", None, ["1", "3"])]


def test_either_signer_who_is_responsible_is_told_once() -> None:
    plan = draft(
        item("1", responsible=["Иванов И.И."]),
        item("2", responsible=["Петров П.П.", "Иванова И.И."]),
        item("3", responsible=["Иванов И. И."]),
        agreed_by={"position": "директор", "name": "Иванов И.И.", "date": date(2021, 1, 21)},
        approved_by={"position": "министр", "name": "Сидоров С.С.", "date": date(2021, 1, 21)},
    )
    assert found(plan) == [("approver_is_responsible", None, "Иванов И.И.", ["1", "3"])]


@pytest.mark.parametrize(
    ("text", "is_doubtful"),
    [
        ("Посещение 4 школ", True),
        ("Посещение 3 школ", False),
        ("Совещание с руководителями 4 общеобразовательных организаций", True),
        ("Представление опыта (не менее 4 ОО)", True),
        ("Участие не менее 4 управленческих команд", False),
        ("Анкета (не менее 17)", False),
        ("Работа в 8 классах школ", False),
        ("Посещение СОШ № 4 школы", False),
        ("С 01.02.2021 организация работы", False),
    ],
)
def test_a_count_of_organisations_is_held_against_the_list_beside_it(text: str, is_doubtful: bool) -> None:
    plan = draft(item(expected_result=text, organisations=["5", "6", "11"]))
    assert [code for code, *_ in found(plan)] == (["count_mismatch"] if is_doubtful else [])


def test_a_count_without_a_list_is_no_mismatch() -> None:
    assert found(draft(item(title="Совещание с руководителями 24 школ"))) == []


def test_an_empty_deadline_is_missing_and_a_recurrence_or_an_unread_text_is_not() -> None:
    unread = DraftWarning(code=WarningCode.UNPARSED_DEADLINE, item="3", message="По графику.")
    plan = draft(
        item("1", due_on=None),
        item("2", due_on=None, recurrence="on_request"),
        item("3", due_on=None),
        item("4", due_on=None, starts_on=date(2021, 2, 1)),
        reader_warnings=[unread],
    )
    assert found(plan) == [("missing_deadline", "1", None, []), ("unparsed_deadline", "3", None, [])]


@pytest.mark.parametrize(
    ("note", "is_doubtful"),
    [
        ("По запросу", True),
        ("по запросам ОО", True),
        ("Выборочно", True),
        ("В соответствии с ВСОКО", False),
        ("5, 6", False),
    ],
)
def test_a_note_may_limit_the_scope(note: str, is_doubtful: bool) -> None:
    assert [code for code, *_ in found(draft(item(note=note)))] == (["note_limits_scope"] if is_doubtful else [])


@pytest.mark.parametrize(
    ("result", "count", "is_doubtful"),
    [
        ("Дорожная карта (по количеству ОО)", None, True),
        ("Отчёт от каждой школы", None, True),
        ("Дорожная карта (по количеству ОО)", 24, False),
        ("Протокол совещания", None, False),
    ],
)
def test_a_target_that_is_a_reference_needs_settling(result: str, count: int | None, is_doubtful: bool) -> None:
    plan = draft(item(expected_result=result, target_count=count))
    assert [code for code, *_ in found(plan)] == (["target_needs_settling"] if is_doubtful else [])


def test_what_the_reader_saw_is_passed_on_once() -> None:
    joined = DraftWarning(code=WarningCode.ROW_CONTINUATION_JOINED, item="1", message="Строка собрана из двух частей.")
    same = DraftWarning(code=WarningCode.NOTE_LIMITS_SCOPE, item="1", message="Выборочно.")
    plan = draft(item("1", note="Выборочно"), reader_warnings=[joined, same])
    assert [code for code, *_ in found(plan)] == ["note_limits_scope", "row_continuation_joined"]


def test_a_very_long_text_is_quoted_in_part() -> None:
    long = "Выборочно " + "очень " * 600
    (warning,) = lint(draft(item(note=long)))
    assert len(warning.message) < 600


MANY = 5000


LISTED = [{"code": f"Лицей имени {number:04d} {'я' * 40}", "name": "Лицей"} for number in range(2000)]
NEARLY = [{"code": f"{'я' * 40}{number:04d}{chr(0x430 + number % 32)}", "name": "Лицей"} for number in range(2000)]
APPROVER = f"Шестаков{'а' * 285} В.В."


def all_alike() -> PlanDraft:
    wordy = {
        "title": "я" * 4000,
        "expected_result": "по 3 " * 799,
        "note": "по " * 1333,
        "responsible": [APPROVER, *(f"Имя{number} И.И." for number in range(49))],
        "due_on": date(2022, 1, 1),
    }
    items = [item(f"{number:020d}", **wordy) for number in range(MANY)]
    return draft(*items, approved_by={"name": APPROVER}, organisations=LISTED)


def all_unknown() -> PlanDraft:
    codes = [[f"СОШ № {number * 24 + nth} {'ю' * 40}" for nth in range(24)] for number in range(MANY)]
    return draft(*(item(str(place), organisations=named) for place, named in enumerate(codes)), organisations=LISTED)


def all_nearly_known() -> PlanDraft:
    codes = [[f"{'я' * 40}э{number * 24 + nth:06d}" for nth in range(24)] for number in range(MANY)]
    return draft(*(item(str(place), organisations=named) for place, named in enumerate(codes)), organisations=NEARLY)


def many_unknown_in_each() -> PlanDraft:
    codes = [str(number) for number in range(1900)]
    known = item("0", organisations=[each["code"] for each in LISTED])
    return draft(known, *(item(str(number), organisations=codes) for number in range(1, 1000)))


@pytest.mark.parametrize("made", [all_alike, all_unknown, all_nearly_known, many_unknown_in_each])
def test_the_largest_plan_is_told_of_in_a_moment(made: Callable[[], PlanDraft]) -> None:
    plan = made()
    started = time.process_time()
    warnings = lint(plan)
    assert time.process_time() - started < 2
    for warning in warnings[:: max(1, len(warnings) // 500)]:
        assert DraftWarning.model_validate(warning.model_dump()) == warning


def test_a_message_names_twenty_items_and_how_many_more() -> None:
    plan = draft(
        *(item(str(number), title="Отчёт", responsible=["Иванов И.И."]) for number in range(1, 900)),
        approved_by={"name": "Иванов И.И."},
    )
    *doubles, approver = lint(plan)
    first = ", ".join(map(str, range(1, 21)))
    assert f"повторяет пункты {first} и ещё 878." in doubles[-1].message
    assert f"ответственный за пункты {first} и ещё 879:" in approver.message
    assert doubles[-1].related == [str(number) for number in range(1, 899)]
    assert approver.related == [str(number) for number in range(1, 900)]


def test_after_thousands_of_unknown_organisations_those_of_an_item_are_told_together() -> None:
    listed = [{"code": f"гимназия {number}", "name": "Гимназия"} for number in range(30)]
    codes = [f"СОШ {number}" for number in range(25)]
    known = item("0", organisations=[each["code"] for each in listed])
    plan = draft(known, *(item(str(number), organisations=codes) for number in range(1, 203)), organisations=listed)
    warnings = lint(plan)
    assert len(warnings) == 200 * 25 + 2
    last = warnings[-1]
    assert (last.item, last.value, last.proposal) == ("202", None, None)
    assert "названы организации «СОШ 0», «СОШ 1»," in last.message
    assert "«СОШ 19» и ещё 5, которых нет в перечне" in last.message


def test_proposals_are_made_for_the_first_unknown_organisations() -> None:
    known = item("все", organisations=[f"лицей {number}" for number in range(100)])
    plan = draft(known, *(item(str(number), organisations=[f"СОШ {number}"]) for number in range(100)))
    proposals = [warning.proposal for warning in lint(plan)]
    assert proposals == [f"лицей {number}" for number in range(50)] + [None] * 50
