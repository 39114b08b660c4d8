"""The same kinds of letters with other data: what else is asked, who else reads, what is not known."""

from typing import Any

from models.states import NoticeKind
from notifications.letters.digest_subjects import words_of
from notifications.samples.decisions import AMENDMENT, EXTENSION_REQUEST, REFUSED, SAMPLE_REQUEST
from notifications.samples.digest import AHEAD, DIGEST_LETTERS, FORGOTTEN, REPORTED, digest_line
from notifications.samples.people import HINDERED
from notifications.samples.scene import COORDINATOR, ITEM, LEAD, TO_COORDINATOR

Variant = tuple[str, str, NoticeKind, str, dict[str, Any]]

_DIGEST = DIGEST_LETTERS[NoticeKind.DIGEST][1]


def _digest(key: str, about: str, **changes: Any) -> Variant:
    """A digest of other lines, which says of itself what the program would say."""
    context = _DIGEST | changes
    words = words_of(context)
    return key, about, NoticeKind.DIGEST, words["subject"], changes | words


# A short name for the address, what is different, the kind, the subject, and what changes in the kind's own sample.
VARIANTS: tuple[Variant, ...] = (
    (
        "extension", "продление срока", NoticeKind.SIGN_REQUEST,
        "П. 3: на утверждение до 05.03.2021 — продление срока до 14.03.2021", EXTENSION_REQUEST,
    ),
    (
        "sample", "выборка", NoticeKind.SIGN_REQUEST,
        "П. 16: на утверждение до 05.03.2021 — выборка: 5 из 24 организаций", SAMPLE_REQUEST,
    ),
    (
        "amendment", "изменение плана", NoticeKind.SIGN_REQUEST,
        "План 2021: на утверждение до 05.03.2021 — изменение № 1",
        {"item": None, "what": "изменение № 1 в план работы на 2021 год", "arrived": "поступило",
         "action": "Открыть изменение и принять решение", "submitted_by": COORDINATOR, "on_behalf_of": None,
         "amendment": AMENDMENT, "summary": "Приказ директора департамента № 15 от 20.02.2021."},
    ),
    (
        "activation", "ввод плана в действие", NoticeKind.SIGN_REQUEST,
        "План 2021: на согласование до 25.01.2021 — ввод плана в действие",
        {"item": None, "what": "проект плана работы на 2021 год", "for_decision": "на согласование",
         "due": "25.01.2021", "action": "Открыть план и принять решение", "submitted_by": COORDINATOR,
         "on_behalf_of": None, "decided": [], "given_names": "Виктор Васильевич", "recipient_name": "Шестаков В.В.",
         "summary": "План составлен по итогам ВПР 2020 года."},
    ),
    (
        "no-pin", "ПИН-кода ещё нет, имя и отчество не известны", NoticeKind.SIGN_REQUEST,
        "П. 3: на утверждение до 05.03.2021 — Мониторинговые визиты",
        {"given_names": None, "without_pin": {"issuer": COORDINATOR, "is_own": False},
         "summary": "Визиты проведены в шести организациях из семи.",
         "item": ITEM | {"shown": "Показано: 6 из 7", "deadline": "Срок: 28.02.2021, соблюдён"},
         "shortfall": "Школа № 39 закрыта на ремонт."},
    ),
    ("refused", "в продлении отказано", NoticeKind.RETURNED, "П. 3: в продлении срока отказано", REFUSED),
    (
        "plan", "проект плана", NoticeKind.RETURNED, "План 2021: ввод плана в действие — возвращено на доработку",
        {"item": None, "what": "проект плана работы на 2021 год", "came_back": "возвращён", "until": None,
         "path": "/plans/1", "coordinator": None, "given_names": "Ирина Павловна"},
    ),
    (
        "hindered", "замещающий решать не может", NoticeKind.REASSIGNED,
        "П. 3: назначьте, кто решает вместо отсутствующего лица (Ефимова Л.Г.)", TO_COORDINATOR | HINDERED,
    ),
    (
        "nobody", "замещающего нет", NoticeKind.CONFLICT_AROSE,
        "П. 3: назначьте, кто решает, Ефимова Л.Г. решать не может", {"successor": None},
    ),
    (
        "absent", "отсутствующему", NoticeKind.SUBSTITUTION,
        "Замещение началось: Ефимова Л.Г., и.о. Петренко А.А.",
        {"event": "started", "heading": "Замещение началось", "is_absent": True, "given_names": None,
         "recipient_name": "Ефимова Л.Г."},
    ),
    _digest("one", "один пункт", lines=[digest_line(notice_id=1)]),
    _digest("report", "только для руководителя", lines=[REPORTED, REPORTED | {
        "notice_id": 6, "number": "12", "title": "Семинар для заместителей директоров", "link": "item-6",
        "reason": None, "lead": LEAD,
    }]),
    _digest("asked", "запрос сведений", lines=[FORGOTTEN]),
    _digest(
        "two-plans", "два плана", plan=None, years=[2021, 2022],
        lines=[digest_line(plan_label="План 2021"), AHEAD | {"plan_id": 2, "plan_label": "План 2022"}],
    ),
)  # fmt: skip
