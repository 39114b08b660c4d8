"""How the demonstration's coordinator settles the doubts about the Omsk plan of 2021, each with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.states import Resolution, WarningCode
from workflow.views import WarningView

ACCEPTED_REASONS: dict[WarningCode, str] = {
    WarningCode.DUPLICATE_TITLE: "Это две работы с разными сроками: по итогам марта и по итогам июня 2021 года.",
    WarningCode.APPROVER_IS_RESPONSIBLE: (
        "Принято: по этим пунктам этап согласования пропускается, решение принимает утверждающий."
    ),
    WarningCode.NOTE_LIMITS_SCOPE: "Принято: объём определяется запросами и утверждённой выборкой.",
    WarningCode.ROW_CONTINUATION_JOINED: "Сверено с подлинником: строка разорвана переходом на новую страницу.",
    WarningCode.COUNT_MISMATCH: "Сверено с подлинником: перечень верен.",
}
OTHERWISE = "Сверено с подлинником, принято как есть."
WRONG_NAME, RIGHT_NAME = "КШИ № 9", "ККШИ"


@dataclass(frozen=True, slots=True)
class Settlement:
    """A resolution, its reason, and the new values where something is corrected."""

    resolution: Resolution
    reason: str
    change: dict[str, Any] | None = None


def settlement(warning: WarningView, organisations: Sequence[str], count: int) -> Settlement:
    """How this doubt is settled. `organisations` are those of its item, `count` how many the plan has."""
    if warning.code is WarningCode.DEADLINE_OUTSIDE_PLAN_YEAR:
        return Settlement(
            Resolution.CORRECTED,
            "Опечатка в годе: остальные пункты относятся к 2021 году.",
            {"starts_on": "2021-03-01", "due_on": "2021-04-30"},
        )
    if warning.code is WarningCode.UNKNOWN_ORGANISATION and warning.value == WRONG_NAME:
        return Settlement(
            Resolution.CORRECTED,
            "Ошибка в названии: «КШИ № 9» в перечне из 24 организаций нет, ККШИ есть, и её одной недостаёт до "
            "24 = 7 + 17 (пункты 3 и 7).",
            {"organisations": [RIGHT_NAME if code == WRONG_NAME else code for code in organisations]},
        )
    if warning.code is WarningCode.TARGET_NEEDS_SETTLING:
        return Settlement(Resolution.CORRECTED, f"По количеству организаций плана: {count}.", {"target_count": count})
    return Settlement(Resolution.ACCEPTED, ACCEPTED_REASONS.get(warning.code, OTHERWISE))
