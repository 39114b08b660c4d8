"""What the sign-off page says: its heading, what is asked, what was done, what happens next."""

from datetime import date

from models.states import DecisionKind, ItemState, Outcome, Subject, SubmissionState, TaskState, Verb
from workflow.extension_manifest import proposed_extension
from workflow.sample_manifest import proposed_sample
from workflow.scopes import ItemScope
from workflow.transitions import COMMAND_NAMES, ItemCommandName
from workflow.views import SignOffView
from workflow.wording.buttons import decision_button
from workflow.wording.dates import MONTHS, date_text
from workflow.wording.samples import sample_name, sample_text
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
EXTENSION_ENDED = {
    SubmissionState.WITHDRAWN: "Запрос отозван исполнителем. Срок остаётся прежним.",
    SubmissionState.VOIDED: "Запрос утратил силу: срок пункта изменён иначе или пункт уже снят с контроля.",
}
SAMPLE_ENDED = {
    SubmissionState.WITHDRAWN: "Предложение отозвано исполнителем. Прежняя выборка остаётся в силе.",
    SubmissionState.VOIDED: "Предложение утратило силу: пункт изменён, исключён из плана или план закрыт.",
}
ENDED = {Subject.AMENDMENT: AMENDMENT_ENDED, Subject.EXTENSION: EXTENSION_ENDED, Subject.SAMPLE: SAMPLE_ENDED}
ACCEPTED = {
    Subject.ACTIVATION: "План введён в действие. Исполнители получат письма.",
    Subject.REPORT: "Отчёт утверждён, план закрыт.",
    Subject.AMENDMENT: "Изменение вступило в силу. Исполнители изменённых пунктов получат письма.",
}
FINAL_LABELS = {
    Subject.ITEM: "Утвердить и снять с контроля",
    Subject.ACTIVATION: "Утвердить и ввести план в действие",
    Subject.REPORT: "Утвердить отчёт и закрыть план",
}
# «Решение по этому …», «Контрольная сумма …»; what is not named here is a report.
IN_DATIVE = {Subject.AMENDMENT: "изменению", Subject.EXTENSION: "запросу", Subject.SAMPLE: "предложению"}
IN_GENITIVE = {Subject.AMENDMENT: "изменения", Subject.EXTENSION: "запроса", Subject.SAMPLE: "предложения"}


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
    if view.submission.subject is Subject.EXTENSION:
        proposed = proposed_extension(view.submission.manifest)
        return f"Продление срока: пункт {proposed.number}. {proposed.title}"
    if view.submission.subject is Subject.SAMPLE:
        sample = proposed_sample(view.submission.manifest)
        return f"{sample_name(sample.scope).capitalize()}: пункт {sample.number}. {sample.title}"
    return f"Отчёт об исполнении плана за {view.plan.year} год"


def ask(view: SignOffView) -> str:
    """«Согласуйте или верните до 5 марта»."""
    due = view.task.due_on
    if view.submission.subject is Subject.EXTENSION:
        until = f" Решение нужно до {due.day} {MONTHS[due.month - 1]}." if due is not None else ""
        return f"{'Согласуйте продление' if view.task.verb is Verb.AGREE else 'Продлите срок'} или откажите.{until}"
    if view.task.verb is Verb.ACKNOWLEDGE:
        return f"Ознакомьтесь{f' до {due.day} {MONTHS[due.month - 1]}' if due is not None else ''}."
    verb = "Согласуйте" if view.task.verb is Verb.AGREE else "Утвердите"
    until = f" до {due.day} {MONTHS[due.month - 1]}" if due is not None else ""
    return f"{verb} или верните на доработку{until}."


def deadline_kept(view: SignOffView) -> str:
    """«, соблюдён»: was the report given by its deadline? A resubmission is judged by the engine at its approval."""
    due = view.submission.manifest.get("item", {}).get("due_on")
    if due is None or view.submission.is_partial:
        return ""
    if view.submission.submitted_on <= date.fromisoformat(due):
        return ", соблюдён"
    is_resubmission = view.item is not None and view.item.returns > 0
    return ", представлен повторно после доработки" if is_resubmission else ", не соблюдён"


def main_label(view: SignOffView) -> str:
    """What the main button does, in words."""
    subject, verb, is_last = view.submission.subject, view.task.verb, view.task.is_last_step
    if verb is not Verb.APPROVE or (subject is Subject.EXTENSION and is_last):
        return decision_button(DecisionKind(verb.value), subject)
    if subject is Subject.AMENDMENT:
        return "Утвердить изменение"
    return _final_label(view) if is_last else "Утвердить"


