"""One Russian sentence for each thing that a ledger can say happened.

An entry is read as it stands: what it does not name is left out, and an action of a later version shows its code.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from models.states import DecisionKind, ExplanationKind, Outcome, Resolution, Subject, SubmissionState, TokenScope
from workflow.actions import Action
from workflow.scopes import ItemScope
from workflow.wording import papers
from workflow.wording.amendments import OWN_ROUTE_NONE, change_line, changed_fields
from workflow.wording.dates import date_text, files_text, items_text, plural, working_days_text
from workflow.wording.deadlines import ASKED_LATE
from workflow.wording.routes import seated_text
from workflow.wording.states import OUTCOMES
from workflow.wording.terms import DECISIONS, EXPLANATIONS, RESOLUTIONS, RUNGS, SUBJECTS_OF_OBJECT, TOKEN_SCOPES

QUOTE_LENGTH = 300
_PERSON_FIELDS = {
    "name": "фамилия и инициалы",
    "given_names": "имя и отчество",
    "position": "должность",
    "email": "адрес электронной почты",
    "phone": "телефон",
    "manager_id": "руководитель",
}

Names = Mapping[int, str]
Body = Mapping[str, Any]


def action_text(body: Body, names: Names) -> str:
    """What happened, and through which token, without who did it.

    `body` is an entry of the ledger, `names` the people's by id.
    """
    sentence = _SENTENCES.get(body["action"])
    text = body["action"] if sentence is None else sentence(body, names)
    token = _data(body).get("token")
    return text if token is None or body["action"] == Action.TOKEN_USED else f"{text} (по ключу доступа № {token})"


def _said(text: str) -> Callable[[Body, Names], str]:
    return lambda _body, _names: text


def _data(body: Body) -> Mapping[str, Any]:
    data: Mapping[str, Any] = body.get("data", {})
    return data


def _day(value: object) -> str:
    return date_text(date.fromisoformat(value)) if isinstance(value, str) else "—"


def _quote(text: object) -> str:
    if not isinstance(text, str) or not text:
        return ""
    return f"«{text if len(text) <= QUOTE_LENGTH else text[:QUOTE_LENGTH].rstrip() + '…'}»"


def _tail(lead_in: str, text: object) -> str:
    quoted = _quote(text)
    return f"{lead_in}{quoted}" if quoted else ""


def _name(person_id: int | None, names: Names) -> str:
    return "—" if person_id is None else names.get(person_id, f"№ {person_id}")


def _report(data: Mapping[str, Any]) -> str:
    return f"Отчёт № {data['submission']}" if "submission" in data else "Отчёт"


def _imported(body: Body, _names: Names) -> str:
    count = _data(body).get("items")
    return f"План загружен: {items_text(count)}" if isinstance(count, int) else "План загружен"


def _warning_settled(body: Body, _names: Names) -> str:
    data = _data(body)
    how = f": {RESOLUTIONS[Resolution(data['resolution'])]}" if "resolution" in data else ""
    return f"{_of_place(data, 'Замечание')} к документу рассмотрено{how}{_tail(', причина: ', data.get('reason'))}"


def _organisations(body: Body, _names: Names) -> str:
    data = _data(body)
    codes = data.get("after", {}).get("organisations", ())
    return f"{_of_place(data, 'Назначены')} организации: {', '.join(codes)}{_tail(', причина: ', data.get('reason'))}"


def _chain_set(body: Body, names: Names) -> str:
    data = _data(body)
    steps = data.get("after", {}).get("chain")
    people = "; ".join(seated_text(step, names) for step in steps or ()) or OWN_ROUTE_NONE
    whose = " пункта" if body["object"].startswith("item/") or "place" in data else ""
    said = f"{_of_place(data, 'Установлен')} маршрут согласования{whose}{_by_amendment(data)}: {people}"
    return f"{said}{_tail(', причина: ', data.get('reason'))}"


def _person_changed(body: Body, names: Names) -> str:
    words = [_PERSON_FIELDS[field] for field in _data(body).get("fields", ()) if field in _PERSON_FIELDS]
    about = _person("Изменены сведения о человеке")(body, names)
    return about + (f" ({', '.join(words)})" if words else "")


def _of_place(data: Mapping[str, Any], word: str) -> str:
    """The sentence's first word, behind the item's place where the entry names one."""
    return f"П. {data['place']}: {word.lower()}" if "place" in data else word


def _adopted(body: Body, _names: Names) -> str:
    due = _data(body).get("due_on")
    return "Пункт введён в действие в составе плана" + (f", срок {_day(due)}" if due else ", срок не установлен")


def _evidence_added(body: Body, names: Names) -> str:
    data = _data(body)
    owner = data.get("for")
    on_behalf = f", за исполнителя: {_name(owner, names)}" if owner and body["actor"] != f"person/{owner}" else ""
    kind = f"{data['kind']}, " if "kind" in data else ""
    return f"Приложен подтверждающий документ: {kind}{_quote(data.get('name'))}{on_behalf}"


def _evidence_removed(body: Body, _names: Names) -> str:
    return f"Убран документ {_quote(_data(body).get('name'))}"


def _submitted(body: Body, _names: Names) -> str:
    data = _data(body)
    files = files_text(len(body.get("evidence_sha256", ())))
    skipped = " ".join(step["skipped"] for step in data.get("route", ()) if "skipped" in step)
    short = ", показано меньше ожидаемого" if data.get("shortfall") else ""
    return f"{_report(data)} направлен на согласование: {files}{short}" + (f". {skipped}" if skipped else "")


def _withdrawn(body: Body, _names: Names) -> str:
    return f"{_report(_data(body))} отозван"


def _behalf_and_comment(data: Mapping[str, Any], names: Names) -> str:
    absent = data.get("on_behalf_of")
    behalf = f" (и.о., за {_name(absent, names)})" if absent is not None else ""
    return f"{behalf}{papers.on_paper(data)}{_tail(', замечание: ', data.get('comment'))}"


def _agreed(body: Body, names: Names) -> str:
    data = _data(body)
    kind = DECISIONS[DecisionKind(data["decision"])] if "decision" in data else "Согласовано"
    step = f", этап {data['step']} из {data['steps']}" if "steps" in data else ""
    return f"{_report(data)}. {kind}{step}{_behalf_and_comment(data, names)}"


def _approved(body: Body, names: Names) -> str:
    data = _data(body)
    outcome = f", итог: {OUTCOMES[Outcome(data['outcome'])]}" if "outcome" in data else ""
    executed = f", дата исполнения {_day(data['executed_on'])}" if "executed_on" in data else ""
    tail = _behalf_and_comment(data, names)
    return f"{_report(data)} утверждён, пункт снят с контроля{outcome}{executed}{tail}"


def _part_approved(body: Body, names: Names) -> str:
    data = _data(body)
    shown = f", показано {data['shown']}" if data.get("shown") is not None else ""
    tail = _behalf_and_comment(data, names)
    return f"{_report(data)} (промежуточный) утверждён{shown}, пункт остаётся в работе{tail}"


def _returned(body: Body, names: Names) -> str:
    data = _data(body)
    until = f" до {_day(data['rework_until'])}" if "rework_until" in data else ""
    return f"{_report(data)} возвращён на доработку{until}{_behalf_and_comment(data, names)}"


def _reopened(body: Body, _names: Names) -> str:
    data = _data(body)
    due = f", новый срок {_day(data['due_on'])}" if "due_on" in data else ""
    before = _before_reopening(data)
    return f"Контроль возобновлён{due}{_superseded(data)}{before}{_tail(', причина: ', data.get('reason'))}"


def _before_reopening(data: Mapping[str, Any]) -> str:
    """«; был исполнен 03.03.2021, позже срока на 3 рабочих дня»: a new deadline does not hide it."""
    if "before" not in data:
        return ""
    late = data.get("late_days")
    words = "" if late is None else f", позже срока на {working_days_text(late)}" if late else ", не в срок"
    outcome = OUTCOMES[Outcome(data["before"]["outcome"])].lower()
    return f"; прежний результат: {outcome} {_day(data['before']['executed_on'])}{words}"


def _superseded(data: Mapping[str, Any]) -> str:
    """«; утратили силу решения по отчёту № 1»."""
    numbers = data.get("superseded", ())
    if not numbers:
        return ""
    reports = "отчёту" if len(numbers) == 1 else "отчётам"
    return f"; утратили силу решения по {reports} № {', '.join(str(number) for number in numbers)}"


def _explained(body: Body, _names: Names) -> str:
    data = _data(body)
    kind = EXPLANATIONS[ExplanationKind(data["kind"])] if "kind" in data else "сведения"
    return f"Представлены {kind}{_tail(': ', data.get('text'))}"


def _part(what: str) -> Callable[[Body, Names], str]:
    """A co-executor's part, who is named unless they said it themselves."""

    def sentence(body: Body, names: Names) -> str:
        person = _data(body).get("person")
        return what if body["actor"] == f"person/{person}" else f"{what}: {_name(person, names)}"

    return sentence


