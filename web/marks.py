"""How a state looks: a word, a shape and a tone, so that neither colour nor shape has to be seen."""

from dataclasses import dataclass

from models.states import DecisionKind, ItemState, MailState, Outcome, PlanState, Subject, TaskState
from workflow.review_rules import NOT_EXECUTED
from workflow.views import Attention, ItemBrief, LetterLine, SubstitutionState, SubstitutionView, TaskView
from workflow.wording.dates import working_days_text
from workflow.wording.states import MAIL_STATES, RETURNED


@dataclass(frozen=True, slots=True)
class Mark:
    """`shape` names a symbol of the templates, `tone` a class of the style sheet."""

    text: str
    shape: str
    tone: str


_ITEMS: dict[ItemState, tuple[str, str]] = {
    ItemState.PLANNED: ("ring", "quiet"),
    ItemState.IN_PROGRESS: ("half", "work"),
    ItemState.EVIDENCE_SUBMITTED: ("wait", "wait"),
    ItemState.AGREED: ("wait", "wait"),
    ItemState.APPROVED: ("tick", "done"),
    ItemState.CANCELLED: ("dash", "quiet"),
}
_OUTCOMES: dict[Outcome, tuple[str, str]] = {
    Outcome.EXECUTED: ("tick", "done"),
    Outcome.PARTLY: ("part", "warn"),
    Outcome.NOT_EXECUTED: ("cross", "late"),
}
_MAIL: dict[MailState, tuple[str, str]] = {
    MailState.WAITING: ("ring", "quiet"),
    MailState.ATTEMPTING: ("half", "work"),
    MailState.ACCEPTED: ("tick", "done"),
    MailState.RETRY: ("back", "warn"),
    MailState.UNKNOWN: ("back", "warn"),
    MailState.DEAD: ("cross", "late"),
    MailState.CANCELLED: ("dash", "quiet"),
    MailState.BOUNCED: ("cross", "late"),
}
_PLANS: dict[PlanState, tuple[str, str]] = {
    PlanState.DRAFT: ("ring", "quiet"),
    PlanState.ACTIVE: ("half", "work"),
    PlanState.IN_REVIEW: ("wait", "wait"),
    PlanState.CLOSED: ("tick", "done"),
}
_ATTENTION: dict[str, Mark] = {
    "sign": Mark("ждёт вашего решения", "wait", "wait"),
    "overdue": Mark("просрочено", "late", "late"),
    "due_soon": Mark("скоро срок", "half", "work"),
    "part": Mark("ваша часть", "half", "work"),
    "returned": Mark("на доработке", "back", "warn"),
    "explain": Mark("нужны сведения", "half", "warn"),
    "reassign": Mark("решить некому", "ring", "warn"),
    "settle": Mark("нужно уточнить", "ring", "warn"),
    "calendar": Mark("нужен календарь", "ring", "warn"),
    "mail": Mark("письмо не доставлено", "cross", "late"),
}


def item_mark(item: ItemBrief) -> Mark:
    """The state of an item as people see it."""
    shape, tone = _ITEMS[item.state]
    if item.state is ItemState.APPROVED and item.outcome is not None:
        shape, tone = _OUTCOMES[item.outcome]
    elif item.state_text == RETURNED:
        shape, tone = "back", "warn"
    elif item.state_text == NOT_EXECUTED:
        shape, tone = _OUTCOMES[Outcome.NOT_EXECUTED]
    return Mark(item.state_text, shape, tone)


def late_mark(item: ItemBrief) -> Mark | None:
    """That an item is overdue, by how many working days; None where it is not."""
    if not item.is_overdue:
        return None
    late = f"просрочен на {working_days_text(item.days_late)}" if item.days_late else "просрочен"
    return Mark(late, "late", "late")


def letter_mark(letter: LetterLine) -> Mark:
    """The fate of a letter."""
    return Mark(MAIL_STATES[letter.state], *_MAIL[letter.state])


def plan_mark(state: PlanState, text: str) -> Mark:
    """The state of a plan."""
    return Mark(text, *_PLANS[state])


def attention_mark(thing: Attention) -> Mark:
    """Why something needs a person."""
    return _ATTENTION.get(thing.kind, Mark("требует внимания", "ring", "warn"))


def substitution_mark(substitution: SubstitutionView) -> Mark:
    """Whether a substitution runs or is ahead."""
    is_running = substitution.state is SubstitutionState.RUNNING
    return Mark("действует", "half", "work") if is_running else Mark("предстоит", "ring", "quiet")


def task_mark(task: TaskView, subject: Subject) -> Mark:
    """Where a turn in a chain stands; an extension is not returned, it is refused."""
    if task.state is TaskState.DECIDED and task.decision is not None:
        if task.decision.kind is not DecisionKind.RETURN:
            return Mark("решено", "tick", "done")
        return Mark("отказано" if subject is Subject.EXTENSION else "возвращено", "back", "warn")
    if task.state is TaskState.SKIPPED:
        return Mark("этап пропущен", "dash", "quiet")
    if task.state is TaskState.VOIDED:
        return Mark("отменено", "dash", "quiet")
    if task.state is TaskState.OPEN:
        return Mark("на рассмотрении", "wait", "wait")
    return Mark("очередь не дошла", "ring", "quiet")
