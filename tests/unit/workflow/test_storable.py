"""What no command may hold, whichever door it came through."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from workflow.commands import CorrectDraft, HoldReport, RegisterRequest, StartItem
from workflow.storable import MAX_NUMBER


def request(**changes: Any) -> RegisterRequest:
    values = {"plan_id": 1, "place": 9, "received_on": date(2021, 3, 1), "sender": "Школа № 5", "subject": "О сроках"}
    return RegisterRequest.model_validate(values | changes)


@pytest.mark.parametrize("number", [MAX_NUMBER, -MAX_NUMBER])
def test_a_number_that_both_databases_hold(number: int) -> None:
    assert StartItem(plan_id=number, place=1).plan_id == number
    with pytest.raises(ValidationError, match="слишком большое число"):
        StartItem(plan_id=number + (1 if number > 0 else -1), place=1)


@pytest.mark.parametrize(
    ("day", "is_held"),
    [
        (date(1899, 12, 31), False),
        (date(1900, 1, 1), True),
        (date(2199, 12, 31), True),
        (date(2200, 1, 1), False),
        (date.max, False),
    ],
)
def test_a_day_that_the_calendar_can_count_from(day: date, is_held: bool) -> None:
    if is_held:
        assert request(received_on=day).received_on == day
    else:
        with pytest.raises(ValidationError, match="проверьте год"):
            request(received_on=day)


def test_text_without_nul_however_deep_it_lies() -> None:
    with pytest.raises(ValidationError, match="недопустимые знаки"):
        request(doc_number="12\x00")
    change = {"kind": "change", "place": 1, "due_on": date(9999, 1, 1)}
    with pytest.raises(ValidationError, match="проверьте год"):
        CorrectDraft.model_validate({"plan_id": 1, "reason": "Опечатка", "changes": [change]})


@pytest.mark.parametrize("reason", [" ", "\n\t", "\u00a0", "\u200b \u200b"])
def test_a_reason_in_which_nobody_sees_anything_is_none(reason: str) -> None:
    told = {"plan_id": 1, "place": 3, "until": date(2021, 3, 3), "reason": reason}
    with pytest.raises(ValidationError, match="reason"):
        HoldReport.model_validate(told)
    assert HoldReport.model_validate(told | {"reason": f"{reason}ждём справку\nшколы "}).reason.endswith("школы")