def _part_due(body: Body, names: Names) -> str:
    data = _data(body)
    what = f"установлен: {_day(data['due_on'])}" if data.get("due_on") else "снят"
    return f"Внутренний срок части {what}, соисполнитель {_name(data.get('person'), names)}"


def _request_registered(body: Body, _names: Names) -> str:
    data = _data(body)
    number = f" № {data['request']}" if "request" in data else ""
    letter = f" (исх. № {data['doc_number']})" if data.get("doc_number") else ""
    when = f" от {_day(data['received_on'])}" if "received_on" in data else ""
    return f"В реестр внесён запрос{number}{when}: {data.get('sender', '—')}{letter}{_tail(', ', data.get('subject'))}"


def _request_answered(body: Body, _names: Names) -> str:
    data = _data(body)
    number = f" № {data['request']}" if "request" in data else ""
    when = f" {_day(data['answered_on'])}" if "answered_on" in data else ""
    return f"На запрос{number} дан ответ{when}{_tail(': ', data.get('answer'))}"


def _sample_set(body: Body, _names: Names) -> str:
    data = _data(body)
    what = "График утверждён" if data.get("scope") == ItemScope.SCHEDULE else "Выборка утверждена"
    codes = ", ".join(data.get("after", {}).get("sample", ()))
    organisations = f", организации: {codes}" if codes else ""
    return f"{what}{organisations}{_tail(', основание: ', data.get('reason'))}"


