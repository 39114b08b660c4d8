"""The Russian office term for each value that a person meets on a page, in a letter or on paper."""

from models.states import (
    Assurance,
    DecisionKind,
    ExplanationKind,
    ItemRole,
    NoticeKind,
    PersonRole,
    Recurrence,
    Resolution,
    Subject,
    TokenScope,
    Verb,
    WarningCode,
)

CONFLICT_OF_ROLES = "совмещение ролей исполнителя и согласующего"

STEP_NAMES: dict[Verb, str] = {
    Verb.AGREE: "Согласование",
    Verb.APPROVE: "Утверждение",
    Verb.ACKNOWLEDGE: "Ознакомление",
}
SIGNATURE_BLOCKS: dict[Verb, str] = {
    Verb.AGREE: "СОГЛАСОВАНО",
    Verb.APPROVE: "УТВЕРЖДАЮ",
    Verb.ACKNOWLEDGE: "ОЗНАКОМЛЕН",
}
APPROVER_NAMES: dict[Verb, str] = {
    Verb.AGREE: "согласующий",
    Verb.APPROVE: "утверждающий",
    Verb.ACKNOWLEDGE: "знакомящийся",
}

# What an approver is asked to do: «согласуйте или верните до 05.03.2021».
ASKS: dict[Verb, str] = {
    Verb.AGREE: "согласуйте или верните",
    Verb.APPROVE: "утвердите или верните",
    Verb.ACKNOWLEDGE: "ознакомьтесь",
}

EXTENSION_ASKS: dict[Verb, str] = {
    **ASKS,
    Verb.AGREE: "согласуйте или откажите",
    Verb.APPROVE: "продлите срок или откажите",
}

DECISIONS: dict[DecisionKind, str] = {
    DecisionKind.AGREE: "Согласовано",
    DecisionKind.APPROVE: "Утверждено",
    DecisionKind.ACKNOWLEDGE: "Ознакомлен(а)",
    DecisionKind.RETURN: "Возвращено на доработку",
}

# An extension is not returned for rework, it is refused.
EXTENSION_DECISIONS: dict[DecisionKind, str] = {
    **DECISIONS,
    DecisionKind.APPROVE: "Срок продлён",
    DecisionKind.RETURN: "Отказано в продлении срока",
}

ASSURANCES: dict[Assurance, str] = {
    Assurance.PIN: "ПИН-код",
    Assurance.BROWSER: "доверенный браузер (ПИН вводился ранее)",
    Assurance.LINK: "по ссылке",
    Assurance.PAPER: "на бумаге",
    Assurance.CLI: "командная строка",
    Assurance.TOKEN: "программа по ключу доступа",
    Assurance.SYSTEM: "автоматически",
}

SUBJECTS: dict[Subject, str] = {
    Subject.ITEM: "отчёт об исполнении пункта",
    Subject.ACTIVATION: "ввод плана в действие",
    Subject.REPORT: "отчёт об исполнении плана",
    Subject.AMENDMENT: "изменение плана",
    Subject.EXTENSION: "продление срока пункта",
    Subject.SAMPLE: "выборка по пункту",
}

# By the middle of a ledger object: submission/activation/1, submission/item/3/1.
SUBJECTS_OF_OBJECT: dict[str, str] = {subject.value: text for subject, text in SUBJECTS.items()}

ITEM_ROLES: dict[ItemRole, str] = {
    ItemRole.ORDINARY: "",
    ItemRole.ANALYSIS: "анализ итогов реализации плана",
    ItemRole.FINAL_REVIEW: "итоговое управленческое собеседование",
}

PERSON_ROLES: dict[PersonRole, str] = {
    PersonRole.MEMBER: "участник",
    PersonRole.COORDINATOR: "ответственный за контроль исполнения",
    PersonRole.INSPECTOR: "проверяющий",
    PersonRole.OPERATOR: "оператор системы",
}

AUDIENCES: dict[str, str] = {
    "lead": "ответственный исполнитель",
    "co_executors": "соисполнители",
    "coordinator": "ответственный за контроль исполнения плана",
    "first_approver": "согласующий",
    "final_approver": "утверждающий",
    "approver": "согласующее лицо этапа",
    "next_approver": "согласующее лицо следующего этапа",
    "manager": "руководитель ответственного исполнителя",
}

RUNGS: dict[str, str] = {
    "upcoming": "срок приближается",
    "not_started": "пункт не принят в работу",
    "behind_pace": "исполнение отстаёт от срока",
    "overdue": "срок истёк",
    "director_notice": "будет доложено согласующему",
    "overdue_director": "информирование согласующего",
    "overdue_head": "информирование утверждающего",
    "part_due": "внутренний срок части соисполнителя",
    "term_moved": "срок пересчитан по производственному календарю",
    "approval_waiting": "истекает срок согласования",
    "approval_escalated": "согласование задерживается",
}

RECURRENCES: dict[Recurrence, str] = {
    Recurrence.MONTHLY: "ежемесячно",
    Recurrence.QUARTERLY: "ежеквартально",
    Recurrence.CONTINUOUS: "постоянно",
    Recurrence.ON_REQUEST: "по запросу",
}

TOKEN_SCOPES: dict[TokenScope, str] = {
    TokenScope.READ: "чтение",
    TokenScope.WORK: "работа с пунктами",
    TokenScope.COORDINATE: "ведение плана",
}

RESOLUTIONS: dict[Resolution, str] = {
    Resolution.ACCEPTED: "принято как есть",
    Resolution.CORRECTED: "исправлено",
}

EXPLANATIONS: dict[ExplanationKind, str] = {
    ExplanationKind.DEVIATION: "сведения о причинах отклонения",
    ExplanationKind.PROGRESS: "сведения о ходе исполнения",
}

