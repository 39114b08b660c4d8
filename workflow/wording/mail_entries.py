"""What the ledger tells of mail, in words."""

from collections.abc import Sequence

from workflow.wording.entry_phrases import Body, Names, data_of

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
    return resumed_text(data_of(body)["scopes"])