def _subject(body: Body) -> str:
    """«Ввод плана в действие» for an object `submission/activation/1`."""
    parts = body["object"].split("/")
    name = SUBJECTS_OF_OBJECT.get(parts[1] if len(parts) > 1 else "", "документ")
    if parts[1:2] == [Subject.AMENDMENT.value]:
        return f"Изменение № {parts[-1]}"
    if parts[1:2] == [Subject.EXTENSION.value]:
        return f"Запрос № {parts[-1]} на продление срока"
    if parts[1:2] == [Subject.SAMPLE.value]:
        return f"Выборка № {parts[-1]}"
    return name[:1].upper() + name[1:]


def _opened(body: Body, _names: Names) -> str:
    data = _data(body)
    if _is_extension(body) and "after" in data:
        until = f"до {_day(data['after']['due_on'])}{_asked_late(data)}"
        return f"{_subject(body)} {until}: направлен на согласование{_reason(data)}"
    is_sample = body["object"].split("/")[1:2] == [Subject.SAMPLE.value]
    return f"{_subject(body)}: {'направлена' if is_sample else 'направлено'} на согласование"


def _is_extension(body: Body) -> bool:
    return bool(body["object"].split("/")[1:2] == [Subject.EXTENSION.value])


def _asked_late(data: Mapping[str, Any]) -> str:
    return f", {ASKED_LATE}" if data.get("asked_late") else ""


def _extended(body: Body, _names: Names) -> str:
    """«Срок продлён до 15.03.2021 (запрос № 1), срок по плану 01.03.2021, запрошено после срока»."""
    data = _data(body)
    until = f" до {_day(data['after']['due_on'])}" if "after" in data else ""
    request = f" (запрос № {data['extension']})" if "extension" in data else ""
    planned = f", срок по плану {_day(data['planned_on'])}" if data.get("planned_on") else ""
    return f"Срок продлён{until}{request}{planned}{_asked_late(data)}{_report_voided(data)}{_reason(data)}"


def _decided(body: Body, names: Names) -> str:
    data = _data(body)
    kind = DECISIONS[DecisionKind(data["decision"])].lower() if "decision" in data else "решение принято"
    if _is_extension(body) and data.get("decision") == DecisionKind.RETURN:
        kind = "в продлении отказано"
    if data.get("submission_state") == SubmissionState.OPEN and "steps" in data:
        kind += f", этап {data['step']} из {data['steps']}"
    return f"{_subject(body)}: {kind}{_behalf_and_comment(data, names)}"


def _amended(body: Body, names: Names) -> str:
    """«Пункт изменён (изменение № 1): срок: 28.02.2021 → 31.03.2021, причина: «…»»."""
    data = _data(body)
    return f"Пункт изменён{_by_amendment(data)}{_changes(data, names)}{_report_voided(data)}{_reason(data)}"


