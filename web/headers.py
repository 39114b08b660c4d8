"""The headers that every answer carries (rule 15), as plain ASGI: a page costs one dictionary look-up more."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
# A caught letter is shown in a sandboxed frame, with the inline styles that letters have.
LETTER_CSP = PAGE_CSP.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'") + "; frame-src 'self'"
FILE_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
# A sandboxed PDF is a blank page in Chromium: its viewer is an extension of its own.
PDF_CSP = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
TOKENED_HOPS = ("/s/", "/r/", "/e/", "/login/")
LOGIN_FORM = "/login/pin"

_ALWAYS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": PAGE_CSP,
}


class SecurityHeaders:
    """Adds what a handler has not set itself; `is_https` adds HSTS."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        self._is_https = is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        # With no-referrer Chromium names no origin in a form's POST, so pages with forms have same-origin.
        is_hop = path.startswith(TOKENED_HOPS) and path != LOGIN_FORM
        referrer = "no-referrer" if is_hop else "same-origin"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                headers["Referrer-Policy"] = referrer
                if self._is_https:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        await self._app(scope, receive, send_with_headers)