def _final_label(view: SignOffView) -> str:
    if view.submission.subject is Subject.SAMPLE:
        scope = proposed_sample(view.submission.manifest).scope
        return "Утвердить график" if scope is ItemScope.SCHEDULE else "Утвердить выборку"
    if view.submission.is_partial:
        return COMMAND_NAMES[ItemCommandName.ACCEPT_PART]
    return FINAL_LABELS[view.submission.subject]


def return_label(view: SignOffView) -> str:
    """What the other button does."""
    return decision_button(DecisionKind.RETURN, view.submission.subject)


def comment_hint(view: SignOffView, *, asks_outcome: bool) -> str:
    """When the comment is needed."""
    if view.task.verb is Verb.ACKNOWLEDGE:
        return "Если хотите что-то отметить."
    if view.submission.subject is Subject.EXTENSION:
        return "Обязателен при отказе."
    return f"Обязателен при возврате на доработку{' и если пункт исполнен не полностью' if asks_outcome else ''}."


def signed_thing(view: SignOffView) -> str:
    """What bears the digest, in the genitive: «отчёта», «изменения», «запроса»."""
    return IN_GENITIVE.get(view.submission.subject, "отчёта")


def outcome_title(view: SignOffView, person_id: int) -> str:
    """The heading where nothing is asked any more, or not of this person."""
    decision = view.task.decision
    if decision is not None and decision.is_void:
        return "Решение утратило силу"
    if decision is not None:
        return "Решение записано" if decision.person.id == person_id else "Решение уже принято"
    if view.task.state is TaskState.PENDING:
        return "Очередь ещё не дошла"
    if view.task.state is TaskState.OPEN and view.submission.state is SubmissionState.OPEN:
        if person_id == view.task.approver.id != view.task.acting.id:
            return f"За вас решает {view.task.acting.name} (и.о.)"
        return "Вы не можете принять это решение"
    return "Решение больше не требуется"


def what_next(view: SignOffView) -> str:
    """What happens with the submission now."""
    state = view.submission.state
    if state is SubmissionState.OPEN:
        return _open_text(view)
    if state is SubmissionState.RETURNED:
        return _returned_text(view)
    if state is SubmissionState.ACCEPTED:
        return _accepted_text(view)
    return ENDED.get(view.submission.subject, REPORT_ENDED)[state]


def _returned_text(view: SignOffView) -> str:
    item = view.item
    if view.submission.subject is Subject.EXTENSION:
        return "В продлении отказано, срок остаётся прежним. Исполнитель получит письмо."
    if item is None:
        return f"Возвращено на доработку: {view.coordinator.name}."
    if view.submission.subject is Subject.SAMPLE:
        return f"Возвращено на доработку. Ответственный: {item.lead.name if item.lead else 'не назначен'}."
    is_in_rework = item.rework_until is not None and item.state is ItemState.IN_PROGRESS
    until = f" до {date_text(item.rework_until)}" if is_in_rework else ""
    return f"Отчёт возвращён на доработку{until}. Ответственный: {item.lead.name if item.lead else 'не назначен'}."


def _open_text(view: SignOffView) -> str:
    waiting = [task for task in view.submission.tasks if task.state is TaskState.OPEN]
    if view.task.state is TaskState.PENDING:
        return "Когда наступит ваша очередь, вы получите письмо."
    if view.task.state is TaskState.OPEN:
        what = IN_DATIVE.get(view.submission.subject, "отчёту")
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
    subject = view.submission.subject
    if subject in ACCEPTED:
        return ACCEPTED[subject]
    if subject is Subject.EXTENSION:
        until = date_text(proposed_extension(view.submission.manifest).wanted_on)
        return f"Срок продлён до {until}. Исполнители получат письма."
    if subject is Subject.SAMPLE:
        return f"{sample_text(proposed_sample(view.submission.manifest), is_approved=True).capitalize()}."
    if view.submission.is_partial:
        return "Промежуточный отчёт утверждён, пункт остаётся в работе."
    outcome: Outcome | None = view.item.outcome if view.item is not None else None
    return f"Пункт снят с контроля, итог: {OUTCOMES[outcome]}." if outcome is not None else "Пункт снят с контроля."
