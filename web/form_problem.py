"""What is wrong with a form, for its error summary and its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.errors import VizaError
from web.forms import Form
from web.refusal_status import status_of
from workflow.errors import AuthenticationFailed, InvalidCommand

LABELS = {
    "summary": "Кратко об исполнении",
    "shown_percent": "Достигнутый показатель, %",
    "shortfall_reason": "Причина недостачи",
    "kind": "Вид документа",
    "doc_number": "Номер",
    "doc_date": "Дата документа",
    "signed_by": "Кто подписал",
    "units": "Сколько единиц результата",
    "organisations": "Организации",
    "reason": "Основание",
    "due_on": "Новый срок",
    "text": "Сведения",
    "comment": "Комментарий",
    "outcome": "Итог",
    "digest": "Контрольная сумма",
    "resolution": "Решение",
    "email": "Адрес электронной почты",
    "starts_on": "Начало",
    "ends_on": "Окончание",
    "order_number": "Номер приказа",
    "order_date": "Дата приказа",
    "absent_id": "Кого замещают",
    "substitute_id": "Кто замещает",
    "substitute": "Кто замещает",
    "successor": "Новый согласующий",
    "number": "Номер",
    "title": "Мероприятие",
    "expected_result": "Ожидаемый результат",
    "target_count": "Сколько единиц",
    "target_percent": "Показатель, %",
    "recurrence": "Повторение",
    "responsible": "Ответственные",
    "lead": "Ответственный исполнитель",
    "note": "Примечание",
    "name": "Фамилия и инициалы",
    "given_names": "Имя и отчество",
    "position": "Должность",
    "phone": "Телефон",
    "scope": "Что можно по ключу",
    "expires_on": "Последний день действия",
    "sheet": "Скан листа",
    "signed_on": "Дата подписания",
    "original_at": "Где хранится подлинник",
    "received_on": "Дата поступления",
    "sender": "От кого",
    "subject": "О чём запрос",
    "answered_on": "Дата ответа",
    "answer": "Какой дан ответ",
    "evidence_id": "Документ с ответом",
    "grounds": "Основание",
    "document": "Документ",
    "person_id": "Соисполнитель",
    "promised_on": "Сделаю до",
    "until": "На сколько отложить",
}
# Where a form calls a field by another name than the others do.
OWN_LABELS = {
    ("paper", "kind"): "Решение на листе",
    ("activate", "summary"): "Пояснение для подписывающих",
    ("token", "name"): "Для чего ключ",
    ("organisation", "name"): "Полное название",
    ("part-due", "due_on"): "Внутренний срок",
    ("request", "doc_number"): "Исходящий номер",
    ("answer", "number"): "Запрос",
    ("acknowledge", "note"): "Пояснение",
    ("hold", "reason"): "Причина",
}
_SENTENCES = {
    "missing": "заполните это поле",
    "string_too_short": "заполните это поле",
    "string_type": "заполните это поле",
    "string_too_long": "сократите текст до {max_length} знаков",
    "string_pattern_mismatch": "проверьте, нет ли ошибки",
    "greater_than_equal": "укажите число не меньше {ge}",
    "less_than_equal": "укажите число не больше {le}",
    "int_parsing": "укажите целое число",
    "int_type": "укажите целое число",
    "int_from_float": "укажите целое число",
    "date_parsing": "укажите дату, например 21.01.2021",
    "date_from_datetime_parsing": "укажите дату, например 21.01.2021",
    "date_type": "укажите дату, например 21.01.2021",
    "enum": "выберите один из вариантов",
    "literal_error": "выберите один из вариантов",
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One sentence and the field that it is about, None for the whole form."""

    message: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """The refusal of one form on a page, with what was typed, secrets left out."""

    form: str = ""
    errors: tuple[FieldError, ...] = ()
    typed: Mapping[str, list[str]] = field(default_factory=dict)
    status: int = 200

    def of(self, form: str, name: str) -> str | None:
        """What is wrong with a field, None when nothing is."""
        if form != self.form:
            return None
        return next((error.message for error in self.errors if error.field == name), None)

    def value(self, form: str, name: str, otherwise: object = "") -> str:
        """What was typed in a field, else `otherwise`."""
        values = self.typed.get(name) if form == self.form else None
        return values[0] if values else ("" if otherwise is None else str(otherwise))

    def values(self, form: str, name: str) -> list[str]:
        """All that was chosen in a field."""
        return list(self.typed.get(name, ())) if form == self.form else []

    def target(self, error: FieldError) -> str:
        """The id of the element that an error is about."""
        return f"{self.form}-{error.field}" if error.field else self.form


NO_PROBLEM = Problem()
# What a command calls by a person's number and a form by the name that is typed.
BY_NAME = {"substitute_id": "substitute", "successor_id": "successor"}


def typed_by_name(problem: Problem) -> Problem:
    """The problem of a form in which people are typed by name."""
    errors = tuple(replace(error, field=BY_NAME.get(error.field or "", error.field)) for error in problem.errors)
    return replace(problem, errors=errors)


def problem_of(refusal: VizaError | ValidationError, form: str, posted: Form | None = None) -> Problem:
    """The refusal as a form shows it."""
    typed = posted.typed() if posted is not None else {}
    if isinstance(refusal, ValidationError):
        return Problem(
            form, tuple(_field_error(detail, form) for detail in refusal.errors(include_url=False)), typed, 422
        )
    name = None
    if isinstance(refusal, InvalidCommand):
        name = refusal.field
    elif isinstance(refusal, AuthenticationFailed):
        name = "pin"
    return Problem(form, (FieldError(refusal.message, name),), typed, status_of(refusal))


def _field_error(detail: ErrorDetails, form: str) -> FieldError:
    name = str(detail["loc"][0]) if detail["loc"] else None
    label = OWN_LABELS.get((form, name or "")) or LABELS.get(name or "", name or "Форма")
    sentence = _SENTENCES.get(detail["type"], "проверьте значение").format(**detail.get("ctx", {}))
    return FieldError(f"{label}: {sentence}.", name)
