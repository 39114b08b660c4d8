"""What the API tells of itself: FastAPI's schema, with our problems, tokens, scopes and headers in it."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from models.states import TokenScope
from web.api.problems import MEDIA_TYPE, TITLES
from workflow.token_reach import NEEDED

ABOUT = """Те же сведения и действия, что и на страницах, для программ.

Ключ доступа передаётся в заголовке `Authorization: Bearer …`. Он действует от имени одного человека: видит то же,
что и он, и делает то же в пределах своей области. То, чем решают или назначают решающих, требует ещё и его ПИН-код.

Время — в UTC (ISO 8601), даты — местные, в часовом поясе плана. Отказ — `application/problem+json` (RFC 9457): `code`
для программы, `detail` — одно предложение для человека.
"""
SCOPE = "x-scope"
FASTAPIS_OWN = ("HTTPValidationError", "ValidationError")
READING = (401, 403, 404, 422, 429, 503)
COMMANDING = (400, 401, 403, 404, 409, 412, 413, 422, 429, 503)
UPLOADS = frozenset({"StoreDocument"})
_NEEDED_BY_NAME = {kind.__name__: scope for kind, scope in NEEDED.items()}
_READ_BY_COORDINATORS = frozenset({"/api/v1/plans/{plan_id}/mail", "/api/v1/mail", "/api/v1/mail/{letter_id}"})
_TAGGED = frozenset({"/api/v1/plans/{plan_id}", "/api/v1/plans/{plan_id}/items/{place}"})
NUMBERS = {
    "plan_id": "Номер плана.",
    "place": "Место пункта в плане, с 1: номера пунктов могут повторяться.",
    "evidence_id": "Номер документа, evidence[].id пункта.",
    "number": "Номер запроса в реестре пункта.",
    "person_id": "Номер человека, people[].id.",
    "task_id": "Номер задачи согласования, task_id в attention.",
    "paper_id": "Номер решения с бумаги.",
    "decision_id": "Номер решения.",
    "warning_id": "Номер замечания, warnings[].id плана.",
    "submission_id": "Номер предложения, submissions[].id.",
    "substitution_id": "Номер замещения.",
    "letter_id": "Номер письма, letters[].letter_id в mail.",
    "token_id": "Номер ключа, token_id в me.",
}

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "Отказ (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Где описан этот отказ."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "Одно предложение для человека: что не так и что сделать."},
        "instance": {"type": "string", "description": "Адрес запроса."},
        "code": {"type": "string", "description": "Вид отказа для программы, например not_your_turn."},
        "field": {"type": ["string", "null"], "description": "К какому полю относится."},
        "retry_helps": {"type": "boolean", "description": "Тот же запрос может удаться позже."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": ["string", "null"]}, "detail": {"type": "string"}},
            },
        },
    },
}


def describe(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI document; made at the first request for it, then kept."""
    if api.openapi_schema is None:
        schema = get_openapi(title=api.title, version=api.version, description=ABOUT, routes=api.routes)
        components = schema.setdefault("components", {})
        for name in FASTAPIS_OWN:
            components.get("schemas", {}).pop(name, None)
        components["schemas"]["Problem"] = PROBLEM
        components["responses"] = {_name(status): _problem(status) for status in COMMANDING}
        components["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer", "description": "Ключ доступа, выданный человеку."}
        }
        for path, operations in schema["paths"].items():
            for method, operation in operations.items():
                _complete(path, method, operation)
        api.openapi_schema = schema
    return api.openapi_schema


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    operation["security"] = [{"token": []}]
    for parameter in operation.get("parameters", []):
        parameter.setdefault("description", NUMBERS.get(parameter["name"], ""))
    operation[SCOPE] = _scope(path, method, operation).value
    responses = operation["responses"]
    responses.pop("422", None)
    for status in READING if method == "get" else COMMANDING:
        responses[str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}
    if path in _TAGGED and method == "get":
        responses["200"]["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "Версия и отпечаток."}}
        responses["304"] = {"description": "Не изменилось с чтения, названного в If-None-Match."}
        operation.setdefault("parameters", []).append(
            {"name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"}}
        )
    if method == "post" and operation["operationId"] not in UPLOADS:
        responses["200"]["headers"] = {
            "Idempotency-Replayed": {"schema": {"const": "true"}, "description": "Это ответ на первый такой запрос."}
        }


def _scope(path: str, method: str, operation: dict[str, Any]) -> TokenScope:
    if method == "post":
        return _NEEDED_BY_NAME.get(operation["operationId"], TokenScope.WORK)
    return TokenScope.COORDINATE if path in _READ_BY_COORDINATORS else TokenScope.READ


def _name(status: int) -> str:
    return f"Problem{status}"


def _problem(status: int) -> dict[str, Any]:
    return {
        "description": TITLES[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