def _corrected(body: Body, names: Names) -> str:
    data = _data(body)
    return f"Пункт исправлен в черновике{_changes(data, names)}{_reason(data)}"


def _cancelled(body: Body, _names: Names) -> str:
    data = _data(body)
    how = _by_amendment(data) or " до ввода в действие"
    return f"Пункт исключён из плана{how}{_report_voided(data)}{_reason(data)}"


def _restored(body: Body, _names: Names) -> str:
    data = _data(body)
    due = data.get("after", {}).get("due_on")
    return f"Пункт возвращён в план{_by_amendment(data)}{f', срок {_day(due)}' if due else ''}{_reason(data)}"


def _organisation_added(body: Body, _names: Names) -> str:
    data = _data(body)
    told = data.get("after", {})
    named = f" {told['code']} ({told['name']})" if "code" in told else ""
    return f"В список плана добавлена организация{named}{_by_amendment(data)}{_reason(data)}"


def _added(body: Body, _names: Names) -> str:
    data = _data(body)
    due = f", срок {_day(data['due_on'])}" if data.get("due_on") else ""
    return f"Пункт добавлен в план{_by_amendment(data)}{due}{_reason(data)}"


def _plan_amended(body: Body, _names: Names) -> str:
    data = _data(body)
    number = f"Изменение № {data['amendment']}" if "amendment" in data else "Изменение плана"
    return f"{number} вступило в силу{_counted(data)}{_reason(data)}"


def _draft_corrected(body: Body, _names: Names) -> str:
    data = _data(body)
    document = f" по документу «{data['document']['name']}»" if "document" in data else ""
    return f"Черновик исправлен{document}{_counted(data)}{_reason(data)}"


def _by_amendment(data: Mapping[str, Any]) -> str:
    return f" (изменение № {data['amendment']})" if "amendment" in data else ""


def _changes(data: Mapping[str, Any], names: Names) -> str:
    fields = changed_fields(data.get("before", {}), data.get("after", {}), names)
    return ": " + "; ".join(_shortened(change_line(field)) for field in fields) if fields else ""


def _shortened(text: str) -> str:
    return text if len(text) <= QUOTE_LENGTH else f"{text[:QUOTE_LENGTH].rstrip()}…"


def _report_voided(data: Mapping[str, Any]) -> str:
    return f"; отчёт № {data['submission']} утратил силу" if "submission" in data else ""


def _reason(data: Mapping[str, Any]) -> str:
    return _tail(", причина: ", data.get("reason"))


def _counted(data: Mapping[str, Any]) -> str:
    """«: изменено 2, исключён 1 пункт», of the lists of places or the counts that the entry holds."""
    words = (
        ("changed", ("изменён", "изменены", "изменено")),
        ("cancelled", ("исключён", "исключены", "исключено")),
        ("restored", ("возвращён", "возвращены", "возвращено")),
        ("added", ("добавлен", "добавлены", "добавлено")),
    )
    told = []
    for key, forms in words:
        count = len(data[key]) if isinstance(data.get(key), list) else data.get(key, 0)
        if count:
            told.append(f"{plural(count, *forms)} {items_text(count)}")
    told += ["изменён маршрут согласования"] if data.get("routes") else []
    told += ["дополнен список организаций"] if data.get("organisations") else []
    return ": " + ", ".join(told) if told else ""


def _ended(of_amendment: str, of_extension: str, of_sample: str) -> Callable[[Body, Names], str]:
    """How what was on its way ended: an amendment, a request for an extension, a sample."""

    def sentence(body: Body, _names: Names) -> str:
        if _is_extension(body):
            return f"{_subject(body)} {of_extension}"
        if body["object"].split("/")[1:2] == [Subject.SAMPLE.value]:
            return f"{_subject(body)}: {of_sample}"
        number = _data(body).get("submission")
        return f"Изменение{f' № {number}' if number else ' плана'} {of_amendment}"

    return sentence


def _rung_fired(body: Body, names: Names) -> str:
    data = _data(body)
    rung = data.get("rung", "")
    told = ", ".join(_name(person, names) for person in data.get("to", ()))
    return f"Ступень информирования «{RUNGS.get(rung, rung)}»" + (f", извещены: {told}" if told else "")


