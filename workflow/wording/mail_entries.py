"""What the ledger tells of mail, in words."""

from collections.abc import Sequence

from models.states import NoticeKind
from workflow.wording.entry_phrases import Body, Names, data_of, name_of
from workflow.wording.terms import NOTICES

ALL_MAIL = "all"


def resumed_text(scopes: Sequence[str]) -> str:
    """«Отправка писем возобновлена», of some domains alone with their names; `scopes` as a pause names them."""
    domains = ", ".join(scope for scope in scopes if scope != ALL_MAIL)
    if not domains:
        return "Отправка писем возобновлена"
    beside = ", также на приостановленные домены" if ALL_MAIL in scopes else " на домены"
    return f"Отправка писем возобновлена{beside}: {domains}"


def mail_resumed(body: Body, _names: Names) -> str:
    """A pause of sending was ended by hand."""
    return resumed_text(data_of(body).get("scopes", ()))


def letter_resent(body: Body, names: Names) -> str:
    """A letter was sent once more; a person is named, an address outside is not kept."""
    data = data_of(body)
    number = f" № {data['letter']}" if "letter" in data else ""
    about = f" «{NOTICES[NoticeKind(data['kind'])]}»" if "kind" in data else ""
    how = "новым письмом" if data.get("is_new") else "без изменений"
    to = f", получатель {name_of(data['recipient'], names)}" if "recipient" in data else ""
    return f"Письмо{number}{about} отправлено ещё раз {how}{to}"
