"""One letter of each kind, with data as composers freeze them."""

from typing import Any

from models.states import NoticeKind

BASE_URL = "https://viza.omsk.example"
TOKEN = "knVjNNuWGV2hhC1o6s8Vof6pUv-Syp77RO1boa0ez4A"
TITLE = (
    "План работы с общеобразовательными организациями, подведомственными департаменту образования Администрации "
    "города Омска, демонстрирующими признаки необъективности, на 2021 год"
)
DIGEST = "578a 173d 6384 c732 5c93 5f09 8881 3d97 48cc cb03 f791 137e 49b8 eb9b 2186 f618"
NOTE = (
    "viza.omsk.example/plan-1\n35\na8fZIVcLIN69dsCDfHYWuh8eIbfH8Zc6I5UH551pD9M=\n\n"
    "— viza.omsk.example/plan-1 m3m60Zuxj56+BOtD/VnAX6Mf/XpSSIMpc0YjAPTKpKNeiKS9mL4uHKOtk3+dzaroD5dRV/whvz4+"
    "rZoF25Y9/DaaNwk=\n"
)
LEAD = {"name": "Наземкина Е.А.", "phone": "+7 (3812) 00-00-04"}
ROMANENKO = {"name": "Романенко С.А.", "phone": "+7 (3812) 00-00-05"}
EFIMOVA = {"name": "Ефимова Л.Г.", "phone": "+7 (3812) 00-00-01"}
PETRENKO = {"name": "Петренко А.А.", "phone": None}
COORDINATOR = {"name": "Ковалёва И.П.", "phone": "+7 (3812) 00-00-08"}
COMMON: dict[str, Any] = {
    "given_names": "Виктор Васильевич",
    "recipient_name": "Шестаков В.В.",
    "plan": {"id": 1, "year": 2021, "title": TITLE},
    "coordinator": COORDINATOR,
}
ITEM = {"number": "3", "title": "Мониторинговые визиты", "lead": LEAD}
SAMPLED = {"number": "16", "title": "Перепроверка контрольных работ", "lead": ROMANENKO}
DECIDED = "Согласовано: Шестаков В.В., 03.03.2021"


def line(**changes: Any) -> dict[str, Any]:
    """A line of a digest or report."""
    return {
        "notice_id": 1, "number": "5", "title": "Мониторинг ЛНПА по объективности", "lead": ROMANENKO,
        "is_late": True, "is_waiting": False, "end": "26.02.2021", "end_label": "Контрольная дата",
        "shown": "Показано: 0 из 1", "link": None, "path": "/plans/1/items/5", "action": "Открыть пункт",
        "note": None, "headline": "Просрочено на 3 рабочих дня", "late": "просрочен на 3 рабочих дня",
        "weight": 3, "reason": None,
    } | changes  # fmt: skip


WAITING = line(
    notice_id=3, number="3", title="Мониторинговые визиты", is_waiting=True, end="05.03.2021", is_late=False,
    end_label="Срок решения", shown="Показано: 7 из 7", link="sign-3", path=None, lead=LEAD,
    action="Открыть отчёт и принять решение", headline="Сегодня последний день для решения",
    late="ожидает решения", approver={"name": "Шестаков В.В.", "phone": "+7 (3812) 00-00-02"},
)  # fmt: skip
SOON = line(
    notice_id=2, number="9", title="Разработка адресных методических рекомендаций по итогам мониторингов",
    is_late=False, end="31.03.2021", headline="Через 5 рабочих дней", late="через 5 рабочих дней", link="item-2",
    path=None, action="Представить отчёт", lead=None, shown="Показано: 2 из 7",
)  # fmt: skip

