"""The one table of an item's transitions. Guards, buttons, the diagram in the docs and the tests come from it.

Source: the table «States of an item» of the design.
"""

from dataclasses import dataclass
from enum import StrEnum

from models.states import ItemState
from workflow.errors import TransitionNotAllowed


class ItemCommandName(StrEnum):
    """What can be done to an item."""

    START = "start"
    SUBMIT = "submit"
    DECIDE_STEP = "decide_step"
    DECIDE_LAST = "decide_last"
    ACCEPT_PART = "accept_part"
    RETURN = "return"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    AMEND = "amend"
    EXTEND = "extend"
    DISOWN = "disown"
    CANCEL = "cancel"
    RESTORE = "restore"


class Who(StrEnum):
    """Who may do it."""

    LEAD = "lead"
    STEP_APPROVER = "step_approver"
    FINAL_APPROVER = "final_approver"
    AMENDMENT = "amendment"  # nobody by a button: an approved amendment of the plan does it
    EXTENSION = "extension"  # nor this: an approved extension does it
    DECIDER = "decider"  # whoever made the decision, on its own page


@dataclass(frozen=True, slots=True)
class Transition:
    """From a state, by a command of someone, to a state. `condition` is what must hold beside, in words."""

    source: ItemState
    command: ItemCommandName
    target: ItemState
    who: Who
    condition: str = ""


S, C, W = ItemState, ItemCommandName, Who

TRANSITIONS: tuple[Transition, ...] = (
    Transition(S.PLANNED, C.START, S.IN_PROGRESS, W.LEAD),
    Transition(S.IN_PROGRESS, C.SUBMIT, S.EVIDENCE_SUBMITTED, W.LEAD),
    Transition(S.EVIDENCE_SUBMITTED, C.DECIDE_STEP, S.AGREED, W.STEP_APPROVER, "a step that is not the last"),
    Transition(S.AGREED, C.DECIDE_STEP, S.AGREED, W.STEP_APPROVER, "a step that is not the last"),
    Transition(S.EVIDENCE_SUBMITTED, C.DECIDE_LAST, S.APPROVED, W.STEP_APPROVER, "the last step, with the outcome"),
    Transition(S.AGREED, C.DECIDE_LAST, S.APPROVED, W.STEP_APPROVER, "the last step, with the outcome"),
    Transition(S.EVIDENCE_SUBMITTED, C.ACCEPT_PART, S.IN_PROGRESS, W.STEP_APPROVER, "the last step, interim report"),
    Transition(S.AGREED, C.ACCEPT_PART, S.IN_PROGRESS, W.STEP_APPROVER, "the last step, interim report"),
    Transition(S.EVIDENCE_SUBMITTED, C.RETURN, S.IN_PROGRESS, W.STEP_APPROVER, "with a comment"),
    Transition(S.AGREED, C.RETURN, S.IN_PROGRESS, W.STEP_APPROVER, "with a comment"),
    Transition(S.EVIDENCE_SUBMITTED, C.WITHDRAW, S.IN_PROGRESS, W.LEAD, "while no decision stands"),
    Transition(S.AGREED, C.DISOWN, S.EVIDENCE_SUBMITTED, W.DECIDER, "no other decision stands"),
    Transition(S.APPROVED, C.REOPEN, S.IN_PROGRESS, W.FINAL_APPROVER, "with a reason"),
    Transition(S.PLANNED, C.AMEND, S.PLANNED, W.AMENDMENT, "by an approved amendment"),
    Transition(S.IN_PROGRESS, C.AMEND, S.IN_PROGRESS, W.AMENDMENT, "by an approved amendment"),
    Transition(S.EVIDENCE_SUBMITTED, C.AMEND, S.IN_PROGRESS, W.AMENDMENT, "by an approved amendment"),
    Transition(S.AGREED, C.AMEND, S.IN_PROGRESS, W.AMENDMENT, "by an approved amendment"),
    Transition(S.PLANNED, C.EXTEND, S.PLANNED, W.EXTENSION, "by an approved extension"),
    Transition(S.IN_PROGRESS, C.EXTEND, S.IN_PROGRESS, W.EXTENSION, "by an approved extension"),
    Transition(S.EVIDENCE_SUBMITTED, C.EXTEND, S.IN_PROGRESS, W.EXTENSION, "by an approved extension"),
    Transition(S.AGREED, C.EXTEND, S.IN_PROGRESS, W.EXTENSION, "by an approved extension"),
    Transition(S.PLANNED, C.CANCEL, S.CANCELLED, W.AMENDMENT, "by an approved amendment"),
    Transition(S.IN_PROGRESS, C.CANCEL, S.CANCELLED, W.AMENDMENT, "by an approved amendment"),
    Transition(S.EVIDENCE_SUBMITTED, C.CANCEL, S.CANCELLED, W.AMENDMENT, "by an approved amendment"),
    Transition(S.AGREED, C.CANCEL, S.CANCELLED, W.AMENDMENT, "by an approved amendment"),
    Transition(S.CANCELLED, C.RESTORE, S.PLANNED, W.AMENDMENT, "by an approved amendment"),
)

# An item that was taken out of a draft was never adopted: it is cancelled in its first version.
CANCELLED_IN_DRAFT = 1

_TARGETS = {(t.source, t.command): t.target for t in TRANSITIONS}

STATE_NAMES: dict[ItemState, str] = {
    S.PLANNED: "Запланирован",
    S.IN_PROGRESS: "В работе",
    S.EVIDENCE_SUBMITTED: "На согласовании",
    S.AGREED: "На утверждении",
    S.APPROVED: "Исполнен, снят с контроля",
    S.CANCELLED: "Исключён из плана",
}

COMMAND_NAMES: dict[ItemCommandName, str] = {
    C.START: "Принять в работу",
    C.SUBMIT: "Направить на согласование",
    C.DECIDE_STEP: "Согласовать",
    C.DECIDE_LAST: "Утвердить и снять с контроля",
    C.ACCEPT_PART: "Утвердить промежуточный отчёт",
    C.RETURN: "Вернуть на доработку",
    C.WITHDRAW: "Отозвать",
    C.REOPEN: "Возобновить контроль",
    C.AMEND: "Изменить пункт",
    C.EXTEND: "Продлить срок",
    C.DISOWN: "Сообщить: решение принято не мной",
    C.CANCEL: "Исключить из плана",
    C.RESTORE: "Вернуть в план",
}


def target_of(source: ItemState, command: ItemCommandName) -> ItemState:
    """The state that `command` leads to; `TransitionNotAllowed` where the table has no such row."""
    target = _TARGETS.get((source, command))
    if target is None:
        raise TransitionNotAllowed(
            f"Действие «{COMMAND_NAMES[command]}» сейчас невозможно: пункт в состоянии "
            f"«{STATE_NAMES[source]}». Откройте пункт заново и выберите одно из доступных действий."
        )
    return target


def allowed_from(source: ItemState) -> tuple[Transition, ...]:
    """The rows of the table that leave `source`."""
    return tuple(t for t in TRANSITIONS if t.source is source)


def mermaid() -> str:
    """The table as a Mermaid state diagram, for docs/architecture.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {S.PLANNED.value}"]
    for t in TRANSITIONS:
        condition = f" ({t.condition})" if t.condition else ""
        lines.append(f"    {t.source.value} --> {t.target.value}: {t.command.value}{condition}")
    return "\n".join(lines)
