"""Every refusal of the API as problem details (RFC 9457): what the pages say, with a code for scripts."""

import re
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from config.errors import DatabaseUnavailable, VizaError
from config.validation_ru import key_path, sentence
from web.api.representation import to_json
from web.problems import FormUnreadable, PageProblem, TooManyTries, UploadTooLarge
from web.refusal_status import status_of, status_of_kind
from web.site import Site
from workflow.errors import CommandRefused

MEDIA_TYPE = "application/problem+json"
DOCS = "/api/docs"
TITLES = {
    400: "Запрос не понят",
    401: "Нужен ключ доступа",
    403: "Действие недоступно",
    404: "Не найдено",
    405: "Такого действия по этому адресу нет",
    409: "Действие уже невозможно",
    412: "Данные изменились",
    413: "Слишком большой объём",
    422: "Проверьте данные запроса",
    429: "Слишком много попыток",
    500: "Ошибка на нашей стороне",
    503: "Система временно недоступна",
}
_DETAILS = {
    400: "Тело запроса не читается как JSON. Проверьте его и отправьте снова.",
    404: "Такого адреса нет. Перечень адресов — на странице /api/docs.",
    405: "По этому адресу принимаются другие методы, они названы в заголовке Allow.",
}
PARTS_OF_A_REQUEST = ("body", "query", "header")
_WORD = re.compile(r"(?<!^)(?=[A-Z])")
_RETRY_AFTER_S = {409: "2", 503: "60"}


class TokenNeeded(PageProblem):
    """No token, or one that opens nothing: unknown, ended and revoked alike."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "Передайте действующий ключ доступа в заголовке Authorization: Bearer … Новый ключ выдаётся на странице "
            "«Ключи доступа» или командой viza token issue."
        )


class BodyTooLarge(PageProblem):
    """A body longer than any command."""

    status = 413

    def __init__(self) -> None:
        super().__init__("Тело запроса больше допустимого: сократите его и отправьте снова.")


class IfMatchUnreadable(PageProblem):
    """`If-Match` holds no tag of ours, so it cannot be held against anything."""

    field = "If-Match"

    def __init__(self) -> None:
        super().__init__(
            "Заголовок If-Match не прочитан: ожидается метка в кавычках из заголовка ETag последнего чтения, например "
            '"7-3f1c0a5b9d2e4f60" или "7", либо *. Прочитайте план или пункт и передайте его метку без изменений.'
        )


class PreconditionFailed(PageProblem):
    """`If-Match` names another version than there is now."""

    status = 412
    retry_helps = True


_OF_DOORS: tuple[type[VizaError], ...] = (
    TokenNeeded,
    BodyTooLarge,
    IfMatchUnreadable,
    PreconditionFailed,
    FormUnreadable,
    UploadTooLarge,
    TooManyTries,
    DatabaseUnavailable,
)


def code_of(problem: str) -> str:
    """`NotYourTurn` as `not_your_turn`."""
    return _WORD.sub("_", problem).lower()


def known_codes() -> dict[int, list[str]]:
    """By status, the codes that a caller may meet."""
    found: dict[int, list[str]] = {400: ["bad_request"], 405: ["method_not_allowed"], 500: ["internal_error"]}
    found |= {404: ["not_found"], 422: ["invalid_request"]}
    for kind in _kinds(CommandRefused) | set(_OF_DOORS):
        status = status_of_kind(kind)
        if code_of(kind.__name__) not in found.setdefault(status, []):
            found[status].append(code_of(kind.__name__))
    return {status: sorted(codes) for status, codes in found.items()}


def _kinds(kind: type[VizaError]) -> set[type[VizaError]]:
    return {each for one in kind.__subclasses__() for each in (one, *_kinds(one))}


def problem_response(
    site: Site,
    path: str,
    status: int,
    code: str,
    detail: str,
    *,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    """A problem; `more` are `field` and `errors` where they are known."""
    told = {
        "type": f"{site.settings.public_base_url}{DOCS}#{code}",
        "title": TITLES.get(status, TITLES[400]),
        "status": status,
        "detail": detail,
        "instance": path,
        "code": code,
        **{name: value for name, value in more.items() if value is not None},
    }
    own: dict[str, str] = {}
    if status == TokenNeeded.status:
        own["WWW-Authenticate"] = 'Bearer realm="viza"'
    if more.get("retry_helps") and status in _RETRY_AFTER_S:
        own["Retry-After"] = _RETRY_AFTER_S[status]
    return Response(to_json(told), status, {**(headers or {}), **own}, MEDIA_TYPE)


def refusal_response(site: Site, path: str, refusal: VizaError) -> Response:
    """What the engine or a door refused with."""
    return problem_response(
        site,
        path,
        status_of(refusal),
        code_of(type(refusal).__name__),
        refusal.message,
        headers={"Retry-After": str(refusal.wait_s)} if isinstance(refusal, TooManyTries) else None,
        field=getattr(refusal, "field", None),
        retry_helps=refusal.retry_helps or None,
    )


def _finding(detail: Any) -> dict[str, Any]:
    """One finding: the path of what is wrong, and what is wrong with it. Never what was sent: it may be a PIN."""
    place = [part for part in detail["loc"] if part not in PARTS_OF_A_REQUEST]
    return {"field": key_path(place) or None, "detail": sentence(detail)}


def add_problems(api: FastAPI, site: Site) -> None:
    """Register a problem for everything that a caller can cause."""

    async def refused(request: Request, refusal: Exception) -> Response:
        if not isinstance(refusal, VizaError):
            raise refusal
        return refusal_response(site, request.url.path, refusal)

    async def http_error(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        status = error.status_code
        detail = _DETAILS.get(status, TITLES.get(status, TITLES[400]))
        code = HTTPStatus(status).name.lower()
        return problem_response(site, request.url.path, status, code, detail, headers=dict(error.headers or {}))

    async def invalid(request: Request, error: Exception) -> Response:
        # Where no command was sent, it is what is stored that cannot be read, and that must be seen.
        is_ours = isinstance(error, ValidationError) and request.method in {"GET", "HEAD"}
        if is_ours or not isinstance(error, RequestValidationError | ValidationError):
            raise error
        found = error.errors()
        if any(one["loc"][:1] == ("path",) for one in found):
            return problem_response(site, request.url.path, 404, "not_found", _DETAILS[404])
        if any(one["type"] == "json_invalid" for one in found):
            return problem_response(site, request.url.path, 400, "bad_request", _DETAILS[400])
        findings = [_finding(one) for one in found]
        detail = "; ".join(f"{one['field']}: {one['detail']}" if one["field"] else one["detail"] for one in findings)
        return problem_response(
            site, request.url.path, 422, "invalid_request", detail, field=findings[0]["field"], errors=findings
        )

    async def broken(request: Request, _error: Exception) -> Response:
        detail = "Ошибка записана. Команда могла не выполниться: проверьте это чтением."
        return problem_response(site, request.url.path, 500, "internal_error", detail)

    api.add_exception_handler(VizaError, refused)
    api.add_exception_handler(HTTPException, http_error)
    api.add_exception_handler(RequestValidationError, invalid)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(Exception, broken)
