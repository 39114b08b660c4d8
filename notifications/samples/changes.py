"""Letters about a plan and its items as they change: in force, amended, extended, sampled, closed."""

from typing import Any

from models.states import NoticeKind
from notifications.samples.scene import COMMON, ITEM, LEAD, SAMPLED, TO_LEAD

EXTENDED_DEADLINE: dict[str, Any] = {
    "of": "item-3.1", "sequence": 7, "day": "2021-03-12", "title": "Срок: п. 3. Мониторинговые визиты",
    "note": "План работы на 2021 год, пункт 3. Показано: 4 из 7. Срок по плану: 14.03.2021. "
            "Ответственный исполнитель: Наземкина Е.А.",
    "path": "/plans/1/items/3", "is_off": False,
}  # fmt: skip

CHANGE_LETTERS: dict[NoticeKind, tuple[str, dict[str, Any]]] = {
    NoticeKind.PLAN_ACTIVATED: (
        "План 2021: введён в действие",
        TO_LEAD
        | {
            "path": "/plans/1",
            "items": [ITEM | {"control_date": "26.02.2021", "is_lead": True},
                      {"number": "10", "title": "Выходы на ВПР в ОО в соответствии с графиком", "lead": LEAD,
                       "control_date": None, "is_lead": False}],
        },
    ),
    NoticeKind.PLAN_AMENDED: (
        "План 2021: вступило в силу изменение № 1, 5 пунктов",
        TO_LEAD
        | {
            "what": "изменение № 1 в план работы на 2021 год",
            "reason": "Приказ директора департамента № 15 от 20.02.2021.", "path": "/plans/1", "more": "2 пункта",
            "lines": [
                {"number": "3", "title": "Мониторинговые визиты", "headline": "изменён", "link": "item-3", "path": None,
                 "changes": ["срок: 28.02.2021 → 31.03.2021",
                             "ответственный исполнитель: Наземкина Е.А. → Роговая М.В."],
                 "note": "Отчёт № 1 утратил силу: представьте его заново."},
                {"number": "5", "title": "Мониторинг ЛНПА по объективности", "headline": "исключён из плана",
                 "changes": [], "note": None, "link": None, "path": "/plans/1/items/5"},
                {"number": "22", "title": "Педагогический совет", "headline": "добавлен в план",
                 "changes": ["срок: 01.09.2021", "ответственные: Наземкина Е.А."],
                 "note": "Вы ответственный исполнитель этого пункта.", "link": "item-22", "path": None},
            ],
        },
    ),
    NoticeKind.EXTENDED: (
        "П. 3: срок продлён до 14.03.2021",
        TO_LEAD
        | {
            "item": ITEM, "until": "14.03.2021", "planned": "28.02.2021", "control": "12.03.2021",
            "decision": "Срок продлён: Ефимова Л.Г., 04.03.2021", "path": None, "is_late": True,
            "reason": "Две организации на карантине, визиты перенесены на вторую неделю марта.",
            "note": "Отчёт № 1 утратил силу, в нём указан прежний срок: представьте его заново.",
            "calendar": [EXTENDED_DEADLINE],
        },
    ),
    NoticeKind.SAMPLE_APPROVED: (
        "П. 16: выборка утверждена: 5 из 24 организаций",
        COMMON
        | {
            "item": SAMPLED, "approved": "выборка утверждена: 5 из 24 организаций", "path": None,
            "organisations": "11, 27, 39, 59, ККШИ", "document": "Приказ о выборке.pdf",
            "decision": "Утверждено: Ефимова Л.Г., 04.03.2021",
            "grounds": "Организации с признаками необъективности по итогам ВПР.",
        },
    ),
    NoticeKind.PARTS_READY: (
        "П. 16: части соисполнителей готовы — направьте отчёт",
        TO_LEAD
        | {
            "item": SAMPLED | {"shown": "Показано: 3 из 5"}, "due": "31.05.2021", "path": None,
            "parts_told": ["Наземкина Е.А. — 12.03.2021", "Васюхичев Д.В. — 14.03.2021"],
        },
    ),
    NoticeKind.PLAN_CLOSED: (
        "План 2021: закрыт, отчёт об исполнении утверждён",
        COMMON | {"closed_at": "18.01.2022 11:20", "path": "/plans/1/review"},
    ),
}  # fmt: skip
