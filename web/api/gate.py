"""The gate of the API: a bearer token in every request, known before anything of a body is read.

Cookies open nothing here, so that no page of another site can act in somebody's name.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.errors import DatabaseUnavailable
from web.api.caller import HOLDER
from web.api.problems import BodyTooLarge, TokenNeeded, refusal_response
from web.head_requests import IS_HEAD
from web.problems import PageProblem, TooManyTries
from web.site import Site
from workflow.token_use import TokenHolder, note_use, token_holder

GUARDED = "/api/v1"
MAX_BODY = 1024 * 1024
UPLOADS = ("/evidence", "/documents")
_LONGEST_TOKEN = 200


class TokenGate:
    """Lets in who has a live token; the use of each is recorded once a day, but for HEAD and OPTIONS."""

    def __init__(self, app: ASGIApp, *, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(GUARDED):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            holder = await run_in_threadpool(self._let_in, request)
        except (PageProblem, DatabaseUnavailable) as refusal:
            await refusal_response(self._site, scope["path"], refusal)(scope, receive, send)
            return
        await self._app({**scope, HOLDER: holder}, receive, send)

    def _let_in(self, request: Request) -> TokenHolder:
        """The holder of the token. Raises `TokenNeeded`; `TooManyTries` after ten failures of an address (rule 14).

        A live token is let in all the same, so that one broken script shuts nobody else out.
        """
        word, _, secret = request.headers.get("authorization", "").partition(" ")
        secret = secret.strip()
        if word.lower() != "bearer" or not secret:
            raise TokenNeeded
        holder = token_holder(self._site.engine, secret) if len(secret) <= _LONGEST_TOKEN else None
        if holder is None:
            key = f"token {request.client.host if request.client else 'unknown'}"
            wait_s = self._site.failures.wait_s(key)
            if wait_s:
                raise TooManyTries(wait_s)
            self._site.failures.record(key)
            raise TokenNeeded
        if request.method != "OPTIONS" and not request.scope.get(IS_HEAD):
            note_use(self._site.engine, holder)
        return holder


class LimitedBody:
    """Gives a body up once more than a megabyte of it came; files are read by their own door, with its own limit."""

    def __init__(self, app: ASGIApp, *, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].endswith(UPLOADS):
            await self._app(scope, receive, send)
            return
        body = bytearray()
        is_whole = False
        while not is_whole:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            is_whole = not message.get("more_body", False)
            if len(body) > MAX_BODY:
                await refusal_response(self._site, scope["path"], BodyTooLarge())(scope, receive, send)
                return
        parts: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def receive_kept() -> Message:
            return parts.pop() if parts else await receive()

        await self._app(scope, receive_kept, send)
