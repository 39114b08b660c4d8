"""«Лист выдачи ключа»: the paper on which an activation code is handed over in person, as PDF/A-2b."""

from datetime import datetime
from zoneinfo import ZoneInfo

from documents.typesetting import in_fours, typeset
from workflow.views import PersonView
from workflow.wording.dates import long_date_text, moment_text

TEMPLATE = "issue_sheet.typ"


def issue_sheet(
    person: PersonView,
    *,
    activation_code: str,
    expires_at: datetime,
    issued_by: str,
    issued_at: datetime,
    rules_sha256: str,
    sign_in_url: str,
    timezone: str,
) -> bytes:
    """The sheet with the one-time code. `expires_at` and `issued_at` are aware."""
    data = {
        "title": "Лист выдачи ключа",
        "footer": f"Лист выдачи ключа. {person.name}",
        "facts": [
            ("Получатель", person.name),
            ("Должность", person.position or "—"),
            ("Электронная почта", person.email or "—"),
            ("Дата выдачи", long_date_text(issued_at.astimezone(ZoneInfo(timezone)).date())),
        ],
        "code": activation_code,
        "expires": moment_text(expires_at, timezone),
        "steps": [
            f"Откройте письмо «Получение ПИН-кода» или страницу {sign_in_url} и перейдите к установке ПИН-кода.",
            "Введите код с этого листа и придумайте ПИН-код: не менее шести цифр, не дата и не номер телефона.",
            "Уничтожьте свой экземпляр листа. ПИН-код никому не сообщайте, в том числе администратору.",
        ],
        "rules": "Правила применения простой электронной подписи приняты получателем. Их текст показывается при "
        f"установке ПИН-кода, контрольная сумма текста (SHA-256): {in_fours(rules_sha256)}.",
        "person": person.name,
        "issued_by": issued_by,
    }
    return typeset(TEMPLATE, data, issued_at)
