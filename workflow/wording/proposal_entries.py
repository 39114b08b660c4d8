"""What the ledger says of what goes through a chain beside an item's report, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from models.states import DecisionKind, Subject, SubmissionState
from workflow.scopes import ItemScope
from workflow.wording.deadlines import ASKED_LATE
from workflow.wording.decision_entries import behalf_and_comment
from workflow.wording.entry_phrases import Body, Names, data_of, day_text, quoted_after, reason_text, report_voided
from workflow.wording.terms import DECISIONS, SUBJECTS_OF_OBJECT


def subject_text(body: Body) -> str:
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


def opened(body: Body, _names: Names) -> str:
    """What went into its chain; of an extension, until when."""
    data = data_of(body)
    if _is_extension(body) and "after" in data:
        until = f"до {day_text(data['after']['due_on'])}{_asked_late(data)}"
        return f"{subject_text(body)} {until}: направлен на согласование{reason_text(data)}"
    is_sample = body["object"].split("/")[1:2] == [Subject.SAMPLE.value]
    return f"{subject_text(body)}: {'направлена' if is_sample else 'направлено'} на согласование"


def _is_extension(body: Body) -> bool:
    return bool(body["object"].split("/")[1:2] == [Subject.EXTENSION.value])


def _asked_late(data: Mapping[str, Any]) -> str:
    return f", {ASKED_LATE}" if data.get("asked_late") else ""


def extended(body: Body, _names: Names) -> str:
    """«Срок продлён до 15.03.2021 (запрос № 1), срок по плану 01.03.2021, запрошено после срока»."""
    data = data_of(body)
    until = f" до {day_text(data['after']['due_on'])}" if "after" in data else ""
    request = f" (запрос № {data['extension']})" if "extension" in data else ""
    planned = f", срок по плану {day_text(data['planned_on'])}" if data.get("planned_on") else ""
    return f"Срок продлён{until}{request}{planned}{_asked_late(data)}{report_voided(data)}{reason_text(data)}"


def decided(body: Body, names: Names) -> str:
    """A step decided on it."""
    data = data_of(body)
    kind = DECISIONS[DecisionKind(data["decision"])].lower() if "decision" in data else "решение принято"
    if _is_extension(body) and data.get("decision") == DecisionKind.RETURN:
        kind = "в продлении отказано"
    if data.get("submission_state") == SubmissionState.OPEN and "steps" in data:
        kind += f", этап {data['step']} из {data['steps']}"
    return f"{subject_text(body)}: {kind}{behalf_and_comment(data, names)}"


def ended(of_amendment: str, of_extension: str, of_sample: str) -> Callable[[Body, Names], str]:
    """How what was on its way ended: an amendment, a request for an extension, a sample."""

    def sentence(body: Body, _names: Names) -> str:
        if _is_extension(body):
            return f"{subject_text(body)} {of_extension}"
        if body["object"].split("/")[1:2] == [Subject.SAMPLE.value]:
            return f"{subject_text(body)}: {of_sample}"
        number = data_of(body).get("submission")
        return f"Изменение{f' № {number}' if number else ' плана'} {of_amendment}"

    return sentence


def sample_set(body: Body, _names: Names) -> str:
    """The organisations by which an item is done."""
    data = data_of(body)
    what = "График утверждён" if data.get("scope") == ItemScope.SCHEDULE else "Выборка утверждена"
    codes = ", ".join(data.get("after", {}).get("sample", ()))
    organisations = f", организации: {codes}" if codes else ""
    return f"{what}{organisations}{quoted_after(', основание: ', data.get('reason'))}"