def _rungs_passed(body: Body, _names: Names) -> str:
    rungs = dict.fromkeys(str(rung) for rung, *_ in _data(body).get("rungs", ()))
    named = ", ".join(f"«{RUNGS.get(rung, rung)}»" for rung in rungs)
    return f"Ступени информирования пройдены без извещения: {named}"


def _task_moved(body: Body, names: Names) -> str:
    """«…: задача этапа 2 передана, решение принимает Петрова П.П. (и.о., замещает: Ефимова Л.Г.)»."""
    data = _data(body)
    who = _name(data.get("to"), names)
    if data.get("to") == data.get("approver"):
        how = f"{who}, замещение окончено: {_name(data.get('from'), names)}"
    else:
        how = f"{who} (и.о., замещает: {_name(data.get('approver'), names)})"
    return f"{_subject(body)}: задача этапа {data.get('step', '—')} передана, решение принимает {how}"


def _approver_replaced(body: Body, names: Names) -> str:
    data = _data(body)
    before, after = data.get("before", {}), data.get("after", {})
    order = f", приказ № {data['order']} от {_day(data.get('order_date'))}" if "order" in data else ""
    moved = f", передано задач: {len(data['tasks'])}" if data.get("tasks") else ""
    return (
        f"В маршруте согласования {_name(before.get('person'), names)} → {_name(after.get('person'), names)}"
        f"{order}{moved}{_reason(data)}"
    )


def _coordinator_replaced(body: Body, names: Names) -> str:
    data = _data(body)
    before, after = data.get("before", {}), data.get("after", {})
    order = f", приказ № {data['order']} от {_day(data.get('order_date'))}" if "order" in data else ""
    who = f"{_name(before.get('person'), names)} → {_name(after.get('person'), names)}"
    return f"Сменился ответственный за контроль исполнения плана: {who}{order}{_reason(data)}"


def _with_reason(what: str) -> Callable[[Body, Names], str]:
    """What happened to a person, and why."""
    return lambda body, names: f"{_person(what)(body, names)}{_reason(_data(body))}"


def _substitution_ended(body: Body, names: Names) -> str:
    data = _data(body)
    done = "прекращено" if data.get("had_begun", True) else "отменено до начала"
    absent = _name(_person_id(body["object"]), names)
    return f"Замещение {done}: {absent}, замещает {_name(data.get('substitute'), names)}{_reason(data)}"


def _person(what: str) -> Callable[[Body, Names], str]:
    """What happened to a person, who is named unless they did it themselves."""

    def sentence(body: Body, names: Names) -> str:
        about = body["object"]
        return what if about == body["actor"] else f"{what}: {_name(_person_id(about), names)}"

    return sentence


def _person_id(object_: str) -> int | None:
    kind, _, number = object_.partition("/")
    return int(number) if kind == "person" and number.isdecimal() else None


def _substitution(body: Body, names: Names) -> str:
    data = _data(body)
    absent = _name(_person_id(body["object"]), names)
    term = f" с {_day(data['from'])} по {_day(data['to'])}" if "from" in data else ""
    order = f", приказ № {data['order']} от {_day(data.get('order_date'))}" if "order" in data else ""
    return f"Назначено замещение{term}: {absent}, замещает {_name(data.get('substitute'), names)}{order}"


def _token_issued(body: Body, names: Names) -> str:
    data = _data(body)
    scope = f", {TOKEN_SCOPES[TokenScope(data['scope'])]}" if "scope" in data else ""
    whose = _name(_person_id(body["object"]), names)
    return f"Выдан ключ доступа № {data.get('api_token', '—')}{_tail(' ', data.get('name'))}{scope}: {whose}"


def _token(what: str, number: str) -> Callable[[Body, Names], str]:
    def sentence(body: Body, names: Names) -> str:
        whose = _name(_person_id(body["object"]), names)
        return f"Ключ доступа № {_data(body).get(number, '—')} {what}: {whose}"

    return sentence


