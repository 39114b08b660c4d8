"""What the sign-off page says: its heading, what is asked, what was done, what happens next."""

from datetime import date

from models.states import ItemState, Outcome, Subject, SubmissionState, TaskState, Verb
from workflow.views import SignOffView
from workflow.wording.dates import MONTHS, date_text
from workflow.wording.states import OUTCOMES
from workflow.wording.terms import STEP_NAMES

_ASSURANCES = {
    "pin": "ПИН-кодом или браузером, в котором его вводили за последние 30 дней",
    "pin_always": "ПИН-кодом",
    "link": "переходом по личной ссылке",
}

REPORT_ENDED = {
    SubmissionState.WITHDRAWN: "Отчёт отозван тем, кто его представил. Новый придёт отдельным письмом.",
    SubmissionState.VOIDED: "Отчёт утратил силу. Если появится новый, ссылка придёт отдельным письмом.",
}
AMENDMENT_ENDED = {
    SubmissionState.WITHDRAWN: "Изменение отозвано тем, кто его предложил. План остаётся прежним.",
    SubmissionState.VOIDED: "Изменение утратило силу: план закрыт.",
}


def assurance_note(policy: str) -> str:
    """How a decision is confirmed under this policy."""
    return _ASSURANCES[policy]


def heading(view: SignOffView) -> str:
    """«Пункт 3. Мониторинговые визиты», as the frozen submission has it."""
    if view.submission.subject is Subject.ITEM:
        frozen = view.submission.manifest["item"]
        return f"Пункт {frozen['number']}. {frozen['title']}"
    if view.submission.subject is Subject.ACTIVATION:
        return f"Ввод плана на {view.plan.year} год в действие"
    if view.submission.subject is Subject.AMENDMENT:
        return f"Изменение № {view.submission.number} в план на {view.plan.year} год"
    return f"Отчёт об исполнении плана за {view.plan.year} год"


def ask(view: SignOffView) -> str:
    """«Согласуйте или верните до 5 марта»."""
    verb = "Согласуйте" if view.task.verb is Verb.AGREE else "Утвердите"
    due = view.task.due_on
    until = f" до {due.day} {MONTHS[due.month - 1]}" if due is not None else ""
    return f"{verb} или верните на доработку{until}."


def deadline_kept(view: SignOffView) -> str:
    """«, соблюдён»: was the report given by its deadline? A resubmission is judged by the engine at its approval."""
    due = view.submission.manifest.get("item", {}).get("due_on")
    if due is None:
        return ""
    if view.submission.submitted_on <= date.fromisoformat(due):
        return ", соблюдён"
    is_resubmission = view.item is not None and view.item.returns > 0
    return ", представлен повторно после доработки" if is_resubmission else ", не соблюдён"


def main_label(view: SignOffView) -> str:
    """What the main button does, in words."""
    if view.task.verb is Verb.AGREE:
        return "Согласовать"
    if view.submission.subject is Subject.ITEM:
        return "Утвердить и снять с контроля" if view.task.is_last_step else "Утвердить"
    if view.submission.subject is Subject.ACTIVATION:
        return "Утвердить и ввести план в действие" if view.task.is_last_step else "Утвердить"
    if view.submission.subject is Subject.AMENDMENT:
        return "Утвердить изменение"
    return "Утвердить отчёт и закрыть план" if view.task.is_last_step else "Утвердить"


def outcome_title(view: SignOffView, person_id: int) -> str:
    """The heading where nothing is asked any more, or not of this person."""
    decision = view.task.decision
    if decision is not None:
        return "Решение записано" if decision.person.id == person_id else "Решение уже принято"
    if view.task.state is TaskState.PENDING:
        return "Очередь ещё не дошла"
    if view.task.state is TaskState.OPEN and view.submission.state is SubmissionState.OPEN:
        return "Вы не можете принять это решение"
    return "Решение больше не требуется"


def what_next(view: SignOffView) -> str:
    """What happens with the submission now."""
    item, state = view.item, view.submission.state
    if state is SubmissionState.OPEN:
        return _open_text(view)
    if state is SubmissionState.RETURNED:
        if item is None:
            return f"Возвращено на доработку: {view.coordinator.name}."
        is_in_rework = item.rework_until is not None and item.state is ItemState.IN_PROGRESS
        until = f" до {date_text(item.rework_until)}" if is_in_rework else ""
        return f"Отчёт возвращён на доработку{until}. Ответственный: {item.lead.name if item.lead else 'не назначен'}."
    if state is SubmissionState.ACCEPTED:
        return _accepted_text(view)
    return (AMENDMENT_ENDED if view.submission.subject is Subject.AMENDMENT else REPORT_ENDED)[state]


def _open_text(view: SignOffView) -> str:
    waiting = [task for task in view.submission.tasks if task.state is TaskState.OPEN]
    if view.task.state is TaskState.PENDING:
        return "Когда наступит ваша очередь, вы получите письмо."
    if view.task.state is TaskState.OPEN:
        what = "изменению" if view.submission.subject is Subject.AMENDMENT else "отчёту"
        return (
            f"Решение по этому {what} принимает другое лицо: так требуют замещение или правило о совмещении ролей "
            f"исполнителя и согласующего. Обратитесь к ответственному за контроль ({view.coordinator.name})."
        )
    who = "; ".join(
        f"{STEP_NAMES[task.verb].lower()} — {task.acting.name}"
        + (f", до {date_text(task.due_on)}" if task.due_on is not None else "")
        for task in waiting
    )
    return f"Следующий этап: {who}." if who else "Ожидается решение других участников этапа."


def _accepted_text(view: SignOffView) -> str:
    if view.submission.subject is Subject.ACTIVATION:
        return "План введён в действие. Исполнители получат письма."
    if view.submission.subject is Subject.REPORT:
        return "Отчёт утверждён, план закрыт."
    if view.submission.subject is Subject.AMENDMENT:
        return "Изменение вступило в силу. Исполнители изменённых пунктов получат письма."
    outcome: Outcome | None = view.item.outcome if view.item is not None else None
    return f"Пункт снят с контроля, итог: {OUTCOMES[outcome]}." if outcome is not None else "Пункт снят с контроля."
