"""The Russian words, and that none is missing."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.ladder import Audience, load_ladder
from models import states
from models.states import DecisionKind, ItemState, Outcome, Subject
from workflow import wording
from workflow.actions import Action
from workflow.transitions import ItemCommandName
from workflow.wording import papers
from workflow.wording.states import submission_state_text

NAMES = {1: "Шестаков В.В.", 2: "Ефимова Л.Г."}

TABLES: list[tuple[type[StrEnum], Any]] = [
    (states.PlanState, wording.PLAN_STATES),
    (states.Outcome, wording.OUTCOMES),
    (states.Outcome, wording.CLOSING_TEXTS),
    (states.SubmissionState, wording.SUBMISSION_STATES),
    (states.TaskState, wording.TASK_STATES),
    (states.MailState, wording.MAIL_STATES),
    (states.Verb, wording.STEP_NAMES),
    (states.Verb, wording.SIGNATURE_BLOCKS),
    (states.Verb, wording.APPROVER_NAMES),
    (states.Verb, wording.ASKS),
    (states.DecisionKind, wording.DECISIONS),
    (states.Assurance, wording.ASSURANCES),
    (states.Subject, wording.SUBJECTS),
    (states.ItemRole, wording.ITEM_ROLES),
    (states.PersonRole, wording.PERSON_ROLES),
    (states.Recurrence, wording.RECURRENCES),
    (states.Resolution, wording.RESOLUTIONS),
    (states.ExplanationKind, wording.EXPLANATIONS),
    (states.WarningCode, wording.WARNINGS),
    (states.NoticeKind, wording.NOTICES),
]


@pytest.mark.parametrize(("enum", "texts"), TABLES)
def test_every_value_has_a_text(enum: type[StrEnum], texts: Any) -> None:
    assert set(texts) == set(enum)


def test_every_rung_and_audience_of_the_ladder_has_a_text() -> None:
    assert {rung.name for rung in load_ladder()} <= set(wording.RUNGS)
    assert set(get_args(Audience)) <= set(wording.AUDIENCES)


def test_every_command_of_the_table_has_a_button() -> None:
    assert {command.value for command in ItemCommandName} <= set(wording.BUTTONS)


@pytest.mark.parametrize(
    ("state", "rest", "text"),
    [
        (ItemState.PLANNED, {}, "Запланирован"),
        (ItemState.IN_PROGRESS, {}, "В работе"),
        (ItemState.IN_PROGRESS, {"was_returned": True}, "На доработке"),
        (ItemState.EVIDENCE_SUBMITTED, {"open_step": 1, "steps": 2}, "На согласовании"),
        (ItemState.EVIDENCE_SUBMITTED, {"open_step": 2, "steps": 2}, "На утверждении"),
        (ItemState.EVIDENCE_SUBMITTED, {"open_step": 1, "steps": 1}, "На утверждении"),
        (ItemState.AGREED, {"open_step": 2, "steps": 2}, "На утверждении"),
        (ItemState.AGREED, {"open_step": 2, "steps": 3}, "На согласовании (2 из 3)"),
        (ItemState.APPROVED, {"outcome": Outcome.EXECUTED}, "Исполнен, снят с контроля"),
        (ItemState.APPROVED, {"outcome": Outcome.PARTLY}, "Исполнен частично"),
        (ItemState.APPROVED, {"outcome": Outcome.NOT_EXECUTED}, "Не исполнен"),
        (ItemState.CANCELLED, {}, "Исключён из плана"),
    ],
)
def test_states_read_as_the_office_says_them(state: ItemState, rest: dict[str, Any], text: str) -> None:
    assert wording.state_text(state, **rest) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "1 рабочий день"),
        (2, "2 рабочих дня"),
        (5, "5 рабочих дней"),
        (11, "11 рабочих дней"),
        (14, "14 рабочих дней"),
        (21, "21 рабочий день"),
        (22, "22 рабочих дня"),
        (111, "111 рабочих дней"),
    ],
)
def test_working_days_agree_with_their_number(count: int, text: str) -> None:
    assert wording.working_days_text(count) == text


@given(st.integers(min_value=0, max_value=10**6))
def test_a_plural_depends_on_the_last_two_digits(count: int) -> None:
    assert wording.plural(count, "1", "2", "5") == wording.plural(count % 100, "1", "2", "5")


def test_dates_and_moments() -> None:
    assert wording.date_text(date(2021, 1, 21)) == "21.01.2021"
    assert wording.date_text(None) == "—"
    assert wording.long_date_text(date(2021, 1, 21)) == "21 января 2021 г."
    assert wording.moment_text(datetime(2021, 3, 3, 8, 5, tzinfo=UTC), "Asia/Omsk") == "03.03.2021 14:05"


def test_lateness_in_words() -> None:
    assert wording.overdue_text(3) == "просрочено на 3 рабочих дня"
    assert wording.due_in_text(5) == "через 5 рабочих дней"
    assert wording.due_in_text(0) == "сегодня"
    assert wording.items_text(2) == "2 пункта"
    assert wording.shown_text(7, 7) == "Показано: 7 из 7"
    assert wording.percent_text(None, 100) == "показатель ещё не указан, по плану 100%"
    assert wording.percent_text(90, 100) == "показатель 90% при плане 100%"


def test_decisions_in_words() -> None:
    day = wording.date_text(date(2021, 3, 3))
    assert wording.decision_text(DecisionKind.AGREE, "Шестаков В.В.", day) == "Согласовано: Шестаков В.В., 03.03.2021"
    assert "и.о." in wording.decision_text(DecisionKind.APPROVE, "Иванов И.И.", day, on_behalf_of="Ефимова Л.Г.")
    assert wording.order_text("12", "01.02.2021") == "приказ № 12 от 01.02.2021"


def test_only_an_item_is_taken_off_control() -> None:
    assert wording.decision_button(DecisionKind.APPROVE, Subject.ITEM) == "Утвердить и снять с контроля"
    assert wording.decision_button(DecisionKind.APPROVE, Subject.REPORT) == "Утвердить"
    assert wording.decision_button(DecisionKind.AGREE, Subject.ITEM) == "Согласовать"
    assert wording.decision_button(DecisionKind.RETURN, Subject.ITEM) == "Вернуть на доработку"


def entry(
    action: str, object_: str = "item/3", actor: str = "person/1", data: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    return {"seq": 7, "actor": actor, "action": action, "object": object_, "data": (data or {}) | more}


@pytest.mark.parametrize("action", list(Action))
def test_every_action_has_a_sentence_that_needs_no_data(action: Action) -> None:
    text = wording.action_text({"seq": 0, "actor": "system", "action": action.value, "object": "plan"}, NAMES)
    assert text != action.value
    assert text[0].isupper()


def test_an_action_of_a_later_version_shows_its_code() -> None:
    assert wording.action_text(entry("item:teleported"), NAMES) == "item:teleported"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            entry(
                "item:returned",
                submission=2,
                decision="return",
                step=1,
                steps=2,
                rework_until="2021-03-09",
                comment="Нет подписи.",
            ),
            "Отчёт № 2 возвращён на доработку до 09.03.2021, замечание: «Нет подписи.»",
        ),
        (
            entry("item:agreed", submission=1, decision="agree", step=1, steps=2, on_behalf_of=2),
            "Отчёт № 1. Согласовано, этап 1 из 2 (и.о., за Ефимова Л.Г.)",
        ),
        (
            entry(
                "item:approved",
                submission=1,
                decision="approve",
                step=2,
                steps=2,
                outcome="partly",
                executed_on="2021-02-26",
            ),
            "Отчёт № 1 утверждён, пункт снят с контроля, итог: исполнен частично, дата исполнения 26.02.2021",
        ),
        (
            entry("item:evidence_added", kind="справка", name="Справка 1.pdf", actor="person/9", data={"for": 1}),
            "Приложен подтверждающий документ: справка, «Справка 1.pdf», за исполнителя: Шестаков В.В.",
        ),
        (
            entry("submission:decided", "submission/activation/1", decision="approve", submission_state="accepted"),
            "Ввод плана в действие: утверждено",
        ),
        (
            entry("escalation:fired", rung="overdue", to=[1, 2]),
            "Ступень информирования «срок истёк», извещены: Шестаков В.В., Ефимова Л.Г.",
        ),
        (
            entry("escalation:passed_over", rungs=[["upcoming", 0, "2021-02-19"], ["upcoming", 1, "2021-02-25"]]),
            "Ступени информирования пройдены без извещения: «срок приближается»",
        ),
        (
            entry(
                "person:substitution_added",
                "person/2",
                substitute=1,
                order="12",
                order_date="2021-02-01",
                to="2021-02-20",
                data={"from": "2021-02-10"},
            ),
            (
                "Назначено замещение с 10.02.2021 по 20.02.2021: Ефимова Л.Г., замещает Шестаков В.В., "
                "приказ № 12 от 01.02.2021"
            ),
        ),
        (
            entry(
                "item:amended",
                amendment=2,
                before={"due_on": "2021-02-28", "lead": 1},
                after={"due_on": "2021-04-30", "lead": 2},
                submission=1,
                submission_state="voided",
                reason="Приказ № 15.",
            ),
            (
                "Пункт изменён (изменение № 2): срок: 28.02.2021 → 30.04.2021; "
                "ответственный исполнитель: Шестаков В.В. → Ефимова Л.Г.; "
                "отчёт № 1 утратил силу, причина: «Приказ № 15.»"
            ),
        ),
        (
            entry("item:cancelled", amendment=2, before={"due_on": "2021-02-28"}),
            "Пункт исключён из плана (изменение № 2)",
        ),
        (entry("item:cancelled", before={}), "Пункт исключён из плана до ввода в действие"),
        (
            entry("item:added", amendment=2, due_on="2021-09-01"),
            "Пункт добавлен в план (изменение № 2), срок 01.09.2021",
        ),
        (
            entry("plan:amended", "plan", amendment=2, changed=[3], cancelled=[5, 6], added=[], reason="Приказ."),
            "Изменение № 2 вступило в силу: изменён 1 пункт, исключены 2 пункта, причина: «Приказ.»",
        ),
        (
            entry("plan:draft_corrected", "plan", changed=5, added=1, document={"name": "План.docx"}),
            "Черновик исправлен по документу «План.docx»: изменено 5 пунктов, добавлен 1 пункт",
        ),
        (
            entry("item:corrected", before={"target_percent": None}, after={"target_percent": 90}),
            "Пункт исправлен в черновике: показатель: не указано → 90%",
        ),
        (entry("submission:withdrawn", "submission/amendment/2", submission=2), "Изменение № 2 отозвано"),
        (
            entry("submission:decided", "submission/amendment/2", decision="approve", submission_state="accepted"),
            "Изменение № 2: утверждено",
        ),
        (entry("person:added", "person/2"), "Добавлен участник: Ефимова Л.Г."),
        (entry("person:pin_set", "person/1"), "Задан ПИН-код, правила простой электронной подписи приняты"),
    ],
)
def test_sentences_tell_what_the_entry_carries(body: dict[str, Any], text: str) -> None:
    assert wording.action_text(body, NAMES) == text


def test_an_assignment_names_the_item_and_its_organisations() -> None:
    body = {
        "action": "item:organisations_assigned",
        "data": {"place": 2, "before": {"organisations": []}, "after": {"organisations": ["5", "ККШИ"]},
                 "reason": "Касается всех."},
    }  # fmt: skip
    assert wording.action_text(body, {}) == "П. 2: назначены организации: 5, ККШИ, причина: «Касается всех.»"


def test_a_settled_warning_names_its_item() -> None:
    body = {"action": "plan:warning_settled", "data": {"place": 10, "resolution": "corrected", "reason": "Опечатка."}}
    assert wording.action_text(body, {}).startswith("П. 10: замечание к документу рассмотрено: исправлено")


def test_an_extension_is_refused_where_a_report_is_returned() -> None:
    returned = states.SubmissionState.RETURNED
    assert submission_state_text(returned, states.Subject.EXTENSION) == "отказано"
    assert submission_state_text(returned, states.Subject.SAMPLE) == "возвращено на доработку"
    assert submission_state_text(returned, states.Subject.ITEM) == "возвращён на доработку"
    sheet = {"kind": "return", "number": "5", "signed_on": "2021-03-05"}
    said = papers.registered({"object": "submission/extension/3/1", "data": sheet}, {})
    assert said.startswith("Зарегистрировано решение на бумаге (отказано в продлении срока): лист № 5 от 05.03.2021")
    said = papers.registered({"object": "submission/item/3/1", "data": sheet}, {})
    assert said.startswith("Зарегистрировано решение на бумаге (возвращено на доработку)")
