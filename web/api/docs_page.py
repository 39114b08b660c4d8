"""`/api/docs`: the API as a page to read, made from its own schema, with nothing from elsewhere."""

import json
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.api.openapi import SCOPE, describe
from web.api.problems import TITLES, known_codes
from web.visit import visit_of
from workflow.wording.terms import TOKEN_SCOPES

router = APIRouter()
_REF = "$ref"
_SAMPLE_BY_TYPE: dict[str, Any] = {"integer": 1, "boolean": True, "array": [], "object": {}, "number": 1}
_SAMPLE_BY_FORMAT = {"date": "2021-03-31", "date-time": "2021-03-31T03:00:00Z", "password": "••••••"}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a body, as the page's table shows it."""

    name: str
    place: str
    type_text: str
    is_required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One path and method. `example` is a body to start from, None where there is none."""

    anchor: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    fields: tuple[Field, ...]
    example: str | None
    is_form: bool
    answer: str
    statuses: tuple[int, ...]


@router.get("/api/docs", include_in_schema=False)
def show_docs(request: Request) -> Response:
    """Every path with its parameters, an example and its refusals, by what it is about."""
    schema = describe(request.app)
    groups: dict[str, list[Operation]] = {}
    for path, operations in schema["paths"].items():
        for method, told in operations.items():
            groups.setdefault(told["tags"][0], []).append(_operation(schema, path, method, told))
    base = request.app.state.site.settings.public_base_url
    return visit_of(request).page(
        "api_docs.html",
        groups=groups,
        base=base,
        titles=TITLES,
        scopes=TOKEN_SCOPES,
        first=_first_words(schema),
        codes=known_codes(),
    )


def _operation(schema: dict[str, Any], path: str, method: str, told: dict[str, Any]) -> Operation:
    fields = [
        Field(one["name"], one["in"], _type_text(schema, one["schema"]), one["required"], one.get("description", ""))
        for one in told.get("parameters", [])
    ]
    media, sent = _content(told.get("requestBody", {}))
    shape = _resolved(schema, sent)
    required = shape.get("required", [])
    fields += [
        Field(name, "body", _type_text(schema, field), name in required, field.get("description", ""))
        for name, field in shape.get("properties", {}).items()
    ]
    is_form = media.startswith("multipart")
    example = None if not shape or is_form else json.dumps(_sample(schema, shape), ensure_ascii=False, indent=2)
    _, answered = _content(told["responses"]["200"])
    return Operation(
        anchor=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        about=told.get("description", ""),
        scope=TOKEN_SCOPES[told[SCOPE]],
        fields=tuple(fields),
        example=example,
        is_form=is_form,
        answer=_type_text(schema, answered),
        statuses=tuple(int(code) for code in told["responses"] if int(code) in TITLES),
    )


def _content(told: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The media type and the schema of a body or an answer; empty where it has none."""
    for media, content in told.get("content", {}).items():
        return media, content.get("schema", {})
    return "", {}


def _first_words(schema: dict[str, Any]) -> list[str]:
    return [part.replace("\n", " ") for part in schema["info"]["description"].split("\n\n")]


def _resolved(schema: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    if _REF in told:
        found: dict[str, Any] = schema["components"]["schemas"][told[_REF].rsplit("/", 1)[-1]]
        return found
    return told


def _type_text(schema: dict[str, Any], told: dict[str, Any]) -> str:
    if _REF in told:
        known = _resolved(schema, told)
        return " | ".join(known["enum"]) if "enum" in known else told[_REF].rsplit("/", 1)[-1]
    if "anyOf" in told:
        return " | ".join(_type_text(schema, one) for one in told["anyOf"])
    if "enum" in told:
        return " | ".join(str(one) for one in told["enum"])
    if told.get("type") == "array":
        return f"{_type_text(schema, told.get('items', {}))}[]"
    return str(told.get("format", told.get("const", told.get("type", "JSON"))))


def _sample(schema: dict[str, Any], told: dict[str, Any]) -> Any:
    """A value of this shape: what must be given of an object, the first of several shapes."""
    told = _resolved(schema, told)
    for several in ("anyOf", "oneOf"):
        if several in told:
            return _sample(schema, told[several][0])
    if "enum" in told or "const" in told:
        return told.get("const", told.get("enum", [None])[0])
    if told.get("type") == "array" and told.get("minItems"):
        return [_sample(schema, told["items"])]
    if told.get("type") == "object" and "properties" in told:
        names = told.get("required") or list(told["properties"])[:1]
        return {name: _sample(schema, told["properties"][name]) for name in names}
    if told.get("type") == "string":
        return _SAMPLE_BY_FORMAT.get(told.get("format", ""), "ab" * 32 if "a-f" in told.get("pattern", "") else "…")
    return told.get("minimum", _SAMPLE_BY_TYPE.get(told.get("type", "")))