WARNINGS: dict[WarningCode, str] = {
    WarningCode.DEADLINE_OUTSIDE_PLAN_YEAR: "срок вне года плана",
    WarningCode.UNKNOWN_ORGANISATION: "организация не из списка плана",
    WarningCode.DUPLICATE_TITLE: "повтор мероприятия",
    WarningCode.APPROVER_IS_RESPONSIBLE: CONFLICT_OF_ROLES,
    WarningCode.COUNT_MISMATCH: "число и список организаций расходятся",
    WarningCode.MISSING_DEADLINE: "срок не указан",
    WarningCode.UNPARSED_DEADLINE: "срок не распознан",
    WarningCode.ROW_CONTINUATION_JOINED: "строка собрана из частей",
    WarningCode.TARGET_NEEDS_SETTLING: "ожидаемый результат без числа",
    WarningCode.NOTE_LIMITS_SCOPE: "примечание ограничивает охват",
    WarningCode.NAME_READS_ALIKE: "имя читается как у другого лица",
}

NOTICES: dict[NoticeKind, str] = {
    NoticeKind.ENROLMENT: "приглашение получить ПИН-код",
    NoticeKind.SIGN_IN: "вход в систему",
    NoticeKind.SIGN_REQUEST: "на согласование",
    NoticeKind.RECEIPT: "подтверждение принятого решения",
    NoticeKind.RETURNED: "возврат на доработку",
    NoticeKind.APPROVED: "пункт снят с контроля",
    NoticeKind.REOPENED: "контроль возобновлён",
    NoticeKind.REMINDER: "напоминание о сроке",
    NoticeKind.SUPERIOR_REPORT: "информирование руководителя",
    NoticeKind.EXPLANATION_REQUEST: "запрос сведений",
    NoticeKind.CHECKPOINT: "контрольная отметка целостности",
    NoticeKind.PLAN_ACTIVATED: "план введён в действие",
    NoticeKind.PLAN_CLOSED: "план закрыт",
    NoticeKind.DELIVERY_FAILED: "письмо не доставлено",
    NoticeKind.DECISION_DISOWNED: "сообщение: решение принято не мной",
    NoticeKind.PLAN_AMENDED: "план изменён",
    NoticeKind.EXTENDED: "срок продлён",
    NoticeKind.SAMPLE_APPROVED: "выборка утверждена",
    NoticeKind.PARTS_READY: "части соисполнителей готовы",
    NoticeKind.PAPER_REGISTERED: "зарегистрировано решение с бумаги",
    NoticeKind.PAPER_VOIDED: "решение с бумаги не вступило в силу",
    NoticeKind.SUBSTITUTION: "замещение",
    NoticeKind.REASSIGNED: "задачи переданы",
    NoticeKind.CONFLICT_AROSE: "согласующий больше не может решать",
    NoticeKind.ADDRESS_CHANGED: "адрес изменён",
    NoticeKind.TOKEN_ISSUED: "выдан ключ доступа для программы",
    NoticeKind.DIGEST: "сводка на день",
    NoticeKind.UNREACHED: "запрос не дошёл до согласующего",
    NoticeKind.AUTO_ANSWERED: "получатель отвечает автоматически",
}


def ask_text(verb: Verb, subject: Subject) -> str:
    """What an approver is asked to do: «согласуйте или верните»; of an extension «согласуйте или откажите»."""
    return (EXTENSION_ASKS if subject is Subject.EXTENSION else ASKS)[verb]


def substitution_text(state: str, ended_on: str | None = None) -> str:
    """How a substitution stands: «действует», «предстоит», «окончено», «прекращено 05.03.2021»."""
    if ended_on is not None:
        return f"прекращено {ended_on}"
    return {"running": "действует", "ahead": "предстоит"}.get(state, "окончено")


def shown_text(shown: int, target: int) -> str:
    """«Показано: 7 из 7»."""
    return f"Показано: {shown} из {target}"


def percent_text(shown: int | None, planned: int) -> str:
    """«показатель 90% при плане 100%»; nothing stated yet is «показатель ещё не указан, по плану 100%»."""
    return (
        f"показатель ещё не указан, по плану {planned}%"
        if shown is None
        else f"показатель {shown}% при плане {planned}%"
    )


def sheet_text(number: str, day: str) -> str:
    """«лист № 5 от 20.01.2021»: the paper that a decision was signed on."""
    return f"лист № {number} от {day}"


def assurance_text(assurance: Assurance, sheet: str | None = None) -> str:
    """How a decision was confirmed: «ПИН-код», «на бумаге, лист № 5 от 20.01.2021»."""
    return ASSURANCES[assurance] if sheet is None else f"{ASSURANCES[assurance]}, {sheet}"


def order_text(number: str, day: str) -> str:
    """«приказ № 12 от 01.02.2021»."""
    return f"приказ № {number} от {day}"


def decision_word(kind: DecisionKind, subject: Subject = Subject.ITEM) -> str:
    """«Согласовано»; of an extension «Срок продлён», «Отказано в продлении срока»."""
    return (EXTENSION_DECISIONS if subject is Subject.EXTENSION else DECISIONS)[kind]


def decision_text(
    kind: DecisionKind, name: str, day: str, *, on_behalf_of: str | None = None, subject: Subject = Subject.ITEM
) -> str:
    """«Согласовано: Шестаков В.В., 03.03.2021»; a substitute is named «… (и.о. …)»."""
    who = name if on_behalf_of is None else f"{name} (и.о. {on_behalf_of})"
    return f"{decision_word(kind, subject)}: {who}, {day}"
