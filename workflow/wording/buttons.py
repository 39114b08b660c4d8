"""What the buttons say: the table of transitions names most of them."""

from models.states import DecisionKind, Subject
from workflow.transitions import COMMAND_NAMES, ItemCommandName

REQUEST_EXTENSION = "Запросить продление срока"
DISOWN = COMMAND_NAMES[ItemCommandName.DISOWN]
APPROVE = "Утвердить"
PART_READY = "Моя часть готова"
PART_NOT_READY = "Моя часть ещё не готова"
SET_PART_DUE = "Назначить внутренний срок"
PROPOSE_SAMPLE = "Предложить выборку"
REGISTER_REQUEST = "Внести запрос в реестр"
ACKNOWLEDGE_REMINDER = "Вижу, сделаю до …"
HOLD_REPORT = "Отложить доклад согласующему"

BUTTONS: dict[str, str] = {
    **{command.value: label for command, label in COMMAND_NAMES.items()},
    "request_extension": REQUEST_EXTENSION,
}


ACKNOWLEDGE = "Ознакомлен(а)"
AGREE_EXTENSION = "Согласовать продление"
REFUSE_EXTENSION = "Отказать в продлении"
EXTENSION_BUTTONS: dict[DecisionKind, str] = {
    DecisionKind.AGREE: AGREE_EXTENSION,
    DecisionKind.APPROVE: COMMAND_NAMES[ItemCommandName.EXTEND],
    DecisionKind.RETURN: REFUSE_EXTENSION,
}


def decision_button(kind: DecisionKind, subject: Subject) -> str:
    """The label of a decision's button; only an item is taken off control by its approval."""
    if subject is Subject.EXTENSION and kind in EXTENSION_BUTTONS:
        return EXTENSION_BUTTONS[kind]
    if kind is DecisionKind.RETURN:
        return COMMAND_NAMES[ItemCommandName.RETURN]
    if kind is DecisionKind.ACKNOWLEDGE:
        return ACKNOWLEDGE
    if kind is DecisionKind.AGREE:
        return COMMAND_NAMES[ItemCommandName.DECIDE_STEP]
    return COMMAND_NAMES[ItemCommandName.DECIDE_LAST] if subject is Subject.ITEM else APPROVE
