"""One Russian sentence for each thing that a ledger can say happened.

An entry is read as it stands: what it does not name is left out, and an action of a later version shows its code.
"""

from collections.abc import Callable

from workflow.actions import Action
from workflow.wording import (
    decision_entries,
    item_entries,
    mail_entries,
    papers,
    people_entries,
    plan_entries,
    proposal_entries,
    reminder_entries,
    seat_entries,
)
from workflow.wording.entry_phrases import Body, Names, data_of, name_of, said
from workflow.wording.reminder_entries import promised_text
from workflow.wording.terms import RUNGS


def action_text(body: Body, names: Names) -> str:
    """What happened, and through which token, without who did it.

    `body` is an entry of the ledger, `names` the people's by id.
    """
    sentence = _SENTENCES.get(body["action"])
    text = body["action"] if sentence is None else sentence(body, names)
    token = data_of(body).get("token")
    return text if token is None or body["action"] == Action.TOKEN_USED else f"{text} (по ключу доступа № {token})"


def _rung_fired(body: Body, names: Names) -> str:
    data = data_of(body)
    name = data.get("rung", "")
    rung = data.get("label") or RUNGS.get(name, name)
    told = ", ".join(name_of(person, names) for person in data.get("to", ()))
    quiet = ", ".join(
        f"{name_of(int(person), names)} ({promised_text(day)})" for person, day in data.get("promised", {}).items()
    )
    return (
        f"Ступень информирования «{rung}»"
        + (f", извещены: {told}" if told else "")
        + (f", не напоминали: {quiet}" if quiet else "")
    )


def _rungs_passed(body: Body, _names: Names) -> str:
    data = data_of(body)
    rungs, labels = dict.fromkeys(str(rung) for rung, *_ in data.get("rungs", ())), RUNGS | data.get("labels", {})
    named = ", ".join(f"«{labels.get(rung, rung)}»" for rung in rungs)
    return f"Ступени информирования пройдены без извещения: {named}"