SAMPLES: dict[NoticeKind, tuple[str, dict[str, Any]]] = {
    NoticeKind.ENROLMENT: ("План 2021: установите ПИН-код для работы с пунктами", COMMON),
    NoticeKind.SIGN_IN: ("Вход в систему «Виза»", COMMON | {"plan": None, "coordinator": None, "until": "21.01.2021"}),
    NoticeKind.TOKEN_ISSUED: (
        "Выдан ключ доступа для программы: Выгрузка в отчётность",
        COMMON
        | {"name": "Выгрузка в отчётность", "scope": "чтение", "until": "20.04.2021", "by_self": True,
           "path": "/tokens"},
    ),
    NoticeKind.SIGN_REQUEST: (
        "П. 3: на утверждение до 05.03.2021 — Мониторинговые визиты",
        COMMON
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
            "outcome": None, "comment": None, "order": "приказ № 12 от 01.02.2021", "assurance": "ПИН-код",
            "ledger_seq": 57, "digest": DIGEST,
        },
    ),
    NoticeKind.RETURNED: (
        "П. 3: возвращён на доработку до 09.03.2021",
        COMMON
        | {
            "item": ITEM, "what": "отчёт об исполнении пункта",
            "decision": "Возвращено на доработку: Шестаков В.В., 03.03.2021",
            "comment": "Приложите справку по школе № 39: в отчёте её нет.", "until": "09.03.2021", "path": None,
        },
    ),
    NoticeKind.APPROVED: (
        "П. 3: исполнен, снят с контроля",
        COMMON
        | {
            "item": ITEM | {"shown": "Показано: 7 из 7"}, "outcome": "исполнен, снят с контроля",
            "decision": "Утверждено: Ефимова Л.Г., 04.03.2021", "executed_on": "26.02.2021", "due": "28.02.2021",
            "was_on_time": True, "is_partial": False, "path": None,
        },
    ),
    NoticeKind.REOPENED: (
        "П. 3: контроль возобновлён, срок 30.04.2021",
        COMMON | {"item": ITEM, "reason": "Проверка выявила расхождения.", "due": "30.04.2021", "path": None},
    ),
    NoticeKind.REMINDER: (
        "План 2021: 3 пункта требуют внимания, 1 просрочен",
        COMMON | {"today": "03.03.2021", "lines": [line(link="item-1", path=None, lead=None, action="Представить отчёт",
                  note="О неисполнении в срок информирован руководитель."), WAITING, SOON]},
    ),
    NoticeKind.SUPERIOR_REPORT: (
        "План 2021: не исполнены в срок 2 пункта (на 15.03.2021)",
        COMMON
        | {
            "today": "15.03.2021", "path": "/plans/1",
            "lines": [
                line(late="просрочен на 11 рабочих дней",
                     reason="Две организации сменили руководителей, документы переданы 12.03.2021."),
                line(notice_id=2, number="4", title="Перепроверка ВПР по русскому языку и математике в 8 классах",
                     lead=LEAD, late="просрочен на 11 рабочих дней"),
            ],
        },
    ),
    NoticeKind.EXPLANATION_REQUEST: (
        "План 2021: просим представить сведения по 2 пунктам",
        COMMON
        | {
            "today": "01.12.2021",
            "lines": [
                ITEM | {"notice_id": 1, "kind": "deviation", "asked": "сведения о причинах отклонения",
                        "link": "item-1", "due": "28.02.2021"},
                {"number": "20", "title": "Анализ итогов реализации плана", "lead": LEAD, "notice_id": 2,
                 "kind": "progress", "asked": "сведения о ходе исполнения", "link": "item-2", "due": "31.12.2021"},
            ],
        },
    ),
    NoticeKind.CHECKPOINT: (
        "Контрольная отметка целостности: план 2021, записей 35",
        COMMON | {"given_names": None, "recipient_name": None, "note": NOTE, "ledger_id": "plan-1", "size": 35,
                  "moment": "21.01.2021 09:00"},
    ),
    NoticeKind.PLAN_ACTIVATED: (
        "План 2021: введён в действие",
        COMMON
        | {
            "path": "/plans/1",
            "items": [ITEM | {"control_date": "26.02.2021", "is_lead": True},
                      {"number": "10", "title": "Выходы на ВПР в ОО в соответствии с графиком", "lead": LEAD,
                       "control_date": None, "is_lead": False}],
        },
    ),
    NoticeKind.PLAN_CLOSED: (
        "План 2021: закрыт, отчёт об исполнении утверждён",
        COMMON | {"closed_at": "18.01.2022 11:20", "path": "/plans/1/review"},
    ),
    NoticeKind.DELIVERY_FAILED: (
        "План 2021: письмо не доставлено — Наземкина Е.А.",
        COMMON
        | {
            "coordinator": None, "path": "/plans/1/people",
            "lines": [{"person": LEAD, "address": "nazemkina@omsk-edu.example", "notice_id": 1,
                       "subject": "П. 3: возвращён на доработку до 09.03.2021",
                       "answer": "550 5.1.1 Recipient address rejected: User unknown"}],
        },
    ),
    NoticeKind.DECISION_DISOWNED: (
        "П. 3: сообщение «решение принято не мной»",
        COMMON
        | {
            "item": ITEM, "what": "отчёт об исполнении пункта", "matter": "продление срока до 15.03.2021",
            "decision": DECIDED, "recorded": "записано 03.03.2021 14:05, запись журнала № 57",
            "assurance": "ПИН-код", "reporter": {"name": "Шестаков В.В.", "phone": "+7 (3812) 00-00-02"},
            "consequence": "Решение утратило силу: этап ждёт его заново.", "path": "/plans/1/items/3",
        },
    ),
    NoticeKind.PAPER_REGISTERED: (
        "П. 3: зарегистрировано ваше решение с бумаги, вступит в силу 04.03.2021",
        COMMON
        | {
            "item": ITEM, "what": "отчёт об исполнении пункта", "matter": "продление срока до 15.03.2021",
            "decision": "Утверждено: Ефимова Л.Г., лист № 5 от 02.03.2021", "outcome": "исполнен, снят с контроля",
            "comment": "Замечаний нет.", "original_at": "приёмная, папка 3", "registered_by": COORDINATOR,
            "moment": "03.03.2021 14:05", "effective_on": "04.03.2021",
        },
    ),
    NoticeKind.PAPER_VOIDED: (
        "П. 3: решение с бумаги не вступило в силу, лист № 5 от 02.03.2021",
        COMMON
        | {
            "item": ITEM, "what": "отчёт об исполнении пункта", "matter": "продление срока до 15.03.2021",
            "decision": "Утверждено: Ефимова Л.Г., лист № 5 от 02.03.2021",
            "reason": "Отчёт больше не ждёт решения: его отозвали или заменили.", "path": "/plans/1/items/3",
        },
    ),
    NoticeKind.PLAN_AMENDED: (
        "План 2021: вступило в силу изменение № 1, 5 пунктов",
        COMMON
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
        COMMON
        | {
            "item": ITEM, "until": "14.03.2021", "planned": "28.02.2021", "control": "12.03.2021",
            "decision": "Срок продлён: Ефимова Л.Г., 04.03.2021", "path": None, "is_late": True,
            "reason": "Две организации на карантине, визиты перенесены на вторую неделю марта.",
            "note": "Отчёт № 1 утратил силу, в нём указан прежний срок: представьте его заново.",
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
        "П. 16: части соисполнителей готовы",
        COMMON
        | {
            "item": SAMPLED | {"shown": "Показано: 3 из 5"}, "due": "31.05.2021", "path": None,
            "parts_told": ["Наземкина Е.А. — 12.03.2021", "Васюхичев Д.В. — 14.03.2021"],
        },
    ),
    NoticeKind.SUBSTITUTION: (
        "Замещение назначено с 01.03.2021 по 14.03.2021: Ефимова Л.Г., и.о. Петренко А.А.",
        COMMON
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
    NoticeKind.ADDRESS_CHANGED: (
        "Адрес для писем изменён: Романенко С.А.",
        COMMON | {"given_names": None, "recipient_name": None, "person": "Романенко С.А.",
                  "moment": "21.01.2021 09:00"},
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

# A substitute who may not decide, in the letter of `NoticeKind.REASSIGNED` to the coordinator.
HINDERED: dict[str, Any] = {
    "replaced": None,
    "hindered": {
        "absent": {"name": "Ефимова Л.Г.", "phone": None}, "what": "отчёт об исполнении пункта", "item": ITEM,
        "hindrance": "Наземкина Е.А. (и.о.) — ответственный исполнитель пункта.",
    },
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
                     "стало: Согласование — Шестаков В.В. (2 рабочих дня); Утверждение — Ефимова Л.Г. (3 дня)"]},
    ],
    "more": None,
    "document": {"name": "План 2021, редакция 2.docx", "sha256": "ab" * 32},
}  # fmt: skip

