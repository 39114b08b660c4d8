"""What the buttons say: the table of transitions names most of them."""

from models.states import DecisionKind, Subject
from workflow.transitions import COMMAND_NAMES, ItemCommandName

REQUEST_EXTENSION = "Запросить продление срока"
DISOWN = "Сообщить: решение принято не мной"
APPROVE = "Утвердить"

BUTTONS: dict[str, str] = {
    **{command.value: label for command, label in COMMAND_NAMES.items()},
    "request_extension": REQUEST_EXTENSION,
    "disown": DISOWN,
}


def decision_button(kind: DecisionKind, subject: Subject) -> str:
    """The label of a decision's button; only an item is taken off control by its approval."""
    if kind is DecisionKind.RETURN:
        return COMMAND_NAMES[ItemCommandName.RETURN]
    if kind is DecisionKind.AGREE:
        return COMMAND_NAMES[ItemCommandName.DECIDE_STEP]
    return COMMAND_NAMES[ItemCommandName.DECIDE_LAST] if subject is Subject.ITEM else APPROVE