_SENTENCES: dict[str, Callable[[Body, Names], str]] = {
    Action.PLAN_IMPORTED: _imported,
    Action.WARNING_SETTLED: _warning_settled,
    Action.CHAIN_SET: _chain_set,
    Action.ORGANISATIONS_ASSIGNED: _organisations,
    Action.ITEM_ADOPTED: _adopted,
    Action.DRAFT_CORRECTED: _draft_corrected,
    Action.PLAN_ACTIVATED: _said("План введён в действие"),
    Action.PLAN_AMENDED: _plan_amended,
    Action.ORGANISATION_ADDED: _organisation_added,
    Action.REVIEW_OPENED: _said("Открыто итоговое рассмотрение"),
    Action.REPORT_FROZEN: _said("Сведения отчёта об исполнении плана зафиксированы"),
    Action.PLAN_CLOSED: _said("Отчёт об исполнении плана утверждён, план закрыт"),
    Action.PLAN_REOPENED: _said("План возвращён в работу"),
    Action.ITEM_STARTED: _said("Пункт принят в работу"),
    Action.EVIDENCE_ADDED: _evidence_added,
    Action.EVIDENCE_REMOVED: _evidence_removed,
    Action.ITEM_SUBMITTED: _submitted,
    Action.ITEM_WITHDRAWN: _withdrawn,
    Action.ITEM_AGREED: _agreed,
    Action.ITEM_APPROVED: _approved,
    Action.ITEM_PART_APPROVED: _part_approved,
    Action.ITEM_RETURNED: _returned,
    Action.ITEM_REOPENED: _reopened,
    Action.ITEM_EXPLAINED: _explained,
    Action.ITEM_CORRECTED: _corrected,
    Action.ITEM_AMENDED: _amended,
    Action.ITEM_CANCELLED: _cancelled,
    Action.ITEM_RESTORED: _restored,
    Action.ITEM_ADDED: _added,
    Action.ITEM_EXTENDED: _extended,
    Action.PART_READY: _part("Часть соисполнителя готова"),
    Action.PART_NOT_READY: _part("Отметка о готовности части снята"),
    Action.PART_DUE_SET: _part_due,
    Action.REQUEST_REGISTERED: _request_registered,
    Action.REQUEST_ANSWERED: _request_answered,
    Action.SAMPLE_SET: _sample_set,
    Action.SUBMISSION_OPENED: _opened,
    Action.SUBMISSION_DECIDED: _decided,
    Action.SUBMISSION_WITHDRAWN: _ended("отозвано", "отозван", "отозвана"),
    Action.SUBMISSION_VOIDED: _ended("утратило силу: план закрыт", "утратил силу", "утратила силу"),
    Action.PAPER_REGISTERED: papers.registered,
    Action.PAPER_DISOWNED: papers.disowned,
    Action.PAPER_VOIDED: papers.voided,
    Action.DECISION_DISOWNED: papers.decision_disowned,
    Action.DIGEST_REJECTED: _said("Отклонена попытка решения: контрольная сумма не совпала с отчётом"),
    Action.STRANGER_REFUSED: _said("Отклонена попытка решения: ссылка выдана другому лицу"),
    Action.RUNG_FIRED: _rung_fired,
    Action.RUNG_PASSED_OVER: _rungs_passed,
    Action.PERSON_ADDED: _person("Добавлен участник"),
    Action.PERSON_CHANGED: _person_changed,
    Action.PERSON_INVITED: _person("Направлено приглашение получить ПИН-код"),
    Action.CODE_ISSUED: _person("Выдан код активации"),
    Action.PIN_SET: _person("Задан ПИН-код, правила простой электронной подписи приняты"),
    Action.PIN_LOCKED: _person("ПИН-код заблокирован после неверных попыток"),
    Action.BROWSERS_REVOKED: _person("Доверенные браузеры и сеансы отозваны"),
    Action.SIGNED_IN: _person("Вход в систему"),
    Action.SIGNED_OUT: _person("Выход из системы"),
    Action.BROWSER_TRUSTED: _person("Браузер запомнен на 30 дней"),
    Action.SUBSTITUTION_ADDED: _substitution,
    Action.TOKEN_ISSUED: _token_issued,
    Action.TOKEN_REVOKED: _token("отозван", "api_token"),
    Action.TOKEN_USED: _token("использован (первый раз за день)", "token"),
    Action.SUBSTITUTION_ENDED: _substitution_ended,
    Action.TASK_MOVED: _task_moved,
    Action.APPROVER_REPLACED: _approver_replaced,
    Action.COORDINATOR_REPLACED: _coordinator_replaced,
    Action.PERSON_DEACTIVATED: _with_reason("Исключён из числа пользователей"),
    Action.PERSON_REACTIVATED: _with_reason("Возвращён в число пользователей"),
    Action.CLOCK_MOVED: _said("Демонстрационные часы переведены вперёд"),
    Action.DEPLOYMENT_OPENED: _said("Открыт журнал системы"),
}
