"""Refusals as pages: one Russian sentence, the fitting status, never a trace."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import DatabaseUnavailable, VizaError
from web.problems import LinkDead, SignInNeeded, TooManyTries
from web.refusal_status import status_of
from web.viewer import read_viewer
from web.visit import SEE_OTHER, Visit, site_of
from web.wanted_page import note_wanted

NOT_FOUND, WRONG_METHOD, UNPROCESSABLE, BROKEN = 404, 405, 422, 500
_HEADINGS = {
    400: "Запрос не понят",
    403: "Действие недоступно",
    404: "Страница не найдена",
    405: "Так эта страница не открывается",
    409: "Действие уже невозможно",
    413: "Слишком большой объём",
    422: "Проверьте форму",
    429: "Слишком много попыток",
    503: "Система временно недоступна",
}
_SENTENCES = {
    404: "Такой страницы нет, или она вам недоступна. Проверьте адрес или откройте обзор плана.",
    405: "Откройте страницу заново и воспользуйтесь её кнопками.",
}


def add_error_pages(app: FastAPI) -> None:
    """Register a page for everything that a visitor can cause."""
    app.add_exception_handler(VizaError, _refused)
    app.add_exception_handler(SignInNeeded, _to_sign_in)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _not_found)
    app.add_exception_handler(ValidationError, _invalid)
    app.add_exception_handler(Exception, _broken)


async def _refused(request: Request, refusal: Exception) -> Response:
    if not isinstance(refusal, VizaError):
        raise refusal
    if isinstance(refusal, LinkDead):
        return _dead_link(request)
    if isinstance(refusal, TooManyTries):
        answer = _plain(request, 429, _HEADINGS[429], (refusal.when,), "/", "На главную")
        answer.headers["Retry-After"] = str(refusal.wait_s)
        return answer
    return await _page(request, status_of(refusal), refusal.message, retry_helps=refusal.retry_helps)


async def _to_sign_in(request: Request, _need: Exception) -> Response:
    response = RedirectResponse("/login", SEE_OTHER)
    note_wanted(request, response)
    return response


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else NOT_FOUND
    if status not in _HEADINGS:
        status = 400
    return await _page(request, status, _SENTENCES.get(status, "Откройте обзор плана и начните оттуда."))


async def _not_found(request: Request, _error: Exception) -> Response:
    return await _page(request, NOT_FOUND, _SENTENCES[NOT_FOUND])


async def _invalid(request: Request, error: Exception) -> Response:
    if request.method in {"GET", "HEAD"}:
        raise error  # nobody filled anything in: what is stored cannot be read, and that must be seen
    return await _page(request, UNPROCESSABLE, "Форма заполнена неверно: вернитесь и проверьте поля.")


async def _broken(request: Request, _error: Exception) -> Response:
    texts = ("Ошибка на нашей стороне, она записана. Ваше действие могло не выполниться: проверьте это на странице.",)
    return _plain(request, BROKEN, "Не получилось", texts, "/", "На главную")


async def _page(request: Request, status: int, message: str, *, retry_helps: bool = False) -> Response:
    return await run_in_threadpool(_render, request, status, message, retry_helps)


def _render(request: Request, status: int, message: str, retry_helps: bool) -> Response:
    site = site_of(request)
    try:
        viewer = read_viewer(request, site)
        return Visit(site, request, viewer).page(
            "problem.html", status=status, heading=_HEADINGS[status], message=message, retry_helps=retry_helps
        )
    except DatabaseUnavailable:
        return _plain(request, status, _HEADINGS[status], (message,), "/", "На главную")


def _dead_link(request: Request) -> Response:
    """Unknown, altered, expired or revoked: the same words, the same headers (rule 6)."""
    texts = (
        "Она устарела, отозвана или записана не полностью.",
        "Откройте ссылку из последнего письма целиком.",
        "Если письма нет, запросите вход или обратитесь к ответственному за контроль исполнения плана.",
    )
    return _plain(request, NOT_FOUND, "Ссылка не действует", texts, "/login", "Запросить ссылку для входа")


def _plain(request: Request, status: int, heading: str, texts: tuple[str, ...], path: str, label: str) -> Response:
    template = site_of(request).templates.get_template("plain.html")
    return HTMLResponse(template.render(heading=heading, texts=texts, path=path, label=label), status)
