"""Letters about a report and its decisions, by link and on paper; what an approver is asked of other subjects."""

from typing import Any

from models.states import NoticeKind
from notifications.samples.scene import (
    COMMON,
    COORDINATOR,
    DECIDED,
    DIGEST,
    ITEM,
    LEAD,
    SAMPLED,
    SHESTAKOV,
    TO_COORDINATOR,
    TO_DEPUTY,
    TO_LEAD,
)

DECISION_LETTERS: dict[NoticeKind, tuple[str, dict[str, Any]]] = {
    NoticeKind.SIGN_REQUEST: (
        "П. 3: на утверждение до 05.03.2021 — Мониторинговые визиты",
        TO_DEPUTY
        | {
            "what": "отчёт об исполнении пункта", "arrived": "поступил", "verb": "approve", "amendment": None,
            "action": "Открыть отчёт и принять решение",
            "for_decision": "на утверждение", "due": "05.03.2021",
            "summary": "Визиты проведены во всех семи организациях.\nСправки подписаны, замечания учтены.",
            "shortfall": None, "submitted_by": LEAD, "on_behalf_of": "Ефимова Л.Г.", "decided": [DECIDED],
            "item": ITEM | {"shown": "Показано: 7 из 7", "deadline": "Срок: 28.02.2021, соблюдён"},
        },
    ),
    NoticeKind.RECEIPT: (
        "П. 3: решение записано 03.03.2021",
        COMMON
        | {
            "item": ITEM, "what": "отчёт об исполнении пункта", "decision": DECIDED, "moment": "03.03.2021 14:05",
            "outcome": None, "comment": None, "order": None, "assurance": "ПИН-код",
            "ledger_seq": 57, "digest": DIGEST,
        },
    ),
    NoticeKind.RETURNED: (
        "П. 3: возвращён на доработку до 09.03.2021",
        TO_LEAD
        | {
            "item": ITEM, "what": "отчёт об исполнении пункта",
            "decision": "Возвращено на доработку: Шестаков В.В., 03.03.2021",
            "comment": "Приложите справку по школе № 39: в отчёте её нет.", "until": "09.03.2021", "path": None,
        },
    ),
    NoticeKind.APPROVED: (
        "П. 3: исполнен, снят с контроля",
        TO_LEAD
        | {
            "item": ITEM | {"shown": "Показано: 7 из 7"}, "outcome": "исполнен, снят с контроля",
            "decision": "Утверждено: Ефимова Л.Г., 04.03.2021", "executed_on": "26.02.2021", "due": "28.02.2021",
            "was_on_time": True, "is_partial": False, "path": None,
        },
    ),
    NoticeKind.REOPENED: (
        "П. 3: контроль возобновлён, срок 30.04.2021",
        TO_LEAD | {"item": ITEM, "reason": "Проверка выявила расхождения.", "due": "30.04.2021", "path": None},
    ),
    NoticeKind.DECISION_DISOWNED: (
        "П. 3: сообщение «решение принято не мной»",
        TO_COORDINATOR
        | {
            "item": ITEM, "what": "отчёт об исполнении пункта", "matter": "продление срока до 15.03.2021",
            "decision": DECIDED, "recorded": "записано 03.03.2021 14:05, запись журнала № 57",
            "assurance": "ПИН-код", "reporter": SHESTAKOV,
            "consequence": "Решение утратило силу: этап ждёт его заново.", "path": "/plans/1/items/3",
        },
    ),
    NoticeKind.PAPER_REGISTERED: (
        "П. 3: зарегистрировано ваше решение с бумаги, вступит в силу 04.03.2021",
        COMMON
        | {
            "item": ITEM, "what": "отчёт об исполнении пункта", "matter": "продление срока до 15.03.2021",
            "decision": "Согласовано: Шестаков В.В., лист № 5 от 02.03.2021", "outcome": None,
            "comment": "Замечаний нет.", "original_at": "приёмная, папка 3", "registered_by": COORDINATOR,
            "moment": "03.03.2021 14:05", "effective_on": "04.03.2021",
        },
    ),
    NoticeKind.PAPER_VOIDED: (
        "П. 3: решение с бумаги не вступило в силу, лист № 5 от 02.03.2021",
        TO_COORDINATOR
        | {
            "item": ITEM, "what": "отчёт об исполнении пункта", "matter": "продление срока до 15.03.2021",
            "decision": "Утверждено: Ефимова Л.Г., лист № 5 от 02.03.2021",
            "reason": "Отчёт больше не ждёт решения: его отозвали или заменили.", "path": "/plans/1/items/3",
        },
    ),
}  # fmt: skip

# What an approver is asked of an extension, in the letter of `NoticeKind.SIGN_REQUEST`.
EXTENSION_REQUEST: dict[str, Any] = {
    "what": "запрос на продление срока пункта", "action": "Открыть запрос и принять решение",
    "summary": "Две организации на карантине.", "summary_label": "Причина",
    "item": ITEM | {
        "shown": "Показано: 4 из 7",
        "deadline": "Срок по плану: 28.02.2021. Просят продлить до 14.03.2021, запрошено после срока",
    },
}  # fmt: skip

# The same of a sample.
SAMPLE_REQUEST: dict[str, Any] = {
    "what": "выборка по пункту", "action": "Открыть предложение и принять решение", "arrived": "поступила",
    "summary": "Организации с признаками необъективности по итогам ВПР.", "summary_label": "Основание",
    "item": SAMPLED | {
        "shown": "Показано: 0 из 5", "deadline": "Предлагается выборка: 5 из 24 организаций (11, 27, 39, 59, ККШИ)",
    },
}  # fmt: skip

# A refused one, in the letter of `NoticeKind.RETURNED`.
REFUSED: dict[str, Any] = {
    "what": "запрос на продление срока пункта", "refused": "продление срока до 14.03.2021", "until": "26.02.2021",
    "decision": "Отказано в продлении срока: Ефимова Л.Г., 04.03.2021",
}  # fmt: skip

# What an approver of an amendment is asked to approve, in the letter of `NoticeKind.SIGN_REQUEST`.
AMENDMENT: dict[str, Any] = {
    "lines": [
        {"number": "3", "title": "Мониторинговые визиты", "headline": "изменить",
         "changes": ["срок: 28.02.2021 → 31.03.2021"]},
        {"number": "5", "title": "Мониторинг ЛНПА по объективности", "headline": "исключить из плана",
         "changes": ["срок: 28.02.2021"]},
        {"number": "", "title": "План", "headline": "изменить маршрут согласования",
         "changes": ["было: Утверждение — Ефимова Л.Г. (2 рабочих дня)",
                     "стало: Утверждение — Ефимова Л.Г. (3 рабочих дня)"]},
    ],
    "more": None,
    "document": {"name": "План 2021, редакция 2.docx", "sha256": "ab" * 32},
}  # fmt: skip
