"""Letters that remind: digests, reports to superiors, requests for explanations."""

from typing import Any

from models.states import NoticeKind
from notifications.samples.scene import COMMON, ITEM, LEAD, ROMANENKO


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

REMINDING_LETTERS: dict[NoticeKind, tuple[str, dict[str, Any]]] = {
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
}  # fmt: skip