URLS: dict[NoticeKind, dict[str, str]] = {
    NoticeKind.ENROLMENT: {"enrol": f"{BASE_URL}/e/{TOKEN}"},
    NoticeKind.SIGN_IN: {"login": f"{BASE_URL}/login/{TOKEN}"},
    NoticeKind.SIGN_REQUEST: {"sign": f"{BASE_URL}/s/{TOKEN}"},
    NoticeKind.RECEIPT: {"sign": f"{BASE_URL}/s/{TOKEN}"},
    NoticeKind.PAPER_REGISTERED: {"sign": f"{BASE_URL}/s/{TOKEN}"},
    NoticeKind.RETURNED: {"item": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.APPROVED: {"item": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.REOPENED: {"item": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.SAMPLE_APPROVED: {"item": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.PARTS_READY: {"item": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.EXTENDED: {"item": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.REMINDER: {
        "item-1": f"{BASE_URL}/r/{TOKEN}", "sign-3": f"{BASE_URL}/s/{TOKEN}", "item-2": f"{BASE_URL}/r/{TOKEN}",
    },
    NoticeKind.PLAN_AMENDED: {"item-3": f"{BASE_URL}/r/{TOKEN}", "item-22": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.EXPLANATION_REQUEST: {"item-1": f"{BASE_URL}/r/{TOKEN}", "item-2": f"{BASE_URL}/r/{TOKEN}"},
}  # fmt: skip
