"""The day's digest: of one plan with every section, and of two plans."""

from typing import Any

from models.states import NoticeKind
from notifications.samples.scene import COMMON, COORDINATOR, EFIMOVA, LEAD, ROMANENKO, SHESTAKOV


def digest_line(**changes: Any) -> dict[str, Any]:
    """A line of a digest: by default an item of one's own that is late."""
    return {
        "form": "item", "section": "to_do", "notice_id": 1, "plan_id": 1, "plan_label": None, "number": "5",
        "title": "Мониторинг ЛНПА по объективности", "lead": None, "approver": None, "reason": None,
        "shown": "Показано: 0 из 1", "note": "О неисполнении в срок информирован руководитель.", "is_late": True,
        "is_waiting": False, "end": "26.02.2021", "end_label": "Контрольная дата",
        "headline": "Просрочено на 3 рабочих дня", "late": "просрочен на 3 рабочих дня",
        "state": "просрочен на 3 рабочих дня", "ask": "представьте отчёт", "failed": None, "link": "item-1",
        "path": None, "anchor": "#submit", "action": "Представить отчёт", "extend": True, "promise": False,
        "weight": 10_003,
    } | changes  # fmt: skip


DECISION = digest_line(
    notice_id=3, number="3", title="Мониторинговые визиты", lead=LEAD, shown="Показано: 7 из 7", note=None,
    is_late=False, is_waiting=True, end="03.03.2021", end_label="Срок решения", extend=False, weight=5000, anchor="",
    headline="Сегодня последний день для решения", late="ожидает решения", link="sign-3",
    state="сегодня последний день для решения", ask="примите решение", action="Открыть отчёт и принять решение",
    approver=SHESTAKOV,
)  # fmt: skip
FORGOTTEN = digest_line(
    notice_id=7, number="14", title="Анализ адресной помощи школам", form="explanation", is_late=False, shown=None,
    note="Достаточно нескольких строк.", headline="Просим представить сведения о причинах отклонения", late="",
    state="просим представить сведения о причинах отклонения", ask=None, link="item-7", anchor="#explain",
    action="Представить сведения", extend=False, end_label="Срок", end="29.01.2021", weight=4000,
)  # fmt: skip
AHEAD = digest_line(
    notice_id=2, number="9", title="Разработка адресных методических рекомендаций по итогам мониторингов",
    is_late=False, end="11.03.2021", headline="Через 5 рабочих дней", late="через 5 рабочих дней", link="item-2",
    state="контрольная дата через 5 рабочих дней", ask="добавьте документы", action="Добавить документы", note=None,
    anchor="#evidence", shown="Показано: 2 из 7", extend=False, promise=True, weight=995,
)  # fmt: skip
UNDELIVERED = digest_line(
    notice_id=4, form="failure", number=None, title="Петренко А.А.", lead={"name": "Петренко А.А.", "phone": None},
    shown=None, is_late=False, end=None, end_label="", headline="Письмо не доставлено", late="", link=None,
    state="письмо не доставлено — Петренко А.А.", ask=None, anchor="", path="/plans/1/people", extend=False,
    note="Исправьте адрес в карточке, а до этого сообщите получателю иначе.", action="Открыть людей и адреса",
    weight=3500, failed={"address": "petrenko@school39.example", "answer": "550 5.1.1 User unknown",
                         "subject": "П. 3: на согласование до 05.03.2021 — Мониторинговые визиты"},
)  # fmt: skip
REPORTED = digest_line(
    notice_id=5, section="reported", number="4", title="Перепроверка ВПР по русскому языку и математике в 8 классах",
    lead=ROMANENKO, link="item-5", anchor="", action="Открыть пункт", ask=None, extend=False, note=None,
    headline="Просрочено на 11 рабочих дней", late="просрочен на 11 рабочих дней", end="15.02.2021",
    state="просрочен на 11 рабочих дней", weight=10_011,
    reason="Две организации сменили руководителей, документы переданы 01.03.2021.",
)  # fmt: skip
WAITING_ELSEWHERE = digest_line(
    notice_id=6, section="reported", number="16", title="Перепроверка контрольных работ", lead=LEAD, link="item-6",
    is_waiting=True, shown="Показано: 5 из 5", end="26.02.2021", end_label="Срок решения", approver=EFIMOVA,
    headline="Решение ожидается, срок истёк 3 рабочих дня назад", late="решение ожидается 3 рабочих дня",
    state="срок решения истёк 3 рабочих дня назад", anchor="", action="Открыть пункт", ask=None, extend=False,
    note=None, weight=5003,
)  # fmt: skip
INFO = digest_line(
    notice_id=8, section="info", number="11", title="Семинар для заместителей директоров", lead=ROMANENKO,
    link="item-8", is_late=False, end="09.03.2021", headline="Через 3 рабочих дня", late="через 3 рабочих дня",
    state="контрольная дата через 3 рабочих дня", anchor="", action="Открыть пункт", ask=None, extend=False, note=None,
    weight=997,
)  # fmt: skip

SAID = (
    "4 пункта требуют внимания, 1 просрочен; не доставлено 1 письмо; не исполнен в срок 1 пункт; "
    "задержано согласование, 1 пункт; для сведения 1 пункт"
)
DIGEST_LETTERS: dict[NoticeKind, tuple[str, dict[str, Any]]] = {
    NoticeKind.DIGEST: (
        "План 2021: 4 пункта требуют внимания, 1 просрочен; не доставлено 1 письмо",
        {key: value for key, value in COMMON.items() if key != "coordinator"}
        | {
            "coordinators": [COORDINATOR], "years": [2021], "today": "03.03.2021", "heading": "Сводка на 03.03.2021",
            "intro": f"на 03.03.2021 по плану работы на 2021 год: {SAID}.",
            "lines": [digest_line(), DECISION, FORGOTTEN, UNDELIVERED, AHEAD, REPORTED, WAITING_ELSEWHERE, INFO],
        },
    ),
}  # fmt: skip
