"""Subjects of letters of several lines, as ui.md words them."""

from typing import Any

import pytest

from models.states import NoticeKind
from notifications.letters.digest_subjects import words_of
from notifications.letters.digests import without_lines
from notifications.letters.one_kind_letters import subject_of
from notifications.samples import SAMPLES, SOON, WAITING, line
from notifications.samples.digest import (
    AHEAD,
    DECISION,
    FORGOTTEN,
    INFO,
    REPORTED,
    UNDELIVERED,
    WAITING_ELSEWHERE,
    digest_line,
)

PLAN = {"plan": {"id": 1, "year": 2021, "title": "План"}, "today": "15.03.2021"}


def subject(kind: NoticeKind, *lines: dict[str, Any]) -> str:
    return subject_of(kind, PLAN | {"lines": list(lines)})


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(), SOON], "План 2021: 2 пункта требуют внимания, 1 просрочен"),
        ([line()], "П. 5: срок истёк 26.02.2021"),
        ([SOON], "План 2021: 1 пункт требует внимания"),
        ([WAITING], "План 2021: 1 пункт требует внимания"),
        ([line()] * 5, "План 2021: 5 пунктов требуют внимания, 5 просрочено"),
        ([line()] * 21 + [SOON], "План 2021: 22 пункта требуют внимания, 21 просрочен"),
    ],
)
def test_a_reminder_from_before_the_digest_says_how_many_and_how_late(
    lines: list[dict[str, Any]], expected: str
) -> None:
    assert subject(NoticeKind.REMINDER, *lines) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "План 2021: не исполнен в срок 1 пункт (на 15.03.2021)"),
        (2, "План 2021: не исполнены в срок 2 пункта (на 15.03.2021)"),
        (5, "План 2021: не исполнено в срок 5 пунктов (на 15.03.2021)"),
        (21, "План 2021: не исполнен в срок 21 пункт (на 15.03.2021)"),
    ],
)
def test_the_report_counts_in_russian(count: int, expected: str) -> None:
    assert subject(NoticeKind.SUPERIOR_REPORT, *[line()] * count) == expected


def test_a_report_of_waiting_decisions_blames_no_lead() -> None:
    assert subject(NoticeKind.SUPERIOR_REPORT, WAITING) == "План 2021: задержано согласование, 1 пункт (на 15.03.2021)"


def test_a_line_that_is_no_longer_true_leaves_the_digest() -> None:
    left = without_lines(NoticeKind.REMINDER, PLAN | {"lines": [line(notice_id=1), SOON]}, {1})
    assert left is not None
    assert left[0] == "План 2021: 1 пункт требует внимания"
    assert left[1]["lines"] == [SOON]
    assert without_lines(NoticeKind.SIGN_REQUEST, {}, {1}) is None


TO_DO = digest_line(number="6", notice_id=9)
OF_A_PLAN = DECISION | {"number": None, "title": "План 2021: отчёт об исполнении плана"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([digest_line()], "П. 5: просрочен на 3 рабочих дня — представьте отчёт"),
        ([AHEAD], "П. 9: контрольная дата через 5 рабочих дней — добавьте документы"),
        ([DECISION], "П. 3: сегодня последний день для решения — примите решение"),
        ([OF_A_PLAN], "План 2021, отчёт об исполнении плана: сегодня последний день для решения — примите решение"),
        ([FORGOTTEN], "П. 14: просим представить сведения о причинах отклонения"),
        ([UNDELIVERED], "План 2021: письмо не доставлено — Петренко А.А."),
        ([REPORTED], "П. 4: не исполнен в срок, просрочен на 11 рабочих дней"),
        ([WAITING_ELSEWHERE], "П. 16: согласование задержано, решение ожидается 3 рабочих дня"),
        ([INFO], "П. 11: контрольная дата через 3 рабочих дня"),
        ([digest_line(), AHEAD], "План 2021: 2 пункта требуют внимания, 1 просрочен"),
        ([digest_line(), TO_DO, AHEAD], "План 2021: 3 пункта требуют внимания, 2 просрочены"),
        ([digest_line(), OF_A_PLAN], "План 2021: 2 вопроса требуют внимания, 1 просрочен"),
        ([digest_line(), FORGOTTEN | {"number": "5", "title": digest_line()["title"]}],
         "План 2021: просрочен 1 пункт"),
        ([digest_line(), TO_DO], "План 2021: просрочены 2 пункта"),
        ([FORGOTTEN, FORGOTTEN | {"number": "15"}], "План 2021: просим представить сведения по 2 пунктам"),
        ([UNDELIVERED, UNDELIVERED], "План 2021: не доставлено 2 письма"),
        ([REPORTED, REPORTED | {"number": "6"}], "План 2021: не исполнены в срок 2 пункта (на 03.03.2021)"),
        ([digest_line(), REPORTED, INFO],
         "План 2021: просрочен 1 пункт; не исполнен в срок 1 пункт"),
    ],
)  # fmt: skip
def test_the_digest_of_one_line_says_number_and_ask_and_of_several_how_many(
    lines: list[dict[str, Any]], expected: str
) -> None:
    assert words_of(SAMPLES[NoticeKind.DIGEST][1] | {"lines": lines})["subject"] == expected


def test_a_digest_of_two_plans_names_both() -> None:
    context = SAMPLES[NoticeKind.DIGEST][1] | {"plan": None, "years": [2021, 2022]}
    lines = [digest_line(plan_label="План 2021"), AHEAD | {"plan_id": 2, "plan_label": "План 2022"}]
    words = words_of(context | {"lines": lines})
    assert words["subject"] == "Планы 2021, 2022: 2 пункта требуют внимания, 1 просрочен"
    assert words["intro"] == "сводка по планам работы на 2021, 2022 годы на 03.03.2021."


def test_a_digest_that_lost_a_line_says_what_is_left() -> None:
    context = SAMPLES[NoticeKind.DIGEST][1] | {"lines": [digest_line(), AHEAD]}
    left = without_lines(NoticeKind.DIGEST, context, {1})
    assert left is not None
    subject, shorter = left
    assert subject == "П. 9: контрольная дата через 5 рабочих дней — добавьте документы"
    assert (shorter["lines"], shorter["heading"]) == (
        [AHEAD],
        "Контрольная дата через 5 рабочих дней — добавьте документы",
    )


def test_the_sample_says_of_itself_what_the_program_says() -> None:
    subject, context = SAMPLES[NoticeKind.DIGEST]
    assert words_of(context) == {"subject": subject, "heading": context["heading"], "intro": context["intro"]}
