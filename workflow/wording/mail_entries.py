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
    recipient = data.get("recipient")
    to = "" if recipient is None else f", получатель {name_of(recipient, names)}"
    how = "новым письмом" if data["is_new"] else "без изменений"
    return f"Письмо № {data['letter']} «{NOTICES[NoticeKind(data['kind'])]}» отправлено ещё раз {how}{to}"
