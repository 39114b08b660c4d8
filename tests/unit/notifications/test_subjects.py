"""Subjects of letters of several lines, as ui.md words them."""

from typing import Any

import pytest

from models.states import NoticeKind
from notifications.letters.digests import subject_of, without_lines
from tests.unit.notifications.samples import SOON, WAITING, line

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
def test_the_digest_says_how_many_and_how_late(lines: list[dict[str, Any]], expected: str) -> None:
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
