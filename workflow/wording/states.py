"""What people read for the states of items, plans, submissions, tasks and letters."""

from models.states import ItemState, MailState, Outcome, PlanState, Subject, SubmissionState, TaskState
from workflow.transitions import STATE_NAMES

ON_AGREEMENT = STATE_NAMES[ItemState.EVIDENCE_SUBMITTED]
ON_APPROVAL = STATE_NAMES[ItemState.AGREED]
RETURNED = "На доработке"
EXCLUDED_FROM_DRAFT = "Исключён до ввода в действие"

CLOSING_TEXTS: dict[Outcome, str] = {
    Outcome.EXECUTED: STATE_NAMES[ItemState.APPROVED],
    Outcome.PARTLY: "Исполнен частично",
    Outcome.NOT_EXECUTED: "Не исполнен",
}

OUTCOMES: dict[Outcome, str] = {
    Outcome.EXECUTED: "исполнен",
    Outcome.PARTLY: "исполнен частично",
    Outcome.NOT_EXECUTED: "не исполнен",
}

PLAN_STATES: dict[PlanState, str] = {
    PlanState.DRAFT: "черновик",
    PlanState.ACTIVE: "действует",
    PlanState.IN_REVIEW: "итоговое рассмотрение",
    PlanState.CLOSED: "закрыт",
}

SUBMISSION_STATES: dict[SubmissionState, str] = {
    SubmissionState.OPEN: "на рассмотрении",
    SubmissionState.ACCEPTED: "принят",
    SubmissionState.RETURNED: "возвращён на доработку",
    SubmissionState.WITHDRAWN: "отозван",
    SubmissionState.VOIDED: "утратил силу",
}

SAMPLE_STATES: dict[SubmissionState, str] = {
    SubmissionState.OPEN: "на рассмотрении",
    SubmissionState.ACCEPTED: "утверждено",
    SubmissionState.RETURNED: "возвращено на доработку",
    SubmissionState.WITHDRAWN: "отозвано",
    SubmissionState.VOIDED: "утратило силу",
}

EXTENSION_STATES: dict[SubmissionState, str] = {
    SubmissionState.OPEN: "на рассмотрении",
    SubmissionState.ACCEPTED: "срок продлён",
    SubmissionState.RETURNED: "отказано",
    SubmissionState.WITHDRAWN: "запрос отозван",
    SubmissionState.VOIDED: "запрос утратил силу",
}


def submission_state_text(state: SubmissionState, subject: Subject) -> str:
    """How what went into a chain stands: a report is returned for rework, an extension is refused."""
    if subject is Subject.EXTENSION:
        return EXTENSION_STATES[state]
    return (SAMPLE_STATES if subject in (Subject.SAMPLE, Subject.AMENDMENT) else SUBMISSION_STATES)[state]


TASK_STATES: dict[TaskState, str] = {
    TaskState.PENDING: "ожидает очереди",
    TaskState.OPEN: "на рассмотрении",
    TaskState.DECIDED: "решение принято",
    TaskState.SKIPPED: "этап пропущен",
    TaskState.VOIDED: "отменена",
}

MAIL_STATES: dict[MailState, str] = {
    MailState.WAITING: "ожидает отправки",
    MailState.ATTEMPTING: "отправляется",
    MailState.ACCEPTED: "отправлено",
    MailState.RETRY: "повторная отправка",
    MailState.UNKNOWN: "ответ сервера не получен, будет повтор",
    MailState.DEAD: "не доставлено",
    MailState.CANCELLED: "отменено",
    MailState.BOUNCED: "вернулось, не доставлено",
}


def state_text(
    state: ItemState,
    *,
    was_returned: bool = False,
    outcome: Outcome | None = None,
    open_step: int | None = None,
    steps: int = 0,
) -> str:
    """The state of an item as people see it.

    `was_returned`: the newest submission came back for rework. `open_step` of `steps`: where the open submission
    stands; where only the last step is left it is «На утверждении» in either state.
    """
    if state is ItemState.IN_PROGRESS and was_returned:
        return RETURNED
    if state is ItemState.APPROVED and outcome is not None:
        return CLOSING_TEXTS[outcome]
    if state in (ItemState.EVIDENCE_SUBMITTED, ItemState.AGREED) and open_step is not None:
        if open_step >= steps:
            return ON_APPROVAL
        return ON_AGREEMENT if state is ItemState.EVIDENCE_SUBMITTED else f"{ON_AGREEMENT} ({open_step} из {steps})"
    return STATE_NAMES[state]
