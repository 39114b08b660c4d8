"""Phrases and pieces of context that several letters use."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from models.states import Outcome, Subject, Verb
from notifications.headers import one_line
from notifications.letters.draft import Desk
from workflow.calendar import working_calendar
from workflow.sample_manifest import proposed_sample
from workflow.views import DecisionView, ItemBrief, PersonView, SubmissionView, TaskView
from workflow.wording.dates import date_text, working_days_text
from workflow.wording.progress import units_text
from workflow.wording.samples import sample_name
from workflow.wording.terms import decision_text, percent_text

SUBJECT_TITLE = 90

FOR_DECISION = {
    Verb.AGREE: "на согласование",
    Verb.APPROVE: "на утверждение",
    Verb.ACKNOWLEDGE: "для ознакомления",
}
SUBJECTS_IN_LETTERS = {
    Subject.ITEM: "отчёт об исполнении пункта",
    Subject.ACTIVATION: "ввод плана в действие",
    Subject.REPORT: "отчёт об исполнении плана",
    Subject.AMENDMENT: "изменение плана",
    Subject.EXTENSION: "запрос на продление срока пункта",
}
OPEN_AND_DECIDE = {
    Subject.ITEM: "Открыть отчёт и принять решение",
    Subject.ACTIVATION: "Открыть план и принять решение",
    Subject.REPORT: "Открыть отчёт и принять решение",
    Subject.AMENDMENT: "Открыть изменение и принять решение",
    Subject.EXTENSION: "Открыть запрос и принять решение",
    Subject.SAMPLE: "Открыть предложение и принять решение",
}
CLOSED_AS = {
    Outcome.EXECUTED: "исполнен, снят с контроля",
    Outcome.PARTLY: "исполнен частично, снят с контроля",
    Outcome.NOT_EXECUTED: "не исполнен, снят с контроля",
}


def plan_context(desk: Desk, plan_id: int | None) -> dict[str, Any]:
    """How the letter opens, and the plan with whom to call about it (nobody is told to call themselves)."""
    given = desk.person.given_names if desk.person is not None else None
    context: dict[str, Any] = {"given_names": given, "plan": None, "coordinator": None}
    if plan_id is not None:
        plan = desk.facts.plan(plan_id)
        context["plan"] = {"id": plan.id, "year": plan.year, "title": one_line(plan.title, 400)}
        coordinator = desk.facts.coordinator(plan_id)
        if desk.person is None or desk.person.id != coordinator.id:
            context["coordinator"] = contact(coordinator)
    return context


def subject_name(submission: SubmissionView) -> str:
    """What a submission is about, short: «отчёт об исполнении пункта», «изменение № 2»."""
    if submission.subject is Subject.AMENDMENT:
        return f"изменение № {submission.number}"
    if submission.subject is Subject.SAMPLE:
        return f"{sample_name(proposed_sample(submission.manifest).scope)} по пункту"
    return SUBJECTS_IN_LETTERS[submission.subject]


def subject_of_plan(submission: SubmissionView, year: int) -> str:
    """The same in full, as what came: «изменение № 2 в план работы на 2021 год», «проект плана работы на 2021 год»."""
    if submission.subject is Subject.ACTIVATION:
        return f"проект плана работы на {year} год"
    name = subject_name(submission)
    return f"{name} в план работы на {year} год" if submission.subject is Subject.AMENDMENT else name


def contact(person: PersonView | None) -> dict[str, str | None] | None:
    """A name with a telephone."""
    return None if person is None else {"name": person.name, "phone": person.phone}


def item_context(brief: ItemBrief) -> dict[str, Any]:
    """An item as letters name it."""
    return {"number": number_of(brief), "title": one_line(brief.title, 400), "lead": contact(brief.lead)}


def number_of(brief: ItemBrief) -> str:
    """«3»: the number as printed, without its final dot; the place where none is printed."""
    return one_line(brief.number, 20).rstrip(".") or str(brief.place)


def subject_title(text: str) -> str:
    """A title cut for a subject line."""
    return one_line(text, SUBJECT_TITLE)


def result_text(brief: ItemBrief, units: int | None = None, percent: int | None = None) -> str:
    """«Показано: 7 из 7», of a submission where its count is given, else of the item now."""
    if brief.progress.is_without_requests:
        return "Запросов не поступало"
    if brief.target_percent is not None:
        text = percent_text(brief.shown_percent if percent is None else percent, brief.target_percent)
        return text[0].upper() + text[1:]
    return f"Показано: {units_text(brief.progress, brief.shown if units is None else units)}"


def deadline_text(brief: ItemBrief, submitted_on: date) -> str:
    """«Срок: 28.02.2021, соблюдён» — against the deadline in force (or the rework term), by the day submitted."""
    due = brief.effective_due_on
    if due is None:
        return "Срок: планом не установлен"
    last_day = max(due, brief.rework_until) if brief.rework_until is not None else due
    if submitted_on <= last_day:
        kept = "соблюдён" if submitted_on <= due else "соблюдён с учётом доработки"
        return f"Срок: {date_text(due)}, {kept}"
    late = working_calendar().days_between(brief.control_date or due, submitted_on)
    return f"Срок: {date_text(due)}, нарушен на {working_days_text(max(late, 1))}"


def working_end(brief: ItemBrief) -> date | None:
    """When the lead must be done: the control date, or the later rework term after a return."""
    ends = [day for day in (brief.control_date, brief.rework_until) if day is not None]
    return max(ends, default=None)


def decision_line(task: TaskView, zone: str, subject: Subject = Subject.ITEM) -> str:
    """«Согласовано: Шестаков В.В., 03.03.2021»; of an extension «Срок продлён: …»."""
    decision = task.decision
    assert decision is not None  # noqa: S101 -- callers pass decided turns
    absent = decision.on_behalf_of.name if decision.on_behalf_of is not None else None
    day = date_text(decision_day(decision, zone))
    return decision_text(decision.kind, decision.person.name, day, on_behalf_of=absent, subject=subject)


def decision_day(decision: DecisionView, zone: str) -> date:
    """The local day of a decision."""
    return decision.decided_at.astimezone(ZoneInfo(zone)).date()
