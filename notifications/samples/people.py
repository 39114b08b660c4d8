"""Letters about people, their access, and mail itself."""

from typing import Any

from models.states import NoticeKind
from notifications.samples.scene import COMMON, EFIMOVA, ITEM, LEAD, NOTE, PETRENKO, TO_COORDINATOR, TO_DEPUTY

PEOPLE_LETTERS: dict[NoticeKind, tuple[str, dict[str, Any]]] = {
    NoticeKind.ENROLMENT: ("План 2021: установите ПИН-код для работы с пунктами", COMMON),
    NoticeKind.SIGN_IN: (
        "Вход в систему «Виза»", COMMON | {"plan": None, "coordinator": None, "until": "21.01.2021 09:30"},
    ),
    NoticeKind.TOKEN_ISSUED: (
        "Выдан ключ доступа для программы: Выгрузка в отчётность",
        COMMON
        | {"name": "Выгрузка в отчётность", "scope": "чтение", "until": "20.04.2021", "by_self": True,
           "path": "/tokens"},
    ),
    NoticeKind.SUBSTITUTION: (
        "Замещение назначено с 01.03.2021 по 14.03.2021: Ефимова Л.Г., и.о. Петренко А.А.",
        TO_DEPUTY
        | {
            "plan": None, "coordinator": None, "event": "set", "heading": "Замещение назначено", "is_absent": False,
            "absent": EFIMOVA, "substitute": PETRENKO, "period": "с 01.03.2021 по 14.03.2021",
            "order": "приказ № 12 от 26.02.2021", "path": "/me",
        },
    ),
    NoticeKind.REASSIGNED: (
        "План 2021: сменилось согласующее лицо (Ефимова Л.Г. → Петренко А.А.)",
        COMMON
        | {
            "hindered": None, "path": "/plans/1/people",
            "replaced": {
                "former": EFIMOVA, "successor": PETRENKO, "order": "приказ № 30 от 01.06.2021", "reader": "other",
                "part": "approver", "reason": "Переход на другую работу.",
                "where": "маршрут плана, пункты 3, 5 со своим маршрутом",
            },
        },
    ),
    NoticeKind.CONFLICT_AROSE: (
        "П. 3: решение передано другому лицу, Ефимова Л.Г. решать не может",
        TO_COORDINATOR
        | {
            "person": EFIMOVA, "successor": PETRENKO, "what": "продление срока", "item": ITEM,
            "reason": "лицо, представившее подтверждающие документы по пункту "
                      "(совмещение ролей исполнителя и согласующего)",
            "path": "/plans/1/people",
        },
    ),
    NoticeKind.UNREACHED: (
        "П. 3: запрос на согласование не дошёл — Ефимова Л.Г.",
        TO_DEPUTY
        | {"person": EFIMOVA, "what": "отчёт об исполнении пункта", "item": ITEM, "until": "05.03.2021",
           "path": "/plans/1/items/3"},
    ),
    NoticeKind.AUTO_ANSWERED: (
        "План 2021: автоответ — Ефимова Л.Г., отсутствует по 15.03.2021",
        TO_COORDINATOR
        | {"person": EFIMOVA, "until": "15.03.2021", "path": "/plans/1/people#substitutions"},
    ),
    NoticeKind.ADDRESS_CHANGED: (
        "Адрес для писем изменён: Романенко С.А.",
        COMMON | {"given_names": None, "recipient_name": None, "person": "Романенко С.А.",
                  "moment": "21.01.2021 09:00"},
    ),
    NoticeKind.DELIVERY_FAILED: (
        "План 2021: письмо не доставлено — Наземкина Е.А.",
        TO_COORDINATOR
        | {
            "path": "/plans/1/people",
            "lines": [{"person": LEAD, "address": "nazemkina@omsk-edu.example", "notice_id": 1,
                       "subject": "П. 3: возвращён на доработку до 09.03.2021",
                       "answer": "550 5.1.1 Recipient address rejected: User unknown"}],
        },
    ),
    NoticeKind.CHECKPOINT: (
        "Контрольная отметка целостности: план 2021, записей 35",
        COMMON | {"given_names": None, "recipient_name": None, "note": NOTE, "ledger_id": "plan-1", "size": 35,
                  "moment": "21.01.2021 09:00"},
    ),
}  # fmt: skip

# A substitute who may not decide, in the letter of `NoticeKind.REASSIGNED` to the coordinator.
HINDERED: dict[str, Any] = {
    "replaced": None,
    "hindered": {
        "absent": {"name": "Ефимова Л.Г.", "phone": None}, "what": "отчёт об исполнении пункта", "item": ITEM,
        "hindrance": "Наземкина Е.А. (и.о.) — ответственный исполнитель пункта.",
    },
}  # fmt: skip