_SENTENCES: dict[str, Callable[[Body, Names], str]] = {
    Action.PLAN_IMPORTED: plan_entries.imported,
    Action.WARNING_SETTLED: plan_entries.warning_settled,
    Action.CHAIN_SET: plan_entries.chain_set,
    Action.LADDER_SET: plan_entries.ladder_set,
    Action.ORGANISATIONS_ASSIGNED: plan_entries.organisations_assigned,
    Action.ITEM_ADOPTED: item_entries.adopted,
    Action.DRAFT_CORRECTED: plan_entries.draft_corrected,
    Action.PLAN_ACTIVATED: said("План введён в действие"),
    Action.PLAN_AMENDED: plan_entries.plan_amended,
    Action.ORGANISATION_ADDED: plan_entries.organisation_added,
    Action.REVIEW_OPENED: said("Открыто итоговое рассмотрение"),
    Action.REPORT_FROZEN: said("Сведения отчёта об исполнении плана зафиксированы"),
    Action.PLAN_CLOSED: said("Отчёт об исполнении плана утверждён, план закрыт"),
    Action.PLAN_REOPENED: said("План возвращён в работу"),
    Action.ITEM_STARTED: said("Пункт принят в работу"),
    Action.EVIDENCE_ADDED: item_entries.evidence_added,
    Action.EVIDENCE_REMOVED: item_entries.evidence_removed,
    Action.ITEM_SUBMITTED: item_entries.submitted,
    Action.ITEM_WITHDRAWN: item_entries.withdrawn,
    Action.ITEM_AGREED: decision_entries.agreed,
    Action.ITEM_APPROVED: decision_entries.approved,
    Action.ITEM_PART_APPROVED: decision_entries.part_approved,
    Action.ITEM_RETURNED: decision_entries.returned,
    Action.ITEM_REOPENED: decision_entries.reopened,
    Action.ITEM_EXPLAINED: item_entries.explained,
    Action.REMINDER_ACKNOWLEDGED: reminder_entries.acknowledged,
    Action.REPORT_HELD: reminder_entries.held,
    Action.ITEM_CORRECTED: plan_entries.corrected,
    Action.ITEM_AMENDED: plan_entries.amended,
    Action.ITEM_CANCELLED: plan_entries.cancelled,
    Action.ITEM_RESTORED: plan_entries.restored,
    Action.ITEM_ADDED: plan_entries.added,
    Action.ITEM_EXTENDED: proposal_entries.extended,
    Action.PART_READY: item_entries.of_part("Часть соисполнителя готова"),
    Action.PART_NOT_READY: item_entries.of_part("Отметка о готовности части снята"),
    Action.PART_DUE_SET: item_entries.part_due,
    Action.REQUEST_REGISTERED: item_entries.request_registered,
    Action.REQUEST_ANSWERED: item_entries.request_answered,
    Action.CLOCK_RECOMPUTED: item_entries.clock_recomputed,
    Action.SAMPLE_SET: proposal_entries.sample_set,
    Action.SUBMISSION_OPENED: proposal_entries.opened,
    Action.SUBMISSION_DECIDED: proposal_entries.decided,
    Action.SUBMISSION_WITHDRAWN: proposal_entries.ended("отозвано", "отозван", "отозвана"),
    Action.SUBMISSION_VOIDED: proposal_entries.ended("утратило силу", "утратил силу", "утратила силу"),
    Action.PAPER_REGISTERED: papers.registered,
    Action.PAPER_DISOWNED: papers.disowned,
    Action.PAPER_VOIDED: papers.voided,
    Action.DECISION_DISOWNED: papers.decision_disowned,
    Action.DIGEST_REJECTED: said("Отклонена попытка решения: контрольная сумма не совпала с отчётом"),
    Action.STRANGER_REFUSED: said("Отклонена попытка решения: ссылка выдана другому лицу"),
    Action.RUNG_FIRED: _rung_fired,
    Action.RUNG_PASSED_OVER: _rungs_passed,
    Action.PERSON_ADDED: people_entries.of_person("Добавлен участник"),
    Action.PERSON_CHANGED: people_entries.person_changed,
    Action.PERSON_INVITED: people_entries.of_person("Направлено приглашение получить ПИН-код"),
    Action.CODE_ISSUED: people_entries.of_person("Выдан код активации"),
    Action.PIN_SET: people_entries.of_person("Задан ПИН-код, правила простой электронной подписи приняты"),
    Action.PIN_LOCKED: people_entries.of_person("ПИН-код заблокирован после неверных попыток"),
    Action.BROWSERS_REVOKED: people_entries.of_person("Доверенные браузеры и сеансы отозваны"),
    Action.SIGNED_IN: people_entries.of_person("Вход в систему"),
    Action.SIGNED_OUT: people_entries.of_person("Выход из системы"),
    Action.BROWSER_TRUSTED: people_entries.of_person("Браузер запомнен на 30 дней"),
    Action.SUBSTITUTION_ADDED: seat_entries.substitution_added,
    Action.TOKEN_ISSUED: people_entries.token_issued,
    Action.TOKEN_REVOKED: people_entries.of_token("отозван", "api_token"),
    Action.TOKEN_USED: people_entries.of_token("использован (первый раз за день)", "token"),
    Action.SUBSTITUTION_ENDED: seat_entries.substitution_ended,
    Action.TASK_MOVED: seat_entries.task_moved,
    Action.TERM_RECOMPUTED: seat_entries.term_recomputed,
    Action.TASK_GIVEN: seat_entries.task_given,
    Action.APPROVER_REPLACED: seat_entries.approver_replaced,
    Action.COORDINATOR_REPLACED: seat_entries.coordinator_replaced,
    Action.ADDRESS_FAILED: people_entries.address_failed,
    Action.ADDRESS_CONFIRMED: people_entries.of_person("Адрес снова принимает письма"),
    Action.CALENDAR_CHOSEN: people_entries.calendar_chosen,
    Action.PERSON_DEACTIVATED: people_entries.of_person_with_reason("Исключён из числа пользователей"),
    Action.PERSON_REACTIVATED: people_entries.of_person_with_reason("Возвращён в число пользователей"),
    Action.CLOCK_MOVED: said("Демонстрационные часы переведены вперёд"),
    Action.MAIL_RESUMED: mail_entries.mail_resumed,
    Action.LETTER_RESENT: mail_entries.letter_resent,
    Action.DEPLOYMENT_OPENED: said("Открыт журнал системы"),
}
